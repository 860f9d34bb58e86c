"""A small client of the language server protocol over standard input and output: requests, notifications, what the server asks.

It waits for messages and never for time: a server that does not answer ends the test after ``PATIENCE`` seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import json
from pathlib import Path
import queue
import subprocess
import sys
import threading
from typing import Any

PATIENCE = 60
ROOT = Path(__file__).parent.parent.parent


class Refused(Exception):
    """The server has answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code = error["code"]


class ProtocolClient:
    """A client with some capabilities. ``settings`` are what it answers to ``workspace/configuration``, by the scope."""

    def __init__(
        self, *arguments: str, settings: dict[str | None, Any] | None = None, command: list[str] | None = None
    ) -> None:
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "filterlang", "lsp", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        self.settings = settings or {}
        self.notifications: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.answers: dict[Any, dict[str, Any]] = {}
        self.initialized: dict[str, Any] = {}
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._log: list[bytes] = []
        self._number = 0
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()

    # Messages

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def begin(self, method: str, params: Any = None) -> int:
        """Sends a request, and returns its number."""
        self._number += 1
        self.send({"id": self._number, "method": method, **({} if params is None else {"params": params})})
        return self._number

    def answer(self, number: Any) -> Any:
        """Waits for the answer to a request."""
        self._until(lambda: number in self.answers)
        answer = self.answers.pop(number)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def request(self, method: str, params: Any = None) -> Any:
        return self.answer(self.begin(method, params))

    def wait_for(self, method: str, wanted: Callable[[Any], bool] = lambda params: True) -> Any:
        """Waits for a notification or a request of the server, and takes it out; returns its parameters."""

        def found() -> list[tuple[list[dict[str, Any]], dict[str, Any]]]:
            return [
                (kept, message)
                for kept in (self.notifications, self.requests)
                for message in kept
                if message["method"] == method and wanted(message.get("params"))
            ]

        self._until(lambda: bool(found()))
        kept, message = found()[0]
        kept.remove(message)
        return message.get("params")

    def _until(self, done: Callable[[], bool]) -> None:
        while not done():
            message = self._messages.get(timeout=PATIENCE)
            if message is None:
                raise EOFError(f"the server has ended: {self.log}")
            if "method" not in message:
                self.answers[message["id"]] = message
            elif "id" in message:
                self.requests.append(message)
                self.send({"id": message["id"], "result": self._reply(message["method"], message.get("params"))})
            else:
                self.notifications.append(message)

    def _reply(self, method: str, params: Any) -> Any:
        if method == "workspace/configuration":
            return [self.settings.get(item.get("scopeUri")) for item in params["items"]]
        return {"workspace/applyEdit": {"applied": True}, "window/showDocument": {"success": True}}.get(method)

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                assert name in (b"Content-Length", b"Content-Type"), f"something else than a message: {line!r}"
                length = int(value) if name == b"Content-Length" else length
                line = stream.readline()
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        self._log.extend(self.process.stderr)

    @property
    def log(self) -> str:
        """What the server has written to standard error so far; all of it once it has ended."""
        if self.process.poll() is not None:
            self._threads[1].join()
        return b"".join(self._log).decode()

    # A session

    def initialize(self, capabilities: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
        """Begins a session; returns the capabilities of the server."""
        result = self.request("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities or {}, **params})
        self.notify("initialized", {})
        self.initialized = result["capabilities"]
        return self.initialized

    def open(self, uri: str, text: str, language: str = "python", version: int = 1) -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: tuple[tuple[int, int, int, int] | None, str]) -> None:
        events = [{"text": text} if place is None else {"range": range_(*place), "text": text} for place, text in changes]
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": events})

    def diagnostics(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The next diagnostics that are pushed for a document, or those of a version of it."""
        pushed = self.wait_for(
            "textDocument/publishDiagnostics",
            lambda params: params["uri"] == uri and (version is None or params.get("version") == version),
        )
        return pushed["diagnostics"]

    def at(self, method: str, uri: str, line: int, character: int, **params: Any) -> Any:
        """The answer to a request about a position."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return self.request(f"textDocument/{method}", {**place, **params})

    def about(self, method: str, uri: str, **params: Any) -> Any:
        """The answer to a request about a document."""
        return self.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, **params})

    def end(self) -> int:
        """Ends the session as the protocol wants it; returns the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(PATIENCE)


def range_(line: int, character: int, end_line: int, end_character: int) -> dict[str, Any]:
    return {
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end_character},
    }


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    """A text in which no character is outside of the basic plane, after edits of the protocol."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def offset(position: dict[str, int]) -> int:
        return starts[min(position["line"], len(lines))] + position["character"]

    for edit in sorted(edits, key=lambda edit: offset(edit["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


@contextmanager
def session(*arguments: str, capabilities: Any = None, settings: Any = None, **params: Any) -> Iterator[ProtocolClient]:
    """A session that has begun, and whose server has ended when the block is left."""
    client = ProtocolClient(*arguments, settings=settings)
    try:
        client.initialize(capabilities, **params)
        yield client
        assert client.end() == 0, client.log
    finally:
        client.process.kill()
        client.process.wait()
        for stream in (client.process.stdin, client.process.stdout):
            if stream is not None:
                stream.close()
