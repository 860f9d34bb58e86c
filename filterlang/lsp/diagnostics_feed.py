"""Diagnostics of open documents: pushed to the client, or given to one that pulls them.

Owns the invariant that a client which pulls is pushed nothing, and that the last diagnostics of a document are those of its
last text.
"""

from __future__ import annotations

import asyncio
from functools import partial

from lsprotocol import types as lsp

from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.finding_diagnostics import diagnostics_of
from filterlang.lsp.open_document import OpenDocument

_SECONDS_WITHOUT_TYPING = 0.3
"""Seconds after the last change of a document after which it is searched as a whole."""


class DiagnosticsFeed:
    """Keeps the client's diagnostics up to date."""

    def __init__(self, session: EditorSession) -> None:
        self._session = session
        self._dirty: dict[str, OpenDocument] = {}
        self._unsettled: dict[str, asyncio.TimerHandle] = {}
        self._skipped: dict[str, str | None] = {}
        session.on_change = self._changed
        session.on_settings = self._settings_changed

    def close(self, opened: OpenDocument) -> None:
        """Removes the diagnostics of a closed document from the client."""
        self._dirty.pop(opened.uri, None)
        self._skipped.pop(opened.uri, None)
        self._settle_later(opened, is_open=False)
        if not self._session.client.pulls_diagnostics:
            self._session.server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(opened.uri, []))

    def pull(self, params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        """The diagnostics of a document, or a report that they have not changed."""
        opened = self._session.document(params.text_document.uri)
        items = self._diagnostics(opened) if opened is not None else []
        self._session.warm_up_features()
        result_id = result_id_of(items)
        if result_id == params.previous_result_id:
            return lsp.RelatedUnchangedDocumentDiagnosticReport(result_id)
        return lsp.RelatedFullDocumentDiagnosticReport(items, result_id=result_id)

    def _changed(self, opened: OpenDocument) -> None:
        """Pushes the diagnostics of a document once no message waits: of many changes in a row, only the last counts."""
        if not self._session.client.pulls_diagnostics:
            self._dirty[opened.uri] = opened
            self._session.later(self._push)
        self._settle_later(opened)

    def _push(self) -> None:
        for opened in self._dirty.values():
            params = lsp.PublishDiagnosticsParams(opened.uri, self._diagnostics(opened), opened.version)
            self._session.server.text_document_publish_diagnostics(params)
        self._dirty.clear()
        self._session.warm_up_features()

    def _settle_later(self, opened: OpenDocument, *, is_open: bool = True) -> None:
        """Lets a document be searched as a whole when nothing has been typed in it for a while."""
        if (timer := self._unsettled.pop(opened.uri, None)) is not None:
            timer.cancel()
        if is_open:
            settle = partial(self._session.later, partial(self._settle, opened))
            self._unsettled[opened.uri] = asyncio.get_running_loop().call_later(_SECONDS_WITHOUT_TYPING, settle)

    def _settle(self, opened: OpenDocument) -> None:
        self._unsettled.pop(opened.uri, None)
        if self._session.document(opened.uri) is not opened or opened.document.is_settled:
            return
        client = self._session.client
        if not client.pulls_diagnostics:
            opened.document = opened.document.settled()
            self._dirty[opened.uri] = opened
            self._push()
            return
        before = self._diagnostics(opened)
        opened.document = opened.document.settled()
        if client.refreshes_diagnostics and self._diagnostics(opened) != before:
            self._session.server.workspace_diagnostic_refresh(None)

    def _settings_changed(self) -> None:
        client, server = self._session.client, self._session.server
        if client.pulls_diagnostics and client.refreshes_diagnostics:
            server.workspace_diagnostic_refresh(None)
        if client.refreshes_hints:
            server.workspace_inlay_hint_refresh(None)

    def _diagnostics(self, opened: OpenDocument) -> list[lsp.Diagnostic]:
        reason = opened.document.skipped
        if reason != self._skipped.get(opened.uri):
            self._skipped[opened.uri] = reason
            message = f"{opened.source.name} is {f'skipped: {reason}' if reason else 'searched again'}"
            self._session.server.window_log_message(lsp.LogMessageParams(lsp.MessageType.Info, message))
        return diagnostics_of(opened.source, opened.document.findings, opened.encoding)


def result_id_of(items: list[lsp.Diagnostic]) -> str:
    """A name of diagnostics that other diagnostics do not have."""
    from hashlib import blake2b

    return blake2b(repr(items).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
