"""How far a long command is, on standard error.

Owns the invariant that nothing is shown in a pipe, on a terminal that the runs themselves are written to, or for work that is
done in a second.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
import sys

from filterlang.cli.terminal import has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Item = TypeVar("Item")

_TOLD_EVERY = 250  # to tell the display of each would cost more than to read it
_PATIENCE = 1.0  # seconds


class Tally:
    """How many have gone through."""

    def __init__(self, count: int = 0) -> None:
        self.count: int = count
        self.tell: Callable[[int], None] | None = None

    def of(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same, counted as they go through."""
        for item in items:
            self.count += 1
            if self.tell is not None and self.count % _TOLD_EVERY == 0:
                self.tell(self.count)
            yield item


@contextmanager
def progress(*, free: bool, count: int = 0) -> Generator[Tally]:
    """A tally, from ``count`` on, that is shown while work goes on, where standard error is a terminal and ``free`` for it."""
    tally = Tally(count)
    if not free or not sys.stderr.isatty():
        yield tally
        return
    import threading

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, color_system="auto" if has_colour(sys.stderr) else None)
    bar = Progress(
        BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    )  # fmt: skip
    task = bar.add_task(f"{count:,} runs" if count else "looking for runs", total=None)
    tally.tell = lambda count: bar.update(task, description=f"{count:,} runs")
    timer = threading.Timer(_PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield tally
    finally:
        timer.cancel()
        timer.join()
        if bar.live.is_started:
            bar.stop()
