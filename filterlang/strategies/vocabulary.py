"""Values for filters and runs: mostly a few words, keys, numbers, ids and datetimes, and sometimes any others.

Owns the invariant that filters and runs share these values, so that a drawn filter often matches a drawn run. All values can be
sent as JSON in UTF-8.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, partial
from typing import TypeVar

from hypothesis import strategies as st

from filterlang.semantics.datetimes import write_datetime

T = TypeVar("T")

WORDS = (
    "a", "ab", "A", "a b", "error", "success", "prod", "1", "true", "null", "", "100%", "a_b", "it's", 'say "hi"', "a\\b",
    "é", "日本", "🤖",
)  # fmt: skip
"""Texts that are hard to process: with quotes, backslashes, wildcards and other scripts, or that look like other types."""

KEYS = ("a", "b", "a.b", "user_id", "ls_method", "é")
NUMBERS = (0, 1, 2, -1, 0.5, 1.0, 1e18)
INSTANTS = tuple(datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(seconds=seconds) for seconds in (0, 0.5, 60, 86400))
IDS = ("0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9329", "3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a10")
_FIRST, _LAST = datetime(2020, 1, 1), datetime(2030, 12, 31)  # noqa: DTZ001 - Hypothesis adds the zone
_ZONES = (UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=30)))


def _at(zone: tzinfo, instant: datetime) -> str:
    return instant.astimezone(zone).isoformat()


words: st.SearchStrategy[str] = st.sampled_from(WORDS)
texts: st.SearchStrategy[str] = words | st.text(max_size=8)
keys: st.SearchStrategy[str] = st.sampled_from(KEYS) | st.text(min_size=1, max_size=4)
numbers: st.SearchStrategy[int | float] = (
    st.sampled_from(NUMBERS) | st.integers(-(10**6), 10**12) | st.floats(-1e9, 1e9).map(lambda number: round(number, 3) + 0.0)
)
ids: st.SearchStrategy[str] = st.sampled_from(IDS) | st.uuids().map(str)
scalars: st.SearchStrategy[str | int | float | bool] = texts | numbers | st.booleans()
"""Values under a key that can be compared: texts, numbers and booleans."""

instants: st.SearchStrategy[datetime] = st.sampled_from(INSTANTS) | st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
"""Points in time, in UTC."""

patterns: st.SearchStrategy[str] = st.text(st.sampled_from("ab%_\\é\n"), max_size=6) | words.map(lambda word: "%" + word + "%")
"""Patterns of ``like``: wildcards and escapes in any order, and the usual pattern, a text between two ``%``."""

datetimes: st.SearchStrategy[str] = st.one_of(
    instants.map(write_datetime), *(instants.map(partial(_at, zone)) for zone in _ZONES)
)
"""Points in time as a filter writes them, with ``Z`` or another offset."""


def pick(draw: st.DrawFn, choices: Sequence[T]) -> T:
    """Draws one of some choices; shrinks to the first."""
    return choices[draw(_index(len(choices)))]


@cache
def _index(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


def draw_flags(draw: st.DrawFn, count: int) -> list[bool]:
    """Draws flags, each set with probability 1/2; shrinks to none set. Few large choices are faster than many small ones."""
    bits = [draw(_index(2**_FLAGS_AT_ONCE)) for _ in range(0, count, _FLAGS_AT_ONCE)]
    return [bool(bits[number // _FLAGS_AT_ONCE] >> number % _FLAGS_AT_ONCE & 1) for number in range(count)]


_FLAGS_AT_ONCE = 7  # of more, Hypothesis prefers small numbers, and so the first flags
