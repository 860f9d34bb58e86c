"""HTTP/2: the same answers over one connection, and the key in no log."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import StreamEnded

from filterlang.client.settings import Settings
from filterlang.client.transport import Transport

KEY = "lsv2_pt_0123456789abcdef_not_a_real_key"
ANSWER = {"runs": [], "cursors": {}}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = H2Connection(H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while data := await reader.read(65536):
        for event in connection.receive_data(data):
            if isinstance(event, StreamEnded):
                connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "application/json")])
                connection.send_data(event.stream_id, json.dumps(ANSWER).encode(), end_stream=True)
        writer.write(connection.data_to_send())
    writer.close()


def using(use: Callable[[Transport], Awaitable[Any]]) -> None:
    async def run() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            without_tls = httpx.AsyncHTTPTransport(http1=False, http2=True, verify=False)
            async with Transport(Settings(url, KEY), http2=True, transport=without_tls) as transport:
                await use(transport)

    asyncio.run(run())


def test_many_requests_share_a_connection() -> None:
    async def use(transport: Transport) -> None:
        answers = await asyncio.gather(*(transport.send("POST", "/runs/query", body={}) for _ in range(20)))
        assert answers == [ANSWER] * 20
        assert len(transport._http._transport._pool.connections) == 1

    using(use)


def test_a_request_that_is_cancelled_at_any_moment_does_not_disturb_the_others() -> None:
    async def use(transport: Transport) -> None:
        for turns in range(50):
            task = asyncio.create_task(transport.send("POST", "/runs/query", body={}))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert await transport.send("POST", "/runs/query", body={}) == ANSWER
        assert all(
            connection.is_idle() or connection.is_closed() for connection in transport._http._transport._pool.connections
        )

    using(use)


def test_the_key_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def use(transport: Transport) -> None:
        for _ in range(2):
            await transport.send("POST", "/runs/query", body={})

    using(use)
    assert "send_request_headers" in caplog.text
    assert KEY not in caplog.text
