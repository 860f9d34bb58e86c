"""A trace as a tree has every run once, each below its parent, whatever is wrong with it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, strategies as st
import pytest

from filterlang.evaluate.trace_tree import PlacedRun, placed_runs


def run(id: object, parent: object = None, start: int | None = None) -> dict[str, Any]:
    record = {"id": str(id), "trace_id": "t", "parent_run_id": None if parent is None else str(parent)}
    return record if start is None else {**record, "start_time": f"2026-01-01T00:00:{start:02}Z"}


def drawn(placed: list[PlacedRun]) -> str:
    return " ".join(f"{run.depth}{run.record['id']}{'.' * run.last}" for run in placed)


def test_siblings_come_by_start_and_those_without_one_last_by_id() -> None:
    records = [run("d", "a"), run("c", "a"), run("b", "a", 5), run("e", "a", 2), run("a", None, 9), run("f", "e")]
    assert drawn(placed_runs(records)) == "0a. 1e 2f. 1b 1c 1d."


def test_a_parent_in_another_spelling_is_the_parent() -> None:
    id = "01a10b4a-9680-7c18-9c68-5e15bef7fb49"
    placed = placed_runs([run("b", id.upper()), run(id)])
    assert [each.depth for each in placed] == [0, 1]


def test_a_run_whose_parent_is_missing_stands_at_the_top() -> None:
    assert drawn(placed_runs([run("a", None, 1), run("x", "gone", 0), run("y", "x", 3)])) == "0x 1y. 0a."


@pytest.mark.parametrize(("size", "tree"), [(1, "0a. 00. 1b."), (2, "0a. 00. 11 1b."), (5, "0a. 00. 14 23. 32. 41. 1b.")])
def test_runs_that_are_below_themselves_have_a_place_too(size: int, tree: str) -> None:
    circle = [run(number, (number + 1) % size, number) for number in range(size)]
    assert drawn(placed_runs([*circle, run("a"), run("b", 0)])) == tree


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 12), st.none() | st.integers(0, 3)), max_size=12))
def test_every_record_has_one_place_right_behind_its_parent_or_siblings(
    shape: list[tuple[int, int | None, int | None]],
) -> None:
    """Ids may be there twice, parents missing or in circles."""
    records = [run(*each) for each in shape]
    placed = placed_runs(records)
    assert Counter(id(each.record) for each in placed) == Counter(map(id, records))
    above: list[PlacedRun] = []
    for each in placed:
        assert each.depth <= len(above)
        del above[each.depth :]
        if above:
            assert each.record["parent_run_id"] == above[-1].record["id"]
        above.append(each)
    for number, each in enumerate(placed):
        below = [other.depth for other in placed[number + 1 :]]
        inside = next((end for end, depth in enumerate(below) if depth <= each.depth), len(below))
        assert below[:inside].count(each.depth + 1) == each.children
        assert each.last is (inside == len(below) or below[inside] < each.depth) or each.depth == 0


@pytest.mark.parametrize(
    ("parent", "depth"),
    [(lambda number: number - 1, 9_999), (lambda _: 0, 1), (lambda number: number // 2, 14)],
    ids=["deep", "wide", "both"],
)
def test_any_shape_of_ten_thousand_runs_is_placed(parent: Callable[[int], int], depth: int) -> None:
    records = [run(number, parent(number) if number else None) for number in range(10_000)]
    placed = placed_runs(records)
    assert len(placed) == 10_000
    assert max(each.depth for each in placed) == depth
