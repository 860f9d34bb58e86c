"""Runs that nobody should send: any JSON value in the place of any other.

Owns the invariant that nothing is relied on: a key may be missing, and what stands under it may be anything, NaN included.
"""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from filterlang.strategies.filter_places import PLACES, Record
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
"""Any JSON value, and the numbers that Python's reader of JSON takes as well."""

_FEEDBACK: st.SearchStrategy[list[Record]] = st.lists(
    st.fixed_dictionaries({"key": keys}, optional={"score": json_values, "value": json_values}), max_size=3
)


def _likely() -> dict[str, st.SearchStrategy[Any]]:
    """What belongs under each outermost key."""
    found: dict[str, st.SearchStrategy[Any]] = {"feedback": _FEEDBACK}
    for (outer, *inner), values in PLACES.items():
        found[outer] = st.fixed_dictionaries({}, optional={inner[0]: values | json_values}) if inner else values
    return found


_LIKELY = _likely()


@st.composite
def hostile_runs(draw: st.DrawFn) -> Record:
    """Runs in which half of the keys are missing, and half of the rest hold what does not belong there."""
    there, right = (draw_flags(draw, len(_LIKELY)) for _ in range(2))
    drawn = [(key, likely if fits else _ANYTHING) for (key, likely), fits in zip(_LIKELY.items(), right, strict=True)]
    return {key: draw(values) for (key, values), kept in zip(drawn, there, strict=True) if kept}


_ANYTHING = st.one_of(_weird, _weird, _weird, json_values)
