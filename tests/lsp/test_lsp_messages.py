"""Messages: cutting them out of bytes, and answering those that are cancelled while they wait."""

import asyncio
import json
import logging
from typing import Any

from hypothesis import given, strategies as st
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
import pytest

from filterlang.lsp.message_framing import FramingError, MessageFraming
from filterlang.lsp.wire_protocol import MessageQueue, WireProtocol


@given(
    bodies=st.lists(st.binary(max_size=50), max_size=5),
    header=st.sampled_from(
        ["Content-Length: {}\r\n\r\n", "content-length:{}\n\n", "Content-Type: x\r\nContent-Length: {}\r\n\r\n"]
    ),
    cuts=st.lists(st.integers(0, 400), max_size=6),
)
def test_bodies_are_cut_however_the_bytes_come(bodies: list[bytes], header: str, cuts: list[int]) -> None:
    stream = b"".join(header.format(len(body)).encode() + body for body in bodies)
    ends = [*sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    framing = MessageFraming(strict=True)
    found: list[bytes] = []
    start = 0
    for end in ends:
        found += framing.feed(stream[start:end])
        start = end
    assert found == bodies


def test_what_is_no_header_is_passed_over() -> None:
    framing = MessageFraming()
    assert [*framing.feed(b"noise\r\n\r\n" + b"x" * 5_000)] == []
    assert [*framing.feed(b"\r\nContent-Length: 2\r\n\r\n{}")] == [b"{}"]


@pytest.mark.parametrize("stream", [b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", b"Host: a\r\n", b"x" * 5_000])
def test_a_port_takes_nothing_else(stream: bytes) -> None:
    with pytest.raises(FramingError):
        [*MessageFraming(strict=True).feed(stream)]


@pytest.mark.parametrize("strict", [True, False])
def test_a_message_that_is_too_long_is_refused(strict: bool) -> None:
    with pytest.raises(FramingError):
        [*MessageFraming(strict=strict).feed(b"Content-Length: 99999999999\r\n\r\n")]


class Writer:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.sent.append(json.loads(data))

    def close(self) -> None:
        return


def protocol() -> tuple[LanguageServer, WireProtocol, Writer]:
    server = LanguageServer("test", "1", protocol_cls=WireProtocol)
    assert isinstance(server.protocol, WireProtocol)
    writer = Writer()
    server.protocol.set_writer(writer, include_headers=False)
    return server, server.protocol, writer


def body(**message: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **message}).encode()


INITIALIZE = body(id=0, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})


def test_a_request_that_is_cancelled_while_it_waits_is_answered_at_once() -> None:
    _, wire, writer = protocol()
    queue = MessageQueue(wire, lambda: False)
    for message in (
        INITIALIZE,
        body(id=1, method="textDocument/hover", params={}),
        body(id=2, method="shutdown"),
        body(method="$/cancelRequest", params={"id": 1}),
    ):
        queue.put(message)
    assert [(each["id"], each["error"]["code"]) for each in writer.sent] == [(1, -32800)]
    queue.end()
    asyncio.run(queue.run())
    assert [each["id"] for each in writer.sent] == [1, 0, 2]


def test_a_request_that_is_cancelled_while_it_is_handled_is_answered() -> None:
    server, wire, writer = protocol()
    began, ended = asyncio.Event(), asyncio.Event()

    async def slow(params: lsp.HoverParams) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    server.feature("textDocument/hover")(slow)
    queue = MessageQueue(wire, lambda: False)

    async def converse() -> None:
        running = asyncio.ensure_future(queue.run())
        queue.put(INITIALIZE)
        position = {"textDocument": {"uri": "a"}, "position": {"line": 0, "character": 0}}
        queue.put(body(id=1, method="textDocument/hover", params=position))
        await began.wait()
        queue.put(body(method="$/cancelRequest", params={"id": 1}))
        await ended.wait()
        queue.put(body(id=2, method="shutdown"))
        queue.put(body(method="exit"))
        await running

    asyncio.run(converse())
    assert [(each["id"], each.get("error", {}).get("code")) for each in writer.sent] == [(0, None), (1, -32800), (2, None)]
    assert wire.exit_status == 0


def test_a_handler_that_fails_is_answered_and_logged_without_the_text(caplog: pytest.LogCaptureFixture) -> None:
    server, wire, writer = protocol()

    def failing(params: lsp.DidOpenTextDocumentParams | lsp.HoverParams) -> None:
        raise ValueError("lsv2_pt_secret of the file")

    server.feature("textDocument/hover")(failing)
    server.feature("textDocument/didOpen")(failing)
    queue = MessageQueue(wire, lambda: False)
    position = {"textDocument": {"uri": "a"}, "position": {"line": 0, "character": 0}}
    item = {"uri": "a", "languageId": "python", "version": 1, "text": "lsv2_pt_secret"}
    for message in (
        INITIALIZE,
        body(id=1, method="textDocument/hover", params=position),
        body(method="textDocument/didOpen", params={"textDocument": item}),
        body(id=2, method="textDocument/hover", params={"text": "lsv2_pt_secret"}),
    ):
        queue.put(message)
    queue.end()
    with caplog.at_level(logging.DEBUG, "filterlang.lsp"):
        asyncio.run(queue.run())
    assert [(each["id"], each.get("error", {}).get("code")) for each in writer.sent] == [(0, None), (1, -32603), (2, -32602)]
    assert "ValueError at" in writer.sent[1]["error"]["message"]
    assert caplog.text.count("ValueError at") == 2
    assert "secret" not in json.dumps(writer.sent)
    ours = [record.getMessage() for record in caplog.records if record.name == "filterlang.lsp"]
    assert ours
    assert not any("secret" in message for message in ours)


def test_an_id_that_is_neither_a_number_nor_a_string_is_refused() -> None:
    _, wire, writer = protocol()
    queue = MessageQueue(wire, lambda: False)
    for message in (
        INITIALIZE,
        body(id={"a": 1}, method="shutdown"),
        body(id=[1], method="shutdown"),
        body(id=[1], result=None),
    ):
        queue.put(message)
    queue.end()
    asyncio.run(queue.run())
    refused = [each for each in writer.sent if "error" in each]
    assert [(each["id"], each["error"]["code"]) for each in refused] == [(None, -32600)] * 3
    assert not any("Traceback" in json.dumps(each) or ".py" in json.dumps(each) for each in refused)
