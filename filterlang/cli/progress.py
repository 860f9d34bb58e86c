"""Shows the progress of a long command on standard error.

Owns the invariant that nothing is shown in a pipe, on a terminal that the runs themselves are written to, or for work that is
done in a second.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
import sys

from filterlang.text.display import has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Item = TypeVar("Item")

_SHOWN_EVERY = 250  # to update the display for each item would cost more than to read the item
_DELAY = 1.0  # seconds until the display appears


class Tally:
    """Counts items that pass through; ``show`` is called with the count now and then, and ``hide`` takes the display away."""

    def __init__(self, count: int = 0) -> None:
        self.count: int = count
        self.show: Callable[[int], None] | None = None
        self.hide: Callable[[], None] = lambda: None

    def of(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yields the items, and counts them."""
        for item in items:
            self.count += 1
            if self.show is not None and self.count % _SHOWN_EVERY == 0:
                self.show(self.count)
            yield item


@contextmanager
def progress(*, free: bool, count: int = 0, noun: str = "runs") -> Generator[Tally]:
    """A tally from ``count`` on, shown with a ``noun`` during work where standard error is a terminal and ``free`` is true.

    What filterlang logs meanwhile, such as the number of rows that Python has tried, is shown in its place.
    """
    tally = Tally(count)
    if not free or not sys.stderr.isatty():
        yield tally
        return
    import logging
    import threading

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, color_system="auto" if has_colour(sys.stderr) else None)
    bar = Progress(
        BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    )  # fmt: skip
    task = bar.add_task(f"{count:,} {noun}" if count else f"looking for {noun}", total=None)
    tally.show = lambda count: bar.update(task, description=f"{count:,} {noun}")
    timer = threading.Timer(_DELAY, bar.start)
    timer.daemon = True
    timer.start()

    def hide() -> None:
        timer.cancel()
        timer.join()
        if bar.live.is_started:
            bar.stop()

    tally.hide = hide
    logger, handler = logging.getLogger("filterlang"), logging.Handler(logging.INFO)
    handler.emit = lambda record: bar.update(task, description=record.getMessage())  # type: ignore[method-assign]
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield tally
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        hide()
