"""Parsing what the grammar refuses: the best tree, every mistake once, and the edits that mend it.

Owns the invariant that recovery ends, in time linear in the text, with at least one diagnostic, whatever the text is.
"""

from filterlang.diagnostics import Diagnostic
from filterlang.syntax.recovery.findings import Findings
from filterlang.syntax.recovery.parser import Recovery
from filterlang.syntax.recovery.tokens import read
from filterlang.syntax.tree import Node


def recover(text: str) -> tuple[Node, list[Diagnostic]]:
    """The tree that a text was most likely meant to be, and what is wrong with the text, in order of place."""
    findings = Findings(text)
    tree = Recovery(text, read(text, findings), findings).run()
    return tree, findings.sorted()
