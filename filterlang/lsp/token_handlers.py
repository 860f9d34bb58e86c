"""Requests for the tokens and the shape of filters: semantic tokens, folding, selection.

Owns the invariant that a token of the protocol lies on one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types as lsp

from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.open_document import OpenDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.text.source import Span

_TYPES = {
    "operator": lsp.SemanticTokenTypes.Function,
    "field": lsp.SemanticTokenTypes.Property,
    "string": lsp.SemanticTokenTypes.String,
    "number": lsp.SemanticTokenTypes.Number,
    "keyword": lsp.SemanticTokenTypes.Keyword,
    "enum value": lsp.SemanticTokenTypes.EnumMember,
    "key": lsp.SemanticTokenTypes.Property,
    "hole": lsp.SemanticTokenTypes.Parameter,
    "comment": lsp.SemanticTokenTypes.Comment,
}
"""The types of the protocol by the values of ``semantic_tokens.TokenType``; others, such as brackets, have none."""
_MODIFIERS = {"deprecated": lsp.SemanticTokenModifiers.Deprecated.value, "unknown": "unknown"}
"""The modifiers by the values of ``semantic_tokens.TokenModifier``."""
_LEGEND = list(dict.fromkeys(type.value for type in _TYPES.values()))
LEGEND = lsp.SemanticTokensLegend(_LEGEND, [*_MODIFIERS.values()])
_NUMBERS = {name: _LEGEND.index(type.value) for name, type in _TYPES.items()}
_BITS = {name: 1 << number for number, name in enumerate(_MODIFIERS)}


def semantic_tokens(session: EditorSession, params: lsp.SemanticTokensParams) -> lsp.SemanticTokens | None:
    """The tokens of all filters of a document."""
    opened = session.document(params.text_document.uri)
    return None if opened is None else lsp.SemanticTokens(_encoded(opened, opened.document.views))


def tokens_in_range(session: EditorSession, params: lsp.SemanticTokensRangeParams) -> lsp.SemanticTokens | None:
    """The tokens of the filters that a range touches."""
    opened = session.document(params.text_document.uri)
    return None if opened is None else lsp.SemanticTokens(_encoded(opened, opened.views_in(params.range)))


def _encoded(opened: OpenDocument, views: Iterable[FilterView]) -> list[int]:
    """Tokens as the protocol has them: line and column from the token before, length, type, modifiers."""
    numbers: list[int] = []
    line = column = 0
    for start_line, start, length, type, modifiers in sorted({*_placed(opened, views)}):
        if (start_line, start) < (line, column):
            continue  # inside of the token before: a filter in a hole of another
        delta = start - column if start_line == line else start
        numbers += (start_line - line, delta, length, type, modifiers)
        line, column = start_line, start
    return numbers


def _placed(opened: OpenDocument, views: Iterable[FilterView]) -> Iterator[tuple[int, int, int, int, int]]:
    from filterlang.ide.semantic_tokens import semantic_tokens

    for view in views:
        for token in semantic_tokens(view):
            if (type := _NUMBERS.get(token.type.value)) is not None:
                modifiers = sum(_BITS[modifier.value] for modifier in token.modifiers)
                for line, start, end in _lines(opened, opened.document.span(view, token.span)):
                    yield line, start, end - start, type, modifiers


def _lines(opened: OpenDocument, span: Span) -> Iterator[tuple[int, int, int]]:
    """Yields the parts of a span on each line: the line, and the columns of its start and end."""
    source, encoding = opened.source, opened.encoding
    (first, start), (last, end) = (source.position_from_0(offset, encoding) for offset in (span.start, span.end))
    for line in range(first, last + 1):
        left = start if line == first else 0
        right = end if line == last else source.position_from_0(source.line_span(line + 1).end, encoding)[1]
        if right > left:
            yield line, left, right


def folding_ranges(session: EditorSession, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange] | None:
    """The parts of filters that can be folded, which span lines."""
    from filterlang.ide.folding import folding

    opened = session.document(params.text_document.uri)
    if opened is None:
        return None
    spans = [opened.document.span(view, span) for view in opened.document.views for span in folding(view)]
    ranges = [opened.range(span) for span in spans]
    return [
        lsp.FoldingRange(range.start.line, range.end.line, range.start.character, range.end.character)
        for range in ranges
        if range.start.line < range.end.line
    ]


def selection_ranges(session: EditorSession, params: lsp.SelectionRangeParams) -> list[lsp.SelectionRange] | None:
    """For each position, the ranges that a selection grows through; outside of filters, an empty one."""
    opened = session.document(params.text_document.uri)
    return None if opened is None else [_selection(opened, position) for position in params.positions]


def _selection(opened: OpenDocument, position: lsp.Position) -> lsp.SelectionRange:
    from filterlang.ide.selection_ranges import selections

    at = opened.located(position)
    spans = [at.span(span) for span in selections(at.view, at.offset)] if at is not None else []
    offset = opened.offset(position)
    selected: lsp.SelectionRange | None = None
    outer: Span | None = None
    for span in reversed(spans):
        is_inside = outer is None or outer.contains(span)
        if is_inside and span.start <= offset <= span.end:
            selected, outer = lsp.SelectionRange(opened.range(span), selected), span
    return selected or lsp.SelectionRange(lsp.Range(position, position))
