"""The official Python SDK lists runs from a local server: every argument, both APIs, the filters of its documentation."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langsmith import AsyncClient, Client
from langsmith._exceptions import BadRequestError, NotFoundError, UnprocessableEntityError
from langsmith.utils import LangSmithError, LangSmithNotFoundError
from served import BEGAN, BOT_PROJECT, BOT_ROOT, CROWD_PROJECT, DATASET, EXAMPLE, crowd
from serving import Served

from filterlang.exports.memory import LocalRuns
from filterlang.filters import compile
from filterlang.findings.errors import FilterError

pytestmark = pytest.mark.filterwarnings("ignore:.*will be removed after Jan 31, 2027")
RUN = crowd()[30]
"""Of the crowd: an llm run with an error, in the middle of a tie."""
NOBODY = "4e0d8a0a-0000-4000-8000-000000000000"
LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LATER = BEGAN + timedelta(seconds=15)
WRITTEN = Path(__file__).parent.parent / "corpus" / "filters.jsonl"
FILTERS = sorted({
    filter["filter"]
    for filter in map(json.loads, WRITTEN.read_text(encoding="utf-8").splitlines())
    if filter["kind"] == "run" and filter["valid"] == "yes" and "langchain-" in filter["source"]
})  # fmt: skip
"""Filters of LangChain's own documentation, samples and code."""
TRACE = 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))'

ARGUMENTS: dict[str, dict[str, Any]] = {
    "project_id": {"project_id": CROWD_PROJECT},
    "project_ids": {"project_id": [CROWD_PROJECT, UUID(BOT_PROJECT)]},
    "run_type": {"project_id": CROWD_PROJECT, "run_type": "llm"},
    "trace_id": {"trace_id": RUN["id"]},
    "parent_run_id": {"parent_run_id": BOT_ROOT},
    "reference_example_id": {"reference_example_id": EXAMPLE},
    "filter": {"project_id": CROWD_PROJECT, "filter": "and(eq(name, \"step 3\"), gt(latency, \"5s\"))"},
    "trace_filter": {"project_id": BOT_PROJECT, "filter": "eq(name, \"RetrieveDocs\")", "trace_filter": TRACE},
    "tree_filter": {"project_id": BOT_PROJECT, "filter": "eq(run_type, \"llm\")", "tree_filter": "eq(name, \"ExpandQuery\")"},
    "is_root": {"project_id": BOT_PROJECT, "is_root": True},
    "is_no_root": {"project_id": BOT_PROJECT, "is_root": False},
    "is_root_as_number": {"project_id": BOT_PROJECT, "is_root": 1},
    "start_time": {"project_id": CROWD_PROJECT, "start_time": LATER},
    "error": {"project_id": CROWD_PROJECT, "error": True},
    "no_error": {"project_id": CROWD_PROJECT, "error": False},
    "run_ids": {"run_ids": [RUN["id"], crowd()[7]["id"]]},
    "limit": {"project_id": CROWD_PROJECT, "limit": 7},
}  # fmt: skip


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(api_url=served.url, api_key="any", auto_batch_tracing=False)


def ids(runs: Any) -> list[str]:
    return [str(run.id) for run in runs]


def expected(reference: LocalRuns, **arguments: Any) -> list[str]:
    return [record["id"] for record in reference.matching(**arguments)]


@pytest.mark.parametrize("arguments", ARGUMENTS.values(), ids=ARGUMENTS)
def test_each_argument_means_what_it_means_here(client: Client, reference: LocalRuns, arguments: dict[str, Any]) -> None:
    found = ids(client.list_runs(**arguments))
    assert found == expected(reference, **arguments)
    assert found


def test_what_the_sdk_passes_on_is_understood(client: Client, reference: LocalRuns) -> None:
    until = LATER.isoformat()
    earliest_first = ids(client.list_runs(project_id=CROWD_PROJECT, end_time=until, order="asc"))
    assert earliest_first == expected(reference, project_id=CROWD_PROJECT, end_time=LATER)[::-1]
    ordered = ids(client.list_runs(project_id=CROWD_PROJECT, order_by="start_time", limit=5))
    assert ordered == expected(reference, project_id=CROWD_PROJECT, limit=5)


def test_the_asynchronous_client_gets_the_same(served: Served, reference: LocalRuns) -> None:
    async def listed() -> list[list[str]]:
        async with AsyncClient(api_url=served.url, api_key="any") as client:
            return [[str(run.id) async for run in client.list_runs(**arguments)] for arguments in ARGUMENTS.values()]

    assert asyncio.run(listed()) == [expected(reference, **arguments) for arguments in ARGUMENTS.values()]


