"""Describes the meaning of a condition in words, while the filter around it is unfinished.

Owns the invariant that words are given for a condition that means something as it stands, whatever is wrong around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.checking.analysis import analyse
from filterlang.ide.pair_members import pair_members
from filterlang.schema.dialects import DIALECTS
from filterlang.semantics.description import JOINED, lines_in_words
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.strings import unquote
from filterlang.syntax.tree import Call, List, Node, String, fold, walk
from filterlang.text.safe_markdown import code, with_code
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.semantics.conditions import Condition

_LONGEST = 20_000
"""The number of characters up to which a condition is put into words."""
_MOST_LINES = 16
"""The number of lines up to which a meaning is shown in full."""


def meaning(view: FilterView, condition: Condition) -> str:
    """The meaning of a condition and the rest of its pair, as a paragraph of Markdown; empty where it has none."""
    clause, *items = _clause(view, pair_members(view).get(condition, [condition])) or _of_parts(view, condition) or [""]
    if not clause:
        return ""
    left = len(items) - _MOST_LINES
    more = [f"- … and {left} more lines"] if left > 0 else []
    selected = DIALECTS[view.dialect].selects.capitalize()
    return "\n".join([f"{selected} for which {clause}{'' if items else '.'}", *items[:_MOST_LINES], *more])


def _of_parts(view: FilterView, condition: Condition) -> list[str]:
    """The meanings of the parts of a condition that has none as a whole; a part without a meaning is shown as it is written."""
    items: list[str] = []
    shown: set[Condition] = set()
    has_meaning = False
    for part in condition.parts[:_MOST_LINES] if condition.joins else ():
        if part in shown:
            continue
        members = pair_members(view).get(part, [part])
        shown.update(members)
        clause = _clause(view, members)
        has_meaning |= bool(clause)
        place = view.span(part.node.span)
        first, *rest = clause or [code(" ".join(view.text[place.start : place.end].split()))]
        items += [f"- {first}", *(f"  {line}" for line in rest)]
    return [JOINED[condition.node.operator], *items] if has_meaning else []


def _clause(view: FilterView, members: Sequence[Condition]) -> list[str]:
    """The joint meaning of conditions, as lines of Markdown; none where they have none or are too long.

    A text that the program fills in is shown with ``HOLE``. Conditions that it fills in otherwise mean nothing here.
    """
    nodes: tuple[Node, ...] = tuple(member.node for member in members)
    tree = _with_holes(view, nodes[0] if len(nodes) == 1 else Call("and", nodes))
    text = "" if tree is None else print_line(tree)
    if not text or len(text) > _LONGEST:
        return []
    analysis = analyse(parse(text), view.dialect, rules=False)
    if not analysis.is_sound:
        return []
    first, *rest = lines_in_words(analysis.predicate)
    return [with_code(first), *map(_item, rest)]


def _item(line: str) -> str:
    """A line of a description as an item of a list in Markdown."""
    text = line.lstrip(" ")
    return f"{line[4 : len(line) - len(text)]}- {with_code(text.removeprefix('- '))}"


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
