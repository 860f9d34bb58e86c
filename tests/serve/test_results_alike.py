"""Results are asked alike, wherever the runs are: in memory, in a file, or behind a server, with and without ``await``."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from served import BOT, BOT_PROJECT, CROWD_PROJECT
from serving import Served

from filterlang import AsyncClient, Client, open_runs
from filterlang.cli import main
from filterlang.exports.memory import LocalRuns
from filterlang.tables.run_results import RunResults

FIELDS = ["name", "run_type", "status", "start_time", "latency", "total_tokens", "total_cost", "inputs", "metadata", "tags",
          "feedback_score", "is_root", "trace_id", "parent_run_id"]  # fmt: skip
QUERIES: dict[str, dict[str, Any]] = {
    "a filter": {"project_id": BOT_PROJECT, "filter": 'gt(latency, "1s")', "select": FIELDS},
    "a filter on the trace": {
        "project_id": BOT_PROJECT, "filter": 'eq(name, "RetrieveDocs")', "tree_filter": 'eq(status, "error")',
        "select": ["latency", "error"],
    },
    "a limit over several pages": {"project_id": CROWD_PROJECT, "limit": 130, "select": ["name", "total_tokens"]},
    "the earliest first": {"project_id": CROWD_PROJECT, "order": "asc", "limit": 7, "select": ["id"]},
    "no run": {"project_id": BOT_PROJECT, "filter": 'eq(name, "nobody")', "select": FIELDS},
}  # fmt: skip
CALLS: dict[str, Callable[[Any], Any]] = {
    "first": lambda runs: runs.first(),
    "count": lambda runs: runs.count(),
    "to_arrow": lambda runs: runs.to_arrow(),
    "to_pandas": lambda runs: runs.to_pandas(),
    "to_polars": lambda runs: runs.to_polars(),
    "records": lambda runs: runs.records(),
    "itself": lambda runs: runs,
}
Ask = Callable[[str, dict[str, Any]], Any]
"""Makes a call, by its name, on the results of a query."""


async def awaited(result: Any) -> Any:
    """What a call of an asynchronous result gives in the end."""
    return [item async for item in result] if hasattr(result, "__aiter__") else await result


def plain(result: Any) -> Any:
    return list(result) if hasattr(result, "__next__") or isinstance(result, RunResults) else result


@pytest.fixture(params=["memory", "duckdb", "client v1", "client v2", "async client v1", "async client v2"])
def ask(request: pytest.FixtureRequest, export: Path, served: Served, reference: LocalRuns) -> Iterator[Ask]:
    kind, _, api = request.param.rpartition(" ")
    if not kind:
        runs = reference if api == "memory" else open_runs(export)
        yield lambda call, query: plain(CALLS[call](runs.list_runs(**query)))
    elif kind == "client":
        with Client(served.url) as client:
            yield lambda call, query: plain(CALLS[call](client.list_runs(**query, api=api)))
    else:

        async def work(call: str, query: dict[str, Any]) -> Any:
            async with AsyncClient(served.url) as client:
                return await awaited(CALLS[call](client.list_runs(**query, api=api)))

        yield lambda call, query: asyncio.run(work(call, query))


@pytest.mark.parametrize("name", QUERIES)
def test_every_call_gives_the_same_wherever_the_runs_are(name: str, ask: Ask, reference: LocalRuns) -> None:
    query = QUERIES[name]
    expected = reference.list_runs(**query)
    ids = [str(run.id) for run in expected]
    first = ask("first", query)
    assert (None if first is None else str(first.id)) == next(iter(ids), None)
    assert ask("count", query) == len(ids) == expected.count()
    assert ask("to_arrow", query).equals(expected.to_arrow())
    assert ask("to_pandas", query).equals(expected.to_pandas())
    assert ask("to_polars", query).equals(expected.to_polars())
    assert [str(run.id) for run in ask("itself", query)] == ids
    records = ask("records", query)
    assert [record["id"] for record in records] == ids
    assert all({*record} <= {"id", *query["select"]} for record in records)


def test_records_are_runs_that_filters_select(ask: Ask, reference: LocalRuns) -> None:
    everything = {"project_id": BOT_PROJECT}
    records = ask("records", everything)
    for filter in (
        "gt(latency, 5)",
        'eq(feedback_key, "user_score")',
        'search("plan")',
        "eq(is_root, true)",
        "gt(total_cost, 0.0005)",
    ):
        found = [record["id"] for record in LocalRuns(records).matching(filter=filter)]
        assert found == [record["id"] for record in reference.matching(**everything, filter=filter)] != []


SHOWN = """\
start_time           name         run_type  status   latency  total_tokens
2026-10-12 08:20:00  support_bot  chain     success   15.41s          5617
1 run shown, and there are more: count() counts them, show(limit=…) shows more
"""


@pytest.mark.parametrize("width", ["80", ""])
def test_show_prints_the_table_of_the_command_line(
    width: str, ask: Ask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"project_id": BOT_PROJECT, "filter": "gt(latency, 10)"}
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setitem(CALLS, "show", lambda runs: runs.show())
    monkeypatch.setitem(CALLS, "show nothing", lambda runs: runs.show(limit=0))
    monkeypatch.setitem(CALLS, "show one", lambda runs: runs.show(limit=1))
    ask("show one", query)
    assert capsys.readouterr().out == SHOWN
    ask("show", query)
    *shown, footer = capsys.readouterr().out.splitlines()
    assert footer == '2 runs (no room for id at this width: list_runs(select=["id", "name"]) shows it)'
    monkeypatch.setenv("COLUMNS", "80")
    main(["runs", query["filter"], "--from", str(BOT), "--format", "table"])
    assert shown == capsys.readouterr().out.splitlines()[:-1]
    ask("show", {**query, "filter": 'eq(name, "nobody")'})
    assert capsys.readouterr().out == "0 runs\n"
    with pytest.raises(ValueError, match="limit has to be at least 1, not 0"):
        ask("show nothing", query)


def test_methods_leave_the_iterator_where_it_is(served: Served) -> None:
    with Client(served.url) as client:
        runs = client.list_runs(project_id=CROWD_PROJECT, limit=5, select=["name"])
        taken = [next(runs), next(runs)]
        first = runs.first()
        assert first is not None
        assert (first.id, runs.count(), runs.to_arrow().num_rows) == (taken[0].id, 5, 5)
        assert len(list(runs)) == 3
        assert list(runs) == []


TRACED: dict[str, dict[str, Any]] = {
    "failed runs": {"project_id": BOT_PROJECT, "filter": 'eq(status, "error")', "select": ["name", "error"]},
    "the earliest two": {
        "project_id": BOT_PROJECT, "filter": 'eq(run_type, "llm")', "order": "asc", "limit": 2, "select": ["id"],
    },
    "many small traces": {"project_id": CROWD_PROJECT, "filter": 'eq(run_type, "llm")', "limit": 45, "select": ["name"]},
    "a filter on the root": {
        "project_id": BOT_PROJECT, "filter": 'eq(name, "RetrieveDocs")', "trace_filter": "gt(latency, 10)",
        "select": ["latency"],
    },
}  # fmt: skip
CALLS["traces"] = lambda runs: runs.traces()
CALLS["number"] = lambda runs: runs.stats(show="count")


@pytest.mark.parametrize("name", TRACED)
def test_whole_traces_are_the_same_wherever_the_runs_are(name: str, ask: Ask, reference: LocalRuns) -> None:
    query = TRACED[name]
    matches = [record["id"] for record in reference.matching(**query)]
    of_trace = {record["id"]: record["trace_id"] for record in reference.records}
    order = list(dict.fromkeys(of_trace[id] for id in matches))
    traces = ask("traces", query)
    assert [trace.id for trace in traces] == order
    assert sorted(id for trace in traces for id in trace.matching_ids) == sorted(matches)
    runs = [str(run.id) for trace in traces for run in trace.runs]
    assert sorted(runs) == sorted(id for id, trace in of_trace.items() if trace in order)
    with_trace = {**query, "with_trace": True}
    assert [str(run.id) for run in ask("itself", with_trace)] == runs
    assert [record["id"] for record in ask("records", with_trace)] == runs
    assert ask("count", with_trace) == len(runs)
    assert [row["count"] for row in ask("number", with_trace).rows] == [len(runs)]
    assert str(ask("first", with_trace).id) == runs[0]
    assert ask("to_arrow", with_trace).equals(reference.list_runs(**with_trace).to_arrow())
    assert [str(trace) for trace in traces] == [str(trace) for trace in reference.list_runs(**query).traces()]


CALLS["measures"] = lambda runs: runs.stats("name,week", "count,error_rate,p95,mean_latency,tokens,cost,feedback.user_score")


def test_measures_are_the_same_wherever_the_runs_are(ask: Ask, reference: LocalRuns) -> None:
    query = {"project_id": BOT_PROJECT, "filter": "gt(latency, 0.5)"}
    rows, expected = ask("measures", query).rows, CALLS["measures"](reference.list_runs(**query)).rows
    assert len(rows) == len(expected) > 5
    for row, other in zip(rows, expected, strict=True):
        assert {name: pytest.approx(value) if isinstance(value, float) else value for name, value in other.items()} == row


def test_runs_of_the_client_can_be_opened_again(served: Served, reference: LocalRuns) -> None:
    with Client(served.url) as client:
        runs = open_runs(list(client.list_runs(project_id=BOT_PROJECT).records()))
    query = {"project_id": BOT_PROJECT, "filter": "gt(latency, 5)"}
    found = [record["id"] for record in runs.list_runs(**query).records()]
    assert found == [record["id"] for record in reference.matching(**query)] != []
