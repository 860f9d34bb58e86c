"""Leaving a request that is on its way: at a moment when the connections it uses can be put in order.

Owns the invariant that a request which is cancelled leaves no connection behind that is neither closed nor free.

httpcore loses a connection for good when it is cancelled while it takes one of its own locks, which are held for no time but
let other tasks run (encode/httpcore #1093, open at 1.0.9). It puts everything in order when it is cancelled while it waits
for the network. So a request runs in a task of its own, and is cancelled where it next waits for the network.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_NETWORK = frozenset({
    "connect_tcp", "connect_unix_socket", "start_tls", "retry", "send_connection_init",
    "send_request_headers", "send_request_body", "receive_response_headers", "receive_response_body",
})  # fmt: skip
"""What httpcore calls its ways to wait for the network, behind ``connection.`` and the like (its page on extensions)."""


class Exchange:
    """One request and its answer, while they go over the network. ``trace`` is what httpcore calls as it goes along."""

    def __init__(self) -> None:
        self._is_waiting = False
        self._is_left = False
        self._task: asyncio.Task[Any] | None = None

    async def trace(self, event: str, _: object) -> None:
        """Note where the request is, and cancel it there if it was left."""
        name, _, phase = event.rpartition(".")
        self._is_waiting = phase == "started" and name.rpartition(".")[2] in _NETWORK
        self._cancel_if_left()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What comes of it. When the caller is cancelled, it is so once the work has come to an end."""
        self._task = task = asyncio.create_task(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._is_left = True
            self._cancel_if_left()
            await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # seen, though nobody waits for it any more
            raise

    def _cancel_if_left(self) -> None:
        if self._is_left and self._is_waiting and self._task is not None:
            self._task.cancel()
            self._is_left = False
