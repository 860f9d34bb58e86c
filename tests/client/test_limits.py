"""How often LangSmith may be asked, and what waits for that."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filterlang.client.limits import Limiter, Tier, tier

NOW = datetime(2026, 6, 1, tzinfo=UTC)
V1, V2 = "/runs/query", "/api/v2/runs/query"


class TestTiers:
    @pytest.mark.parametrize(
        ("path", "body", "requests"),
        [
            (V1, {}, 3),
            (V1, {"start_time": "2026-05-30T00:00:00+00:00"}, 10),
            (V1, {"start_time": "2026-05-25T00:00:00Z"}, 10),
            (V1, {"start_time": "2026-05-24T23:59:59Z"}, 3),
            (V1, {"start_time": "2020-01-01T00:00:00", "end_time": "2020-01-05T00:00:00"}, 10),
            (V1, {"filter": 'gt(start_time, "2026-05-31T00:00:00Z")'}, 3),
            (V1, {"start_time": "2026-05-30T00:00:00Z", "filter": 'search("x")'}, 3),
            (V1, {"trace_filter": 'search("x")'}, 1),
            (V1, {"search_filter": "x"}, 1),
            (V1, {"start_time": "2026-05-30T00:00:00Z", "select": ["id", "child_run_ids"]}, 3),
            (V1, {"select": ["child_run_ids"]}, 1),
            ("/api/v1/runs/query", {"start_time": "no time"}, 3),
            (V2, {}, 300),
            ("/sessions", None, 2000),
            ("/api/v1/runs/query/validate", {"filter": "x"}, 2000),
        ],
    )
    def test_a_request_counts_against_the_tier_that_is_documented(
        self, path: str, body: dict[str, Any] | None, requests: int
    ) -> None:
        assert tier(path, body, NOW).requests == requests


class Clock:
    """A time that passes only when everybody waits for it; each wakes up as late as it is told."""

    def __init__(self, late: float = 0) -> None:
        self.now = 0.0
        self.late = late
        self.waiting: list[tuple[float, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self.waiting.append((self.now + seconds, event))
        await event.wait()

    async def pass_until(self, *tasks: asyncio.Task[Any]) -> None:
        while True:
            for _ in range(3):
                await asyncio.sleep(0)
            if all(task.done() for task in tasks):
                return
            self.waiting.sort(key=lambda each: each[0])
            at, event = self.waiting.pop(0)
            self.now = max(self.now, at + self.late)
            event.set()


class TestTheLimiter:
    @given(
        st.integers(1, 12),
        st.lists(st.sampled_from([0, 0, 0, 0.1, 7, 11]), min_size=1, max_size=40),
        st.sets(st.integers(0, 39)),
        st.sampled_from([0, 0.5]),
    )
    def test_no_window_ever_holds_more_than_the_tier(
        self, requests: int, gaps: list[float], cancelled: set[int], late: float
    ) -> None:
        clock = Clock(late)
        limiter = Limiter(lambda: clock.now, clock.sleep)
        went: list[float] = []

        async def go() -> None:
            await limiter.wait(Tier(requests))
            went.append(clock.now)

        async def run() -> None:
            tasks = []
            for number, gap in enumerate(gaps):
                clock.now += gap
                tasks.append(asyncio.create_task(go()))
                await asyncio.sleep(0)
                if number in cancelled:
                    tasks[-1].cancel()
            await clock.pass_until(*tasks)

        asyncio.run(run())
        assert len(gaps) - len(cancelled) <= len(went) <= len(gaps)
        for first, last in zip(went, went[requests:], strict=False):
            assert last - first >= 10

    def test_a_burst_up_to_the_tier_does_not_wait(self) -> None:
        async def run() -> list[Any]:
            clock = Clock()
            limiter = Limiter(lambda: clock.now, clock.sleep)
            for _ in range(10):
                await limiter.wait(Tier(10))
            return clock.waiting

        assert asyncio.run(run()) == []
