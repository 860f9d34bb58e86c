"""The values of runs that an editor offers: which, in which order, and which are left out."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hypothesis import given, strategies as st
import pytest

from filterlang.ide.counted_values import _MOST_KEYS, _MOST_NAMES, _MOST_VALUES, count_values
from filterlang.ide.known_values import NO_VALUES, KnownValues


def counted(values: Iterable[object], key: str = "key") -> tuple[object, ...]:
    """What is offered for a key of which each run has one of these values."""
    return tuple(count_values({"metadata": {key: value}} for value in values).metadata.get(key, ()))


def test_a_run_is_taken_apart() -> None:
    run = {
        "name": "bot",
        "tags": ["beta", "beta", 5],
        "metadata": {"tier": "gold", "customer": {"plan": "pro", "seats": 3}, "models": ["a", "b"], "none": None, "empty": {}},
        "feedback_key": ["quality", "score"],
        "feedback_value": {"quality": ["good", "bad"], "score": "high"},
    }
    assert count_values([run]) == KnownValues(
        metadata={
            "customer": (), "customer.plan": ("pro",), "customer.seats": (3,), "empty": (), "models": ("a", "b"), "none": (),
            "tier": ("gold",),
        },
        feedback={"quality": ("bad", "good"), "score": ("high",)},
        tags=("beta",),
        names=("bot",),
    )  # fmt: skip


def test_the_most_frequent_come_first() -> None:
    assert counted(["b", "a", "c", "c", "c", "a"]) == ("c", "a", "b")
    values = count_values({"name": "ab"[index % 3 // 2], "metadata": {"xy"[index % 3 // 2]: 1}} for index in range(9))
    assert values.names == ("a", "b")
    assert [*values.metadata] == ["x", "y"]


def test_types_are_kept_apart() -> None:
    assert set(map(repr, counted([1, "1", True, "true", 1.0, 1.5, 0, False]))) == {
        "1", "'1'", "True", "'true'", "1.5", "0", "False",
    }  # fmt: skip


def test_values_that_most_runs_have_alone_are_ids() -> None:
    assert counted(f"user-{index}" for index in range(500)) == ()
    assert counted(index * 0.37 for index in range(50_000)) == ()
    assert counted(["anonymous"] * 400 + [f"user-{index}" for index in range(600)]) == ("anonymous",)
    assert counted(f"user-{index % 2_000}" for index in range(20_000)) == ()
    assert counted(f"user-{index % 40}" for index in range(50)) == ()


def test_few_values_are_offered_however_rare() -> None:
    assert len(counted(f"tier-{index}" for index in range(20))) == 20
    assert len(counted(f"model-{index % 60}" for index in range(6_000))) == 60


@pytest.mark.parametrize("value", [str(UUID(int=5)), "0123456789abcdef0123", "x" * 201, "half \ud800", float("nan"), [], {}])
def test_a_value_that_is_an_id_or_cannot_be_written_is_left_out(value: object) -> None:
    assert counted([value, "plain"]) == ("plain",)


def test_keys_that_are_ids_are_left_out() -> None:
    values = count_values({"metadata": {"by_user": {f"u{index}": "x"}, "tier": "gold"}} for index in range(300))
    assert values.metadata == {"by_user": (), "tier": ("gold",)}


def test_names_that_are_ids_are_left_out_and_frequent_ones_stay() -> None:
    runs = [{"name": f"job {index}", "tags": [f"t{index}", "nightly"]} for index in range(300)]
    values = count_values([*runs, *[{"name": "bot", "tags": []}] * 30])
    assert values.names == ("bot",)
    assert values.tags == ("nightly",)


def test_what_is_kept_is_bounded() -> None:
    runs = [{"name": f"n{index % 3_000}", "metadata": {f"k{index % 3_000}": index % 500}} for index in range(9_000)]
    values = count_values(runs)
    assert len(values.names) <= _MOST_NAMES
    assert len(values.metadata) <= _MOST_KEYS
    assert len(counted(index % 400 for index in range(8_000))) == _MOST_VALUES


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(["name", "tags", "metadata", "feedback_key", "feedback_value"]), JSON)))
def test_whatever_runs_hold_is_counted(runs: list[dict[str, Any]]) -> None:
    values = count_values(runs)
    assert isinstance(values, KnownValues)
    for offered in values.metadata.values():
        assert all(isinstance(value, (str, int, float)) for value in offered)
        assert len({(type(value), value) for value in offered}) == len(offered)


def test_without_runs_there_is_nothing() -> None:
    assert count_values([]) == NO_VALUES
