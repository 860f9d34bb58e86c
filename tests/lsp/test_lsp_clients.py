"""The server as Neovim, Emacs and VS Code talk to it, each in its units: UTF-8, UTF-32, UTF-16."""

from collections.abc import AsyncIterator
import sys

from lsprotocol import types as lsp
import pytest
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, fixture

URI = "file:///nowhere/alerts.py"
TEXT = """\
from langsmith import Client

"\U0001f600"; failed = Client().runs.query(min_start_time=0, filter='and(eq(name, "\U0001f600"),eq(status, error))')
started = Client().runs.query(min_start_time=0, filter='and(eq(name, "\U0001f600"), gt(late')
"""
FIXED = TEXT.replace("error))", 'error"))').replace(" error", ' "error')
ENCODINGS = {"neovim@v0.11": "utf-8", "emacs@v29": "utf-32", "visual_studio_code@v1": "utf-16"}
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


@fixture(
    params=list(ENCODINGS),
    config=ClientServerConfig(server_command=[sys.executable, "-m", "filterlang", "lsp"]),
)
async def editor(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(_registered)
    capabilities = client_capabilities(request.param)
    result = await lsp_client.initialize_session(lsp.InitializeParams(capabilities=capabilities))
    assert (result.capabilities.position_encoding or "utf-16") == ENCODINGS[request.param]
    item = lsp.TextDocumentItem(URI, "python", 1, TEXT)
    lsp_client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    yield
    await lsp_client.shutdown_session()


def _registered(params: lsp.RegistrationParams) -> None:
    assert params.registrations


class Places:
    """The places of a text in the units of a client."""

    def __init__(self, client: LanguageClient) -> None:
        assert client.capabilities is not None
        general = client.capabilities.general
        preferred = general.position_encodings if general is not None else None
        self._codec, self._size = UNITS[preferred[0] if preferred else "utf-16"]

    def position(self, text: str, after: str) -> lsp.Position:
        """The place behind the first occurrence of a text."""
        before = text[: text.index(after) + len(after)]
        line = before.rpartition("\n")[2]
        return lsp.Position(before.count("\n"), len(line.encode(self._codec)) // self._size)

    def text_of(self, text: str, range: lsp.Range) -> str:
        start, end = self._offset(text, range.start), self._offset(text, range.end)
        return text[start:end]

    def edited(self, text: str, edits: list[lsp.TextEdit]) -> str:
        for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
            start, end = self._offset(text, edit.range.start), self._offset(text, edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        return text

    def _offset(self, text: str, position: lsp.Position) -> int:
        lines = text.split("\n")
        units = lines[position.line].encode(self._codec)[: position.character * self._size]
        return sum(len(line) + 1 for line in lines[: position.line]) + len(units.decode(self._codec))


async def diagnostics_of(client: LanguageClient) -> list[lsp.Diagnostic]:
    """Pulled by a client that can, and else as they are pushed."""
    assert client.capabilities is not None
    assert client.capabilities.text_document is not None
    if client.capabilities.text_document.diagnostic is not None:
        params = lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(URI))
        report = await client.text_document_diagnostic_async(params)
        assert isinstance(report, lsp.RelatedFullDocumentDiagnosticReport)
        return list(report.items)
    if URI not in client.diagnostics:
        await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return list(client.diagnostics[URI])


@pytest.mark.asyncio
async def test_an_editor_checks_completes_and_fixes(editor: LanguageClient) -> None:
    places = Places(editor)
    document = lsp.TextDocumentIdentifier(URI)
    found = await diagnostics_of(editor)
    (bare,) = [diagnostic for diagnostic in found if diagnostic.code == "FL014" and diagnostic.range.start.line == 2]
    assert places.text_of(TEXT, bare.range) == "error"

    context = lsp.CodeActionContext([bare], [lsp.CodeActionKind.QuickFix])
    actions = await editor.text_document_code_action_async(lsp.CodeActionParams(document, bare.range, context)) or []
    fixes = [action for action in actions if isinstance(action, lsp.CodeAction) and action.edit is not None]
    assert list(fixes[0].diagnostics or ()) == [bare]
    edit = fixes[0].edit
    assert edit is not None
    changes = [
        *(edit.changes or {}).values(),
        *(change.edits for change in edit.document_changes or () if isinstance(change, lsp.TextDocumentEdit)),
    ]
    fixed = places.edited(TEXT, [each for each in changes[0] if isinstance(each, lsp.TextEdit)])
    assert fixed == FIXED

    shown = await editor.text_document_hover_async(lsp.HoverParams(document, places.position(TEXT, "eq(stat")))
    assert shown is not None
    assert shown.range is not None
    assert places.text_of(TEXT, shown.range) == "status"

    cursor = places.position(TEXT, "gt(late")
    answer = await editor.text_document_completion_async(lsp.CompletionParams(document, cursor))
    assert isinstance(answer, lsp.CompletionList)
    (latency,) = [item for item in answer.items if item.label == "latency"]
    edit = latency.text_edit
    replaced = edit if isinstance(edit, lsp.TextEdit) else lsp.TextEdit(edit.replace, edit.new_text)
    assert places.edited(TEXT, [replaced]) == TEXT.replace("gt(late'", "gt(latency'")

    at = places.position(TEXT, 'query(min_start_time=0, filter=\'and(eq(name, "\U0001f600"),')
    change = lsp.TextDocumentContentChangePartial(lsp.Range(at, at), "\U0001f600")
    editor.text_document_did_change(lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(2, URI), [change]))
    params = lsp.DocumentFormattingParams(document, lsp.FormattingOptions(4, True))
    typed = TEXT.replace('\u0022\U0001f600"),eq', '"\U0001f600"),\U0001f600eq')
    assert not await editor.text_document_formatting_async(params)  # the filter has an error where it was typed
    back = lsp.TextDocumentContentChangePartial(lsp.Range(at, places.position(typed, "),\U0001f600")), "")
    editor.text_document_did_change(lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(3, URI), [back]))
    repaired = lsp.TextDocumentContentChangePartial(bare.range, '"error"')
    editor.text_document_did_change(lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(4, URI), [repaired]))
    edits = await editor.text_document_formatting_async(params)
    assert edits
    assert places.edited(FIXED, list(edits)) == FIXED.replace("),eq", "), eq")
