"""The parts of a filter that an editor can fold: calls and lists over several lines.

Owns the invariant that a part begins and ends on different lines, and that parts lie in each other or apart.
"""

from __future__ import annotations

from filterlang.ide.filter_tokens import tokens_of
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView


def folding(view: FilterView) -> list[Span]:
    """The calls and lists over several lines, each from its operator or bracket to the closing bracket, in order of place.

    Of parts with the same lines, the outermost is given. A bracket that nothing closes is no fold: what belongs to it is not
    known.
    """
    tokens = tokens_of(view)
    spans: dict[tuple[int, int], Span] = {}
    for pair in tokens.brackets:
        if pair.closer is None:
            continue
        first = tokens[pair.opener if pair.operator is None else pair.operator]
        opening, closing = tokens[pair.opener].span.end, tokens[pair.closer].span
        lines = (view.source.position(opening)[0], view.source.position(closing.start)[0])
        if lines[0] < lines[1]:
            spans.setdefault(lines, Span(first.span.start, closing.end))
    return list(spans.values())
