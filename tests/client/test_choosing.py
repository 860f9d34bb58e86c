"""Which API is asked, and what is said of a query that it has no words for."""

import asyncio
import logging
import warnings
from typing import Any

import pytest
from recorder import KEY, PROJECT, TRACE, Answer, Server, listed, uuid

from filterlang.client import AsyncClient, ClientError, QueryWarning
from filterlang.findings.errors import FilterError

V1, V2 = "/runs/query", "/api/v2/runs/query"
OR_ACROSS = 'or(eq(status, "error"), eq(feedback_key, "user_score"))'
TOKENS = "gt(total_tokens, 5000)"
START = "2026-01-01T00:00:00Z"


def paths(server: Server, **query: Any) -> list[str]:
    listed(server, **query)
    return [request.path for request in server.asked]


def warned(server: Server, **query: Any) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        listed(server, **query)
    assert {each.category for each in caught} <= {QueryWarning}
    assert {each.filename for each in caught} <= {listed.__code__.co_filename}
    return [str(each.message) for each in caught]


class TestAuto:
    @pytest.mark.parametrize(("apis", "asked"), [(("v1",), V1), (("v2",), V2), (("v1", "v2"), V2)])
    def test_the_server_is_asked_which_it_has(self, server: Server, apis: tuple[str, ...], asked: str) -> None:
        server.has(*apis)
        assert paths(server, project_id=PROJECT) == [asked]

    @pytest.mark.parametrize(
        "info",
        [Answer({"detail": "Not Found"}, 404), Answer({}), Answer({"instance_flags": None}), Answer([1]), Answer("?", 401),
         Answer({"instance_flags": {"ch_query_enabled": False}})],
    )  # fmt: skip
    def test_a_server_that_does_not_say_has_v1(self, server: Server, info: Answer) -> None:
        server.info = info
        assert paths(server, project_id=PROJECT) == [V1]

    @pytest.mark.parametrize(
        "query",
        [{"query": "slow runs"}, {"parent_run_id": TRACE}, {"filter": OR_ACROSS}, {"select": ["child_run_ids", "messages"]},
         {"data_source_type": "current"}],
    )  # fmt: skip
    def test_what_v2_has_no_words_for_goes_to_v1_where_there_is_one(self, server: Server, query: dict[str, Any]) -> None:
        server.has("v1", "v2")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert paths(server, project_id=PROJECT, **query) == [V1]

    def test_a_query_without_a_project_goes_to_v1(self, server: Server) -> None:
        server.has("v1", "v2")
        assert paths(server, trace_id=TRACE) == [V1]

    @pytest.mark.parametrize("query", [{"filter": TOKENS}, {"reference_dataset_id": TRACE, "project_id": None}])
    def test_what_v1_has_no_words_for_goes_to_v2(self, server: Server, query: dict[str, Any]) -> None:
        server.has("v1", "v2")
        assert paths(server, **{"project_id": PROJECT, **query}) == [V2]

    def test_it_is_said_what_was_chosen(self, server: Server, caplog: pytest.LogCaptureFixture) -> None:
        server.has("v1", "v2")
        caplog.set_level(logging.INFO, "filterlang.client")

        async def ask() -> tuple[Any, ...]:
            async with AsyncClient(server.url, KEY) as client:
                runs = client.list_runs(project_id=PROJECT)
                before = (runs.api, client.apis)
                assert [run async for run in runs] == []
                again = client.list_runs(trace_id=TRACE)
                assert [run async for run in again] == []
                return before, runs.api, again.api, client.apis

        assert asyncio.run(ask()) == ((None, None), "v2", "v1", ("v1", "v2"))
        assert [record.getMessage() for record in caplog.records] == [
            "GET /info: the server has v1 and v2", "list_runs asks v2", "list_runs asks v1",
        ]  # fmt: skip

    def test_a_server_without_an_info_is_no_reason_to_warn(self, server: Server, caplog: pytest.LogCaptureFixture) -> None:
        assert warned(server, project_id=PROJECT) == []
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []

    def test_a_server_that_is_not_there_is_an_error(self, server: Server) -> None:
        server.url = "http://127.0.0.1:1"
        with pytest.raises(ClientError, match=r"GET http://127.0.0.1:1/info: no answer"):
            listed(server, project_id=PROJECT)

    def test_it_is_asked_once_however_many_tasks_there_are(self, server: Server) -> None:
        async def ask() -> None:
            async with AsyncClient(server.url, KEY) as client:

                async def one() -> None:
                    assert [run async for run in client.list_runs(project_id=PROJECT)] == []

                await asyncio.gather(*(one() for _ in range(20)))

        asyncio.run(ask())
        assert (len(server.infos), len(server.asked)) == (1, 20)

    @pytest.mark.parametrize("api", ["v1", "v2"])
    def test_nothing_is_asked_of_a_server_when_the_caller_says_which(self, server: Server, api: str) -> None:
        assert paths(server, project_id=PROJECT, api=api) == [V1 if api == "v1" else V2]
        assert server.infos == []


