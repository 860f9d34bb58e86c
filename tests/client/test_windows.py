"""A span of time fetched in several windows at once gives what it gives in one."""

import asyncio
from contextlib import aclosing
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from effort import examples
from fault_server import FaultServer
from hypothesis import given, settings
from hypothesis import strategies as st
from recorder import KEY, PROJECT, Answer, Asked, Server, listed, texts, uuid

from filterlang.client import AsyncClient, ClientError, parallel_windows
from filterlang.client.arguments import GivenArguments, check_arguments
from filterlang.client.listing import Listing
from filterlang.client.windows import Window

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
V1, V2 = ("start_time", "filter", "limit", "order"), ("min_start_time", "max_start_time", "page_size", None)
LATEST = re.compile(r'lte\(start_time, "([^"]+)"\)')


class Store:
    """A server's runs by start time. ``inclusive`` says whether the bounds of a query are part of it.

    It shows so many ``digits`` of a second, and orders by so many of them.
    """

    def __init__(
        self, offsets: list[float], *, inclusive: bool = True, digits: int = 6, ordered_by: int = 6, most: int = 100
    ) -> None:
        self.runs = [(START + timedelta(seconds=offset), uuid(number)) for number, offset in enumerate(offsets)]
        self.inclusive = inclusive
        self.digits = digits
        self.ordered_by = ordered_by
        self.most = most
        self.asked = 0
        self.under_way = 0
        self.most_under_way = 0

    def expected(self, low: datetime | None, high: datetime | None, *, ascending: bool) -> list[str]:
        chosen = [run for run in self.runs if self._within(run[0], low, high)]
        return [id for _, id in sorted(chosen, key=self._order, reverse=not ascending)]

    def answer(self, body: Mapping[str, Any], words: tuple[str | None, ...]) -> tuple[list[dict[str, object]], str | None]:
        """Some runs and a cursor. v1's latest start is a condition of the filter; v2 knows one order only."""
        self.asked += 1
        times = [LATEST.sub(r"\1", str(body[word])) if word in body else None for word in words[:2]]
        low, high = (None if time is None else datetime.fromisoformat(time) for time in times)
        ascending = words[3] is not None and body.get(words[3]) == "asc"
        found = sorted((run for run in self.runs if self._within(run[0], low, high)), key=self._order, reverse=not ascending)
        start, size = int(body.get("cursor") or 0), min(int(body.get(words[2], self.most)), self.most)
        shown = "milliseconds" if self.digits == 3 else "microseconds"
        records: list[dict[str, object]] = [
            {"id": id, "start_time": moment.isoformat(timespec=shown)} for moment, id in found[start : start + size]
        ]
        return records, str(start + size) if start + size < len(found) else None

    def _within(self, moment: datetime, low: datetime | None, high: datetime | None) -> bool:
        if self.inclusive:
            return (low is None or moment >= low) and (high is None or moment <= high)
        return (low is None or moment > low) and (high is None or moment < high)

    def _order(self, run: tuple[datetime, str]) -> tuple[str, str]:
        moment, id = run
        return moment.isoformat(timespec="milliseconds" if self.ordered_by == 3 else "microseconds"), id


class Answers:
    """Stands where the server does in a listing: answers from a store, on the event loop, in no fixed order."""

    host = ""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def send(self, _: str, path: str, decode: object, *, body: Mapping[str, Any]) -> object:
        from filterlang.client.wire import RecordPage

        store = self._store
        store.under_way += 1
        store.most_under_way = max(store.most_under_way, store.under_way)
        for _turn in range(store.asked * 7 % 5 + 1):
            await asyncio.sleep(0)
        store.under_way -= 1
        records, cursor = store.answer(body, V2 if "v2" in path else V1)
        return RecordPage(texts(records), cursor)

    def where(self, method: str, path: str) -> str:
        return f"{method} {path}"

    def hide(self, text: str) -> str:
        return text


def listing_of(store: Store, **query: Any) -> Listing:
    answers: Any = Answers(store)
    return Listing(answers, answers, Projectless(), check_arguments(GivenArguments(project_id=PROJECT, **query)))  # type: ignore[arg-type]


def found(store: Store, **query: Any) -> list[str]:
    async def collect() -> list[str]:
        listing = listing_of(store, **query)
        await listing.decide()
        return [str(run.id) async for runs in listing.runs() for run in runs]

    return asyncio.run(collect())


