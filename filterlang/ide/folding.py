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

    A bracket that nothing closes is no fold: what belongs to it is not known.
    """
    tokens = tokens_of(view)
    spans: list[Span] = []
    for pair in tokens.brackets:
        if pair.closer is None:
            continue
        first = tokens[pair.opener if pair.operator is None else pair.operator]
        span = Span(first.span.start, tokens[pair.closer].span.end)
        inside = Span(tokens[pair.opener].span.end, tokens[pair.closer].span.start)
        if view.source.position(inside.start)[0] < view.source.position(inside.end)[0]:
            spans.append(span)
    return spans
