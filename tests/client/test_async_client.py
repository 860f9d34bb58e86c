"""``AsyncClient.list_runs`` against a server on this machine: what is sent, what comes back, what is said when it does not."""

import asyncio
import logging
import threading
import traceback
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from recorder import KEY, PROJECT, TRACE, Answer, Asked, Server, listed, page, uuid

from filterlang.client import AsyncClient, ClientError
from filterlang.evaluate.run import Run
from filterlang.findings.errors import FilterError
from filterlang.syntax.parser import parse

V2_REFUSAL = 'invalid request: Failed to parse filter: Invalid argument count: "search" requires 1 arguments, got 2'
V1_REFUSAL = "Comparison comparator=<Comparator.SEARCH: 'search'> attribute='name' value='...' multi=False not accepted."


def failure(server: Server, answer: Answer) -> ClientError:
    server.answer = lambda _: answer
    with pytest.raises(ClientError) as caught:
        listed(server, project_id=PROJECT, api="v1")
    return caught.value


class TestRequests:
    def test_the_least_that_is_sent_is_the_scope_and_the_sdks_fields(self, server: Server) -> None:
        assert listed(server, project_id=PROJECT) == []
        (request,) = server.asked
        assert (request.method, request.path) == ("POST", "/runs/query")
        assert (request.headers["x-api-key"], request.headers["content-type"]) == (KEY, "application/json")
        assert request.body.keys() == {"session", "select"}
        assert request.body["session"] == [PROJECT]
        assert {"id", "inputs", "outputs", "feedback_stats", "total_tokens"} < set(request.body["select"])

    @pytest.mark.filterwarnings("ignore:end_time has no zone")
    def test_each_argument_has_its_place_in_the_body(self, server: Server) -> None:
        listed(
            server,
            project_id=[UUID(PROJECT), uuid(2).upper()],
            run_type="llm",
            trace_id=UUID(TRACE),
            reference_example_id=uuid(3),
            query="slow runs",
            filter='eq( name ,"model" )',
            trace_filter=parse("gt(latency, 1)").tree,
            tree_filter="has(tags, 'beta')",
            is_root=0,
            parent_run_id=uuid(4),
            start_time=datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            end_time=datetime(2026, 1, 2),  # noqa: DTZ001 - without an offset it is UTC
            error=False,
            select=["name", "inputs"],
            order="asc",
            limit=7,
        )
        assert server.bodies() == [
            {
                "session": [PROJECT, uuid(2)],
                "run_type": "llm",
                "trace": TRACE,
                "reference_example": [uuid(3)],
                "query": "slow runs",
                "filter": 'and(eq(name, "model"), lte(start_time, "2026-01-02T00:00:00Z"))',
                "trace_filter": "gt(latency, 1)",
                "tree_filter": 'has(tags, "beta")',
                "is_root": False,
                "parent_run": uuid(4),
                "start_time": "2026-01-01T00:00:00+01:00",
                "error": False,
                "select": ["id", "name", "inputs"],
                "order": "asc",
                "limit": 7,
            }
        ]
        assert server.asked[0].body["is_root"] is False

    def test_text_of_any_kind_arrives_as_it_is(self, server: Server) -> None:
        listed(server, project_id=PROJECT, filter='eq(name, "größer 🙂 \\"quoted\\"")')
        assert server.bodies()[0]["filter"] == 'eq(name, "größer 🙂 \\"quoted\\"")'

    @pytest.mark.parametrize("scope", ["project_id", "trace_id", "parent_run_id", "reference_example_id", "run_ids", "id"])
    def test_any_scope_is_enough(self, server: Server, scope: str) -> None:
        listed(server, **{scope: [TRACE] if scope in ("run_ids", "id") else TRACE})
        assert len(server.asked) == 1

    @pytest.mark.parametrize("nothing", ["project_id", "project_name", "run_ids", "id"])
    def test_a_run_of_none_is_no_run_and_nothing_is_asked(self, server: Server, nothing: str) -> None:
        server.answer = lambda _: page([1])
        assert listed(server, **{nothing: []}) == []
        assert server.asked == []

    def test_runs_come_back_as_the_model(self, server: Server) -> None:
        server.answer = lambda _: page([1])
        assert listed(server, project_id=PROJECT) == [Run(id=UUID(uuid(1)), name="run 1")]


