"""Pages, one after the other, hold each run once and in order, whatever their size; made-up cursors break nothing."""

import asyncio
import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
import pytest
from asking import Asking, asking
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from served import CROWD_PROJECT
from serving import Served

from filterlang.evaluate.query import Plan
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.serve.endpoints import application
from filterlang.serve.exported_projects import ExportedProjects

START = datetime(2026, 9, 1, tzinfo=UTC)
PROJECT = ExportedProjects(LocalRuns([]), "here").default
moments = st.integers(0, 3).map(lambda second: (START + timedelta(seconds=second)).isoformat())
traces = st.lists(st.tuples(st.none() | moments, st.integers(0, 2**128 - 1)), max_size=25, unique_by=lambda run: run[1])


def records(drawn: list[tuple[str | None, int]]) -> list[dict[str, Any]]:
    return [
        {"id": str(UUID(int=number)), "name": "run", "run_type": "llm", "status": "success", "start_time": started}
        for started, number in drawn
    ]


def pages(server: Asking, body: dict[str, Any]) -> list[str]:
    """The ids of all pages of v1, one after the other."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = server.post("/runs/query", {"session": [PROJECT], **body, **({"cursor": cursor} if cursor else {})})
        found += [run["id"] for run in page["runs"]]
        cursor = page["cursors"]["next"]
        if cursor is None:
            return found
        assert len(page["runs"]) == body["limit"]


def pages_v2(server: Asking, body: dict[str, Any]) -> list[str]:
    """The same of v2."""
    found: list[str] = []
    page: dict[str, Any] = {"next_cursor": ""}
    while "next_cursor" in page:
        cursor = {"cursor": page["next_cursor"]} if found else {}
        page = server.post("/v2/runs/query", {"project_ids": [PROJECT], "min_start_time": START.isoformat(), **body, **cursor})
        found += [run["id"] for run in page["items"]]
    return found


@given(traces, st.integers(1, 30), st.integers(1, 12))
@settings(max_examples=examples(60))
def test_pages_hold_each_run_once_in_the_order_of_the_whole(drawn: list[tuple[str | None, int]], size: int, ahead: int) -> None:
    runs = LocalRuns(records(drawn))
    server = asking(runs, "here")
    whole = [run["id"] for run in runs.matching()]
    with patch("filterlang.serve.run_pages._READ_AHEAD", ahead):
        assert pages(server, {"limit": size}) == whole
        assert pages(server, {"limit": size, "order": "asc"}) == whole[::-1]
    timed = [run["id"] for run in runs.matching(start_time=START, end_time=START + timedelta(hours=1))]
    window = {"max_start_time": (START + timedelta(hours=1)).isoformat()}
    assert pages_v2(server, {**window, "page_size": size}) == timed


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_parquet_and_json_lines_are_paged_alike(tmp_path: Path, order: str) -> None:
    import duckdb

    starts = [None if n % 9 == 0 else (START + timedelta(seconds=n // 7)).isoformat() for n in range(40)]
    drawn = records([(started, n * 7919 % 101) for n, started in enumerate(starts)])
    lines, parquet = tmp_path / "runs.jsonl", tmp_path / "runs.parquet"
    lines.write_text("\n".join(json.dumps(record | {"trace_id": record["id"]}) for record in drawn), encoding="utf-8")
    duckdb.read_json(str(lines)).write_parquet(str(parquet))
    whole = [run["id"] for run in LocalRuns(drawn).matching()]
    for path in (lines, parquet):
        server = asking(open_runs(path), "here")
        assert pages(server, {"limit": 11, "order": order}) == whole[:: -1 if order == "asc" else 1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/runs/query", {"session": [PROJECT], "limit": 3}),
        ("/v2/runs/query", {"project_ids": [PROJECT], "page_size": 3, "min_start_time": START.isoformat()}),
    ],
)
def test_the_same_page_has_the_same_cursor(path: str, body: dict[str, Any]) -> None:
    def cursors(server: Asking) -> list[str]:
        found: list[str] = []
        while True:
            page = server.post(path, {**body, **({"cursor": found[-1]} if found else {})})
            cursor = page["cursors"]["next"] if "cursors" in page else page.get("next_cursor")
            if cursor is None:
                return found
            found.append(cursor)

    drawn = records([(START.isoformat(), number) for number in range(10)])
    server = asking(LocalRuns(drawn), "here")
    assert cursors(server) == cursors(server) == cursors(asking(LocalRuns(drawn), "here"))
    assert len(cursors(server)) == 3


def test_many_clients_page_at_once(served: Served, reference: LocalRuns) -> None:
    whole = [run["id"] for run in reference.matching(project_id=CROWD_PROJECT)]

    def listed(size: int) -> list[str]:
        found: list[str] = []
        body: dict[str, Any] = {"session": [CROWD_PROJECT], "limit": size, "select": ["id"]}
        with httpx.Client(base_url=served.url) as client:
            while True:
                page = client.post("/runs/query", json=body).json()
                found += [run["id"] for run in page["runs"]]
                body["cursor"] = page["cursors"]["next"]
                if body["cursor"] is None:
                    return found

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(listed, [20, 50, 20, 50, 70, 100, 20, 30])) == [whole] * 8


class Held(LocalRuns):
    """Runs about which a question for one of them is answered only when it is let go."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        super().__init__(records)
        self.held = threading.Semaphore(0)
        self.go = threading.Event()

    def select(self, plan: Plan) -> Any:
        if plan.limit == 2:
            self.held.release()
            assert self.go.wait(60)
        return super().select(plan)


