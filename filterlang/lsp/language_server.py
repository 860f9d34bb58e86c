"""The language server over standard input and output.

Owns the invariant that nothing of filterlang's own is imported before the client is answered.
"""

from __future__ import annotations

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from filterlang.text.version import __version__


def serve() -> None:
    """Serves one client until it ends the session."""
    server().start_io()


def server() -> LanguageServer:
    """A language server with its features."""
    result = LanguageServer("filterlang", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental)
    result.feature(lsp.TEXT_DOCUMENT_DID_OPEN)(_opened)
    result.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)(_changed)
    return result


def _opened(server: LanguageServer, params: lsp.DidOpenTextDocumentParams) -> None:
    _publish(server, params.text_document.uri)


def _changed(server: LanguageServer, params: lsp.DidChangeTextDocumentParams) -> None:
    _publish(server, params.text_document.uri)


def _publish(server: LanguageServer, uri: str) -> None:
    from filterlang.hosts.host_languages import language_of_fence, language_of_file
    from filterlang.ide.editor_document import EditorDocument
    from filterlang.lint.configuration import Configurations, Overrides
    from filterlang.text.source import Source

    text = server.workspace.get_text_document(uri)
    path = to_fs_path(uri) or uri
    language = language_of_file(path) or language_of_fence(text.language_id or "")
    if language is None:
        return
    settings = Configurations(Overrides({})).of_filters_in(path).settings
    source = Source(text.source, path)
    document = EditorDocument(source, language, settings)
    server.text_document_publish_diagnostics(
        lsp.PublishDiagnosticsParams(
            uri,
            [
                lsp.Diagnostic(
                    lsp.Range(
                        lsp.Position(*source.position_from_0(finding.diagnostic.span.start, "utf-16")),
                        lsp.Position(*source.position_from_0(finding.diagnostic.span.end, "utf-16")),
                    ),
                    finding.diagnostic.message,
                    code=finding.diagnostic.code,
                    source="filterlang",
                )
                for finding in document.findings
            ],
        )
    )
