"""From page to page: every run once, to the end or to an error, and nothing left behind."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorder import KEY, PROJECT, TRACE, Answer, Asked, Server, items, listed, names, page, texts, uuid

from filterlang.client import AsyncClient, ClientError
from filterlang.client.paging import Pages, Recent
from filterlang.client.wire import RecordPage
from filterlang.evaluate.run import Run
from filterlang.evaluate.run_texts import RunText, read_texts


def paged(*answers: Answer) -> Callable[[Asked], Answer]:
    """The first page without a cursor, the second for the cursor "1", and so on."""
    return lambda request: answers[int(request.body.get("cursor", "0"))]


APIS = pytest.mark.parametrize(("api", "answer"), [("v1", page), ("v2", items)])


@APIS
class TestBothApis:
    def test_cursors_are_followed_until_there_is_none(self, server: Server, api: str, answer: Any) -> None:
        server.answer = paged(answer([1, 2], "1"), answer([3], "2"), answer([4]))
        assert names(listed(server, project_id=PROJECT, api=api)) == ["run 1", "run 2", "run 3", "run 4"]
        first, second, third = server.bodies()
        assert (second, third) == ({**first, "cursor": "1"}, {**first, "cursor": "2"})

    @pytest.mark.parametrize("end", ["", None])
    def test_a_page_without_runs_is_not_the_end(self, server: Server, api: str, answer: Any, end: object) -> None:
        server.answer = paged(answer([1], "1"), answer([], "2"), answer([3], end))
        assert names(listed(server, project_id=PROJECT, api=api)) == ["run 1", "run 3"]

    def test_no_page_is_asked_for_once_the_limit_is_reached(self, server: Server, api: str, answer: Any) -> None:
        server.answer = paged(answer([1, 2], "1"), answer([3, 4], "2"), answer([5]))
        assert len(listed(server, project_id=PROJECT, limit=4, api=api)) == 4
        assert len(server.asked) == 2

    def test_a_server_that_gives_more_than_the_limit_is_cut_off(self, server: Server, api: str, answer: Any) -> None:
        server.answer = lambda _: answer(range(10))
        assert names(listed(server, project_id=PROJECT, limit=2, api=api)) == ["run 0", "run 1"]

    def test_a_run_that_two_pages_hold_comes_once(self, server: Server, api: str, answer: Any) -> None:
        server.answer = paged(answer([1, 2], "1"), answer([2, 3, 3], "2"), answer([1, 4]))
        assert names(listed(server, project_id=PROJECT, api=api)) == ["run 1", "run 2", "run 3", "run 4"]

    def test_a_run_that_comes_twice_counts_once_for_the_limit(self, server: Server, api: str, answer: Any) -> None:
        server.answer = paged(answer([1, 2], "1"), answer([2, 3]))
        assert names(listed(server, project_id=PROJECT, limit=3, api=api)) == ["run 1", "run 2", "run 3"]

    def test_a_cursor_that_comes_again_is_an_error_and_no_endless_loop(self, server: Server, api: str, answer: Any) -> None:
        server.answer = paged(answer([1], "1"), answer([2], "2"), answer([3], "1"))
        with pytest.raises(ClientError, match=r"/runs/query: the server gave the same cursor twice"):
            listed(server, project_id=PROJECT, api=api)
        assert len(server.asked) == 3

    def test_a_cursor_that_is_given_is_where_it_begins(self, server: Server, api: str, answer: Any) -> None:
        server.answer = paged(answer([1], "1"), answer([2], "2"), answer([3]))
        assert names(listed(server, project_id=PROJECT, api=api, cursor="1")) == ["run 2", "run 3"]

    def test_the_runs_of_a_page_come_before_the_failure_of_the_next(self, server: Server, api: str, answer: Any) -> None:
        server.answer = paged(answer(range(60), "1"), Answer({"detail": "no"}, 400))
        found: list[str | None] = []

        async def ask() -> None:
            async with AsyncClient(server.url, KEY, retries=0) as client:
                async for run in client.list_runs(project_id=PROJECT, api=api):
                    found.append(run.name)

        with pytest.raises(ClientError, match="no"):
            asyncio.run(ask())
        assert found == [f"run {n}" for n in range(60)]


class TestLimits:
    def test_one_above_a_page_of_v1_is_asked_for_in_pages(self, server: Server) -> None:
        server.answer = paged(page(range(100), "1"), page(range(100, 200), "2"))
        assert len(listed(server, project_id=PROJECT, limit=150)) == 150
        assert [body["limit"] for body in server.bodies()] == [100, 100]

    def test_one_above_a_page_of_v2_is_asked_for_in_pages(self, server: Server) -> None:
        server.answer = paged(items(range(1000), "1"), items(range(1000, 2000), "2"))
        assert len(listed(server, project_id=PROJECT, limit=1500, select=["name"], api="v2")) == 1500
        assert [body["page_size"] for body in server.bodies()] == [1000, 1000]

    @pytest.mark.parametrize(
        ("limit", "select", "size"),
        [(None, None, None), (None, ["name"], 1000), (7, None, 7), (700, None, 100), (700, ["name"], 700)],
    )
    def test_v2_is_asked_for_large_pages_of_small_runs(
        self, server: Server, limit: int | None, select: list[str] | None, size: int | None
    ) -> None:
        listed(server, project_id=PROJECT, limit=limit, select=select, api="v2")
        assert server.bodies()[0].get("page_size") == size

    def test_a_whole_trace_that_v1_sends_in_one_page_is_cut_off(self, server: Server) -> None:
        server.answer = lambda _: page(range(300))
        assert len(listed(server, trace_id=TRACE, limit=200)) == 200


class TestAnswersOfV2:
    def test_a_page_that_says_it_is_the_last_is_the_last(self, server: Server) -> None:
        server.answer = lambda _: Answer({"items": [{"id": uuid(1)}], "next_cursor": "1", "has_more": False})
        assert len(listed(server, project_id=PROJECT, api="v2")) == 1
        assert len(server.asked) == 1

    def test_a_page_that_promises_more_and_does_not_say_where_is_an_error(self, server: Server) -> None:
        server.answer = lambda _: Answer({"items": [{"id": uuid(1)}], "has_more": True})
        with pytest.raises(ClientError, match="says that there are more runs, but it has no next_cursor"):
            listed(server, project_id=PROJECT, api="v2")

    def test_its_words_become_those_of_v1(self, server: Server) -> None:
        record = {
            "id": uuid(1), "project_id": PROJECT, "run_type": "LLM", "status": "SUCCESS", "is_in_dataset": True,
            "parent_run_ids": [uuid(8), uuid(9)], "latency_seconds": 1.5, "total_cost": 0.1, "prompt_cost": 1e-5,
            "prompt_cost_details": {"raw": {"audio": 0.3}}, "prompt_token_details": {"raw": {"audio": 3}},
            "metadata": {"user": "u1"}, "app_path": "/o/1/r/2", "something_new": [1],
        }  # fmt: skip
        server.answer = lambda _: Answer({"items": [record]})
        (run,) = listed(server, project_id=PROJECT, api="v2")
        assert (str(run.session_id), run.run_type, run.status, run.in_dataset) == (PROJECT, "llm", "success", True)
        assert (str(run.parent_run_id), run.latency, run.metadata) == (uuid(9), 1.5, {"user": "u1"})
        assert (str(run.total_cost), f"{run.prompt_cost:f}") == ("0.1", "0.00001")
        assert run.prompt_cost_details is not None
        assert ({key: str(cost) for key, cost in run.prompt_cost_details.items()}, run.prompt_token_details) == (
            {"audio": "0.3"}, {"audio": 3},
        )  # fmt: skip
        assert run.url == "http://localhost/o/1/r/2"
        assert run.model_extra is not None
        assert run.model_extra["something_new"] == [1]


class TestWhatIsOnItsWay:
    def test_the_next_page_is_asked_for_before_the_runs_of_the_last_are_handed_out(self, server: Server) -> None:
        asked = threading.Event()

        def answer(request: Asked) -> Answer:
            if "cursor" not in request.body:
                return page(range(100), "1")
            asked.set()
            return page([100])

        server.answer = answer

        async def ask() -> bool:
            async with AsyncClient(server.url, KEY) as client:
                async for _ in client.list_runs(project_id=PROJECT):
                    return await asyncio.to_thread(asked.wait, 10)
            return False

        assert asyncio.run(ask())

    @pytest.mark.parametrize("how", ["aclose", "cancel", "break", "error"])
    def test_nothing_is_left_behind_when_a_query_is_left(self, server: Server, how: str) -> None:
        release = threading.Event()

        def answer(request: Asked) -> Answer:
            if "cursor" in request.body:
                release.wait(10)
            return page(range(100), "1")

        server.answer = answer

        async def leave() -> set[asyncio.Task[Any]]:
            async with AsyncClient(server.url, KEY, retries=0) as client:
                held = [client.list_runs(project_id=PROJECT)]

                async def consume() -> None:
                    async for run in held[0]:
                        if run.name == "run 50" and how != "cancel":
                            if how == "error":
                                raise KeyError
                            return

                task = asyncio.create_task(consume())
                await asyncio.wait([task], timeout=0.2 if how == "cancel" else None)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                if how != "break":
                    await held[0].aclose()
                held.clear()
                del task
                gc.collect()
                for _ in range(500):
                    left = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
                    if not left:
                        break
                    await asyncio.sleep(0.01)
                return left

        assert asyncio.run(leave()) == set()
        release.set()

    def test_runs_nobody_holds_on_to_are_let_go_of_at_once(self, server: Server) -> None:
        server.answer = lambda _: page(range(10), "1")

        async def ask() -> object:
            async with AsyncClient(server.url, KEY) as client:
                runs = client.list_runs(project_id=PROJECT)
                await anext(runs)
                seen = weakref.ref(runs)
                del runs
                return seen()

        assert asyncio.run(ask()) is None


def reader(records: list[RunText]) -> list[Run]:
    return read_texts(records, "")


PAGES = st.lists(st.lists(st.integers(0, 30), max_size=8), min_size=1, max_size=8)


@given(PAGES, st.none() | st.integers(1, 40))
def test_whatever_the_pages_hold_every_run_comes_once_in_order(numbers: list[list[int]], limit: int | None) -> None:
    async def fetch(cursor: str | None) -> RecordPage:
        place = int(cursor or "0")
        following = str(place + 1) if place + 1 < len(numbers) else None
        return RecordPage(texts({"id": uuid(number)} for number in numbers[place]), following)

    async def collect() -> list[Run]:
        return [run async for runs in Pages(fetch, reader, limit).runs() for run in runs]

    expected = list(dict.fromkeys(uuid(number) for each in numbers for number in each))[:limit]
    assert [str(run.id) for run in asyncio.run(collect())] == expected


def test_what_is_remembered_of_a_long_stream_is_bounded() -> None:
    recent = Recent()
    for start in range(0, 100_000, 100):
        recent.new_among(texts({"id": uuid(number)} for number in range(start, start + 100)))
    assert len(recent._older) + len(recent._newer) <= 11_000
    assert recent.new_among(texts([{"id": uuid(99_999)}])) == []


def test_pages_without_a_run_that_never_end_are_an_error() -> None:
    async def fetch(cursor: str | None) -> RecordPage:
        return RecordPage([], str(int(cursor or "0") + 1))

    async def collect() -> None:
        async for _ in Pages(fetch, reader).runs():
            pass

    with pytest.raises(ClientError, match="sent 1001 pages without a run, and says there are more"):
        asyncio.run(collect())
