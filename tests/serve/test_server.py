"""The server by itself: who is let in, what bodies it takes, what it says of projects, what it refuses and how."""

import tracemalloc
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from asking import Asking, asking
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from served import BOT_PROJECT, CROWD_PROJECT, exported

from filterlang.exports.memory import LocalRuns
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.requests import LARGEST_BODY, is_loopback
from filterlang.strategies import filters

KEY = "a key that nobody should see"
V1, V2 = "/api/v1/runs/query", "/api/v2/runs/query"
WINDOW = {"min_start_time": "2020-01-01T00:00:00Z", "max_start_time": "2100-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def server() -> Asking:
    return asking(LocalRuns(exported()), "export")


@pytest.fixture(scope="module")
def locked() -> Asking:
    return asking(LocalRuns(exported()), "export", api_key=KEY)


@pytest.mark.parametrize("path", ["/runs/query", "/api/v1/runs/query", "/v2/runs/query", "/api/v2/runs/query"])
def test_every_api_is_under_both_of_its_paths(server: Asking, path: str) -> None:
    body = {"project_ids": [CROWD_PROJECT], **WINDOW} if "v2" in path else {"session": [CROWD_PROJECT]}
    page = server.post(path, body)
    assert len(page.get("runs") or page["items"]) == 100


@pytest.mark.parametrize("path", ["/info", "/api/v1/info"])
def test_the_info_says_that_both_apis_are_here(server: Asking, path: str) -> None:
    info = server.get(path)
    assert info["version"] == "0.16.0"
    assert info["instance_flags"]["ch_query_enabled"] is info["instance_flags"]["sdb_query_enabled"] is True


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "wrong"}, {"x-api-key": KEY[:-1]}, {"authorization": "Bearer ü"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", V1), ("POST", V2), ("GET", "/sessions"), ("GET", f"/sessions/{CROWD_PROJECT}"), ("GET", f"/runs/{UUID(int=1)}")],
)
def test_without_the_key_nothing_is_said_of_runs(locked: Asking, method: str, path: str, headers: dict[str, str]) -> None:
    given = {name: value.encode() for name, value in headers.items()}
    response = locked.request(method, path, headers=given, content="{}")
    assert response.status_code == 401
    assert KEY not in response.text
    assert set(response.json()) >= {"detail"}


@pytest.mark.parametrize("headers", [{"x-api-key": KEY}, {"authorization": f"Bearer {KEY}"}])
def test_with_the_key_everything_is(locked: Asking, headers: dict[str, str]) -> None:
    assert locked.request("GET", "/sessions", headers=headers).status_code == 200
    assert locked.request("GET", "/sessions", headers={**headers, "host": "elsewhere.example"}).status_code == 200


def test_a_browser_does_not_come_in_by_another_name(server: Asking) -> None:
    response = server.request("GET", "/sessions", headers={"host": "rebound.example"})
    assert response.status_code == 403
    assert "--api-key" in response.json()["detail"]


def test_this_machine_is_told_from_others() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.8.8", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "localhost.example", "")))


def test_a_body_is_bounded(server: Asking) -> None:
    response = server.request("POST", V1, content=b'{"filter": "' + b"x" * LARGEST_BODY + b'"}')
    assert response.status_code == 413

    async def endless() -> Any:
        while True:
            yield b" " * 65536

    assert server.request("POST", V2, content=endless()).json()["status"] == 413


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe\xff", b"1" * 100_000])
@pytest.mark.parametrize("path", [V1, V2, "/runs/query/validate"])
def test_what_is_no_json_is_refused(server: Asking, path: str, body: bytes) -> None:
    response = server.request("POST", path, content=body)
    assert response.status_code == (400 if path == V2 else 422)
    assert response.json()["detail"]


@pytest.mark.parametrize("path", ["/nowhere", "/api/v2/nowhere"])
def test_other_paths_and_methods_are_refused_in_json(server: Asking, path: str) -> None:
    assert server.request("GET", path).json()["detail"] == "Not Found"
    assert server.request("DELETE", "/sessions").json()["detail"] == "Method Not Allowed"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"session": "x"}, 422, "session.0: Input should be a valid UUID"),
        ({"session": [CROWD_PROJECT], "limit": 0}, 422, "limit: Input should be greater than or equal to 1"),
        ({"session": [CROWD_PROJECT], "limit": 101}, 400, "Limit exceeds maximum allowed value of 100"),
        ({"session": [CROWD_PROJECT], "run_type": "LLM"}, 422, "run_type: Input should be '"),
        ({"session": [CROWD_PROJECT], "order": "up"}, 422, "order: Input should be 'asc' or 'desc'"),
        ({"session": [CROWD_PROJECT], "select": ["named"]}, 422, "did you mean 'name'?"),
        ({"session": [CROWD_PROJECT], "start_time": "soon"}, 422, "start_time: Input should be a valid datetime"),
        ({"session": [CROWD_PROJECT], "filter": "eq("}, 400, "filter: "),
        ({"session": [CROWD_PROJECT], "tree_filter": "neq(error, null)"}, 400, "tree_filter: "),
        ([], 422, "the body: Input should be"),
    ],
)  # fmt: skip
def test_v1_says_what_is_wrong(server: Asking, body: Any, status: int, said: str) -> None:
    answered, problem = server.ask(V1, body)
    assert answered == status
    detail = problem["detail"]
    found = detail if isinstance(detail, str) else "; ".join(f"{place(each['loc'])}: {each['msg']}" for each in detail)
    assert said in found


