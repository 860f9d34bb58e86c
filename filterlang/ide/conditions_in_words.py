"""What a condition of a filter means, in words, while the filter is unfinished.

Owns the invariant that words are given for a condition that means something as it stands, whatever is wrong around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.checking.analysis import analyse
from filterlang.semantics.description import in_words
from filterlang.semantics.predicate import And, Or
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.strings import unquote
from filterlang.syntax.tree import Call, List, Node, String, fold, walk
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.semantics.conditions import Condition

_LONGEST = 20_000
"""The number of characters up to which a condition is put into words."""


def words_of(view: FilterView, members: Sequence[Condition]) -> str:
    """What conditions mean together; empty where they mean nothing or are too long.

    A text that the program fills in is shown with ``HOLE``. Conditions that it fills in otherwise have no words.
    """
    nodes: tuple[Node, ...] = tuple(member.node for member in members)
    tree = _with_holes(view, nodes[0] if len(nodes) == 1 else Call("and", nodes))
    text = "" if tree is None else print_line(tree)
    if not text or len(text) > _LONGEST:
        return ""
    analysis = analyse(parse(text), view.dialect, rules=False)
    if not analysis.is_sound:
        return ""
    predicate = analysis.predicate
    while isinstance(predicate, (And, Or)) and len(predicate.parts) == 1:
        predicate = predicate.parts[0]
    return in_words(predicate)


def _with_holes(view: FilterView, tree: Node) -> Node | None:
    """The tree with each text as the filter has it, with its holes; None where something else is filled in."""
    if view.embedded is None:
        return tree
    shown: dict[Span, Node] = {}
    for node in walk(tree):
        span = node.operator_span if isinstance(node, Call) else node.span
        if isinstance(node, List) or not len(span) or not view.is_filled(span):
            continue
        if not isinstance(node, String):
            return None
        text = view.text[view.span(span).start : view.span(span).end]
        shown[span] = String(unquote(text) if text[:1] in ("'", '"') else text)
    return fold(tree, lambda node, children: shown.get(node.span) or node.with_children(children)) if shown else tree