class TestRefusalsBeforeAnythingIsSent:
    @pytest.mark.parametrize("argument", ["filter", "trace_filter", "tree_filter"])
    @pytest.mark.parametrize("wrong", ["eq(name", 'eq(nmae, "x")', 'neq(tags, "x")'])
    def test_a_filter_with_errors_is_not_sent(self, server: Server, argument: str, wrong: str) -> None:
        with pytest.raises(FilterError):
            listed(server, project_name="prod", **{argument: wrong})
        assert server.asked == []

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ({}, "say which runs to look through: give project_name, project_id, trace_id"),
            ({"filter": "gt(latency, 1)", "is_root": True}, "say which runs to look through"),
            ({"project_id": "prod"}, "project_id has to be a UUID, not 'prod'"),
            ({"project_id": ""}, "project_id has to be a UUID, not ''"),
            ({"project_name": ""}, "project_name is empty"),
            ({"run_ids": [TRACE, "x"]}, "run_ids has to be a UUID, not 'x'"),
            ({"run_ids": [TRACE], "id": [TRACE]}, "id and run_ids are two names of one argument"),
            ({"project_name": "prod", "limit": 0}, "limit has to be at least 1, not 0"),
            ({"project_name": "prod", "is_root": "false"}, "is_root has to be True or False, not 'false'"),
            ({"project_name": "prod", "error": "no"}, "error has to be True or False, not 'no'"),
            ({"project_name": "prod", "select": ["input"]}, "no field 'input' to select: did you mean 'inputs'"),
        ],
    )
    def test_an_argument_that_can_not_be_met_is_not_sent(self, server: Server, query: dict[str, Any], message: str) -> None:
        with pytest.raises((TypeError, ValueError), match=message):
            listed(server, **query)
        assert server.asked == []


