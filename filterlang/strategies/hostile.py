"""Draws malformed runs, with any JSON value under any key.

Owns the invariant that nothing can be relied on: a key may be missing or have any value, NaN included.
"""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from filterlang.strategies.stored_paths import PATHS, Record
from filterlang.strategies.vocabulary import IDS, INSTANTS, draw_flags, keys, words
from filterlang.semantics.datetimes import write_datetime

_WEIRD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 0.5, 1e18, float("nan"), float("inf"), 10**20, "", "a", "soon", "2026-11-02", "nan", "\ud800",
    IDS[0], write_datetime(INSTANTS[0]), [], {}, [None], [[]], ["a", 1, None], {"": ""}, {"a": {"b": ["a", {"a": 1}]}},
)  # fmt: skip
_weird: st.SearchStrategy[Any] = st.sampled_from(_WEIRD).map(deepcopy)

json_values: st.SearchStrategy[Any] = st.recursive(
    _weird | st.integers(-(10**20), 10**20) | st.floats(allow_nan=True) | words | st.text(st.characters(), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
"""Any JSON value, and NaN and infinity, which Python's ``json`` reads as well."""

_FEEDBACK: st.SearchStrategy[list[Record]] = st.lists(
    st.fixed_dictionaries({"key": keys}, optional={"score": json_values, "value": json_values}), max_size=3
)


def _likely() -> dict[str, st.SearchStrategy[Any]]:
    """Returns a strategy for suitable values of each outermost key."""
    strategies: dict[str, st.SearchStrategy[Any]] = {"feedback": _FEEDBACK}
    for (outer, *inner), values in PATHS.items():
        strategies[outer] = st.fixed_dictionaries({}, optional={inner[0]: values | json_values}) if inner else values
    return strategies


_LIKELY = _likely()


@st.composite
def hostile_runs(draw: st.DrawFn) -> Record:
    """Draws runs in which half of the keys are missing, and half of the others have unsuitable values."""
    present, suitable = (draw_flags(draw, len(_LIKELY)) for _ in range(2))
    drawn = [(key, likely if fits else _ANYTHING) for (key, likely), fits in zip(_LIKELY.items(), suitable, strict=True)]
    return {key: draw(values) for (key, values), kept in zip(drawn, present, strict=True) if kept}


_ANYTHING = st.one_of(_weird, _weird, _weird, json_values)
