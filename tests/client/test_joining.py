"""Several queries whose runs are joined, and runs turned round: every run once, in order, and no page that is not needed."""

import asyncio
from collections.abc import Sequence
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorder import KEY, PROJECT, Answer, Asked, Server, listed, texts, uuid

from filterlang.client import AsyncClient, ClientError, QueryWarning
from filterlang.client.earliest_first import EarliestFirst
from filterlang.client.joining import JoinedQueries
from filterlang.client.paging import Pages, id_of
from filterlang.client.timed_records import TimedPages, TimedRecord
from filterlang.client.windows import Window
from filterlang.client.wire import RecordPage
from filterlang.evaluate.run import Run
from filterlang.evaluate.run_texts import RunText, read_texts

START = datetime(2026, 1, 1, tzinfo=UTC)
OR_ACROSS = 'or(eq(status, "error"), eq(feedback_key, "user_score"))'


class Shelf:
    """The runs of one query, a few a page, the latest first. ``fetched`` counts the pages."""

    def __init__(self, runs: list[tuple[int, int]], size: int) -> None:
        self.runs = sorted(runs, reverse=True)
        self.size = size
        self.fetched = 0

    def records(self, low: datetime | None = None, high: datetime | None = None) -> TimedPages:
        found = [run for run in self.runs if (low is None or at(run) >= low) and (high is None or at(run) <= high)]

        async def fetch(cursor: str | None) -> RecordPage:
            self.fetched += 1
            start = int(cursor or "0")
            end = start + self.size
            records = [
                {"id": uuid(number), "start_time": at((second, number)).isoformat()} for second, number in found[start:end]
            ]
            return RecordPage(texts(records), str(end) if end < len(found) else None)

        def read(records: list[RunText]) -> list[Run]:
            return read_texts(records, "")

        return TimedPages(Pages(fetch, read), read)


def at(run: tuple[int, int]) -> datetime:
    return START + timedelta(seconds=run[0])


def ids(runs: list[tuple[int, int]]) -> list[str]:
    return [uuid(number) for _, number in runs]


RUNS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=40, unique_by=lambda run: run[1])


def ids_of(records: Sequence[TimedRecord]) -> list[str]:
    return [str(UUID(int=id_of(record.record) or 0)) for record in records]


@given(RUNS, st.lists(st.sets(st.integers(0, 40)), min_size=1, max_size=4), st.integers(1, 7))
def test_joined_queries_give_what_one_query_would(runs: list[tuple[int, int]], parts: list[set[int]], size: int) -> None:
    async def collect() -> list[str]:
        joined = JoinedQueries([Shelf([run for run in runs if run[1] in part], size).records() for part in parts])
        found: list[str] = []
        while not joined.is_over:
            found += ids_of(await joined.next_records())
        return found

    wanted = [run for run in sorted(runs, reverse=True) if any(run[1] in part for part in parts)]
    assert asyncio.run(collect()) == ids(wanted)


@given(RUNS, st.integers(1, 7), st.integers(1, 9))
def test_runs_that_are_turned_round_come_earliest_first(runs: list[tuple[int, int]], size: int, quota: int) -> None:
    async def collect() -> tuple[list[str], int]:
        shelf = Shelf(runs, size)
        turned = EarliestFirst(shelf.records, shelf.records, Window(START, at((5, 0)), open_low=True, open_high=True), quota)
        found: list[str] = []
        largest = 0
        while not turned.is_over:
            came = ids_of(await turned.next_records())
            largest = max(largest, len(came))
            found += came
        return found, largest

    found, largest = asyncio.run(collect())
    same = max((sum(second == run[0] for second, _ in runs) for run in runs), default=0)
    assert found == ids(sorted(runs))
    assert largest <= max(quota, same)


def test_no_page_is_fetched_before_its_runs_are_wanted() -> None:
    async def collect(wanted: int) -> tuple[int, int]:
        late, early = Shelf([(second, second) for second in range(50, 100)], 10), Shelf([(n, n) for n in range(50)], 10)
        found, joined = 0, JoinedQueries([late.records(), early.records()])
        while found < wanted:
            found += len(await joined.next_records())
        return late.fetched, early.fetched

    assert [asyncio.run(collect(wanted)) for wanted in (1, 10, 11, 50, 51)] == [(1, 1), (1, 1), (2, 1), (5, 1), (5, 1)]