def test_projects_are_found_by_name(client: Client, reference: LocalRuns) -> None:
    nameless = [run["id"] for run in crowd()[220:]]
    assert sorted(ids(client.list_runs(project_name="export"))) == sorted(nameless)
    assert ids(client.list_runs(project_name="crowd")) == expected(reference, project_id=CROWD_PROJECT)
    assert len(ids(client.list_runs(project_name=["crowd", "export"]))) == 240
    with pytest.raises(LangSmithNotFoundError, match="nowhere"):
        ids(client.list_runs(project_name="nowhere"))


def test_projects_are_listed(client: Client) -> None:
    projects = {project.name: project for project in client.list_projects()}
    assert {name: project.run_count for name, project in projects.items()} == {"crowd": 220, "export": 20, BOT_PROJECT: 59}
    assert projects["crowd"].start_time == BEGAN
    assert [project.name for project in client.list_projects(name_contains="cro")] == ["crowd"]
    assert [project.name for project in client.list_projects(limit=1)] == [BOT_PROJECT]
    assert client.read_project(project_id=CROWD_PROJECT).name == "crowd"
    assert client.has_project("crowd")
    assert not client.has_project("nowhere")


def test_a_run_can_be_read_with_all_there_is_of_it(client: Client) -> None:
    run = client.read_run(RUN["id"])
    assert (run.name, run.run_type, run.error) == ("step 2", "llm", "it broke")
    assert run.inputs == {"number": 30}
    assert run.metadata["n"] == 30
    assert run.start_time.replace(tzinfo=UTC) == datetime.fromisoformat(RUN["start_time"])
    assert run.total_cost == Decimal("0.0012")
    with pytest.raises(LangSmithNotFoundError):
        client.read_run(NOBODY)


def test_the_children_of_a_run_are_loaded(client: Client, reference: LocalRuns) -> None:
    root = next(record for record in reference.matching(filter='eq(name, "support_bot")'))
    children = expected(reference, trace_id=root["id"], is_root=False)
    loaded = client.read_run(root["id"], load_child_runs=True)

    def below(run: Any) -> Iterator[str]:
        for child in run.child_runs or ():
            yield str(child.id)
            yield from below(child)

    assert sorted(below(loaded)) == sorted(children)
    assert children


def test_what_was_selected_comes_and_what_a_run_can_not_do_without(client: Client) -> None:
    run = next(iter(client.list_runs(project_id=CROWD_PROJECT, select=["inputs"], limit=1)))
    assert run.inputs
    assert run.start_time
    assert run.total_tokens is None
    assert not run.tags


def test_a_limit_above_a_page_is_refused_as_the_server_refuses_it(client: Client) -> None:
    with pytest.raises(LangSmithError, match="Limit exceeds maximum allowed value of 100"):
        ids(client.list_runs(project_id=CROWD_PROJECT, limit=500))


def test_a_query_without_a_scope_is_refused_as_the_server_refuses_it(client: Client) -> None:
    with pytest.raises(LangSmithError, match="At least one of"):
        ids(client.list_runs(run_type="llm"))


def test_natural_language_is_refused(client: Client) -> None:
    with pytest.raises(LangSmithError, match="Failed to generate filter from freeform query"):
        ids(client.list_runs(project_id=CROWD_PROJECT, query="the slow ones"))


def test_a_refused_filter_says_where_and_what_to_write(client: Client) -> None:
    with pytest.raises(LangSmithError, match=r"eq\(status"):
        ids(client.list_runs(project_id=CROWD_PROJECT, filter="neq(error, null)"))
    with pytest.raises(LangSmithError, match=r"trace_filter: there is no field `nam`.*did you mean name"):
        ids(client.list_runs(project_id=CROWD_PROJECT, trace_filter='eq(nam, "x")'))


@pytest.mark.parametrize("filter", FILTERS)
def test_the_filters_of_the_documentation_select_what_the_reference_selects(
    client: Client, reference: LocalRuns, filter: str
) -> None:
    try:
        compile(filter, "v1")
    except FilterError:
        with pytest.raises(LangSmithError, match="400"):
            ids(client.list_runs(project_id=BOT_PROJECT, filter=filter))
        return
    assert ids(client.list_runs(project_id=BOT_PROJECT, filter=filter)) == expected(
        reference, project_id=BOT_PROJECT, filter=filter
    )


