"""How much a test tries: enough to be quick by day, more by night (``HYPOTHESIS_PROFILE=nightly``)."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
import os
import sys
from types import FrameType
from typing import Any, TypeVar

Item = TypeVar("Item")
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def examples(count: int) -> int:
    """The number of examples that a property draws: ``count``, or ten times as many by night."""
    return 10 * count if NIGHTLY else count


def some(items: Iterable[Item], step: int) -> Iterator[Item]:
    """The items to try: every ``step``-th, or all by night."""
    return islice(items, 0, None, 1 if NIGHTLY else step)


def depth(levels: int = 2_000) -> int:
    """How deep a test nests: ``levels``, beyond Python's limit of recursion, or 100,000 by night."""
    return 100_000 if NIGHTLY else levels


def calls_in(work: Callable[[Any], object], argument: Any) -> int:
    """How many functions a piece of work calls, those written in C included."""
    calls = 0

    def count(frame: FrameType, event: str, _: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work(argument)
    finally:
        sys.setprofile(before)
    return calls


def lines_in(work: Callable[[Any], object], argument: Any) -> int:
    """How many lines of Python a piece of work executes."""
    lines = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work(argument)
    finally:
        sys.settrace(before)
    return lines
