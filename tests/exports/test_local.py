"""``list_runs`` on local records: which runs come out, in which order, and what is refused before any does."""

import asyncio
from datetime import UTC, datetime
import inspect
import json
from pathlib import Path
import subprocess
import sys
from typing import Any
from uuid import UUID

from langsmith import AsyncClient as SdkClient
import pytest

from filterlang.findings.errors import FilterError
from filterlang.evaluate import reference
from filterlang.exports import memory as local
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.evaluate.query import RunQuery
from filterlang.exports.records import Record, RecordError
from filterlang.evaluate.reference import Matcher
from filterlang.evaluate.run import Run
from filterlang.semantics.predicate import Predicate
from filterlang.syntax.parser import parse


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def run(number: int, trace: int, parent: int | None, name: str, second: int, **fields: Any) -> Record:
    return {
        "id": uuid(number),
        "trace_id": uuid(trace),
        "parent_run_id": None if parent is None else uuid(parent),
        "name": name,
        "run_type": "chain",
        "start_time": f"2026-01-01T00:00:{second:02}",
        "end_time": f"2026-01-01T00:00:{second + 3:02}",
        **fields,
    }


RUNS = [
    run(1, 1, None, "agent", 10, tags=["beta"], session_id=uuid(90), session_name="prod"),
    run(2, 1, 1, "tool", 11, run_type="tool", error="boom", session_id=uuid(90), session_name="prod"),
    run(3, 1, 1, "model", 12, run_type="llm", session_id=uuid(90), session_name="prod"),
    run(4, 4, None, "agent", 20, session_id=uuid(91), session_name="dev", reference_example_id=uuid(80)),
    run(5, 4, 4, "model", 21, run_type="llm", end_time=None, session_id=uuid(91), session_name="dev"),
    run(6, 7, 7, "orphan", 15, run_type="llm"),  # its root, 7, was not exported
]


@pytest.fixture
def runs(tmp_path: Path) -> LocalRuns:
    path = tmp_path / "runs.jsonl"
    path.write_text("\n".join(map(json.dumps, RUNS)))
    return open_runs(path)


def listed(runs: LocalRuns, **query: Any) -> list[Run]:
    async def collect() -> list[Run]:
        return [run async for run in runs.list_runs(**query)]

    return asyncio.run(collect())


def found(runs: LocalRuns, **query: Any) -> list[int]:
    """The runs by their numbers, in the order they come in, after both ways to ask agree."""
    numbers = [run.id.int & 0xFFF for run in listed(runs, **query)]
    assert [UUID(record["id"]).int & 0xFFF for record in runs.matching(**query)] == numbers
    return [int(f"{number:x}") for number in numbers]


class TestOrder:
    def test_the_latest_start_comes_first(self, runs: LocalRuns) -> None:
        assert found(runs) == [5, 4, 6, 3, 2, 1]

    def test_runs_that_start_together_are_ordered_by_id_and_those_without_a_start_come_last(self) -> None:
        times = [None, "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00"]
        records = [{"id": uuid(n), "trace_id": uuid(n), "start_time": time} for n, time in reversed(list(enumerate(times)))]
        assert found(LocalRuns(records)) == [1, 2, 3, 0]

    def test_the_limit_keeps_the_latest(self, runs: LocalRuns) -> None:
        assert found(runs, limit=2) == [5, 4]
        assert found(runs, limit=100) == [5, 4, 6, 3, 2, 1]

    def test_the_other_order_is_the_reverse(self, runs: LocalRuns) -> None:
        assert found(runs, order="asc") == [1, 2, 3, 6, 4, 5]
        assert found(runs, order="asc", limit=2) == [1, 2]
        with pytest.raises(ValueError, match="there is no order 'latest': it is one of desc, asc"):
            found(runs, order="latest")

    def test_a_run_type_that_there_is_not_is_refused_as_in_a_filter(self, runs: LocalRuns) -> None:
        with pytest.raises(ValueError, match=r"there is no run_type 'lm': did you mean 'llm'\?"):
            listed(runs, run_type="lm")
        assert found(runs, run_type="LLM") == found(runs, run_type="llm")

    @pytest.mark.parametrize(
        ("argument", "value", "said"),
        [
            *((name, value, "has to be True or False") for name in ("is_root", "error") for value in ("false", "no", 2, 0.5)),
            *(("limit", value, "has to be a whole number") for value in ("5", 2.0, float("nan"), True)),
        ],
    )
    def test_a_value_of_another_type_is_refused(self, runs: LocalRuns, argument: str, value: object, said: str) -> None:
        with pytest.raises(TypeError, match=f"^{argument} {said}, not "):
            found(runs, **{argument: value})

    @pytest.mark.parametrize("limit", [0, -1])
    def test_a_limit_below_one_is_refused(self, runs: LocalRuns, limit: int) -> None:
        with pytest.raises(ValueError, match=f"limit has to be at least 1, not {limit}"):
            listed(runs, limit=limit)


