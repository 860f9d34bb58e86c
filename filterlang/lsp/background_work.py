"""Work that takes long, in a thread of its own, so that messages are handled meanwhile.

Owns the invariant that such a thread never keeps the process alive: what is cancelled is not waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
import threading
from typing import TypeVar

Result = TypeVar("Result")


def in_thread(work: Callable[[], Result]) -> asyncio.Future[Result]:
    """Runs a function in a thread; the result or the exception comes as that of the future."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def finish(result: Result | None, error: Exception | None) -> None:
        if not future.done():
            if error is None:
                future.set_result(result)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            else:
                future.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:  # noqa: BLE001 - whoever waits for the result gets it
            error = raised
        with suppress(RuntimeError):  # the session has ended
            loop.call_soon_threadsafe(finish, result, error)

    threading.Thread(target=run, daemon=True).start()
    return future
