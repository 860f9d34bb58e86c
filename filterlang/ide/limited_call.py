"""A function that runs in a process of its own, with limits of time and memory.

Owns the invariant that whatever the function reads, this process stays as it is: the function may take too long, take too much
memory, crash or print, and only its own process ends.
"""

from __future__ import annotations

from collections.abc import Callable
import multiprocessing
import os

from filterlang.lint.process_limits import end_after, interrupts_held_back, limit_process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from typing import Any

_POLITE = 10
"""How much the process gives way to others, from 0 to 19, as of ``nice``."""


class LimitedCallError(Exception):
    """A call without a result: the message says why, for people."""


class LimitedCall:
    """Calls a function in a process of its own, at once. The function, its arguments and its result are pickled."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...], *, seconds: float, most_memory: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe(duplex=False)
        self._seconds = seconds
        self._process = context.Process(
            target=_call, args=(theirs, function, arguments, int(seconds) + 1, most_memory), daemon=True
        )
        with interrupts_held_back():
            self._process.start()
        theirs.close()

    def result(self) -> Any:
        """Waits for the result. Raises ``LimitedCallError`` without a result. The process has ended in both cases."""
        try:
            if not self._connection.poll(self._seconds):
                raise LimitedCallError(f"it takes longer than {self._seconds:g} s")
            succeeded, result = self._connection.recv()
        except (EOFError, OSError):
            raise LimitedCallError("it ran out of memory or crashed") from None
        finally:
            self._process.kill()
            self._process.join()
            self._connection.close()
        if not succeeded:
            raise LimitedCallError(result)
        return result

    def stop(self) -> None:
        """Ends the process at once, from any thread; ``result`` then raises."""
        self._process.kill()


def _call(
    connection: Connection, function: Callable[..., Any], arguments: tuple[Any, ...], seconds: int, most_memory: int
) -> None:
    """Sends the result of the function, or the message of its error; runs in the process."""
    limit_process(most_memory)
    end_after(seconds)
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    try:
        answer = (True, function(*arguments))
    except MemoryError:
        answer = (False, "it ran out of memory")
    except Exception as error:  # noqa: BLE001 - the parent raises every error of the function
        answer = (False, _message(error))
    connection.send(answer)


def _message(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__
