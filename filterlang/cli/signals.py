"""Turns the signals that end a process into ``KeyboardInterrupt``, so that a command which writes or waits can clean up.

A command that only reads and prints does not use this: it has nothing to clean up.
"""

from __future__ import annotations

from contextlib import contextmanager
import signal
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

_SIGNALS = ("SIGTERM", "SIGHUP")


class Ended(KeyboardInterrupt):
    """The command was ended by a signal; ``status`` is its exit status, 128 plus the number of the signal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status: int = 128 + number


@contextmanager
def interrupted_by_signals() -> Generator[None]:
    """Lets the signals that end a process raise ``KeyboardInterrupt`` inside, which leaves the block as ``Ended``."""
    received: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    changed = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        changed = []
    for number in changed:
        signal.signal(number, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        if received:
            raise Ended(received[0]) from None
        raise
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)