V2: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "project_ids": ({}, {}),
    "page_size": ({"page_size": 13}, {}),
    "ids": ({"ids": [RUN["id"]]}, {"id": [RUN["id"]]}),
    "trace_id": ({"trace_id": RUN["id"]}, {"trace_id": RUN["id"]}),
    "run_type": ({"run_type": "LLM"}, {"run_type": "llm"}),
    "has_error": ({"has_error": True}, {"error": True}),
    "no_error": ({"has_error": False}, {"error": False}),
    "is_root": ({"is_root": True}, {"is_root": True}),
    "filter": ({"filter": "gt(total_tokens, 200)"}, {"filter": "gt(total_tokens, 200)"}),
    "trace_filter": ({"trace_filter": "eq(name, \"step 2\")"}, {"trace_filter": "eq(name, \"step 2\")"}),
    "tree_filter": ({"tree_filter": "eq(name, \"step 2\")"}, {"tree_filter": "eq(name, \"step 2\")"}),
    "min_start_time": ({"min_start_time": LATER}, {"start_time": LATER}),
    "max_start_time": ({"max_start_time": LATER}, {"end_time": LATER}),
    "reference_examples": ({"reference_examples": [EXAMPLE]}, {"reference_example_id": EXAMPLE}),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "means"), V2.values(), ids=V2)
def test_each_argument_of_v2_means_what_it_means_here(
    served: Served, reference: LocalRuns, asked: dict[str, Any], means: dict[str, Any]
) -> None:
    window = {"project_ids": [CROWD_PROJECT], "min_start_time": LONG_AGO, "max_start_time": FAR_AHEAD}

    async def listed() -> list[str]:
        client = Client(api_url=served.url, api_key="any", auto_batch_tracing=False)
        return [run.id async for run in client.runs.query_v2(**{**window, **asked})]

    found = asyncio.run(listed())
    assert found == expected(reference, project_id=CROWD_PROJECT, **means)
    assert found


def test_v2_gives_every_field_that_can_be_selected(served: Served) -> None:
    from langsmith.types.run_select_field import RunSelectField

    async def first() -> tuple[Any, Any]:
        async with AsyncClient(api_url=served.url, api_key="any") as client:
            query = client.runs.query_v2(
                project_ids=[CROWD_PROJECT], ids=[RUN["id"]], min_start_time=LONG_AGO, selects=list(RunSelectField.__args__)
            )
            listed = [run async for run in query]
            return listed[0], await client.runs.retrieve_v2(RUN["id"], project_id=CROWD_PROJECT, selects=["NAME", "TOTAL_COST"])

    run, one = asyncio.run(first())
    assert (run.name, run.run_type, run.status, run.error_preview) == ("step 2", "LLM", "ERROR", "it broke")
    assert (run.latency_seconds, run.total_cost, run.total_tokens) == (3.0, 0.0012, 30)
    assert (run.project_id, run.trace_id, run.is_root, run.parent_run_ids) == (CROWD_PROJECT, RUN["id"], True, [])
    assert run.start_time == datetime.fromisoformat(RUN["start_time"])
    assert run.metadata == {"n": 30}
    assert (one.name, one.total_cost, one.id) == ("step 2", 0.0012, None)


def test_v2_looks_at_the_last_day_where_nothing_is_said(served: Served) -> None:
    async def listed(**arguments: Any) -> list[Any]:
        async with AsyncClient(api_url=served.url, api_key="any") as client:
            return [run async for run in client.runs.query_v2(**arguments)]

    assert asyncio.run(listed(project_ids=[CROWD_PROJECT])) == []
    on_dataset = asyncio.run(listed(reference_dataset_id=DATASET))
    assert {run.id for run in on_dataset} == {run["id"] for run in crowd()}


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({}, BadRequestError, "exactly one of project_ids and reference_dataset_id"),
        ({"project_ids": [NOBODY]}, NotFoundError, "session not found"),
        ({"project_ids": ["x"]}, UnprocessableEntityError, "valid UUID"),
        ({"project_ids": [CROWD_PROJECT], "page_size": 1001}, BadRequestError, "page_size"),
        ({"project_ids": [CROWD_PROJECT], "selects": ["NAMES"]}, BadRequestError, "did you mean 'NAME'"),
        ({"project_ids": [CROWD_PROJECT], "filter": 'search(name, "x")'}, BadRequestError, "Failed to parse filter"),
        ({"project_ids": [CROWD_PROJECT], "cursor": "x"}, BadRequestError, "cursor cannot be read"),
        ({"project_ids": [CROWD_PROJECT], "ai_search": "slow"}, UnprocessableEntityError, "write a filter"),
        ({"project_ids": [CROWD_PROJECT], "extra_body": {"order_by": 1}}, BadRequestError, "no parameter 'order_by'"),
    ],
)
def test_v2_refuses_in_problem_details(served: Served, arguments: dict[str, Any], error: type[Exception], said: str) -> None:
    async def listed() -> None:
        async with AsyncClient(api_url=served.url, api_key="any") as client:
            _ = [run async for run in client.runs.query_v2(**arguments)]

    with pytest.raises(error, match=said) as raised:
        asyncio.run(listed())
    problem = raised.value.body  # type: ignore[attr-defined]
    assert problem["type"] == "about:blank"
    assert problem["status"] == raised.value.status_code  # type: ignore[attr-defined]
    assert problem["instance"] == "/api/v2/runs/query"