def place(location: list[str | int]) -> str:
    assert location[0] == "body"
    return ".".join(map(str, location[1:])) or "the body"


def test_each_api_takes_its_own_dialect(server: Asking) -> None:
    for filter, v1, v2 in (
        ('or(eq(status, "error"), eq(feedback_key, "x"))', 200, 400),
        ("neq(error, null)", 400, 400),
    ):
        assert server.ask(V1, {"session": [CROWD_PROJECT], "filter": filter})[0] == v1
        assert server.ask(V2, {"project_ids": [CROWD_PROJECT], "filter": filter})[0] == v2


def test_a_refused_filter_comes_with_its_diagnostics(server: Asking) -> None:
    _, problem = server.ask(V2, {"project_ids": [CROWD_PROJECT], "filter": 'eq(nam, "x")'})
    (diagnostic,) = problem["diagnostics"]
    assert (diagnostic["code"], diagnostic["span"]["start"]) == ("FL102", 3)
    assert problem["remedy"] == "did you mean name?"
    assert problem["detail"].startswith("invalid request: Failed to parse filter: filter: there is no field `nam`")


@pytest.mark.parametrize("path", ["/runs/query/validate", "/api/v1/runs/query/validate"])
def test_filters_are_validated(locked: Asking, path: str) -> None:
    assert locked.post(path, {"filter": 'eq(name, "x")'}) == {"valid": True, "errors": []}
    answer = locked.post(path, {"filter": 'eq(nam, "x")', "tree_filter": "x"})
    assert answer["valid"] is False
    assert [each["field"] for each in answer["errors"]] == ["filter", "tree_filter"]
    assert answer["errors"][0]["message"] == "there is no field `nam` (FL102, column 4): did you mean name?"


def test_a_hostile_filter_costs_little_memory(locked: Asking) -> None:
    for text in ("(" * 1_000_000, "a " * 490_000, "[" * 1_000_000):
        tracemalloc.start()
        answer = locked.post("/runs/query/validate", {"filter": text})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert answer["valid"] is False
        assert peak < 30 * LARGEST_BODY


def test_a_stream_is_refused_rather_than_empty(server: Asking) -> None:
    body = {"project_ids": [CROWD_PROJECT]}
    assert server.request("POST", V2, json=body, headers={"accept": "text/event-stream"}).status_code == 406


def test_ids_rule_out_all_else(server: Asking) -> None:
    (run,) = LocalRuns(exported()).matching(filter='eq(name, "refresh_index")')
    body = {"id": [run["id"]], "session": [CROWD_PROJECT], "filter": 'eq(name, "x")', "run_type": "llm"}
    assert [each["id"] for each in server.post(V1, body)["runs"]] == [run["id"]]


def test_conditions_on_pairs_do_not_join_with_others(server: Asking) -> None:
    body = {"session": [CROWD_PROJECT], "filter": 'eq(metadata_key, "m")', "search_filter": "eq(metadata_value, 7)"}
    assert server.post(V1, body)["runs"] == []
    joined = {"session": [CROWD_PROJECT], "filter": 'and(eq(metadata_key, "n"), eq(metadata_value, 7))'}
    assert len(server.post(V1, joined)["runs"]) == 1


