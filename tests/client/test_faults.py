"""``list_runs`` over a server that fails in every way: each run exactly once or a clear error, and nothing left behind."""

import asyncio
import gc
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from effort import examples
from fault_server import FAULTS, STALLS, FaultServer, Kind
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from filterlang.client import AsyncClient, AsyncRuns, ClientError

KEY = "lsv2_pt_0123456789abcdef_not_a_real_key"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
RETRIES = 3
RUNS = [
    {
        "id": f"00000000-0000-4000-9000-{number:012}",
        "name": f"run {number}",
        "start_time": (FIRST + timedelta(minutes=number)).isoformat(),
    }
    for number in reversed(range(43))
]
IDS = [UUID(str(run["id"])) for run in RUNS]
PROJECT = "00000000-0000-4000-8000-{:012}"


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose time can be moved on, so that nobody has to wait for a timeout."""

    skips = 0

    def time(self) -> float:
        return super().time() + 60 * self.skips

    def skip(self) -> None:
        self.skips += 1


async def at_once(_: float) -> None:
    await asyncio.sleep(0)


def handles() -> int:
    """How many files and sockets are open."""
    gc.collect()
    return len([*Path("/dev/fd").iterdir()])


def client_for(server: FaultServer, **options: Any) -> AsyncClient:
    connections = httpx.AsyncHTTPTransport(verify=False)  # certificates take long to load, and nobody asks for them here
    client = AsyncClient(server.url, KEY, **{"timeout": 30, "retries": RETRIES, "transport": connections, **options})
    client._server.transport._sleep = at_once
    return client


@dataclass(eq=False)
class Query:
    """One ``list_runs``: what it has given so far, and what it is to give in the end."""

    runs: AsyncRuns
    expected: list[UUID]
    got: list[UUID] = field(default_factory=list)
    is_over: bool = False

    async def take(self, number: int) -> ClientError | None:
        """Take some more runs. What comes back is how it failed, if it did."""
        for _ in range(number):
            if self.is_over:
                break
            try:
                self.got.append((await anext(self.runs)).id)
            except StopAsyncIteration:
                self.is_over = True
                assert self.got == self.expected
            except ClientError as error:
                self.is_over = True
                return error
        return None


class Faults(RuleBasedStateMachine):
    """Queries are begun, read on, left and cancelled in any order, while the server is told how to fail next."""

    queries = Bundle("queries")

    def __init__(self) -> None:
        super().__init__()
        self.handles = handles()
        self.loop = Loop()
        self.server = FaultServer(list(RUNS), page_size=5, while_stalled=self.loop.skip)
        self.loop.run_until_complete(self.server.__aenter__())
        self.client = client_for(self.server)
        self.begun: list[Query] = []

    @rule(fault=st.sampled_from(sorted(FAULTS.keys() - STALLS)), times=st.integers(1, RETRIES + 2))
    def fail(self, fault: str, times: int) -> None:
        self.server.script.extend([fault] * (times if FAULTS[fault].kind is Kind.PASSING else 1))

    @rule(faults=st.lists(st.sampled_from([name for name, each in FAULTS.items() if each.kind is not Kind.FINAL]), max_size=8))
    def fail_in_many_ways(self, faults: list[str]) -> None:
        self.server.script.extend(faults)

    @rule(wrong=st.lists(st.sampled_from(["empty", "again", "again", "circle"]), min_size=1, max_size=3))
    def mix_pages_up(self, wrong: list[str]) -> None:
        self.server.pages.extend(wrong)

    @rule()
    def recover(self) -> None:
        self.server.script.clear()
        self.server.pages.clear()

    @rule(
        target=queries,
        api=st.sampled_from(["v1", "v2"]),
        limit=st.none() | st.integers(1, 50),
        order=st.sampled_from([None, "asc"]),
        windows=st.sampled_from([1, 1, 3]),
    )
    def begin(self, api: str, limit: int | None, order: str | None, windows: int) -> Any:
        times = {"start_time": FIRST, "end_time": FIRST + timedelta(minutes=30)} if windows > 1 else {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            runs = self.client.list_runs(
                project_id=PROJECT.format(len(self.begun)), api=api, limit=limit, order=order, windows=windows, **times
            )
        found = [
            id for id, run in zip(IDS, RUNS, strict=True) if not times or run["start_time"] <= times["end_time"].isoformat()
        ]
        query = Query(runs, (found[::-1] if order else found)[:limit])
        self.begun.append(query)
        return query

    @rule(query=queries, number=st.integers(1, 60))
    def read(self, query: Query, number: int) -> None:
        self.judge(self.loop.run_until_complete(query.take(number)))

    @rule(numbers=st.lists(st.integers(1, 60), min_size=2, max_size=4))
    def read_side_by_side(self, numbers: list[int]) -> None:
        async def read() -> list[ClientError | None]:
            return await asyncio.gather(*(query.take(number) for query, number in zip(self.begun, numbers, strict=False)))

        for error in self.loop.run_until_complete(read()):
            self.judge(error)

    @rule(query=consumes(queries))
    def leave(self, query: Query) -> None:
        self.loop.run_until_complete(query.runs.aclose())
        query.is_over = True

    @rule(query=consumes(queries), turns=st.integers(0, 60))
    def cancel(self, query: Query, turns: int) -> None:
        async def cancel() -> None:
            task = asyncio.create_task(query.take(60))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            (outcome,) = await asyncio.gather(task, return_exceptions=True)
            if not isinstance(outcome, asyncio.CancelledError):
                self.judge(outcome)

        self.loop.run_until_complete(cancel())
        query.is_over = True

    @invariant()
    def every_run_came_once_and_in_order(self) -> None:
        for query in self.begun:
            assert query.got == query.expected[: len(query.got)]

    def busy(self) -> int:
        """How many tasks and connections the client has at work."""
        tasks = [task.get_coro() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        connections = self.client._server.transport._http._transport._pool.connections
        clients = [coro for coro in tasks if getattr(coro, "cr_code", None) is not FaultServer._serve.__code__]
        return len(clients) + sum(not connection.is_idle() for connection in connections if not connection.is_closed())

    def judge(self, error: BaseException | None) -> None:
        """An error is clear, hides the key, and has a reason on the server's side."""
        if error is None:
            return
        assert isinstance(error, ClientError)
        assert error.message and KEY not in str(error)
        fates = [FAULTS[fate].kind for _, fate in self.server.fates if fate]
        worst = max(self.server.streaks().values(), default=0) + self.loop.skips
        assert Kind.FINAL in fates or self.server.circles or worst > RETRIES or fates.count(Kind.PASSING) > 10 * RETRIES

    def teardown(self) -> None:
        async def finish() -> None:
            for query in self.begun:
                self.judge(await query.take(100))
                assert query.is_over
            assert self.busy() == 0

        async def close() -> None:
            await self.client.aclose()
            assert await self.server.connections() == 0
            await self.server.__aexit__()
            assert asyncio.all_tasks() == {asyncio.current_task()}

        try:
            self.loop.run_until_complete(finish())
        finally:
            self.loop.run_until_complete(close())
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
        assert handles() == self.handles


def test_every_run_comes_once_or_there_is_a_clear_error_and_nothing_is_left() -> None:
    run_state_machine_as_test(Faults, settings=settings(max_examples=examples(8), stateful_step_count=25))


def test_a_page_of_two_hundred_megabytes_is_read_whole() -> None:
    async def ask() -> int:
        runs = [{"id": f"{number:032x}", "name": "large", "inputs": {"text": "x" * 2_000_000}} for number in range(100)]
        async with FaultServer(runs) as server, client_for(server) as client:
            found = client.list_runs(project_id=PROJECT.format(1), api="v1")
            return sum([len(run.inputs["text"]) async for run in found])

    assert asyncio.run(ask()) == 200_000_000
