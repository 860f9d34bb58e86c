"""Runs in memory: dicts, models and iterators select what the reference selects, and nothing else is taken for a run."""

from collections.abc import AsyncIterator, Callable, Iterable
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from effort import examples
from export_files import BODY, OF_V2, RUNS, lines, of_the_command_line, uuid
from hypothesis import given, settings, strategies as st
from langsmith._models import construct_type
from langsmith.schemas import Run as SdkRun
from langsmith.types.run import Run as SdkRunOfV2
import pydantic.v1
import pytest

from filterlang import Run, matches
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import RecordError
from filterlang.opening import UnreadWarning, open_runs
from filterlang.strategies import filters, runs


class OldRun(pydantic.v1.BaseModel, extra=pydantic.v1.Extra.allow):
    id: UUID


def of_the_sdk(record: dict[str, Any]) -> SdkRun:
    present = {key: value for key, value in record.items() if value is not None}
    return SdkRun(**{"name": "", "start_time": "2026-11-02T09:00:00Z", "run_type": "chain", **present})


FORMS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "a list of dicts": list,
    "a tuple": tuple,
    "an iterator": iter,
    "a dict around them": lambda records: {"runs": records},
    "read-only mappings": lambda records: map(MappingProxyType, records),
    "values of a dict": lambda records: dict(enumerate(records)).values(),
}
MODELS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "runs of the SDK": of_the_sdk,
    "runs of filterlang": Run.model_validate,
    "models of pydantic 1": OldRun.parse_obj,
}


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(runs(), max_size=4, unique_by=lambda run: run["id"]), filters())
@settings(max_examples=examples(20), deadline=None)
def test_dicts_mean_what_they_mean_to_the_reference(form: str, records: list[dict[str, Any]], filter: str) -> None:
    before = deepcopy(records)
    found = open_runs(FORMS[form](records)).matching(filter=filter)
    assert {run["id"] for run in found} == {run["id"] for run in records if matches(filter, run)}
    assert records == before


@pytest.mark.parametrize("model", MODELS)
@given(st.lists(runs(), max_size=4, unique_by=lambda run: run["id"]), filters())
@settings(max_examples=examples(20), deadline=None)
def test_models_mean_what_they_mean_to_the_reference(model: str, records: list[dict[str, Any]], filter: str) -> None:
    models = list(map(MODELS[model], records))
    found = open_runs(models).matching(filter=filter)
    assert {run["id"] for run in found} == {str(run.id) for run in models if matches(filter, run)}


def test_models_of_the_v2_sdk_are_those_of_its_answers() -> None:
    models: list[Any] = [construct_type(type_=SdkRunOfV2, value=record) for record in OF_V2]
    for filter in ('eq(run_type, "llm")', "gte(total_cost, 0.25)", 'has(tags, "beta")', f'eq(parent_run_id, "{uuid(2)}")'):
        expected = [run["id"] for run in LocalRuns(RUNS).matching(filter=filter)]
        assert [run["id"] for run in open_runs(models).matching(filter=filter)] == expected != []


def test_what_comes_out_has_the_types_of_json() -> None:
    (run,) = open_runs([of_the_sdk(RUNS[1])]).matching()
    assert (run["id"], run["start_time"], run["parent_run_id"]) == (uuid(2), "2026-11-02T09:00:02+00:00", uuid(1))
    assert "feedback_stats" in run
    assert "app_path" not in run


def test_shapes_of_other_programs_and_posts_and_patches_are_recognised() -> None:
    expected = open_runs(RUNS).matching(filter="gte(total_tokens, 42)", select=["name"])
    halves = deepcopy(BODY)
    for source in (halves, [*halves["post"], *({"operation": "patch", **patch} for patch in halves["patch"])],
                   [*map(of_the_command_line, RUNS)]):  # fmt: skip
        assert {run["id"] for run in open_runs(source).matching(filter="gte(total_tokens, 42)")} == {r["id"] for r in expected}
    assert halves == BODY


def test_child_runs_are_runs_and_ids_of_others_are_reported() -> None:
    parent = of_the_sdk({**RUNS[0], "child_runs": [of_the_sdk(RUNS[1]).model_dump()]})
    assert {run["id"] for run in open_runs([parent]).matching()} == {uuid(1), uuid(2)}
    with pytest.warns(UnreadWarning, match="1 child run that is an id only"):
        open_runs([{**RUNS[0], "child_run_ids": [UUID(uuid(9))]}])


