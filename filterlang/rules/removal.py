"""Removing a condition that an ``and`` or an ``or`` joins with others: the fix of rules for conditions that change nothing.

Owns the invariant that the conditions that stay, and the commas between them, are left as they are written.
"""

from __future__ import annotations

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.tree import Origin
from filterlang.text.edits import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition


def removal(context: Context, joined: Condition, index: int, *, safe: bool = True) -> Fix | None:
    """The fix that removes a part of a junction with its comma; None where the junction would be empty or does not parse."""
    parts = joined.parts
    if len(parts) < 2 or joined.node.origin is not Origin.WRITTEN or context.analysis.parsed.findings:
        return None
    node = parts[index].node
    start, end = (parts[index - 1].node.end, node.end) if index else (node.start, parts[1].node.start)
    return Fix("remove it", (replace(start, end, ""),), safe)
