"""The JSON-RPC of a session: the messages that come in, in which state they are taken, and the answers to failures.

Owns the invariants that every request is answered, once, whatever it holds, and that neither an answer nor the log repeats the
text of a file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
import json
import logging
from pathlib import Path
import traceback
from typing import Any, cast

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cattrs import Converter
    from pygls.lsp.server import LanguageServer

LOG = logging.getLogger("filterlang.lsp")
"""The log of the server. It has methods, sizes and places in the code, never a message as a whole."""
_DOCUMENTS = (lsp.TEXT_DOCUMENT_DID_OPEN, lsp.TEXT_DOCUMENT_DID_CHANGE, lsp.TEXT_DOCUMENT_DID_CLOSE)
"""The notifications of which pygls keeps a copy of every document, whose lines it splits at each key."""
_NO_REPLY = (KeyboardInterrupt, SystemExit)


class WireProtocol(LanguageServerProtocol):
    """pygls's protocol with the life cycle of the specification, and without pygls's own copy of every document."""

    exit_status: int | None = None
    """The status that the client's ``exit`` asks for; None until it comes."""
    _is_initialized: bool = False

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        handlers = cast("dict[str, object]", self.fm.builtin_features)  # pyright: ignore[reportUnknownMemberType]
        for method in _DOCUMENTS:
            del handlers[method]

    def parsed(self, body: bytes) -> dict[str, Any] | None:
        """The message that is written in a body; None for a body that is not a message, which gets an error as its answer."""
        try:
            message: object = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, lsp.ErrorCodes.ParseError, "the message is not JSON")
            return None
        if not isinstance(message, dict) or cast("dict[str, Any]", message).get("jsonrpc") != self.VERSION:
            self._refuse(None, lsp.ErrorCodes.InvalidRequest, "the message is not a request of JSON-RPC 2.0")
            return None
        if isinstance(cast("dict[str, Any]", message).get("id"), (dict, list)):
            self._refuse(None, lsp.ErrorCodes.InvalidRequest, "the id of a message has to be a number or a string")
            return None
        return cast("dict[str, Any]", message)

    def receive(self, message: dict[str, Any]) -> None:
        """Handles a message. Nothing that it holds raises."""
        method, id = message.get("method"), message.get("id")
        if method is not None and method != lsp.EXIT and (refusal := self._out_of_turn(method)) is not None:
            if id is not None:
                self._refuse(id, *refusal)
            return
        LOG.debug("%s %s", "response" if method is None else method, "" if id is None else id)
        try:
            structured: Any = self.structure_message(message)
        except JsonRpcException:
            if id is not None and method is not None:
                self._refuse(id, lsp.ErrorCodes.InvalidParams, f"the parameters of {method} are not those of the protocol")
            return
        try:
            self.handle_message(structured)
        except _NO_REPLY:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a message provokes, the session goes on
            LOG.error("%s: %s", method, place_of(error))  # noqa: TRY400 - the text of an error may quote the file
        if method == lsp.INITIALIZE:
            self._is_initialized = True

    def cancel_waiting(self, id: int | str) -> None:
        """Answers a request that is cancelled before it was handled."""
        self._refuse(id, lsp.LSPErrorCodes.RequestCancelled, "the request is cancelled")

    def cancel_all(self) -> None:
        """Cancels the requests that are handled at the moment."""
        for future in [*self._request_futures.values()]:
            future.cancel()

    def _out_of_turn(self, method: str) -> tuple[lsp.ErrorCodes, str] | None:
        """Why a method cannot be called now; None where it can."""
        if self._shutdown:
            return lsp.ErrorCodes.InvalidRequest, "the server is shut down"
        if not self._is_initialized and method != lsp.INITIALIZE:
            return lsp.ErrorCodes.ServerNotInitialized, "the first request has to be initialize"
        if self._is_initialized and method == lsp.INITIALIZE:
            return lsp.ErrorCodes.InvalidRequest, "the server is initialized already"
        return None

    def _refuse(self, id: int | str | None, code: lsp.ErrorCodes | lsp.LSPErrorCodes, message: str) -> None:
        LOG.debug("refused %s: %s", id, code.name)
        self._send_data({"jsonrpc": self.VERSION, "id": id, "error": {"code": code.value, "message": message}})

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        """Sends the answer to a request: its result, or an error that names the place in the code and quotes nothing."""
        self._request_futures.pop(msg_id, None)
        if future.cancelled():
            self.cancel_waiting(msg_id)
            return
        error = future.exception()
        if error is None:
            self._send_response(msg_id, future.result())
        elif isinstance(error, JsonRpcException):
            self._send_response(msg_id, error=error.to_response_error())
        else:
            LOG.error("a request failed: %s", place_of(error))
            self._refuse(msg_id, lsp.ErrorCodes.InternalError, f"filterlang failed: {place_of(error)}")

    def _check_handler_result(self, future: Future[Any]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            LOG.error("a notification failed: %s", place_of(error))

    @lsp_method(lsp.EXIT)
    def lsp_exit(self, *args: object) -> None:  # type: ignore[override]  # pygls ends the process here
        """Ends the session; the transport closes the connection."""
        self.exit_status = 0 if self._shutdown else 1

    @lsp_method(lsp.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self, params: lsp.ExecuteCommandParams
    ) -> object:
        """Runs a command, which takes all of the parameters: cancelling the request cancels the command."""
        commands = cast("dict[str, Callable[[object], object]]", self.fm.commands)  # pyright: ignore[reportUnknownMemberType]
        handler = commands.get(params.command)
        if handler is None:
            raise JsonRpcException(f"there is no command {params.command[:80]!r}", lsp.ErrorCodes.InvalidParams.value)
        result = handler(params)
        return await cast("Coroutine[Any, Any, object]", result) if asyncio.iscoroutine(result) else result


def place_of(error: BaseException) -> str:
    """The kind of an error and where it arose, without its message, which may quote the text of a file."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-4:]]
    return f"{type(error).__name__} at {' > '.join(places)}"


class MessageQueue:
    """The messages of a client that wait for their turn, and the work that is done when none waits.

    A request that is cancelled while it waits is answered at once. ``idle`` does one piece of work and returns whether
    there was any.
    """

    def __init__(self, protocol: WireProtocol, idle: Callable[[], bool]) -> None:
        self._protocol = protocol
        self._idle = idle
        self._waiting: list[dict[str, Any]] = []
        self._has_ended = False
        self._arrived = asyncio.Event()

    def put(self, body: bytes) -> None:
        """Adds the message in a body."""
        message = self._protocol.parsed(body)
        if message is None or self._is_cancelled(message):
            return
        self._waiting.append(message)
        self._arrived.set()

    def end(self) -> None:
        """Ends the session once the messages that wait are handled."""
        self._has_ended = True
        self._arrived.set()

    def wake(self) -> None:
        """Lets idle work be done that has come up since."""
        self._arrived.set()

    @property
    def is_empty(self) -> bool:
        return not self._waiting

    async def run(self) -> None:
        """Handles messages until the client ends the session."""
        protocol = self._protocol
        while protocol.exit_status is None:
            if self._waiting:
                protocol.receive(self._waiting.pop(0))
                await asyncio.sleep(0)
            elif self._has_ended:
                break
            elif self._idle():
                await asyncio.sleep(0)
            else:
                self._arrived.clear()
                await self._arrived.wait()
        protocol.cancel_all()

    def _is_cancelled(self, message: dict[str, Any]) -> bool:
        """Answers the waiting request that a message cancels; returns whether there was one."""
        if message.get("method") != lsp.CANCEL_REQUEST or not isinstance(message.get("params"), dict):
            return False
        id = message["params"].get("id")
        for index, waiting in enumerate(self._waiting):
            if "method" in waiting and waiting.get("id") == id and id is not None:
                del self._waiting[index]
                self._protocol.cancel_waiting(id)
                return True
        return False
