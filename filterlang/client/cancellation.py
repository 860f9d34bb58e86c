"""Cancels a request in flight only while it waits for the network, where httpcore can clean up its connection.

Owns the invariant that a cancelled request leaves every connection either closed or free.

httpcore loses a connection for good when it is cancelled while it takes one of its own locks, which are held for no time but
let other tasks run (encode/httpcore #1093, open at 1.0.9). It cleans up when it is cancelled while it waits for the network.
So a request runs in a task of its own, and is cancelled where it next waits for the network.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_NETWORK_STEPS = frozenset({
    "connect_tcp", "connect_unix_socket", "start_tls", "retry", "send_connection_init",
    "send_request_headers", "send_request_body", "receive_response_headers", "receive_response_body",
})  # fmt: skip
"""httpcore's names for the steps that wait for the network, after ``connection.`` and the like (its page on extensions)."""


class Exchange:
    """A request in flight, with its answer. ``trace`` is a callback for httpcore's extension."""

    def __init__(self) -> None:
        self._waits_for_network = False
        self._is_to_be_cancelled = False
        self._task: asyncio.Task[Any] | None = None

    async def trace(self, event: str, _: object) -> None:
        """Note whether the request waits for the network, and cancel it there if its caller was cancelled."""
        name, _, phase = event.rpartition(".")
        self._waits_for_network = phase == "started" and name.rpartition(".")[2] in _NETWORK_STEPS
        self._cancel_when_safe()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Returns the result of the work. When the caller is cancelled, this ends only once the work has ended."""
        self._task = task = asyncio.create_task(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._is_to_be_cancelled = True
            self._cancel_when_safe()
            await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # marks it as retrieved: nobody waits for it any more
            raise

    def _cancel_when_safe(self) -> None:
        if self._is_to_be_cancelled and self._waits_for_network and self._task is not None:
            self._task.cancel()
            self._is_to_be_cancelled = False