def test_a_run_is_found_by_its_id(server: Asking) -> None:
    run = exported()[0]
    query = urlencode({"trace_id": run["id"], "start_time": run["start_time"]})
    assert server.get(f"/api/v1/runs/{run['id']}")["app_path"].endswith(f"/r/{run['id']}?{query}")
    assert server.get(f"/api/v2/runs/{run['id']}?project_id={CROWD_PROJECT}&selects=NAME&selects=STATUS") == {
        "name": "step 0", "status": "ERROR",
    }  # fmt: skip
    for path, status in (
        (f"/runs/{UUID(int=1)}", 404), ("/runs/x", 422), (f"/v2/runs/{run['id']}?project_id={BOT_PROJECT}", 404),
        (f"/v2/runs/{run['id']}", 422), (f"/v2/runs/{run['id']}?project_id={CROWD_PROJECT}&selects=NAMES", 400),
    ):  # fmt: skip
        assert server.request("GET", path).status_code == status


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ({"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-01T00:00:01.5Z"}, {"latency_seconds": 1.5}),
        ({"start_time": "2026-01-01T00:00:00Z", "end_time": None}, {}),
    ],
)
def test_latency_can_be_selected_without_the_times(run: dict[str, Any], found: dict[str, Any]) -> None:
    server = asking(LocalRuns([{"id": str(UUID(int=1)), **run}]), "x")
    project = ExportedProjects(LocalRuns([]), "x").default
    (listed,) = server.post(V2, {"project_ids": [project], "selects": ["LATENCY_SECONDS"], **WINDOW})["items"]
    assert listed == found
    assert server.get(f"/v2/runs/{UUID(int=1)}?project_id={project}&selects=LATENCY_SECONDS") == found


def test_projects_are_listed_by_what_is_asked_of_them(server: Asking) -> None:
    def names(query: str) -> list[str]:
        return [project["name"] for project in server.get(f"/api/v1/sessions?{query}")]

    assert names("") == [BOT_PROJECT, "export", "crowd"]
    assert names("sort_by=name") == ["export", "crowd", BOT_PROJECT]
    assert names("sort_by=name&sort_by_desc=false&limit=1&offset=1") == ["crowd"]
    assert names(f"id={CROWD_PROJECT}&id={BOT_PROJECT}") == [BOT_PROJECT, "crowd"]
    assert names("name=export&include_stats=true&reference_free=true&metadata=%7B%7D") == ["export"]
    assert names(f"reference_dataset={CROWD_PROJECT}") == names("metadata=%7B%22a%22%3A1%7D") == []
    for query, status in (("limit=0", 422), ("id=x", 422), ("metadata=x", 422), ("filter=eq(name,1)", 400)):
        assert server.request("GET", f"/sessions?{query}").status_code == status
    assert server.request("GET", f"/sessions/{UUID(int=1)}").status_code == 404


def test_the_only_project_of_an_export_has_its_name_where_it_tells_none() -> None:
    run = {"id": str(UUID(int=1)), "start_time": "2026-01-01T00:00:00Z"}
    one = ExportedProjects(LocalRuns([{**run, "session_id": CROWD_PROJECT}]), "export")
    assert [(project.id, project.name) for project in one.by_id.values()] == [(CROWD_PROJECT, "export")]
    none = ExportedProjects(LocalRuns([run]), "export")
    assert [(project.id, project.name) for project in none.by_id.values()] == [(none.default, "export")]
    assert none.default == ExportedProjects(LocalRuns([]), "export").default != ExportedProjects(LocalRuns([]), "other").default


def test_what_no_json_has_comes_as_null_and_no_depth_is_too_deep() -> None:
    deep: Any = 1
    for _ in range(20_000):
        deep = [deep]
    run = {"id": str(UUID(int=1)), "start_time": None, "inputs": {"nan": float("nan"), "deep": deep, "half": "\ud800"}}
    response = asking(LocalRuns([run]), "x").request("POST", V1, json={"id": [run["id"]], "select": ["inputs"]})
    assert response.status_code == 200
    assert b'"nan":null' in response.content
    assert response.content.count(b"[") == 20_001 + response.content.count(b'"runs":[') - 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([CROWD_PROJECT, "NAME", "name"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
FILTERS = filters() | st.text(st.characters(codec=None))
KEYS = {
    V1: ["id", "trace", "parent_run", "run_type", "session", "reference_example", "start_time", "end_time", "error", "query",
         "filter", "trace_filter", "tree_filter", "search_filter", "is_root", "cursor", "limit", "select", "order"],
    V2: ["project_ids", "reference_dataset_id", "ids", "trace_id", "reference_examples", "run_type", "filter", "trace_filter",
         "tree_filter", "is_root", "has_error", "min_start_time", "max_start_time", "page_size", "selects", "cursor"],
}  # fmt: skip
SMALL = asking(LocalRuns(exported()[::12]), "export")


@pytest.mark.parametrize(("path", "scope"), [(V1, "session"), (V2, "project_ids")])
def test_no_body_makes_the_server_fail(path: str, scope: str) -> None:
    @given(st.dictionaries(st.sampled_from(KEYS[path]) | st.text(), JSON, max_size=4), st.none() | FILTERS)
    @settings(max_examples=examples(100))
    def check(body: dict[str, Any], filter: str | None) -> None:
        whole = {scope: [CROWD_PROJECT], **({} if filter is None else {"filter": filter}), **body}
        status, answer = SMALL.ask(path, whole)
        assert status in (200, 400, 404, 422), answer

    check()
