"""What a condition of an unfinished filter means, in words.

Owns the invariant that words are given for a condition that means something as it stands, whatever is wrong around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.checking.analysis import analyse
from filterlang.semantics.description import in_words
from filterlang.semantics.predicate import And, Or
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.semantics.conditions import Condition

_LONGEST = 20_000
"""The number of characters up to which a condition is put into words."""


def words_of(view: FilterView, members: Sequence[Condition]) -> str:
    """What conditions mean together; empty where they mean nothing, are too long, or hold what the program fills in."""
    nodes: tuple[Node, ...] = tuple(member.node for member in members)
    if any(view.is_filled(node.span) for node in nodes):
        return ""
    text = print_line(nodes[0] if len(nodes) == 1 else Call("and", nodes))
    if len(text) > _LONGEST:
        return ""
    analysis = analyse(parse(text), view.dialect, rules=False)
    if not analysis.is_sound:
        return ""
    predicate = analysis.predicate
    while isinstance(predicate, (And, Or)) and len(predicate.parts) == 1:
        predicate = predicate.parts[0]
    return in_words(predicate)
