"""The ways in which a client reaches the server: standard input and output, TCP, and WebSocket.

Owns the invariants that nothing but messages is written to standard output, that a port is open for one client only, and that
the server ends with its client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
import os
import re
import signal
import sys
import threading
from typing import BinaryIO

from pygls.io_ import StdoutWriter

from filterlang.lsp.message_framing import MOST_BYTES, FramingError, MessageFraming
from filterlang.lsp.wire_protocol import LOG, MessageQueue, WireProtocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

_CHUNK = 65_536
_CLOSING_SECONDS = 1.0
"""Seconds that a client has to agree to the end of a WebSocket."""
_LOCAL_PAGES = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
"""The origins of web pages that may connect: those of this machine."""

Transport = Callable[[WireProtocol, MessageQueue], Awaitable[None]]
"""Connects a client, and returns when the session has ended."""


@asynccontextmanager
async def ended_by_signals() -> AsyncGenerator[None]:
    """Cancels the task inside on SIGTERM and SIGHUP; asyncio does so on Ctrl-C."""
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
        for number in numbers:
            loop.add_signal_handler(number, lambda: task.cancel() if task else None)
    yield


def over_stdio(announce: Callable[[], None]) -> Transport:
    """Serves the client at standard input and output. ``announce`` is called when the server takes messages and signals."""

    async def serve(protocol: WireProtocol, queue: MessageQueue) -> None:
        protocol.set_writer(_PipeWriter(_reserved_output(), queue.end))
        arguments = (sys.stdin.fileno(), asyncio.get_running_loop(), queue)
        threading.Thread(target=_read, args=arguments, daemon=True).start()
        announce()
        await queue.run()

    return serve


def over_tcp(address: tuple[str, int], announce: Callable[[str], None]) -> Transport:
    """Serves the first client that connects to a port. ``announce`` gets the address."""

    async def serve(protocol: WireProtocol, queue: MessageQueue) -> None:
        connected: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Future()

        def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if connected.done():
                writer.close()
            else:
                connected.set_result((reader, writer))

        server = await asyncio.start_server(connect, *address)
        announce("{}:{}".format(*server.sockets[0].getsockname()[:2]))
        reader, writer = await connected
        server.close()
        protocol.set_writer(writer)
        reading = asyncio.ensure_future(_read_stream(reader, queue))
        try:
            await queue.run()
            await writer.drain()
        except OSError as error:
            LOG.debug("the connection is lost: %s", error)
        finally:
            reading.cancel()
            writer.close()

    return serve


def over_websocket(address: tuple[str, int], announce: Callable[[str], None]) -> Transport:
    """Serves the first client that opens a WebSocket at a port. Pages of other machines are refused."""

    async def serve(protocol: WireProtocol, queue: MessageQueue) -> None:
        from websockets.asyncio.server import serve as listen
        from websockets.exceptions import ConnectionClosed

        is_taken = False

        async def connect(connection: ServerConnection) -> None:
            nonlocal is_taken
            if is_taken:
                await connection.close(1013, "the server has a client")
                return
            is_taken = True
            protocol.set_writer(_SocketWriter(connection), include_headers=False)
            with suppress(ConnectionClosed):
                async for data in connection:
                    queue.put(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
            queue.end()

        pages = [None, _LOCAL_PAGES, re.compile(rf"https?://{re.escape(address[0])}(:\d+)?")]
        async with listen(connect, *address, origins=pages, max_size=MOST_BYTES, close_timeout=_CLOSING_SECONDS) as server:
            announce("{}:{}".format(*next(iter(server.sockets)).getsockname()[:2]))
            await queue.run()

    return serve


def _reserved_output() -> BinaryIO:
    """Standard output for messages only: whatever else is printed in this process goes to standard error."""
    sys.stdout.flush()
    reserved = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return reserved


def _read(descriptor: int, loop: asyncio.AbstractEventLoop, queue: MessageQueue) -> None:
    """Reads messages in a thread until the input ends. A thread that is blocked here does not keep the process alive."""
    framing = MessageFraming()
    with suppress(RuntimeError):  # the loop has ended
        try:
            while data := os.read(descriptor, _CHUNK):
                for body in framing.feed(data):
                    loop.call_soon_threadsafe(queue.put, body)
        except (OSError, FramingError) as error:
            LOG.error("standard input: %s", error)
        loop.call_soon_threadsafe(queue.end)


async def _read_stream(reader: asyncio.StreamReader, queue: MessageQueue) -> None:
    framing = MessageFraming(strict=True)
    try:
        while data := await reader.read(_CHUNK):
            for body in framing.feed(data):
                queue.put(body)
    except (OSError, FramingError) as error:
        LOG.error("the connection is closed: %s", error)
    queue.end()


class _PipeWriter(StdoutWriter):
    """Writes to a pipe, and ends the session when nobody reads it."""

    def __init__(self, file: BinaryIO, lost: Callable[[], None]) -> None:
        super().__init__(file)
        self._lost = lost

    def write(self, data: bytes) -> None:
        try:
            super().write(data)
        except (OSError, ValueError):
            self._lost()


class _SocketWriter:
    """Writes each message as a frame of text, which browsers expect."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def write(self, data: bytes) -> None:
        from websockets.exceptions import ConnectionClosed

        with suppress(ConnectionClosed):
            await self._connection.send(data.decode())

    async def close(self) -> None:
        await self._connection.close()