class TestConditions:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"run_type": "llm"}, [5, 6, 3]),
            ({"run_type": "parser"}, []),
            ({"trace_id": uuid(1)}, [3, 2, 1]),
            ({"trace_id": UUID(uuid(1))}, [3, 2, 1]),
            ({"trace_id": uuid(1).replace("-", "")}, [3, 2, 1]),
            ({"parent_run_id": uuid(1)}, [3, 2]),
            ({"reference_example_id": uuid(80)}, [4]),
            ({"is_root": True}, [4, 1]),
            ({"is_root": 1}, [4, 1]),
            ({"is_root": False}, [5, 6, 3, 2]),
            ({"error": True}, [2]),
            ({"error": False}, [5, 4, 6, 3, 1]),
            ({"project_id": uuid(90)}, [3, 2, 1]),
            ({"project_id": [uuid(90), UUID(uuid(91))]}, [5, 4, 3, 2, 1]),
            ({"project_name": "dev"}, [5, 4]),
            ({"project_name": ["dev", "prod"]}, [5, 4, 3, 2, 1]),
            ({"run_ids": [uuid(3), uuid(5)]}, [5, 3]),
            ({"run_ids": [UUID(uuid(3))]}, [3]),
            ({"id": [uuid(3)]}, [3]),
            ({"run_ids": []}, []),
            ({"start_time": datetime(2026, 1, 1, 0, 0, 15, tzinfo=UTC)}, [5, 4, 6]),
            ({"start_time": datetime(2026, 1, 1, 0, 0, 15)}, [5, 4, 6]),  # noqa: DTZ001 - without an offset it is UTC
            ({"end_time": datetime(2026, 1, 1, 0, 0, 15, tzinfo=UTC)}, [6, 3, 2, 1]),
        ],
    )
    def test_each_argument_is_a_condition(self, runs: LocalRuns, query: dict[str, Any], expected: list[int]) -> None:
        assert found(runs, **query) == expected

    def test_conditions_all_have_to_hold(self, runs: LocalRuns) -> None:
        assert found(runs, run_type="llm", trace_id=uuid(1), filter='eq(name, "model")') == [3]
        assert found(runs, run_ids=[uuid(2), uuid(3)], run_type="tool") == [2]
        assert found(runs, run_ids=[uuid(2), uuid(3)], id=[uuid(3)]) == [3]

    def test_a_run_without_a_start_lies_in_no_window(self) -> None:
        runs = LocalRuns([{"id": uuid(1), "trace_id": uuid(1)}])
        assert found(runs, start_time=datetime.min.replace(tzinfo=UTC)) == []
        assert found(runs, end_time=datetime.max.replace(tzinfo=UTC)) == []

    @pytest.mark.parametrize("odd", [[], {}, 5, None])
    def test_a_record_with_an_odd_value_matches_nothing(self, odd: object) -> None:
        record = {"id": uuid(1), "trace_id": uuid(1), "run_type": odd, "session_name": odd, "session_id": odd}
        runs = LocalRuns([record, {"id": uuid(2), "trace_id": uuid(2), "session_name": "x", "session_id": uuid(3)}])
        assert runs.matching(run_type="llm") == runs.matching(project_name="y") == runs.matching(project_id=uuid(4)) == []