def test_missing_values_of_pandas_in_dicts_are_no_values() -> None:
    import pandas as pd

    record = {**RUNS[3], "parent_run_id": float("nan"), "end_time": pd.NaT, "error": pd.NA, "total_tokens": pd.Series([3])[0]}
    opened = open_runs([record])
    assert opened.list_runs(filter="and(eq(is_root, true), eq(end_time, null), eq(error, null), eq(total_tokens, 3))").count()


def test_an_iterator_is_read_once_and_to_its_end() -> None:
    source = iter(RUNS)
    opened = open_runs(source)
    assert [*source] == []
    assert opened.list_runs().count() == opened.list_runs().count() == len(RUNS)


def test_results_are_runs_again() -> None:
    opened = open_runs(open_runs(RUNS).list_runs(run_type="llm"))
    assert {run["id"] for run in opened.matching()} == {uuid(3), uuid(5)}


def test_nothing_is_an_empty_set_of_runs() -> None:
    for nothing in ([], (), iter(()), {"runs": []}):
        assert open_runs(nothing).list_runs().count() == 0
    assert repr(open_runs([])) == "<0 runs in memory>"
    assert repr(open_runs(RUNS[:1])) == "<1 run in memory>"


def test_paths_in_a_list_are_opened_together(tmp_path: Path) -> None:
    for number, record in enumerate(RUNS):
        (tmp_path / f"{number}.jsonl").write_bytes(lines(record))
    for paths in (
        [f"{tmp_path}/0.jsonl", tmp_path / "1.jsonl"],
        tuple(sorted(tmp_path.glob("[01].jsonl"))),
        tmp_path.glob("[01]*"),
    ):
        assert {run["id"] for run in open_runs(paths).matching()} == {uuid(1), uuid(2)}


async def asynchronous() -> AsyncIterator[dict[str, Any]]:
    yield RUNS[0]


async def coroutine() -> list[dict[str, Any]]:
    return RUNS


TAKEN = "runs are opened from a path or an address, a relation or a connection of DuckDB, a data frame of Spark, "
REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: 5, TAKEN),
    (lambda: None, TAKEN),
    (lambda: Run, TAKEN),
    (lambda: b"{}", "runs are not opened from bytes: wrap the content of a file as io.BytesIO(data)"),
    (asynchronous, "runs are not opened from an asynchronous iterator (async_generator): read it first, as in "),
    (coroutine, "runs are not opened from a coroutine: await it first, as in open_runs(await …)"),
    (lambda: [RUNS[0], 5], "runs[1] is of type int, not a run: a run is a dict or a Run"),
    (lambda: iter([RUNS[0], None]), "runs[1] is None, not a run: a run is a dict or a Run"),
    (lambda: [RUNS[0], "runs.jsonl"], "runs[1] is of type str, not a run: a run is a dict or a Run"),
    (lambda: ["runs.jsonl", RUNS[0]], "paths and other objects together: runs[1] is of type dict, not a path"),
    (lambda: ['{"id": 1}'], "runs[0] is a text of JSON, not a run: read it with json.loads, or open the file itself"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
def test_anything_else_is_refused_with_what_to_write(source: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        open_runs(source())
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ([RUNS[0], {"name": "x"}], "runs[1]: the run has no id: export it with its id"),
        ([RUNS[0], {"id": 5}], "runs[1]: id has to be a UUID in a string, not 5"),
        ([{**RUNS[0], "start_time": "soon"}], 'runs[0]: start_time has to be an ISO 8601 time in a string, not "soon"'),
        ({"name": "x"}, "the dict: the run has no id: export it with its id"),
        ([{"runs": [RUNS[0], {"id": None}]}], "runs[0]: run 2: the run has no id: export it with its id"),
    ],
)
def test_a_record_that_is_not_a_run_is_named_by_its_index(source: Iterable[Any], message: str) -> None:
    with pytest.raises(RecordError) as caught:
        open_runs(source)
    assert str(caught.value) == message


def test_what_is_not_a_run_can_be_left_out() -> None:
    opened = open_runs([RUNS[0], 5, {"name": "x"}, None], skip_broken=True)
    assert (opened.list_runs().count(), opened.skipped()) == (1, 3)
