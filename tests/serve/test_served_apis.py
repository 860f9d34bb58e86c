"""A server that speaks one API: the addresses of the other answer as those of a LangSmith without it."""

from typing import Any, get_args

import pytest
from asking import Asking
from langsmith import Client, Langsmith
from langsmith._exceptions import APIStatusError
from langsmith.utils import LangSmithError
from served import BOT_PROJECT, BOT_ROOT, exported
from serving import serving
from pathlib import Path

from filterlang.exports.memory import LocalRuns
from filterlang.schema.names import ServedApis
from filterlang.schema.served_apis import SERVED_APIS
from filterlang.serve.endpoints import application

pytestmark = pytest.mark.filterwarnings("ignore:.*will be removed after Jan 31, 2027")
QUERY_V1 = {"session": [BOT_PROJECT], "limit": 1}
QUERY_V2 = {"project_ids": [BOT_PROJECT], "page_size": 1, "min_start_time": "2020-01-01T00:00:00Z"}
URL = f"/api/v2/runs/{BOT_ROOT}/url?project_id={BOT_PROJECT}"
V1: list[tuple[str, str, object]] = [
    ("POST", "/runs/query", QUERY_V1),
    ("POST", "/api/v1/runs/query", QUERY_V1),
    ("POST", "/api/v1/runs/query/validate", QUERY_V1),
    ("POST", "/api/v1/runs/stats", QUERY_V1),
    ("POST", "/api/v1/runs/group", {"session_id": BOT_PROJECT}),
    ("GET", f"/api/v1/runs/{BOT_ROOT}", None),
    ("GET", f"/api/v1/runs/threads/a1b2c3d4-e5f6-7890?session_id={BOT_PROJECT}", None),
]
V2: list[tuple[str, str, object]] = [
    ("POST", "/api/v2/runs/query", QUERY_V2),
    ("POST", "/v2/runs/query", QUERY_V2),
    ("GET", f"/api/v2/runs/{BOT_ROOT}?project_id={BOT_PROJECT}", None),
    ("GET", f"{URL}&trace_id={BOT_ROOT}", None),
    ("POST", "/api/v2/threads/query", {"project_id": BOT_PROJECT}),
    ("GET", f"/api/v2/threads/a1b2c3d4-e5f6-7890/traces?project_id={BOT_PROJECT}", None),
]


def server(apis: ServedApis) -> Asking:
    return Asking(application(LocalRuns(exported()), "export", apis=apis))


SERVERS = {apis: server(apis) for apis in get_args(ServedApis)}


def ask(apis: ServedApis, method: str, path: str, body: object) -> tuple[int, Any]:
    """The status and the answer of a request."""
    response = SERVERS[apis].request(method, path, **({} if body is None else {"json": body}))
    return response.status_code, response.json()


@pytest.mark.parametrize(("method", "path", "body"), [*V1, *V2])
def test_by_default_both_are_spoken(method: str, path: str, body: object) -> None:
    assert ask("both", method, path, body)[0] == 200


@pytest.mark.parametrize(("method", "path", "body"), V1)
def test_without_v1_its_queries_are_not_implemented(method: str, path: str, body: object) -> None:
    assert ask("v1", method, path, body)[0] == 200
    status, answer = ask("v2", method, path, body)
    assert status == 501
    assert "POST /api/v2/runs/query" in answer["detail"]


@pytest.mark.parametrize(("method", "path", "body"), V2)
def test_without_v2_its_addresses_are_unknown(method: str, path: str, body: object) -> None:
    assert ask("v2", method, path, body)[0] == 200
    assert ask("v1", method, path, body) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("apis", ["v1", "v2"])
def test_projects_are_read_with_either(apis: ServedApis) -> None:
    assert ask(apis, "GET", f"/api/v1/sessions/{BOT_PROJECT}", None)[1]["id"] == BOT_PROJECT
    assert ask(apis, "GET", "/sessions?name=crowd", None)[1][0]["run_count"] == 220


@pytest.mark.parametrize(("apis", "v1", "v2"), [("v1", True, False), ("v2", False, True), ("both", True, True)])
def test_clients_can_tell_what_is_spoken(apis: ServedApis, v1: bool, v2: bool) -> None:
    flags = ask(apis, "GET", "/info", None)[1]["instance_flags"]
    assert (flags["ch_query_enabled"], flags["sdb_query_enabled"]) == (v1, v2)


def test_the_names_of_the_type_are_those_of_the_table() -> None:
    assert get_args(ServedApis) == tuple(SERVED_APIS)


def test_the_page_of_a_run_has_the_url_that_the_sdk_makes_of_v1() -> None:
    run = ask("v1", "GET", f"/runs/{BOT_ROOT}", None)[1]
    assert ask("v2", "GET", f"{URL}&trace_id={BOT_ROOT}", None) == (200, {"url": f"http://localhost{run['app_path']}"})


@pytest.mark.parametrize(("query", "status"), [("", 422), ("&trace_id=x", 422), (f"&trace_id={BOT_PROJECT}", 404)])
def test_the_url_needs_the_trace_of_the_run(query: str, status: int) -> None:
    assert ask("v2", "GET", URL + query, None)[0] == status


def test_the_python_sdk_meets_one_api(export: Path) -> None:
    with serving(str(export), "--apis", "v2") as served:
        client = Client(api_url=served.url, api_key="any")
        with pytest.raises(LangSmithError, match="501"):
            list(client.list_runs(project_id=BOT_PROJECT))
        api = Langsmith(api_key=client.api_key, base_url=client.api_url)
        project = client.read_project(project_name=BOT_PROJECT)
        run = api.runs.retrieve(BOT_ROOT, project_id=str(project.id), selects=["ID", "NAME", "TRACE_ID", "STATUS"])
        assert (run.id, run.name, run.status) == (BOT_ROOT, "support_bot", "SUCCESS")
        url = api.runs.get_url(BOT_ROOT, project_id=str(project.id), trace_id=BOT_ROOT).url
        assert url is not None
        assert BOT_ROOT in url
    with serving(str(export), "--apis", "v1") as served:
        client = Client(api_url=served.url, api_key="any")
        (run_of_v1,) = client.list_runs(id=[BOT_ROOT])
        assert client.read_run(BOT_ROOT).url == run_of_v1.url == url
        with pytest.raises(APIStatusError, match="Not Found"):
            list(Langsmith(api_key="any", base_url=served.url).runs.query(project_ids=[BOT_PROJECT]))