class Projectless:
    async def ids(self, _: object) -> list[str]:
        return []


OFFSETS = st.lists(
    st.floats(0, 3600, allow_nan=False).map(lambda seconds: round(seconds, 6))
    | st.sampled_from([0.0, 900.0, 1800.0, 1800.0005, 3600.0]),
    max_size=60,
)


@given(OFFSETS, st.integers(2, 9), st.booleans(), st.sampled_from([3, 6]), st.sampled_from(["asc", "desc"]),
       st.sampled_from(["v1", "v2"]), st.integers(1, 7), st.none() | st.integers(1, 50))  # fmt: skip
@settings(max_examples=examples(150))
def test_windows_give_what_one_query_gives(
    offsets: list[float], windows: int, inclusive: bool, digits: int, order: str, api: str, most: int, limit: int | None
) -> None:
    store = Store(offsets, inclusive=inclusive, digits=digits, most=most)
    query: dict[str, Any] = {"start_time": START, "end_time": START + HOUR, "order": order, "api": api, "limit": limit}
    one = found(store, **query)
    several = found(store, windows=windows, **query)
    assert len(set(several)) == len(several) == len(one)
    if digits == 6:  # runs that start at one instant, as far as it is shown, come in the order of the server
        assert several == one
    elif limit is None:
        assert set(several) == set(one)


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("skew", [1, 3])
def test_a_window_that_turns_out_long_is_cut_and_fetched_side_by_side_too(order: str, skew: int) -> None:
    offsets = [3600 * (number / 6000) ** skew for number in range(6000)]
    store = Store(offsets)
    several = found(store, start_time=START, end_time=START + HOUR, windows=8, order=order, api="v1")
    assert several == store.expected(None, None, ascending=order == "asc")
    assert store.most_under_way == 8
    assert store.asked < 2 * 60


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_windows_ahead_of_their_turn_wait_when_the_runs_that_wait_take_too_much(
    order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes no more runs gets no more pages than the bound, and one for each request in flight."""
    monkeypatch.setattr(parallel_windows, "_BUDGET", 100_000)
    store = Store([float(number) for number in range(20_000)])

    async def take_some() -> int:
        listing = listing_of(store, start_time=START, end_time=START + 6 * HOUR, windows=4, order=order, api="v1")
        await listing.decide()
        async with aclosing(listing.runs()) as batches:
            await anext(batches)
            for _turn in range(1000):
                await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    assert asyncio.run(take_some()) == 1
    a_page = sum(len(text) for text, _ in texts(store.answer({}, V1)[0]))
    assert 100_000 / a_page / 2 < store.asked < 100_000 / a_page + 4 + 2


def test_the_requests_that_a_short_window_leaves_over_go_to_the_others() -> None:
    """Seven of eight windows are empty, and the last of the runs are still fetched side by side."""
    store = Store([3599.0 + number / 1000 for number in range(700)])
    several = found(store, start_time=START, end_time=START + HOUR, windows=8, api="v1")
    assert several == store.expected(None, None, ascending=False)
    assert store.most_under_way == 8
    assert store.asked < 8 + 7 + 2 * 16


@given(st.lists(st.integers(0, 400), min_size=1, max_size=400), st.integers(2, 5), st.sampled_from(["asc", "desc"]))
@settings(max_examples=examples(50))
def test_wherever_windows_are_cut_every_run_comes_once_in_order(offsets: list[int], windows: int, order: str) -> None:
    """A bound of a page or two, so that windows are cut and pause wherever that is possible."""
    store = Store([number / 100 for number in sorted(offsets)], most=7)
    with mock.patch.object(parallel_windows, "_BUDGET", 1000):
        several = found(store, start_time=START, end_time=START + HOUR, windows=windows, order=order, api="v1")
    assert several == store.expected(None, None, ascending=order == "asc")
    assert store.most_under_way <= windows


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_server_that_orders_by_milliseconds_loses_no_run_at_the_edge_of_a_window(order: str) -> None:
    """The windows meet in the middle of a millisecond, whose runs come in an order of their own."""
    for number in range(20):
        offsets = [1800 + (place * 37 + number * 101) % 1000 / 1e6 for place in range(40)]
        store = Store(offsets, ordered_by=3, most=5)
        query: dict[str, Any] = {"start_time": START, "end_time": START + HOUR + timedelta(milliseconds=1), "order": order}
        assert sorted(found(store, windows=2, api="v1", **query)) == sorted(store.expected(None, None, ascending=True))


def test_runs_that_all_start_at_once_are_not_cut_apart() -> None:
    store = Store([1800.0] * 2000)
    assert len(found(store, start_time=START, end_time=START + HOUR, windows=4, api="v1")) == 2000


def test_windows_need_no_start_time(server: Server) -> None:
    store = Store([0.0, 1000.0, 2000.0, 3600.0])

    def answer(request: Asked) -> Answer:
        runs, cursor = store.answer(request.body, V1)
        return Answer({"runs": runs, "cursors": {"next": cursor}})

    server.answer = answer
    runs = listed(server, project_id=PROJECT, windows=3, select=["name"])
    assert [str(run.id) for run in runs] == [uuid(3), uuid(2), uuid(1), uuid(0)]
    first, *others = server.bodies()
    assert (first["order"], first["limit"], first["select"]) == ("asc", 1, ["id", "start_time"])
    assert {tuple(body["select"]) for body in others} == {("id", "name", "start_time")}
    assert all("limit" not in body and "order" not in body for body in others)


def test_windows_over_nothing_are_nothing(server: Server) -> None:
    assert listed(server, project_id=PROJECT, windows=3) == []
    assert len(server.asked) == 1


def test_the_failure_of_one_window_is_the_failure_of_all_and_leaves_nothing_behind(server: Server) -> None:
    server.answer = lambda request: Answer({"detail": "no"}, 400) if "filter" in request.body else Answer({"runs": []})

    async def ask() -> set[Any]:
        async with AsyncClient(server.url, KEY, retries=0) as client:
            with pytest.raises(ClientError, match="no"):
                _ = [run async for run in client.list_runs(project_id=PROJECT, start_time=START, windows=4)]
            return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}

    assert asyncio.run(ask()) == set()


@pytest.mark.parametrize(("query", "what"), [({"run_ids": [PROJECT]}, "run_ids"), ({"cursor": "1"}, "cursor")])
def test_windows_go_by_the_time_alone(server: Server, query: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=f"windows splits the time .* which {what} does not go by"):
        listed(server, project_id=PROJECT, windows=2, **query)


def test_a_run_without_its_start_time_can_not_be_told_apart(server: Server) -> None:
    server.answer = lambda _: Answer({"runs": [{"id": uuid(1)}]})
    with pytest.raises(ClientError, match="came without its start_time, by which runs are put in order"):
        listed(server, project_id=PROJECT, windows=2, start_time=START)


def test_windows_are_never_shorter_than_what_they_overlap_by() -> None:
    window = Window(START, START + timedelta(milliseconds=5), open_low=True, open_high=True)
    assert len(window.split(100)) == 2
    assert window._replace(high=START).split(9) == [window._replace(high=START)]


@pytest.mark.parametrize("end_time_ends", [False, True])
@pytest.mark.parametrize("windows", [1, 4])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_whatever_the_end_time_of_v1_means_every_run_of_a_span_comes_once(
    order: str, windows: int, *, end_time_ends: bool
) -> None:
    """Some runs end long after the span, or never."""
    runs = [
        {
            "id": uuid(number),
            "start_time": (START + timedelta(seconds=number)).isoformat(),
            "end_time": None if number % 3 == 0 else (START + timedelta(seconds=number * number)).isoformat(),
        }
        for number in reversed(range(200))
    ]

    async def ask() -> list[str]:
        span: dict[str, Any] = {"start_time": START + timedelta(seconds=10), "end_time": START + timedelta(seconds=150)}
        server = FaultServer(runs, page_size=20, end_time_ends=end_time_ends)
        async with server, AsyncClient(server.url, KEY, retries=0) as client:
            listing = client.list_runs(project_id=PROJECT, api="v1", order=order, windows=windows, **span)
            return [str(run.id) async for run in listing]

    wanted = [uuid(number) for number in range(10, 151)]
    assert asyncio.run(ask()) == (wanted if order == "asc" else wanted[::-1])


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_windows_without_a_start_time_divide_what_there_is(api: str) -> None:
    """They would do the work of one where the earliest run is not known, and v2 gives no earliest run."""
    store = Store([3600 * 24 * number / 50 for number in range(1500)])
    end = START + timedelta(seconds=3600 * 24 * 30)
    assert found(store, end_time=end, windows=8, api=api) == store.expected(None, end, ascending=False)
    assert store.most_under_way >= 8
