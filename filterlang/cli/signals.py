"""Ends a command that writes or waits as Ctrl-C does when the system asks it to end, so that nothing half written is left.

A command that only reads and prints is ended by the system itself: it has nothing to clean up.
"""

from __future__ import annotations

from contextlib import contextmanager
import signal
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

_ENDING = ("SIGTERM", "SIGHUP")


class Ended(KeyboardInterrupt):
    """A signal asked the command to end; ``status`` is the exit status that says so."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status: int = 128 + number


@contextmanager
def interrupted_by_signals() -> Generator[None]:
    """Let the signals that end a program raise ``KeyboardInterrupt``, and turn that one into ``Ended`` on the way out."""
    received: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
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