def test_a_slow_question_holds_up_no_other_and_too_many_hold_up_validation_too() -> None:
    runs = Held(records([(START.isoformat(), number) for number in range(10)]))
    transport = httpx.ASGITransport(app=application(runs, "here"))

    async def asked() -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client:

            def ask(size: int) -> asyncio.Task[httpx.Response]:
                return asyncio.create_task(client.post("/runs/query", json={"session": [PROJECT], "limit": size}))

            slow = [ask(1)]
            assert (await ask(5)).status_code == 200
            slow += [ask(1) for _ in range(8)]
            for _ in range(4):
                await asyncio.to_thread(runs.held.acquire)
            validating = asyncio.create_task(client.post("/runs/query/validate", json={"filter": "("}))
            done, _ = await asyncio.wait([validating, *slow], timeout=0.2)
            assert not done
            assert not runs.held.acquire(blocking=False)
            assert (await client.get("/info")).status_code == 200
            runs.go.set()
            assert [answer.status_code for answer in await asyncio.gather(validating, *slow)] == [200] * 10

    asyncio.run(asked())


def test_a_cursor_outlives_the_server() -> None:
    drawn = records([(START.isoformat(), number) for number in range(10)])
    first = asking(LocalRuns(drawn), "here").post("/runs/query", {"session": [PROJECT], "limit": 6})
    rest = asking(LocalRuns(drawn), "here").post(
        "/runs/query", {"session": [PROJECT], "limit": 9, "select": ["name"], "cursor": first["cursors"]["next"]}
    )
    assert [run["id"] for run in first["runs"] + rest["runs"]] == [record["id"] for record in drawn]


def test_runs_that_come_in_between_change_nothing_about_the_others() -> None:
    drawn = records([(START.isoformat(), number) for number in range(2, 12)])
    first = asking(LocalRuns(drawn), "here").post("/runs/query", {"session": [PROJECT], "limit": 5})
    more = [*drawn, *records([(START.isoformat(), 1), ((START + timedelta(1)).isoformat(), 99)])]
    rest = asking(LocalRuns(more), "here").post(
        "/runs/query", {"session": [PROJECT], "limit": 5, "cursor": first["cursors"]["next"]}
    )
    assert [run["id"] for run in first["runs"]] + [run["id"] for run in rest["runs"]][:4] == [r["id"] for r in drawn[:9]]


def test_a_trace_comes_whole() -> None:
    drawn = [{**record, "trace_id": str(UUID(int=0))} for record in records([(START.isoformat(), n) for n in range(150)])]
    page = asking(LocalRuns(drawn), "here").post("/runs/query", {"trace": str(UUID(int=0)), "limit": 3, "cursor": "x"})
    assert [run["id"] for run in page["runs"]] == [record["id"] for record in drawn]
    assert page["cursors"]["next"] is None


def test_the_cursor_of_another_query_is_refused() -> None:
    server = asking(LocalRuns(records([(START.isoformat(), number) for number in range(10)])), "here")
    cursor = server.post("/runs/query", {"session": [PROJECT], "limit": 5})["cursors"]["next"]
    status, answer = server.ask("/runs/query", {"session": [PROJECT], "limit": 5, "run_type": "llm", "cursor": cursor})
    assert status == 400
    assert answer["detail"] == "the cursor belongs to another query: start again without a cursor"


@given(st.text() | st.binary().map(lambda data: urlsafe_b64encode(data).decode()))
def test_a_made_up_cursor_is_refused(text: str) -> None:
    status, answer = asking(LocalRuns([]), "here").ask("/runs/query", {"session": [PROJECT], "cursor": text})
    assert status in (400, 422)
    assert "cursor" in str(answer["detail"])


@given(st.dictionaries(st.sampled_from(["started", "id", "ties", "since"]), st.none() | st.integers() | st.text()))
def test_a_changed_cursor_is_refused_or_gives_runs(changes: dict[str, Any]) -> None:
    server = asking(LocalRuns(records([(START.isoformat(), number) for number in range(10)])), "here")
    cursor = server.post("/runs/query", {"session": [PROJECT], "limit": 5})["cursors"]["next"]
    forged = urlsafe_b64encode(json.dumps({**json.loads(urlsafe_b64decode(cursor)), **changes}).encode()).decode()
    status, _ = server.ask("/runs/query", {"session": [PROJECT], "limit": 5, "cursor": forged})
    assert status in (200, 400)
