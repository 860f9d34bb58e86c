"""What of a request is read, ignored and refused: the key, the URL, the body, the method; and the log of it."""

import logging
from typing import Any
from uuid import UUID

import pytest
from asking import Asking, asking
from served import BOT_PROJECT, CROWD_PROJECT, exported

from filterlang.exports.memory import LocalRuns
from filterlang.serve.endpoints import application

KEY = "a key that nobody should see"
V1, V2 = "/api/v1/runs/query", "/api/v2/runs/query"


@pytest.fixture(scope="module")
def server() -> Asking:
    return asking(LocalRuns(exported()), "export")


@pytest.fixture(scope="module")
def strict() -> Asking:
    return Asking(application(LocalRuns(exported()), "export", strict=True))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_scheme_is_read_in_any_case(scheme: str) -> None:
    locked = asking(LocalRuns([]), "export", api_key=KEY)
    assert locked.request("GET", "/sessions", headers={"authorization": f"{scheme} {KEY}"}).status_code == 200


@pytest.mark.parametrize("header", [KEY, f"Basic {KEY}", f"Bearer{KEY}", "Bearer", ""])
def test_a_key_without_its_scheme_is_refused(header: str) -> None:
    locked = asking(LocalRuns([]), "export", api_key="key")
    assert locked.request("GET", "/sessions", headers={"authorization": header.replace(KEY, "key")}).status_code == 401


@pytest.mark.parametrize("key", ["ключ", "two\nlines", " key", "key ", "\x7f", "", "\u00e9"])
def test_a_key_that_no_header_can_hold_is_refused_at_start(key: str) -> None:
    if key:
        with pytest.raises(ValueError, match="cannot be sent in a header"):
            application(LocalRuns([]), "export", api_key=key)


@pytest.mark.parametrize("path", [V1, V2, "/runs/stats", "/runs/group", "/v2/threads/query", "/runs/query/validate"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_another_method_is_not_allowed(server: Asking, path: str, method: str) -> None:
    response = server.request(method, path)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_a_run_is_not_created_or_changed(server: Asking) -> None:
    for method in ("POST", "PATCH", "DELETE"):
        assert server.request(method, f"/runs/{UUID(int=1)}").status_code == 405


@pytest.mark.parametrize("path", [V1, V2, "/runs/stats", "/v2/threads/query"])
def test_a_cursor_in_the_url_is_refused(server: Asking, path: str) -> None:
    response = server.request("POST", f"{path}?cursor=x", json={})
    assert response.status_code == 400
    assert "a cursor in the URL would be ignored: send it in the body" in response.text


IGNORED: list[tuple[str, str, dict[str, Any] | None, str]] = [
    ("POST", V1, {"session": [CROWD_PROJECT], "order_by": "-start_time"}, "ignored order_by"),
    ("POST", V1, {"session": [CROWD_PROJECT], "sessions": []}, "did you mean 'session'?"),
    ("POST", "/runs/stats", {"session": [CROWD_PROJECT], "limit": 5}, "ignored limit"),
    ("POST", "/runs/query/validate", {"filters": ""}, "did you mean 'filter'?"),
    ("POST", f"{V1}?limit=5", {"session": [CROWD_PROJECT]}, "ignored limit"),
    ("GET", "/sessions?named=x", None, "did you mean 'name'?"),
    ("GET", f"/runs/{exported()[0]['id']}?include_message=true", None, "ignored include_message"),
]


@pytest.mark.parametrize(("method", "path", "body", "said"), IGNORED)
def test_what_langsmith_ignores_is_ignored_with_a_line_in_the_log(
    server: Asking, caplog: pytest.LogCaptureFixture, method: str, path: str, body: dict[str, Any] | None, said: str
) -> None:
    assert server.request(method, path, json=body).status_code == 200
    assert said in caplog.text


@pytest.mark.parametrize(("method", "path", "body", "said"), IGNORED)
def test_a_strict_server_refuses_it(strict: Asking, method: str, path: str, body: dict[str, Any] | None, said: str) -> None:
    response = strict.request(method, path, json=body)
    assert response.status_code == 400
    assert "there is no parameter" in response.text


def test_v2_refuses_what_it_does_not_know(server: Asking) -> None:
    for name in ("order_by", "sort_order", "ai_query"):
        status, answer = server.ask(V2, {"project_ids": [CROWD_PROJECT], name: "ASC"})
        assert status == 400
        assert f"there is no parameter '{name}'" in answer["detail"]


def test_every_request_is_logged_and_no_key_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "filterlang.serve")
    locked = asking(LocalRuns(exported()), "export", api_key=KEY)
    body = {"session": [BOT_PROJECT], KEY: KEY, "filter": 'eq(name, "secret")'}
    locked.request("POST", f"{V1}?api_key={KEY}", headers={"x-api-key": KEY}, json={**body, KEY: "x"})
    locked.request("GET", "/sessions", headers={"authorization": f"Bearer {KEY}"})
    locked.request("GET", "/sessions", headers={"x-api-key": "wrong"})
    lines = [line for line in caplog.messages if ": ignored " not in line]
    assert lines == [f"POST {V1} 200", "GET /sessions 200", "GET /sessions 401"]
    assert KEY not in caplog.text
    assert "secret" not in caplog.text
