"""A value out of a domain, to make a run of.

Owns the invariant that the value meets the tests of its domain; where none is found soon, there is none. Whether the whole run
matches is for the reference evaluator to say.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
import math

from filterlang.rewrite.like_patterns import common_texts
from filterlang.rewrite.value_domains import Trail
from filterlang.rewrite.value_sets import FLAG, NULL, NUMBER, OPAQUE, TEXT, TIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from filterlang.rewrite.value_domains import Domain, Stretch

_ORDER = (NULL, TEXT, NUMBER, TIME, FLAG, OPAQUE)
"""The kinds of values in the order of preference: no value needs no explanation."""

_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_SECOND, _LEAST_STEP = timedelta(seconds=1), timedelta(microseconds=1)


def sample_value(domain: Domain) -> object:
    """A value that meets the tests of a domain; None also for no value, and an empty dict for one that equals nothing."""
    for kind in _ORDER:
        stretch = domain.stretches.get(kind)
        if stretch is None or stretch.dead is not None:
            continue
        found = _sample(stretch)
        if found:
            return {} if kind == OPAQUE else found[0]
    return None


def _sample(stretch: Stretch) -> list[object]:
    """A value that is left of a kind, in a list; an empty list where none is found."""
    if stretch.items is not None:
        return list(stretch.items)[:1]
    candidates = _CANDIDATES[stretch.kind](stretch)
    patterns = 1 + len(stretch.likes) + len(stretch.unlikes)
    tries = len(stretch.excluded) + 10 * patterns + 10
    trail = Trail(tries * patterns)
    return next(
        ([value] for value, _ in zip(candidates, range(tries), strict=False) if stretch.refuted(value, trail) is None), []
    )


def _texts(stretch: Stretch) -> Iterator[str]:
    likes = [pattern for pattern, _, _ in stretch.likes]
    start = max((pattern.prefix for pattern in likes), key=len, default="")
    inner = "".join(pattern.sample() for pattern in likes)
    yield from (pattern.sample() for pattern in likes)
    for one, other in combinations(likes, 2):
        yield from common_texts(one, other) or ()
    yield start + inner + stretch.suffix
    low = max(start, stretch.low or "")
    for number in range(10**9):
        filler = "xya!~Z"[number % 6] * (number // 6 + 1)
        yield low + inner + stretch.suffix if number == 0 else low + filler + inner + stretch.suffix
        if likes:
            yield likes[number % len(likes)].sample(filler[0])
        yield low + filler if number else low


def _numbers(stretch: Stretch) -> Iterator[float]:
    low, high = stretch.low, stretch.high
    ends = [math.ceil(high) - 1.0, (low + high) / 2, math.nextafter(high, -math.inf)] if math.isfinite(high) else []
    yield from (0.0, 1.0, math.floor(low) + 1.0, *ends, low, math.nextafter(low, math.inf))
    for number in range(10**9):
        yield low + number + 2
        yield high - number - 2
        yield low + number / 1024


def _times(stretch: Stretch) -> Iterator[datetime]:
    low, high = stretch.low, stretch.high
    yield _NOON
    start, direction = (low, 1) if low is not None else (high, -1) if high is not None else (_NOON, 1)
    for number in range(10**9):
        try:
            yield start + direction * number * _SECOND
            yield start + direction * number * _LEAST_STEP
        except OverflowError:
            return


_CANDIDATES: dict[str, Callable[[Stretch], Iterator[Any]]] = {TEXT: _texts, NUMBER: _numbers, TIME: _times}
"""Makes values of a kind that may be left, without an end."""
