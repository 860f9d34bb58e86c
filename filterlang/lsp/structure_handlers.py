"""Requests for the structure of a document: its outline, and where a part of it is defined.

Owns the invariant that a client which knows no nested symbols gets the same symbols in one list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.open_document import OpenDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.document_symbols import Symbol

_KINDS = {
    "filter": lsp.SymbolKind.Function,
    "junction": lsp.SymbolKind.Operator,
    "condition": lsp.SymbolKind.Boolean,
}
"""By the values of ``document_symbols.SymbolKind``."""


def document_symbols(
    session: EditorSession, params: lsp.DocumentSymbolParams
) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation] | None:
    """The filters of a document and their conditions."""
    from filterlang.ide.document_symbols import symbols

    opened = session.document(params.text_document.uri)
    if opened is None:
        return None
    outline = symbols(opened.document)
    if session.client.nests_symbols:
        return [_nested(opened, symbol) for symbol in outline]
    return [*_flat(opened, outline, None)]


def _nested(opened: OpenDocument, symbol: Symbol) -> lsp.DocumentSymbol:
    """A symbol with those inside of it; an outline has few levels."""
    return lsp.DocumentSymbol(
        symbol.name,
        _KINDS[symbol.kind.value],
        opened.range(symbol.span),
        opened.range(symbol.selection),
        detail=symbol.detail or None,
        children=[_nested(opened, child) for child in symbol.children],
    )


def _flat(opened: OpenDocument, symbols: Sequence[Symbol], container: str | None) -> Iterator[lsp.SymbolInformation]:
    for symbol in symbols:
        location = lsp.Location(opened.uri, opened.range(symbol.span))
        yield lsp.SymbolInformation(location, symbol.name, _KINDS[symbol.kind.value], container_name=container)
        yield from _flat(opened, symbol.children, symbol.name)


def definition(session: EditorSession, params: lsp.DefinitionParams) -> list[lsp.Location] | None:
    """The places that define what stands at a position."""
    from filterlang.ide.definitions import definition

    opened = session.document(params.text_document.uri)
    if opened is None:
        return None
    spans = definition(opened.document, opened.offset(params.position))
    return [lsp.Location(opened.uri, opened.range(span)) for span in spans]
