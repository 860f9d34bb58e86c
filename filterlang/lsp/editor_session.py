"""The session of one client: what it can do, its settings, and the documents that it has open.

Owns the invariant that a document always has the settings of its folder and the values of its export, and that a document of
another language than those of hosts is not kept.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from importlib import import_module
import os
import re
import sys
from typing import Any
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from filterlang.lsp.client_traits import ClientTraits
from filterlang.lsp.editor_settings import SECTION, EditorSettings, merged
from filterlang.lsp.language_ids import language_of_document
from filterlang.lsp.open_document import LocatedFilter, OpenDocument, encoding_of
from filterlang.lsp.wire_protocol import LOG, MessageQueue, WireProtocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from filterlang.ide.known_values import KnownValues
    from filterlang.ide.local_export import LocalExports
    from filterlang.lint.configuration import Configuration
    from filterlang.text.source import Encoding

    class PositionParams(Protocol):
        """The parameters of a request that is about a position."""

        text_document: lsp.TextDocumentIdentifier
        position: lsp.Position


_WARM_UP = (
    "filterlang.hosts.host_languages", "filterlang.lint.configuration", "filterlang.ide.editor_document",
    "filterlang.checking.analysis", "filterlang.hosts.embedded_checks", "filterlang.rules.registry",
)  # fmt: skip
"""What the first diagnostics need, imported in this order while the client does something else after ``initialize``."""
_WARM_UP_LATER = (
    "filterlang.ide.completion", "filterlang.ide.hovers", "filterlang.ide.code_actions", "filterlang.ide.semantic_tokens",
    "filterlang.ide.inlay_hints", "filterlang.ide.signatures", "filterlang.ide.formatting", "filterlang.ide.document_symbols",
)  # fmt: skip
"""What other requests need, imported once the first document has its diagnostics."""
_SECONDS_BETWEEN_LOOKS = 1.0
_FILES = ("filterlang.toml", "pyproject.toml")
"""The names of configuration files, which the client watches."""


class EditorSession:
    """The state of a session. ``idle`` does what waits until no message of the client does."""

    def __init__(self, server: LanguageServer, protocol: WireProtocol) -> None:
        self.server: LanguageServer = server
        self.protocol: WireProtocol = protocol
        self.client: ClientTraits = ClientTraits(lsp.ClientCapabilities())
        self.settings: EditorSettings = EditorSettings(self.warn)
        self.documents: dict[str, OpenDocument] = {}
        self.on_change: Callable[[OpenDocument], None] = lambda document: None
        """Called with a document that has come up or changed, by the client or because its settings have."""
        self.on_settings: Callable[[], None] = lambda: None
        """Called when settings have changed for documents that are open."""
        self._later: deque[Callable[[], object]] = deque()
        self._queue: MessageQueue | None = None
        self._tasks: set[asyncio.Task[object]] = set()
        self._exports: LocalExports | None = None
        self._initial: object = None
        self._shown: str | None = None
        self._is_warm: bool = False
        self._folders: list[str] = []

    def begin(self, params: lsp.InitializeParams) -> None:
        """Reads the client's capabilities, folders and options. Nothing of filterlang's own is imported here."""
        self.client = ClientTraits(params.capabilities)
        root = params.root_uri or (from_fs_path(params.root_path) if params.root_path else None)
        folders = [folder.uri for folder in params.workspace_folders or ()]
        self._set_folders(folders or ([root] if root else []))
        self._initial = params.initialization_options
        self.settings.give(self._initial)

    def ready(self) -> None:
        """Asks the client for what it offers, once it is ready."""
        self.watch_process(self.server.process_id)
        self._register()
        if self.client.is_configured_on_request:
            self.start(self.fetch_settings())
        self._warm_up(_WARM_UP)

    def warm_up_features(self) -> None:
        """Imports what requests need before they come; called after the first diagnostics."""
        if not self._is_warm:
            self._is_warm = True
            self._warm_up(_WARM_UP_LATER)

    def _warm_up(self, modules: Sequence[str]) -> None:
        for name in modules:
            self.later(partial(import_module, name))

    def watch_process(self, number: int | None) -> None:
        """Ends the session when the client's process has ended. A process that is not to be seen from here is not watched."""
        if number is not None and _is_alive(number):
            self.start(self._watch(number))

    async def _watch(self, number: int) -> None:
        while _is_alive(number):  # noqa: ASYNC110 - nothing reports the end of a process that is not a child
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        LOG.warning("the process of the client has ended")
        if self._queue is not None:
            self._queue.end()

    def written(self, name: str, text: str) -> str:
        """Writes a text for the client to show, in a folder that goes with the session and that only this user reads."""
        if self._shown is None:
            from tempfile import mkdtemp

            self._shown = mkdtemp(prefix="filterlang-")
        path = os.path.join(self._shown, name)
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
        return path

    def close(self) -> None:
        """Ends what runs in the background."""
        if self._shown is not None:
            from shutil import rmtree

            rmtree(self._shown, ignore_errors=True)
        for task in self._tasks:
            task.cancel()
        if self._exports is not None:
            self._exports.close()

    def attach(self, queue: MessageQueue) -> None:
        """Takes the messages of the client."""
        self._queue = queue

    def later(self, work: Callable[[], object]) -> None:
        """Does something once no message waits."""
        self._later.append(work)
        if self._queue is not None:
            self._queue.wake()

    def idle(self) -> bool:
        """Does one piece of the work that waits; returns whether there was any."""
        if not self._later:
            return False
        self._later.popleft()()
        return True

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Runs a coroutine beside the messages, until the session ends."""
        task: asyncio.Task[object] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def warn(self, message: str) -> None:
        """Shows a warning to the person."""
        self.server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, message))

    # Documents

    def open(self, item: lsp.TextDocumentItem) -> None:
        """Opens a document; one in another language than those that hold filters is not kept."""
        from filterlang.ide.editor_document import EditorDocument
        from filterlang.text.source import Source

        self.documents.pop(_key(item.uri), None)
        self.refresh_if_stale()
        path = self.path_of(item.uri)
        language = language_of_document(item.uri, path, item.language_id)
        if language is not None:
            settings = self.settings.of(path).lint_settings_of(path)
            document = EditorDocument(Source(item.text, path), language, settings, self.values_of(path))
            self.documents[_key(item.uri)] = opened = OpenDocument(item.uri, item.version, document, self.encoding)
            self.on_change(opened)

    def change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Applies changes to a document that is open."""
        if (opened := self.document(params.text_document.uri)) is not None:
            opened.change(params.content_changes, params.text_document.version)
            self.on_change(opened)

    def close_document(self, uri: str) -> OpenDocument | None:
        """Closes a document; returns it where it was kept."""
        return self.documents.pop(_key(uri), None)

    def document(self, uri: str) -> OpenDocument | None:
        """The open document at an address."""
        return self.documents.get(_key(uri))

    def located(self, params: PositionParams) -> LocatedFilter | None:
        """The filter at the position that a request is about."""
        opened = self.document(params.text_document.uri)
        return None if opened is None else opened.located(params.position)

    @property
    def encoding(self) -> Encoding:
        """The unit of columns that was negotiated."""
        return encoding_of(self.server.workspace.position_encoding)

    def path_of(self, uri: str) -> str:
        """The path by which the settings of a document are found: that of its file, or of the file that it belongs to."""
        path = _file_of(uri)
        if path is None:
            scheme, separator, rest = uri.partition(":")
            path = unquote(re.split("[?#]", rest if separator else scheme, maxsplit=1)[0]).replace("\0", "")
        return path if os.path.isabs(path) else os.path.join(self.settings.default_root, path)

    # Settings

    def configuration_of(self, opened: OpenDocument) -> Configuration:
        """The configuration that holds for a document."""
        path = opened.source.name
        return self.settings.of(path).configuration_of(path)

    def values_of(self, path: str) -> KnownValues:
        """The values to offer in a file, as far as its export has been read."""
        from filterlang.ide.known_values import NO_VALUES

        export = self.settings.of(path).configuration_of(path).export
        if not export:
            return NO_VALUES
        if self._exports is None:
            from filterlang.ide.local_export import LocalExports

            loop = asyncio.get_running_loop()
            self._exports = LocalExports(
                lambda: loop.call_soon_threadsafe(self.later, self.reconfigure),
                lambda reason: loop.call_soon_threadsafe(self.warn, f"filterlang: {reason}"),
            )
        return self._exports.values(export)

    def refresh_values(self, opened: OpenDocument) -> None:
        """Gives a document the values that its export has by now."""
        values = self.values_of(opened.source.name)
        if values != opened.document.values:
            self.reconfigure()

    def refresh_if_stale(self) -> None:
        """Takes up changes of configuration files that the client does not report."""
        if not self.client.watches_files and self.settings.is_stale():
            self.reread_files()

    def reread_files(self) -> None:
        """Takes up changes of configuration files."""
        self.settings.forget_files()
        self.reconfigure()

    def reconfigure(self) -> None:
        """Gives every open document the settings and values that hold for it now."""
        from filterlang.ide.editor_document import EditorDocument

        has_changed = False
        for opened in [*self.documents.values()]:
            before, path = opened.document, opened.source.name
            settings, values = self.settings.of(path).lint_settings_of(path), self.values_of(path)
            if settings != before.settings or values != before.values:
                opened.document = EditorDocument(before.source, before.language, settings, values)
                self.on_change(opened)
                has_changed = True
        if has_changed:
            self.on_settings()

    def settings_changed(self, params: lsp.DidChangeConfigurationParams) -> None:
        """Takes the client's new settings, which it sends or has to be asked for."""
        if self.client.is_configured_on_request:
            self.start(self.fetch_settings())
        else:
            self.settings.give(merged(self._initial, params.settings))
            self.reconfigure()

    async def fetch_settings(self) -> None:
        """Asks the client for its settings, those of each folder and those of the workspace."""
        items = [lsp.ConfigurationItem(scope_uri=uri, section=SECTION) for uri in (None, *self._folders)]
        try:
            answers = await self.server.workspace_configuration_async(lsp.ConfigurationParams(items))
        except JsonRpcException as error:
            LOG.warning("the client does not give its settings: %s", type(error).__name__)
            return
        common, *of_folders = [merged(self._initial, answer) for answer in answers or [None]]
        roots = [_file_of(uri) for uri in self._folders]
        self.settings.give(common, {root: given for root, given in zip(roots, of_folders, strict=False) if root})
        self.reconfigure()

    def change_folders(self, event: lsp.WorkspaceFoldersChangeEvent) -> None:
        """Takes folders into the workspace, and removes others."""
        removed = {folder.uri for folder in event.removed}
        self._set_folders([*(uri for uri in self._folders if uri not in removed), *(folder.uri for folder in event.added)])
        if self.client.is_configured_on_request:
            self.start(self.fetch_settings())
        self.reconfigure()

    def _set_folders(self, uris: Sequence[str]) -> None:
        self._folders = list(dict.fromkeys(uris))
        self.settings.set_roots(filter(None, map(_file_of, self._folders)))

    def _register(self) -> None:
        """Asks the client to report changes of its settings and of configuration files."""
        registrations: list[lsp.Registration] = []
        if self.client.watches_configuration:
            options: object = lsp.DidChangeConfigurationRegistrationOptions(SECTION)
            registrations.append(lsp.Registration("settings", lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
        if self.client.watches_files:
            options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(f"**/{name}") for name in _FILES])
            registrations.append(lsp.Registration("files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
        if registrations:
            self.server.client_register_capability(lsp.RegistrationParams(registrations))


def _is_alive(number: int) -> bool:
    """Whether a process is there. On Windows, only the end of the input ends a session."""
    if sys.platform == "win32" or number <= 0:
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _file_of(uri: str) -> str | None:
    """The path that an address of a file names; None for any other address, and for one that is written wrongly."""
    try:
        return to_fs_path(uri)
    except ValueError:
        return None


def _key(uri: str) -> str:
    """An address in one spelling: clients differ in which characters they escape."""
    return unquote(uri)
