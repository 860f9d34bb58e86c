"""Threads and totals, as the SDKs ask for them: ``list_threads``, ``read_thread``, ``threads.query``, ``get_run_stats``."""

import asyncio
import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from asking import Asking, asking
from hypothesis import given
from hypothesis import strategies as st
from langsmith import AsyncClient, Client
from served import BOT_PROJECT, BOT_ROOT, CROWD_PROJECT, crowd, exported
from serving import Served

from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.memory import LocalRuns
from filterlang.serve.conversations import conversation, messages_of
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.evaluate.run_measures import percentile

pytestmark = pytest.mark.filterwarnings("ignore:.*will be removed after Jan 31, 2027")
THREAD = "a1b2c3d4-e5f6-7890"
THREAD_KEYS = ("session_id", "thread_id", "conversation_id")
LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
WINDOW = {"min_start_time": LONG_AGO.isoformat(), "max_start_time": FAR_AHEAD.isoformat()}


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(api_url=served.url, api_key="any", auto_batch_tracing=False)


@pytest.fixture(scope="module")
def server() -> Asking:
    return asking(LocalRuns(exported()), "export")


@pytest.fixture(scope="module")
def turns(reference: LocalRuns) -> dict[str, list[dict[str, Any]]]:
    """The root runs of each thread of the bot, the earliest first; the threads by their latest start, the latest first."""
    threads: dict[str, list[dict[str, Any]]] = {}
    for root in reference.matching(project_id=BOT_PROJECT, is_root=True):
        metadata = root["extra"]["metadata"]
        id = root.get("thread_id") or next((metadata[key] for key in THREAD_KEYS if key in metadata), None)
        if id is not None:
            threads.setdefault(id, []).insert(0, root)
    assert len(threads) > 2
    return threads


ODD = ("a/b", "a b", 'quoted "', "é", "100%", "?x=1", "traces", "a/traces", "\\")


def ids(runs: Any) -> list[str]:
    return [str(run["id"] if isinstance(run, dict) else run.id) for run in runs]


def test_the_sdk_lists_threads_with_their_runs(client: Client, turns: dict[str, list[dict[str, Any]]]) -> None:
    listed = client.list_threads(project_id=BOT_PROJECT, start_time=LONG_AGO)
    assert {thread["thread_id"]: ids(thread["runs"]) for thread in listed} == {id: ids(runs) for id, runs in turns.items()}


def test_the_sdk_reads_a_thread(client: Client, turns: dict[str, list[dict[str, Any]]]) -> None:
    assert ids(client.read_thread(thread_id=THREAD, project_id=BOT_PROJECT)) == ids(turns[THREAD])


def test_the_sdk_asks_v2_for_threads_and_their_traces(served: Served, turns: dict[str, list[dict[str, Any]]]) -> None:
    async def asked() -> tuple[list[Any], list[Any]]:
        async with AsyncClient(api_url=served.url, api_key="any") as client:
            query = client.threads.query(project_id=BOT_PROJECT, page_size=1, **WINDOW)
            threads = [thread async for thread in query]
            traces = client.threads.list_traces(
                THREAD, project_id=BOT_PROJECT, page_size=1, selects=["NAME", "TURN_NUMBER", "LATENCY", "INPUTS_PREVIEW"]
            )
            return threads, [trace async for trace in traces]

    threads, traces = asyncio.run(asked())
    assert [(thread.thread_id, thread.count) for thread in threads] == [(id, len(runs)) for id, runs in turns.items()]
    assert [trace.trace_id for trace in traces] == ids(turns[THREAD])[::-1]
    assert [trace.turn_number for trace in traces] == list(range(len(traces), 0, -1))
    assert all("messages" in trace.inputs_preview for trace in traces)