class TestAddresses:
    @pytest.mark.parametrize(
        ("suffix", "prefix"), [("", ""), ("/api/v1", "/api/v1"), ("/api", "/api"), ("/api/v1/", "/api/v1")]
    )
    def test_both_apis_are_reached_from_any_address_the_sdk_takes(self, server: Server, suffix: str, prefix: str) -> None:
        server.url += suffix
        listed(server, project_id=PROJECT, api="v1")
        listed(server, project_id=PROJECT, api="v2")
        assert [request.path for request in server.asked] == [f"{prefix}/runs/query", "/api/v2/runs/query"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ({"api": "v2", "query": "slow"}, "v2 takes no query in plain language: write a filter, such as search"),
            ({"api": "v2", "reference_dataset_id": TRACE}, "v2 looks through .*: give one of them"),
            ({"api": "v2", "select": ["child_run_ids"]}, "v2 has no field child_run_ids to select: leave it out"),
            ({"api": "v2", "skip_pagination": True}, "v2 has no skip_pagination: leave it out, or use api='v1'"),
            (
                {"api": "v1", "include_subtree_usage": True},
                "v1 has no include_subtree_usage: leave it out, or use api='v2'",
            ),
            ({"ai_search": "slow"}, "ai_search is answered as a stream of events, which this client does not read"),
            ({"api": "v2", "sem_filter": "angry"}, "sem_filter is answered as a stream of events"),
            (
                {"api": "v2", "min_feedback_modified_at": START},
                "min_feedback_modified_at is about the feedback that a filter asks",
            ),
            ({"api": "v2", "cursor": "c1", "order": "asc"}, "v2 has no single query for this"),
            ({"windows": 101}, "windows can be at most 100, not 101"),
            ({"windows": 10**9}, "windows can be at most 100, not 1000000000"),
            ({"api": "v1", "select": ["ls_user_id"]}, "v1 has no field ls_user_id to select: leave it out"),
            ({"api": "v3"}, "there is no api 'v3': it is one of auto, v1, v2"),
            ({"order": "newest"}, "there is no order 'newest': it is one of desc, asc"),
            ({"run_type": "lm"}, "there is no run_type 'lm': did you mean 'llm'"),
        ],
    )
    def test_what_an_api_has_no_words_for_is_not_sent(self, server: Server, query: dict[str, Any], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            listed(server, **{"project_id": PROJECT, **query})
        assert (server.asked, server.infos) == ([], [])

    def test_a_server_that_has_v2_alone_can_not_be_asked_in_plain_language(self, server: Server) -> None:
        server.has("v2")
        with pytest.raises(ValueError, match="v2 takes no query in plain language"):
            listed(server, project_id=PROJECT, query="slow")
        assert server.asked == []

    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("endtime", "did you mean 'end_time'"),
            ("x", "neither API has"),
            ("dataset_name", "write reference_dataset_id=…, the dataset's id"),
            ("session_name", "write project_name=…"),
            ("session_id", "write project_id=…"),
            ("project", "write project_name=…"),
            ("execution_order", "write is_root=True"),
            ("start_time_gt", "write start_time=…, the earliest start"),
            ("start_time__lt", "write end_time=…, the latest start"),
            ("end_time_after", r"write filter='gte\(end_time, …\)'"),
            ("latency_gte", r"write filter='gte\(latency, …\)'"),
            ("order_by", "write order='asc' or order='desc'"),
            ("has_error", "write error=True or error=False"),
            ("thread_id", r"write filter='eq\(thread_id, …\)'"),
            ("total_tokens", r"write filter='gt\(total_tokens, …\)'"),
            ("sort_order", "write order='asc'"),
            ("ai_query", r"write filter='search\("),
        ],
    )
    def test_an_argument_nobody_knows_is_refused(self, server: Server, name: str, hint: str) -> None:
        with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'.*{hint}"):
            listed(server, project_id=PROJECT, **{name: 1})

    def test_a_filter_that_neither_api_has_words_for_is_not_sent(self, server: Server) -> None:
        with pytest.raises(FilterError):
            listed(server, project_id=PROJECT, filter='neq(tags, "beta")')
        assert server.asked == []


