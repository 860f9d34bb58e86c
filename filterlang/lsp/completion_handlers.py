"""Completion: the items for a position, in the escaping of the document and the units of the client.

Owns the invariants that an item replaces text on the line of the cursor only, and that a client without snippets gets plain
text.
"""

from __future__ import annotations

from lsprotocol import types as lsp

from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.open_document import LocatedFilter
from filterlang.lsp.reading_handlers import markup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.completion import Completion
    from filterlang.text.edits import Edit
    from filterlang.text.source import Span

TRIGGERS = ["(", ",", '"', "'", " "]
_KINDS = {
    "operator": lsp.CompletionItemKind.Function,
    "field": lsp.CompletionItemKind.Field,
    "value": lsp.CompletionItemKind.Value,
    "key": lsp.CompletionItemKind.Property,
    "tag": lsp.CompletionItemKind.Constant,
    "name": lsp.CompletionItemKind.Reference,
    "snippet": lsp.CompletionItemKind.Snippet,
    "keyword": lsp.CompletionItemKind.Keyword,
}
"""By the values of ``completion.CompletionKind``."""


class CompletionFeature:
    """Answers requests for completion, and for the documentation of the items that were sent last."""

    def __init__(self, session: EditorSession) -> None:
        self._session = session
        self._sent: dict[str, Completion] = {}
        """The items that were sent last, by the ``data`` by which the client names each."""
        self._number_of_answers = 0

    def items(self, params: lsp.CompletionParams) -> lsp.CompletionList | None:
        """The items for a position."""
        from filterlang.ide.completion import completions

        at = self._session.located(params)
        if at is None:
            return None
        self._session.refresh_values(at.opened)
        offered = completions(at.view, at.offset)
        self._number_of_answers += 1
        self._sent = {f"{self._number_of_answers}.{number}": item for number, item in enumerate(offered.items)}
        items = [
            made
            for data, item in self._sent.items()
            if (made := self._item(at, offered.span, item, params.position, data)) is not None
        ]
        return lsp.CompletionList(offered.is_incomplete, items)

    def resolve(self, item: lsp.CompletionItem) -> lsp.CompletionItem:
        """An item with its documentation."""
        sent = self._sent.get(item.data) if isinstance(item.data, str) else None
        if sent is not None:
            item.documentation = self._documentation(sent)
        return item

    def _item(
        self, at: LocatedFilter, span: Span, item: Completion, position: lsp.Position, data: str
    ) -> lsp.CompletionItem | None:
        client = self._session.client
        is_snippet = item.snippet and client.takes_snippets
        edit = _written(at, span, item.plain)
        snippet = _written_snippet(at, span, item.text) if is_snippet else None
        chosen = snippet or edit
        text_edit = self._text_edit(at, chosen, position) if chosen is not None else None
        if text_edit is None:
            return None
        typed = _written(at, span, item.filter)
        return lsp.CompletionItem(
            item.label,
            kind=_KINDS[item.kind.value],
            detail=item.detail or None,
            documentation=None if client.resolves_documentation else self._documentation(item),
            preselect=True if item.preselect else None,
            sort_text=item.sort,
            filter_text=item.filter if typed is None else typed.text,
            insert_text_format=lsp.InsertTextFormat.Snippet if snippet is not None else lsp.InsertTextFormat.PlainText,
            text_edit=text_edit,
            data=data if client.resolves_documentation else None,
        )

    def _documentation(self, item: Completion) -> lsp.MarkupContent | None:
        return markup(item.documentation, self._session.client.item_markup) if item.documentation else None

    def _text_edit(self, at: LocatedFilter, edit: Edit, position: lsp.Position) -> lsp.TextEdit | lsp.InsertReplaceEdit | None:
        """The edit of an item; None for one that an editor would refuse, because it is not around the cursor."""
        range = at.opened.range(edit.span)
        if not range.start.line == position.line == range.end.line:
            return None
        if not range.start.character <= position.character <= range.end.character:
            return None
        if not self._session.client.inserts_and_replaces or range.end == position:
            return lsp.TextEdit(range, edit.text)
        return lsp.InsertReplaceEdit(edit.text, lsp.Range(range.start, position), range)


def _written(at: LocatedFilter, span: Span, text: str) -> Edit | None:
    """The edit of the document that writes a text in place of a span of the filter; None where it cannot be written."""
    from filterlang.text.edits import Edit

    edits = at.opened.document.edits(at.view, [Edit(span, text)])
    return edits[0] if edits is not None and len(edits) == 1 else None


def _written_snippet(at: LocatedFilter, span: Span, template: str) -> Edit | None:
    """The edit that writes a snippet: its text is escaped for the document, and its placeholders stay as they are."""
    from filterlang.ide.snippet_syntax import marked, unmarked
    from filterlang.text.frozen import replace

    text, marks = marked(template)
    edit = _written(at, span, text)
    snippet = unmarked(edit.text, marks) if edit is not None else None
    return replace(edit, text=snippet) if edit is not None and snippet is not None else None
