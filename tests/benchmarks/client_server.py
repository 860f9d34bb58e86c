"""A loopback server for the benchmark of clients: pages that are written already, after a delay, from a process of its own.

Owns the invariant that its own part of the time is small and the same for every contender: a page
is made once, and sent as the same bytes from then on.
"""

import asyncio
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
import json
from pathlib import Path
import re
import sys
from typing import Any
from uuid import UUID

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(milliseconds=500)
PROJECT = "00000000-0000-4000-8000-000000000090"
_EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "support_bot.jsonl"
_LATEST = re.compile(r'lte\(start_time, "([^"]+)"\)')  # how a client may give v1 the latest start
_RENAMED = {"session_id": "project_id", "in_dataset": "is_in_dataset"}


class Runs:
    """As many runs as asked for, the latest first, each written for both APIs."""

    def __init__(self, count: int, size: int) -> None:
        examples = [json.loads(line) for line in _EXAMPLES.read_text(encoding="utf-8").splitlines()]
        self.times = [START + STEP * number for number in range(count)]
        self.v1: list[bytes] = []
        self.v2: list[bytes] = []
        for number, moment in enumerate(self.times):
            record = _whole(examples[number % len(examples)], number, moment, size)
            self.v1.append(json.dumps(record).encode())
            self.v2.append(json.dumps(_as_v2(record)).encode())

    def page(self, body: dict[str, Any], *, v2: bool) -> bytes:
        low, high = (body.get(name) for name in (("min_start_time", "max_start_time") if v2 else ("start_time", "end_time")))
        latest = None if v2 else _LATEST.search(body.get("filter") or "")
        high = high if latest is None else latest[1]
        first = 0 if low is None else bisect_left(self.times, datetime.fromisoformat(low))
        last = len(self.times) if high is None else bisect_right(self.times, datetime.fromisoformat(high))
        last -= int(body.get("cursor") or 0)
        size = min(body.get("page_size" if v2 else "limit") or 100, 1000 if v2 else 100)
        chosen = range(last - 1, max(first, last - size) - 1, -1)
        cursor = json.dumps(str(int(body.get("cursor") or 0) + size) if last - size > first else None).encode()
        return self._page(chosen, cursor, v2)

    @cache  # noqa: B019 - the runs last as long as the process
    def _page(self, chosen: range, cursor: bytes, v2: bool) -> bytes:
        runs = b",".join([(self.v2 if v2 else self.v1)[number] for number in chosen])
        if v2:
            return b'{"items":[' + runs + b'],"next_cursor":' + cursor + b"}"
        return b'{"runs":[' + runs + b'],"cursors":{"next":' + cursor + b',"prev":null}}'


def _whole(example: dict[str, Any], number: int, moment: datetime, size: int) -> dict[str, Any]:
    """A record with every field that the SDK's client selects, of about as many bytes as asked for."""
    id = str(UUID(int=number + (1 << 96)))
    record = {
        **example, "id": id, "start_time": moment.replace(tzinfo=None).isoformat(timespec="microseconds"),
        "end_time": (moment + STEP).replace(tzinfo=None).isoformat(timespec="microseconds"), "session_id": PROJECT,
        "app_path": f"/o/{PROJECT}/projects/p/{PROJECT}/r/{id}", "events": [], "first_token_time": None,
        "parent_run_ids": [example["parent_run_id"]] if example["parent_run_id"] else [], "prompt_cost": "0.000123",
        "completion_cost": "0.000456", "total_cost": "0.000579", "reference_example_id": None, "in_dataset": False,
        "prompt_token_details": {"cache_read": 0}, "completion_token_details": {"reasoning": 0}, "s3_urls": None,
    }  # fmt: skip
    short = size - len(json.dumps(record))
    if short > 0:
        record["inputs"] = {**(record["inputs"] or {}), "documents": ["x" * 200] * (short // 204)}
    return record


def _as_v2(record: dict[str, Any]) -> dict[str, Any]:
    made = {_RENAMED.get(name, name): value for name, value in record.items() if name not in ("parent_run_id", "s3_urls")}
    made |= {"run_type": record["run_type"].upper(), "status": (record["status"] or "pending").upper()}
    made |= {name: f"{record[name]}Z" for name in ("start_time", "end_time")}
    made |= {name: float(record[name]) for name in ("prompt_cost", "completion_cost", "total_cost")}
    made |= {name: {"raw": record[name]} for name in ("prompt_token_details", "completion_token_details")}
    return made


class Answering(asyncio.Protocol):
    """As much of HTTP as the clients here speak."""

    def __init__(self, runs: Runs, delay: float) -> None:
        self._runs = runs
        self._delay = delay
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        length = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(rest) < length:
            return
        self._received = rest[length:]
        path = head.split(b" ", 2)[1]
        body = json.loads(rest[:length]) if length else {}
        asyncio.get_running_loop().call_later(self._delay, self._answer, path, body)

    def _answer(self, path: bytes, body: dict[str, Any]) -> None:
        content = b"{}" if path.endswith(b"/info") else self._runs.page(body, v2=b"/v2/" in path)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content)
        if not self._transport.is_closing():
            self._transport.write(head + content)


async def serve(count: int, size: int, delay: float) -> None:
    runs = Runs(count, size)
    server = await asyncio.get_running_loop().create_server(lambda: Answering(runs, delay), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until the benchmark lets go of it


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
