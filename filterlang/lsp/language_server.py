"""The language server: the handler of each request of the protocol.

Owns the invariant that nothing of filterlang's own is imported before the client is answered: handlers import what they need.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from filterlang.lsp import action_handlers, reading_handlers, structure_handlers, token_handlers
from filterlang.lsp.completion_handlers import TRIGGERS, CompletionFeature
from filterlang.lsp.diagnostics_feed import DiagnosticsFeed
from filterlang.lsp.editor_commands import COMMANDS
from filterlang.lsp.editor_session import EditorSession
from filterlang.lsp.transports import Transport, ended_by_signals
from filterlang.lsp.workspace_check import WorkspaceCheck
from filterlang.lsp.wire_protocol import LOG, MessageQueue, WireProtocol
from filterlang.text.version import __version__

Handler = Callable[[EditorSession, Any], object]

_REQUESTS: dict[str, tuple[Handler, object]] = {
    lsp.TEXT_DOCUMENT_CODE_ACTION: (
        action_handlers.code_actions, lsp.CodeActionOptions(code_action_kinds=[*action_handlers.ACTION_KINDS]),
    ),
    lsp.TEXT_DOCUMENT_FORMATTING: (action_handlers.formatting, None),
    lsp.TEXT_DOCUMENT_RANGE_FORMATTING: (action_handlers.range_formatting, None),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (structure_handlers.document_symbols, None),
    lsp.TEXT_DOCUMENT_DEFINITION: (structure_handlers.definition, None),
    lsp.TEXT_DOCUMENT_HOVER: (reading_handlers.hover, None),
    lsp.TEXT_DOCUMENT_SIGNATURE_HELP: (reading_handlers.signature_help, lsp.SignatureHelpOptions(["(", ","])),
    lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (reading_handlers.highlights, None),
    lsp.TEXT_DOCUMENT_LINKED_EDITING_RANGE: (reading_handlers.linked_ranges, None),
    lsp.TEXT_DOCUMENT_INLAY_HINT: (reading_handlers.inlay_hints, None),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: (token_handlers.semantic_tokens, token_handlers.LEGEND),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: (token_handlers.tokens_in_range, token_handlers.LEGEND),
    lsp.TEXT_DOCUMENT_FOLDING_RANGE: (token_handlers.folding_ranges, None),
    lsp.TEXT_DOCUMENT_SELECTION_RANGE: (token_handlers.selection_ranges, None),
}  # fmt: skip
"""The requests about documents, each with its handler and its options in the server's capabilities."""


def serve(transport: Transport, client_process: int | None = None) -> int:
    """Serves one client until it ends the session, or its process ends; returns the exit status."""
    try:
        return asyncio.run(_serve(transport, client_process))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0


async def _serve(transport: Transport, client_process: int | None) -> int:
    async with ended_by_signals():
        server = LanguageServer(
            "filterlang",
            __version__,
            lsp.TextDocumentSyncKind.Incremental,
            protocol_cls=WireProtocol,
        )
        protocol = server.protocol
        assert isinstance(protocol, WireProtocol)
        session = EditorSession(server, protocol)
        queue = MessageQueue(protocol, session.idle)
        session.attach(queue)
        add_features(session)
        session.watch_process(client_process)
        try:
            await transport(protocol, queue)
        finally:
            session.close()
            LOG.info("the session has ended")
        return protocol.exit_status or 0


def add_features(session: EditorSession) -> None:
    """Registers everything that the server answers."""
    server = session.server
    feed = DiagnosticsFeed(session)
    check = WorkspaceCheck(session)

    def close(params: lsp.DidCloseTextDocumentParams) -> None:
        if (opened := session.close_document(params.text_document.uri)) is not None:
            feed.close(opened)
            check.forget(opened.uri)

    def initialize(params: lsp.InitializeParams) -> None:
        session.begin(params)
        if session.client.pulls_diagnostics:
            options = lsp.DiagnosticOptions(False, False, identifier="filterlang")
            server.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, options)(partial(feed.pull))
            server.feature(lsp.WORKSPACE_DIAGNOSTIC)(partial(check.pull))

    notifications: dict[str, Callable[[Any], None]] = {
        lsp.INITIALIZE: initialize,
        lsp.INITIALIZED: lambda params: session.ready(),
        lsp.TEXT_DOCUMENT_DID_OPEN: lambda params: session.open(params.text_document),
        lsp.TEXT_DOCUMENT_DID_CHANGE: session.change,
        lsp.TEXT_DOCUMENT_DID_CLOSE: close,
        lsp.TEXT_DOCUMENT_DID_SAVE: lambda params: session.refresh_if_stale(),
        lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: session.settings_changed,
        lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: lambda params: session.reread_files(),
        lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: lambda params: session.change_folders(params.event),
    }
    for method, take in notifications.items():
        server.feature(method)(partial(take))
    for name, command in {**COMMANDS, "filterlang.checkWorkspace": check.command}.items():
        server.command(name)(partial(command, session))
    completion = CompletionFeature(session)
    server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(TRIGGERS, resolve_provider=True))(
        partial(completion.items)
    )
    server.feature(lsp.COMPLETION_ITEM_RESOLVE)(partial(completion.resolve))
    for method, (handler, options) in _REQUESTS.items():
        server.feature(method, options)(partial(handler, session))