def by_filter(server: Server) -> None:
    """Runs that failed are the even ones, those with feedback every third."""

    def answer(request: Asked) -> Answer:
        step = 2 if "error" in request.body["filter"] else 3
        records = [{"id": uuid(n), "start_time": at((n, n)).isoformat()} for n in range(599, -1, -1) if n % step == 0]
        start = int(request.body.get("cursor", "0"))
        end = start + request.body.get("page_size", 100)
        return Answer({"items": records[start:end], "next_cursor": str(end) if end < len(records) else None})

    server.answer = answer


def test_an_or_that_v2_refuses_is_two_queries_up_to_the_limit(server: Server) -> None:
    by_filter(server)
    with pytest.warns(QueryWarning, match="filter is sent as 2 queries, and their runs are joined: eq"):
        runs = listed(server, project_id=PROJECT, filter=OR_ACROSS, api="v2", limit=150, select=["id"])
    wanted = [n for n in range(599, -1, -1) if n % 2 == 0 or n % 3 == 0][:150]
    assert [str(run.id) for run in runs] == [uuid(n) for n in wanted]
    assert {body["filter"] for body in server.bodies()} == {'eq(status, "error")', 'eq(feedback_key, "user_score")'}
    assert len(server.bodies()) == 2
    assert {(*body["selects"],) for body in server.bodies()} == {("ID", "START_TIME")}


def test_whoever_stops_early_asks_for_no_more(server: Server) -> None:
    by_filter(server)

    async def ask() -> None:
        async with AsyncClient(server.url, KEY, retries=0) as client:
            async for _ in client.list_runs(project_id=PROJECT, filter=OR_ACROSS, api="v2"):
                break

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asyncio.run(ask())
    assert len(server.asked) == 2


def test_times_of_feedback_go_to_the_queries_about_feedback(server: Server) -> None:
    query: dict[str, Any] = {"min_feedback_modified_at": START, "filter": OR_ACROSS, "api": "v2"}
    with pytest.warns(QueryWarning, match="2 queries"):
        listed(server, project_id=PROJECT, **query)
    times = {body["filter"]: body.get("min_feedback_modified_at") for body in server.bodies()}
    assert times == {'eq(status, "error")': None, 'eq(feedback_key, "user_score")': START.isoformat()}


def test_the_failure_of_one_query_is_the_failure_of_all(server: Server) -> None:
    server.answer = lambda request: (
        Answer({"detail": "no"}, 400) if "error" in request.body["filter"] else Answer({"items": []})
    )
    with pytest.warns(QueryWarning, match="2 queries"), pytest.raises(ClientError, match="no"):
        listed(server, project_id=PROJECT, filter=OR_ACROSS, api="v2")


def test_v2_is_never_asked_for_an_order(server: Server) -> None:
    server.answer = lambda _: Answer({"items": []})
    for windows in (1, 3):
        assert listed(server, project_id=PROJECT, api="v2", order="asc", windows=windows) == []
        assert listed(server, project_id=PROJECT, api="v2", order="desc", windows=windows) == []
    assert not {"sort_order", "ai_query", "has_more", "order"} & {name for body in server.bodies() for name in body}


def test_without_a_project_v2_looks_through_all_of_the_workspace(server: Server) -> None:
    projects = [uuid(number) for number in range(130)]

    def answer(request: Asked) -> Answer:
        if request.path == "/sessions":
            start = int(request.query["offset"][0])
            return Answer([{"id": id, "name": id} for id in projects[start : start + 100]])
        return Answer({"items": [{"id": PROJECT}]})

    server.answer = answer
    with pytest.warns(QueryWarning, match="v2 looks through projects, so all of the workspace are named"):
        (run,) = listed(server, run_ids=[PROJECT], api="v2")
    assert str(run.id) == PROJECT
    assert [request.path for request in server.asked] == ["/sessions", "/sessions", "/api/v2/runs/query"]
    assert server.asked[-1].body["project_ids"] == projects


def test_a_server_that_turns_out_not_to_have_v1_is_asked_by_way_of_v2(server: Server) -> None:
    def answer(request: Asked) -> Answer:
        if request.path == "/runs/query":
            return Answer({"detail": "not here"}, 501)
        return Answer({"items": [{"id": uuid(1)}]})

    server.answer = answer

    async def ask() -> list[Any]:
        async with AsyncClient(server.url, KEY, retries=0) as client:
            runs = client.list_runs(project_id=PROJECT, run_type="llm")
            found = [run.id async for run in runs]
            return [found, runs.api, client.apis]

    assert asyncio.run(ask()) == [[UUID(uuid(1))], "v2", ("v2",)]
    assert [request.path for request in server.asked] == ["/runs/query", "/api/v2/runs/query"]
    with pytest.raises(ClientError, match="answered 501"):
        listed(server, project_id=PROJECT, api="v1")