def test_no_question_of_the_sdk_is_met_with_a_warning(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        client = Client(api_url=served.url, api_key="any")
        assert client.info.batch_ingest_config
        assert client.info.instance_flags
        assert client.get_run_stats(project_ids=[BOT_PROJECT])["run_count"] == 59
        list(client.list_projects(limit=1))
        client.cleanup()
    assert [str(warning.message) for warning in said if "langsmith" in str(warning.filename)] == []
    assert [record for record in caplog.records if record.name.startswith("langsmith")] == []


def test_a_group_says_what_a_thread_is_and_finds_it_again(server: Asking, turns: dict[str, list[dict[str, Any]]]) -> None:
    answer = server.post("/runs/group", {"session_id": BOT_PROJECT, "group_by": "conversation", "limit": 100})
    assert answer["total"] == len(turns)
    for group in answer["groups"]:
        runs = turns[group["thread_id"]]
        assert (group["group_key"], group["count"]) == (group["thread_id"], len(runs))
        assert group["total_tokens"] == sum(run["total_tokens"] or 0 for run in runs)
        assert (stored_datetime(group["min_start_time"]), stored_datetime(group["max_start_time"])) == (
            stored_datetime(runs[0]["start_time"]), stored_datetime(runs[-1]["start_time"]),
        )  # fmt: skip
        found = server.post("/runs/query", {"session": [BOT_PROJECT], "filter": group["filter"], "is_root": True})
        assert ids(found["runs"]) == ids(runs)[::-1]
    second = server.post("/runs/group", {"session_id": BOT_PROJECT, "limit": 1, "offset": 1})
    assert second == {"groups": answer["groups"][1:2], "total": len(turns)}


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/runs/group", {"session_id": BOT_PROJECT, "filter": "eq("}, 400, "filter: "),
        ("/runs/group", {"session_id": BOT_PROJECT, "group_by": "name"}, 422, "group_by"),
        ("/v2/threads/query", {}, 400, "project_id"),
        ("/v2/threads/query", {"project_id": BOT_PROJECT, "thread_filter": "gt(count, 1)"}, 501, "filter their runs"),
        ("/v2/threads/query", {"project_id": BOT_PROJECT, "tree_filter": 'search(name, "x")'}, 400, "Failed to parse filter"),
        ("/v2/threads/query", {"project_id": CROWD_PROJECT, "cursor": "x"}, 400, "the cursor cannot be read"),
        ("/v2/threads/query", {"project_id": BOT_ROOT}, 404, "session not found"),
        ("/runs/stats", {}, 400, "At least one of 'session'"),
        ("/runs/stats", {"session": [BOT_PROJECT], "group_by": {"attribute": "name"}}, 400, "group_by"),
        ("/runs/stats", {"session": [BOT_PROJECT], "filter": "neq(error, null)"}, 400, "filter: "),
    ],
)
def test_what_cannot_be_met_is_refused(server: Asking, path: str, body: Any, status: int, said: str) -> None:
    assert server.ask(path, body)[0] == status
    assert said in json.dumps(server.ask(path, body)[1])


def test_a_thread_may_be_called_anything() -> None:
    runs = [
        {"id": str(UUID(int=number)), "start_time": "2026-01-01T00:00:00Z", "thread_id": id, "inputs": {"messages": said(id)}}
        for number, id in enumerate(ODD)
    ]
    server, project = asking(LocalRuns(runs), "x"), ExportedProjects(LocalRuns([]), "x").default
    assert {group["thread_id"] for group in server.post("/runs/group", {"session_id": project})["groups"]} == set(ODD)
    for number, id in enumerate(ODD):
        path = quote(id, safe="")
        preview = server.get(f"/runs/threads/{path}?session_id={project}&select=all_messages")
        assert json.loads(preview["previews"]["all_messages"]) == said(id)[0]
        traces = server.get(f"/v2/threads/{path}/traces?project_id={project}")
        assert [trace["trace_id"] for trace in traces["items"]] == [str(UUID(int=number))]


def test_threads_that_are_not_there_are_not_found(server: Asking) -> None:
    for path in (f"/runs/threads/none?session_id={BOT_PROJECT}", f"/v2/threads/none/traces?project_id={BOT_PROJECT}"):
        assert server.request("GET", path).status_code == 404
    assert server.request("GET", "/runs/threads/none").status_code == 422
    traces = f"/v2/threads/{THREAD}/traces?project_id={BOT_PROJECT}"
    assert server.request("GET", f"{traces}&selects=NAMES").status_code == 400
    assert server.request("GET", f"{traces}&cursor=x").status_code == 400