class TestFilters:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('eq(run_type, "llm")', [5, 6, 3]),
            ("gt(latency, 1)", [4, 6, 3, 2, 1]),
            ('has(tags, "beta")', [1]),
            ('eq(status, "error")', [2]),
            ("eq(is_root, true)", [4, 1]),
        ],
    )
    def test_a_filter_is_tried_on_the_run_itself(self, runs: LocalRuns, text: str, expected: list[int]) -> None:
        assert found(runs, filter=text) == found(runs, filter=parse(text).tree) == expected

    def test_a_trace_filter_is_tried_on_the_root_alone(self, runs: LocalRuns) -> None:
        assert found(runs, trace_filter='has(tags, "beta")') == [3, 2, 1]
        assert found(runs, trace_filter='eq(run_type, "llm")') == []

    def test_without_its_root_a_trace_matches_no_trace_filter(self, runs: LocalRuns) -> None:
        assert found(runs, trace_filter='neq(run_type, "prompt")') == [5, 4, 3, 2, 1]

    def test_a_tree_filter_is_tried_on_every_run_of_the_trace_the_run_itself_included(self, runs: LocalRuns) -> None:
        assert found(runs, tree_filter='eq(status, "error")') == [3, 2, 1]
        assert found(runs, tree_filter='eq(name, "orphan")') == [6]
        assert found(runs, tree_filter='and(eq(status, "error"), eq(run_type, "llm"))') == []

    def test_the_three_filters_all_have_to_hold(self, runs: LocalRuns) -> None:
        both = {"filter": 'eq(name, "model")', "trace_filter": 'eq(name, "agent")'}
        assert found(runs, **both) == [5, 3]
        assert found(runs, **both, tree_filter='eq(status, "error")') == [3]

    def test_a_filter_is_tried_on_each_run_at_most_once(self, runs: LocalRuns, monkeypatch: pytest.MonkeyPatch) -> None:
        tried: list[tuple[str, str]] = []

        def counting(predicate: Predicate) -> Matcher:
            matches = reference.holds(predicate)
            return lambda record: tried.append((str(predicate), record["id"])) or matches(record)  # type: ignore[func-returns-value]

        monkeypatch.setattr(local, "holds", counting)
        runs.matching(filter='neq(name, "x")', trace_filter='eq(name, "agent")', tree_filter='eq(name, "none")')
        assert len(tried) == len(set(tried)) == 6 + 2 + 5

    @pytest.mark.parametrize("argument", ["filter", "trace_filter", "tree_filter"])
    @pytest.mark.parametrize("wrong", ["eq(", "eq(nmae, 1)", 'gt(latency, "soon")'])
    def test_a_filter_with_errors_is_refused_before_the_first_run(self, runs: LocalRuns, argument: str, wrong: str) -> None:
        with pytest.raises(FilterError):
            listed(runs, **{argument: wrong})


class TestSelection:
    def test_only_the_selected_fields_are_kept_and_the_id(self, runs: LocalRuns) -> None:
        query: RunQuery = {"run_ids": [uuid(1)], "select": ["name", "tags", "feedback_stats", "name"]}
        assert runs.matching(**query) == [{"id": uuid(1), "name": "agent", "tags": ["beta"]}]
        assert listed(runs, **query) == [Run(id=UUID(uuid(1)), name="agent", tags=["beta"])]

    def test_a_field_that_only_these_records_have_can_be_selected(self, runs: LocalRuns) -> None:
        assert runs.matching(run_ids=[uuid(4)], select=["session_name"]) == [{"id": uuid(4), "session_name": "dev"}]

    def test_fields_that_are_not_selected_can_be_filtered_by(self, runs: LocalRuns) -> None:
        assert runs.matching(filter='eq(status, "error")', select=[]) == [{"id": uuid(2)}]

    @pytest.mark.parametrize(
        ("name", "hint"),
        [("input", "did you mean 'inputs'"), ("tgs", "did you mean 'tags'"), ("x", "the fields are app_path, ")],
    )
    def test_an_unknown_field_is_refused_with_the_nearest(self, runs: LocalRuns, name: str, hint: str) -> None:
        with pytest.raises(ValueError, match=f"a run has no field '{name}' to select: {hint}"):
            listed(runs, select=["id", name])

    def test_a_bare_string_is_no_selection(self, runs: LocalRuns) -> None:
        with pytest.raises(TypeError, match=r"write \['name'\]"):
            listed(runs, select="name")

    def test_the_records_themselves_stay_whole(self, runs: LocalRuns) -> None:
        before = json.dumps(runs.records)
        found(runs, select=["name"], filter='eq(run_type, "llm")', limit=1)
        assert json.dumps(runs.records) == before


