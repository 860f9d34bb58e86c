"""A trace as text fits its width, cuts no number, escapes what is hostile, and takes linear time and space."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, strategies as st
import pytest

from filterlang.evaluate.trace_tree import placed_runs
from filterlang.exports.memory import LocalRuns
from filterlang.tables.trace_text import tree_lines
from filterlang.text.display import display_width, harmless


def run(id: object, parent: object = None, **fields: Any) -> dict[str, Any]:
    return {"id": str(id), "trace_id": "t", "parent_run_id": None if parent is None else str(parent), **fields}


def written(*records: dict[str, Any], width: int = 80, matching: list[str] | None = None, colour: bool = False) -> list[str]:
    return list(tree_lines("t", placed_runs(records), matching, width=width, colour=colour))


def test_what_is_missing_leaves_no_gap_and_no_column() -> None:
    found = written(
        run("a", name="root", run_type="chain", start_time="2026-01-01T00:00:00Z"),
        run("b", "a", name="late", run_type="llm", start_time="2026-01-01T00:01:30.5Z", latency=3, total_cost="0.10"),
        run("c", "a", status="pending", start_time="soon"),
        run("d", "gone", name="orphan", error="\n  no\x1b[2J room\nTraceback"),
    )
    assert found == [
        "trace t",
        "run      type     start     time  cost",
        "root     chain   +0.00s",
        "├─ late  llm    +90.50s    3.00s  $0.1",
        "└─ c                     pending",
        "orphan",
        "   ✗ no\\u001b[2J room",
        "4 runs, from 2026-01-01 00:00:00 UTC",
        "1 run stands at the top because its parent is missing, or below",
    ]


def test_matches_are_marked_and_failures_are_red() -> None:
    found = written(run("a", name="root"), run("b", "a", name="b", error="no"), matching=["b"], colour=True)
    assert found[1:] == [
        "\x1b[1m  run\x1b[0m",
        "  root",
        "\x1b[1m● └─ b\x1b[0m",
        "        \x1b[31m✗ no\x1b[0m",
        "2 runs; 1 matches (●)",
    ]
    assert written(run("a"), matching=[])[-1] == "1 run; 0 match (●)"


def test_names_have_room_before_starts_and_types_have() -> None:
    records = [run(number, number - 1 if number else None, name="a_name_of_24_columns_____", run_type="chain", latency=1,
                   start_time="2026-01-01T00:00:00Z", total_tokens=10**6) for number in range(3)]  # fmt: skip
    heads = {width: written(*records, width=width)[1].split() for width in (30, 54, 55)}
    assert heads == {
        30: ["run", "time", "tokens"],
        54: ["run", "type", "time", "tokens"],
        55: ["run", "type", "start", "time", "tokens"],
    }
    assert written(*records, width=30)[3].startswith("└─ a_name")


def test_a_single_level_is_not_left_out_as_its_number_is_no_shorter() -> None:
    records = [run(number, number - 1 if number else None, name="name") for number in range(12)]
    text = "\n".join(written(*records, width=24))
    assert "…1 " not in text
    assert "…2 " in text


NAMES = st.text(max_size=100)
RUNS = st.lists(
    st.fixed_dictionaries({
        "id": st.integers(0, 30).map(str), "parent_run_id": st.none() | st.integers(0, 30).map(str), "trace_id": st.just("t"),
        "name": NAMES | st.none(), "run_type": st.sampled_from(["llm", "chain"]) | NAMES, "error": st.none() | NAMES,
        "total_tokens": st.none() | st.integers(0, 10**9), "total_cost": st.none() | st.decimals(0, 1000, places=9).map(str),
        "latency": st.none() | st.integers(0, 10**6), "start_time": st.none() | st.just("2026-01-01T00:00:00Z"),
    }),
    max_size=30,
)  # fmt: skip


@given(RUNS, st.integers(80, 200), st.none() | st.just(["1", "2"]))
def test_lines_fit_are_harmless_and_cut_no_number(
    records: list[dict[str, Any]], width: int, matching: list[str] | None
) -> None:
    found = written(*records, width=width, matching=matching)
    assert all(harmless(line) == line and display_width(line) <= width for line in found)
    text = "\n".join(found)
    for record in records:
        assert record["total_tokens"] is None or str(record["total_tokens"]) in text
        assert record["latency"] is None or f"{record['latency']}.00s" in text


@pytest.mark.parametrize("parent", [lambda number: number - 1, lambda _: 0], ids=["deep", "wide"])
def test_ten_thousand_runs_are_as_many_lines_of_bounded_length(parent: Callable[[int], int]) -> None:
    records = [run(number, parent(number) if number else None, name=f"step {number}", error="no") for number in range(10_000)]
    found = written(*records)
    assert len(found) == 2 + 2 * 10_000 + 1
    assert all(display_width(line) <= 80 for line in found)
    assert sum("step 9999" in line for line in found) == 1


def test_a_notebook_shows_text_and_no_markup() -> None:
    (trace,) = LocalRuns([run("t", name="<script>alert(1)</script>")]).list_runs().traces()
    shown = trace._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert str(trace) == trace.tree() == "\n".join(written(run("t", name="<script>alert(1)</script>"), matching=["t"]))
    assert repr(trace) == "<Trace t: 1 run, 1 matches>"