STATS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "run_count": len,
    "total_tokens": lambda runs: sum(run["total_tokens"] for run in runs),
    "total_cost": lambda runs: pytest.approx(0.0012 * len(runs)),
    "error_rate": lambda runs: sum(run["status"] == "error" for run in runs) / len(runs),
    "median_tokens": lambda runs: round(median(run["total_tokens"] for run in runs)),
    "latency_p50": lambda runs: pytest.approx(median(run["inputs"]["number"] / 10 for run in runs)),
    "first_token_p50": lambda runs: None,
    "prompt_tokens": lambda runs: None,
    "streaming_rate": lambda runs: 0,
    "last_run_start_time": lambda runs: max(run["start_time"] for run in runs),
}


@pytest.mark.parametrize("name", STATS)
def test_stats_are_those_of_the_runs_that_are_asked_for(client: Client, name: str) -> None:
    runs = [run for run in crowd()[:220] if run["run_type"] == "llm"]
    stats = client.get_run_stats(project_ids=[CROWD_PROJECT], run_type="llm")
    assert stats[name] == STATS[name](runs)


def test_stats_of_feedback_are_weighted_and_those_of_no_runs_are_empty(server: Asking, reference: LocalRuns) -> None:
    stats = server.post("/runs/stats", {"session": [BOT_PROJECT]})["feedback_stats"]
    given = [run["feedback_stats"] or {} for run in reference.matching(project_id=BOT_PROJECT)]
    scored = [held["user_score"] for held in given if "user_score" in held]
    assert stats["user_score"]["n"] == sum(held["n"] for held in scored)
    mean = sum(held["avg"] * held["n"] for held in scored) / stats["user_score"]["n"]
    assert stats["user_score"]["avg"] == pytest.approx(mean)
    none = server.post("/runs/stats", {"session": [BOT_PROJECT], "filter": 'eq(name, "nobody")'})
    assert (none["run_count"], none["total_tokens"], none["error_rate"], none["feedback_stats"]) == (0, None, None, {})
    few = server.post("/runs/stats", {"session": [BOT_PROJECT], "select": ["run_count", "error_rate"]})
    assert few.keys() == {"run_count", "error_rate"}


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_within_the_values(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found is not None
    assert min(values) - 1e-6 <= found <= max(values) + 1e-6
    assert percentile(values, 0.5) == pytest.approx(median(values))


def test_a_run_comes_with_the_ids_of_those_below_it(server: Asking, reference: LocalRuns) -> None:
    root = server.get(f"/runs/{BOT_ROOT}")
    below = reference.matching(trace_id=BOT_ROOT, is_root=False)
    assert sorted(root["child_run_ids"]) == sorted(ids(below))
    assert sorted(root["direct_child_run_ids"]) == sorted(ids(reference.matching(parent_run_id=BOT_ROOT)))
    assert root["messages"] is None
    assert len(server.get(f"/runs/{BOT_ROOT}?include_messages=true")["messages"]) == 2


def said(*contents: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": content} for content in contents]


@pytest.mark.parametrize(
    ("inputs", "outputs", "messages"),
    [
        ({"messages": said("a")}, {"messages": said("a", "b")}, said("a", "b")),
        ({"messages": said("a")}, {"choices": [{"message": said("b")[0]}]}, said("a", "b")),
        ({"messages": [said("a")]}, {"generations": [[{"message": said("b")[0]}]]}, said("a", "b")),
        ({"messages": said("a")}, {"message": said("b")[0]}, said("a", "b")),
        ({"messages": said("a")}, said("b")[0], said("a", "b")),
        ({"messages": said("a")}, None, said("a")),
        ({"question": "a"}, {"answer": "b"}, []),
        ("a", ["b"], []),
        ({"messages": ["a", 1, None]}, {"choices": "x", "generations": 3}, []),
    ],
)
def test_messages_are_found_where_models_and_graphs_keep_them(inputs: Any, outputs: Any, messages: list[Any]) -> None:
    assert messages_of({"inputs": inputs, "outputs": outputs}) == messages


def test_messages_that_the_next_run_repeats_come_once() -> None:
    first, second = ({"outputs": {"messages": said(*contents)}} for contents in ("ab", "abcd"))
    assert conversation([first, second]) == said(*"abcd")
    assert conversation([first, first]) == said(*"ab")
    assert conversation([second, first]) == said(*"abcdab")