class TestProjectNames:
    def test_a_name_is_looked_up_first(self, server: Server) -> None:
        projects = {"prod & co": PROJECT, "dev": uuid(91)}
        server.answer = lambda request: (
            Answer([{"id": projects[name], "name": name} for name in request.query["name"]])
            if request.path == "/sessions"
            else page([1])
        )
        assert len(listed(server, project_name=["prod & co", "dev"], project_id=uuid(92))) == 1
        asked = [(request.method, request.path) for request in server.asked]
        assert asked == [("GET", "/sessions"), ("GET", "/sessions"), ("POST", "/runs/query")]
        wanted = sorted(tuple(request.query["name"]) for request in server.asked[:2])
        assert (wanted, server.asked[0].query["limit"]) == ([("dev",), ("prod & co",)], ["1"])
        assert server.asked[0].headers["x-api-key"] == KEY
        assert server.asked[2].body["session"] == [uuid(92), PROJECT, uuid(91)]

    @pytest.mark.parametrize("found", [[], [{"id": PROJECT, "name": "another"}]])
    def test_a_name_that_is_not_found_is_an_error(self, server: Server, found: object) -> None:
        server.answer = lambda _: Answer(found)
        with pytest.raises(ClientError, match="there is no project named 'prod' in this workspace: check the name"):
            listed(server, project_name="prod")
        assert len(server.asked) == 1

    @pytest.mark.parametrize("found", [{"detail": "?"}, [5], [{"id": "x", "name": "prod"}], None])
    def test_an_answer_that_is_no_list_of_projects_is_an_error(self, server: Server, found: object) -> None:
        server.answer = lambda _: Answer(found)
        with pytest.raises(ClientError, match="/sessions: the answer is not a list of projects"):
            listed(server, project_name="prod")


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "body", "message"),
        [
            (400, {"detail": V1_REFUSAL}, V1_REFUSAL),
            (400, {"detail": "Limit exceeds maximum allowed value of 100"}, "Limit exceeds maximum allowed value of 100"),
            (400, {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": V2_REFUSAL}, V2_REFUSAL),
            (422, {"detail": "attribute project_id not accepted"}, "attribute project_id not accepted"),
            (
                422,
                {"detail": [{"loc": ["body", "limit"], "msg": "Input should be less", "type": "x"}, {"msg": "?"}, "odd"]},
                "body.limit: Input should be less; a problem without a message; odd",
            ),
            (403, {"error": "org_scoped_key_requires_workspace"}, "org_scoped_key_requires_workspace"),
            (500, {"detail": None}, '{"detail": null}'),
            (502, b"<html>Bad gateway</html>\n", "<html>Bad gateway</html>"),
            (503, b"", "Service Unavailable"),
            (307, b"", "Temporary Redirect"),
            (400, b'{"detail": "\x1b[2J\xe2\x80\xae"}'.replace(b"\x1b", b"\\u001b"), r"\u001b[2J\u202e"),
            (500, b"[" * 100_000, "[" * 999 + "…"),
        ],
    )  # fmt: skip
    def test_the_servers_own_words_are_kept(self, server: Server, status: int, body: object, message: str) -> None:
        error = failure(server, Answer(body, status))
        assert (error.status, error.message, error.request_id) == (status, message, None)
        assert str(error).startswith(f"POST {server.url}/runs/query answered {status}: {message}")
        assert len(server.asked) == 1

    @pytest.mark.parametrize(
        ("status", "advice"),
        [(401, "LANGSMITH_API_KEY"), (403, "LANGSMITH_WORKSPACE_ID"), (404, "LANGSMITH_ENDPOINT"), (429, "ask again later")],
    )
    def test_what_to_do_is_said_where_it_is_known(self, server: Server, status: int, advice: str) -> None:
        assert advice in str(failure(server, Answer({"detail": "no"}, status)))

    def test_the_request_id_is_named(self, server: Server) -> None:
        error = failure(server, Answer({"detail": "no"}, 500, {"X-Request-Id": "req-17"}))
        assert error.request_id == "req-17"
        assert str(error).endswith("answered 500: no (request id req-17)")

    @pytest.mark.parametrize("body", [b"no JSON", b"", b"[" * 100_000])
    def test_an_answer_that_is_no_json_is_an_error(self, server: Server, body: bytes) -> None:
        assert "the answer is not valid JSON: check that api_url" in str(failure(server, Answer(body)))

    @pytest.mark.parametrize("body", [[], None, {}, {"runs": None}, {"runs": [5]}, {"runs": [], "cursors": 5}])
    def test_an_answer_that_is_no_list_of_runs_is_an_error(self, server: Server, body: object) -> None:
        assert "/runs/query: the answer is not a list of runs" in str(failure(server, Answer(body)))

    def test_a_run_that_fits_no_schema_is_named(self, server: Server) -> None:
        error = failure(server, Answer({"runs": [{"id": TRACE, "tags": "beta"}], "cursors": {}}))
        assert "tags: Input should be a valid list" in str(error)

    def test_a_server_that_is_not_there_is_an_error(self, server: Server) -> None:
        server.url = "http://127.0.0.1:1"
        error = failure(server, Answer(None))
        assert error.status is None
        assert str(error) == "POST http://127.0.0.1:1/runs/query: no answer"

    def test_a_server_that_takes_too_long_is_an_error(self, server: Server) -> None:
        release = threading.Event()

        def wait(_: Asked) -> Answer:
            release.wait(5)
            return page([])

        server.answer = wait

        async def ask() -> None:
            async with AsyncClient(server.url, KEY, timeout=0.05, retries=0) as client:
                await anext(client.list_runs(project_id=PROJECT, api="v1"))

        with pytest.raises(ClientError, match="no answer: ReadTimeout"):
            asyncio.run(ask())
        release.set()


class TestTheKey:
    def test_it_is_shown_nowhere(self, server: Server, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        error = failure(server, Answer({"detail": f"the key {KEY} is not valid"}, 401))
        client = AsyncClient(server.url, KEY)
        shown = [repr(error), str(error), error.message, *map(str, error.args)]
        shown += ["".join(traceback.format_exception(error)), caplog.text, repr(client), str(vars(client))]
        shown += [repr(vars(client._server)), repr(vars(client._server.transport))]
        assert server.asked[0].headers["x-api-key"] == KEY
        assert caplog.text
        assert [text for text in shown if KEY in text] == []
        assert error.message == "the key *** is not valid"

    @pytest.mark.parametrize("wrong", ["secret\nx-evil: 1", "secret\x00", "sécret", "two secrets"])
    def test_one_that_fits_no_header_is_refused_without_being_shown(self, wrong: str) -> None:
        with pytest.raises(ValueError, match="the API key holds characters that cannot be sent in a header") as caught:
            AsyncClient(api_key=wrong)
        assert "cret" not in str(caught.value)

    def test_it_does_not_follow_a_redirect(self, server: Server) -> None:
        failure(server, Answer(b"", 307, {"Location": f"{server.url}/elsewhere"}))
        assert [request.path for request in server.asked] == ["/runs/query"]


class TestTheUserInterface:
    @pytest.mark.parametrize(
        ("url", "api"),
        [
            ("https://smith.langchain.com", "https://api.smith.langchain.com"),
            ("https://SMITH.langchain.com/", "https://api.smith.langchain.com"),
            ("https://eu.smith.langchain.com/api/v1", "https://eu.api.smith.langchain.com"),
            ("https://aws.smith.langchain.com/o/1b2c/projects/p/3d4e", "https://aws.api.smith.langchain.com"),
            ("https://apac.smith.langchain.com", "https://apac.api.smith.langchain.com"),
            ("https://langsmith.example.com:8443/o/1b2c/projects", "https://langsmith.example.com:8443/api/v1"),
        ],
    )
    def test_its_address_is_refused_with_that_of_the_api(self, url: str, api: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(ValueError, match=f"is LangSmith's user interface, and the API is at {api}: give that"):
            AsyncClient(url, KEY)
        monkeypatch.setenv("LANGSMITH_ENDPOINT", url)
        with pytest.raises(ValueError, match=api):
            AsyncClient(None, KEY)

    @pytest.mark.parametrize("url", ["https://api.smith.langchain.com", "https://eu.api.smith.langchain.com/api/v1"])
    def test_that_of_the_api_is_not(self, url: str) -> None:
        assert AsyncClient(url, KEY).address == url

    def test_an_answer_for_eyes_is_told_once(self, server: Server) -> None:
        server.info = Answer(b"<html>LangSmith", headers={"content-type": "text/html"})
        server.answer = lambda _: Answer(b"<html>LangSmith", headers={"content-type": "text/html"})
        with pytest.raises(ClientError, match=rf"/info: the answer is a web page: give .* such as {server.url}/api/v1$"):
            listed(server, project_id=PROJECT)
        assert (len(server.infos), len(server.asked)) == (1, 0)


def test_a_second_event_loop_is_told_apart(server: Server) -> None:
    client = AsyncClient(server.url, KEY)

    async def ask() -> list[Run]:
        return [run async for run in client.list_runs(project_id=PROJECT)]

    assert asyncio.run(ask()) == []
    for _ in range(2):
        with pytest.raises(RuntimeError, match="this AsyncClient was used in another event loop"):
            asyncio.run(ask())
    asyncio.run(client.aclose())


class TestSettings:
    def sent(self, server: Server, **settings: Any) -> tuple[str | None, str | None]:
        async def ask() -> None:
            async with AsyncClient(**settings) as client:
                assert [run async for run in client.list_runs(trace_id=TRACE)] == []

        asyncio.run(ask())
        headers = server.asked.pop().headers
        return headers.get("x-api-key"), headers.get("x-tenant-id")

    def test_what_is_given_is_used(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANGSMITH_API_KEY", "from-env")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", "http://127.0.0.1:1")
        monkeypatch.setenv("LANGSMITH_WORKSPACE_ID", "from-env")
        assert self.sent(server, api_url=server.url + "/", api_key="k", workspace_id=UUID(PROJECT)) == ("k", PROJECT)
        assert self.sent(server, api_url=server.url, api_key=SecretStr("k"), workspace_id="w") == ("k", "w")
        assert self.sent(server, api_url=server.url, api_key="", workspace_id="") == (None, None)

    def test_langsmith_comes_before_langchain_and_the_empty_is_skipped(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANGSMITH_ENDPOINT", " ")
        monkeypatch.setenv("LANGCHAIN_ENDPOINT", f' "{server.url}/" ')
        monkeypatch.setenv("LANGSMITH_API_KEY", "one")
        monkeypatch.setenv("LANGCHAIN_API_KEY", "two")
        monkeypatch.setenv("LANGCHAIN_WORKSPACE_ID", "three")
        assert self.sent(server) == ("one", "three")

    @pytest.mark.usefixtures("server")
    def test_the_us_cloud_is_where_langsmith_is_unless_told_otherwise(self) -> None:
        assert repr(AsyncClient()) == "AsyncClient('https://api.smith.langchain.com')"

    @pytest.mark.parametrize(
        "url", ["api.smith.langchain.com", "file:///etc/passwd", "https://", "http://[", "https://u:pw@host"]
    )
    def test_what_is_no_address_is_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match="api_url has to be an address such as") as caught:
            AsyncClient(url)
        assert "pw" not in str(caught.value)