class TestRefusals:
    def test_natural_language_needs_the_server(self, runs: LocalRuns) -> None:
        with pytest.raises(ValueError, match="query is natural language, which only the server can read: write a filter"):
            listed(runs, query="slow runs")

    @pytest.mark.parametrize(("argument", "field"), [("project_id", "session_id"), ("project_name", "session_name")])
    def test_a_project_is_refused_when_no_record_names_one(self, argument: str, field: str) -> None:
        runs = LocalRuns([{"id": uuid(1), "trace_id": uuid(1)}])
        with pytest.raises(ValueError, match=f"{argument} needs records with a {field}, which these lack"):
            listed(runs, **{argument: uuid(1)})

    def test_a_time_that_is_none_is_refused(self, runs: LocalRuns) -> None:
        with pytest.raises(ValueError, match="start_time has to be a datetime, not 'soon'"):
            runs.matching(start_time="soon")  # type: ignore[arg-type]

    def test_an_unknown_argument_is_refused(self, runs: LocalRuns) -> None:
        with pytest.raises(TypeError, match="unexpected keyword argument 'fliter'"):
            runs.matching(fliter="x")  # type: ignore[call-arg]

    def test_a_record_that_is_no_run_is_refused_before_the_first_run(self) -> None:
        good = {"id": uuid(2), "trace_id": uuid(2), "start_time": "2026-01-01"}
        runs = LocalRuns([{"id": uuid(1), "trace_id": uuid(1), "tags": "beta"}, good])

        async def first() -> Run:
            return await anext(runs.list_runs())

        with pytest.raises(RecordError, match=f"run {uuid(1)}: tags: Input should be a valid list"):
            asyncio.run(first())


def test_the_sdks_arguments_are_all_here_under_their_names() -> None:
    ours = inspect.signature(LocalRuns.list_runs).parameters
    theirs = inspect.signature(SdkClient.list_runs).parameters
    assert ours.keys() - theirs.keys() == {
        "id", "end_time", "order",  # which the SDK passes on from its **kwargs
        "ordered", "trace_span",  # how engines may read
        "with_trace",  # what of a trace is returned
    }  # fmt: skip
    assert theirs.keys() - ours.keys() == {"kwargs"}
    assert ours.keys() - {"self"} == RunQuery.__annotations__.keys()
    assert all(ours[name].kind == ours[name].KEYWORD_ONLY for name in ours.keys() - {"self"})


def test_records_can_be_matched_without_pydantic(tmp_path: Path) -> None:
    (tmp_path / "runs.jsonl").write_text(json.dumps(RUNS))
    code = (
        "import sys; from filterlang.opening import open_runs; "
        "print(len(open_runs(sys.argv[1]).matching(filter='eq(run_type, \"llm\")')), {'pydantic', 'httpx'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "runs.jsonl")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "3 set()\n"


def test_many_deep_traces_are_searched_in_one_go() -> None:
    records = [
        run(n * 100 + depth, n * 100, n * 100 + depth - 1 if depth else None, f"step {depth}", 0)
        for n in range(1, 101)
        for depth in range(100)
    ]
    assert len(LocalRuns(records).matching(tree_filter='eq(name, "step 99")', trace_filter='eq(name, "step 0")')) == 10_000


@pytest.mark.parametrize("name", ["count", "first", "to_pandas", "show", "traces"])
def test_runs_say_how_to_get_what_results_have(name: str) -> None:
    with pytest.raises(AttributeError, match=rf"write runs\.list_runs\(\)\.{name}\(\)"):
        getattr(LocalRuns([]), name)


def test_runs_have_no_other_members_and_cannot_be_iterated() -> None:
    runs = LocalRuns([])
    assert not hasattr(runs, "nothing")
    assert not hasattr(runs, "_select")
    assert bool(runs)
    with pytest.raises(TypeError, match=r"for run in runs\.list_runs\(\)"):
        iter(runs)