class TestWarnings:
    def test_what_the_chosen_api_refuses_is_sent_with_a_warning(self, server: Server) -> None:
        (said,) = warned(server, project_id=PROJECT, filter=TOKENS)
        assert said == "filter: v1 does not know total_tokens: use v2, or look at tokens after fetching"
        assert server.asked[0].body["filter"] == TOKENS

    def test_what_the_other_api_refuses_is_none_of_its_business(self, server: Server) -> None:
        assert warned(server, project_id=PROJECT, filter=TOKENS, api="v2") == []
        assert warned(server, project_id=PROJECT, tree_filter=OR_ACROSS, api="v1") == []
        (said,) = warned(server, project_id=PROJECT, tree_filter=OR_ACROSS, api="v2")
        assert said == (
            'tree_filter is sent as 2 queries, and their runs are joined: eq(status, "error"); '
            'eq(feedback_key, "user_score") (v2 refuses an or(…) over both run fields and feedback)'
        )

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ({"run_ids": [TRACE], "filter": "gt(latency, 1)", "is_root": True}, "v1 ignores filter, is_root beside run_ids"),
            ({"is_root": True, "parent_run_id": TRACE}, "is_root=True and parent_run_id contradict each other"),
            ({"start_time": "2026-01-02T00:00:00Z", "end_time": "2026-01-01T00:00:00Z"}, "start_time is after end_time"),
            ({"select": ["child_run_ids"]}, "v1 is to lose child_run_ids"),
            ({"start_time": "2026-01-01T00:00:00"}, "start_time has no time zone and is read as UTC: give it one"),
            ({"filter": 'gt(start_time, "2026-01-01T00:00:00")'}, 'filter is sent as gt(start_time, "2026-01-01T00:00:00Z")'),
            ({"filter": "neq(error, null)"}, 'filter is sent as eq(status, "error") (v1 and v2 refuse null'),
            ({"filter": 'exists(metadata, "k")', "api": "v2"}, 'filter is sent as eq(metadata_key, "k")'),
            ({"parent_run_id": TRACE, "api": "v2"}, "v2 has no parent_run_id and is not known to filter by it"),
        ],
    )
    def test_what_contradicts_itself_or_is_ignored_is_said(self, server: Server, query: dict[str, Any], message: str) -> None:
        (said,) = warned(server, **{"project_id": PROJECT, **query})
        assert said.startswith(message)

    def test_ids_and_conditions_are_both_heeded_by_v2(self, server: Server) -> None:
        assert warned(server, project_id=PROJECT, run_ids=[uuid(1)], is_root=True, api="v2") == []
