"""How fast clients list runs over HTTP: ``python tests/benchmarks/client.py [rounds]``.

Owns the invariant that every contender is a process of its own that lists the same runs from the same server, one round of all
of them after the other, and that all of them come to the same number. Reported are medians: runs a second and processor time a
run, both beside those of the SDK, and the most memory that the process ever took. On shared cores only processor time can be
compared: wall time has the server's share in it. The contenders are the langsmith SDK by way of v1 and v2, plain httpx with
pydantic, filterlang, and three limits: a socket of the system, which shows how fast the server is; httpx that throws the bytes
away; and httpx with the quickest parser of pydantic. Runs are counted, or their payloads are read as well. Modules are loaded
before the clock starts; click, a tool of development that httpx loads with rich and Pygments where it finds it, is kept from
all of them. Install the package first (``pip install -e .``), so that the parser's table is stored and Lark is not loaded.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from itertools import pairwise
import json
from pathlib import Path
import resource
import socket
from statistics import median
import subprocess
import sys
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit
import warnings

from client_server import PROJECT, START, STEP
from measure import progress, table

STREAMS = 8

SCENARIOS = {
    "no latency, 2 kB a run": (
        20_000,
        2_000,
        0.0,
        ("sdk v1", "sdk v2", "plain", "socket", "bytes", "parsed", "v1", "v1 sync", "v2", "sdk v1, read", "v1, read"),
    ),
    "no latency, 50 kB a run": (
        2_000,
        50_000,
        0.0,
        ("sdk v1", "sdk v2", "plain", "socket", "bytes", "parsed", "v1", "v2", "sdk v1, read", "v1, read"),
    ),
    "150 ms latency, 2 kB a run": (
        8_000,
        2_000,
        0.15,
        ("sdk v1", "bytes, 8 streams", "v1", "v1, 8 windows", "v2", "v2, 8 windows"),
    ),
}
"""How many runs, of how many bytes, after how many seconds, and who lists them."""

Lists = Callable[[str, datetime], Coroutine[Any, Any, int]]
"""Lists the runs of a server up to a time, and says how many they are."""


def nothing(_: Any) -> object:
    return None


def payloads(run: Any) -> object:
    return run.start_time, run.name, run.inputs, run.outputs


def sdk_v1(read: Callable[[Any], object]) -> Lists:
    async def lists(url: str, until: datetime) -> int:
        from langsmith import AsyncClient

        async with AsyncClient(url, "key") as client:
            runs = client.list_runs(project_id=PROJECT, start_time=START, end_time=until)
            return len([read(run) and None async for run in runs])

    return lists


async def sdk_v2(url: str, until: datetime) -> int:
    from langsmith import AsyncClient
    from langsmith._internal._v2_migration_utils import _V2_RUN_SELECTS

    async with AsyncClient(url, "key") as client:
        pages = client.runs.query_v2(project_ids=[PROJECT], min_start_time=START, max_start_time=until, selects=_V2_RUN_SELECTS)
        return len([None async for _ in pages])


async def plain(url: str, until: datetime) -> int:
    from filterlang.evaluate.run import Run
    import httpx

    async with httpx.AsyncClient() as client:
        pages = _pages(client, url, START, until)
        return sum([len([Run.model_validate(each) for each in json.loads(page)["runs"]]) async for page in pages])


async def socket_alone(url: str, until: datetime) -> int:
    count, body, address = 0, _query(START, until), urlsplit(url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        while True:
            sent = json.dumps(body).encode()
            connection.sendall(b"POST /runs/query HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(sent), sent))
            head, _, content = connection.recv(65536).partition(b"\r\n\r\n")
            page = bytearray(int(head.rpartition(b":")[2]))
            page[: len(content)], received = content, len(content)
            while received < len(page):
                received += connection.recv_into(memoryview(page)[received:])
            count += page.count(b'"dotted_order"')
            body["cursor"] = _next(page)
            if body["cursor"] is None:
                return count


async def only_parsed(url: str, until: datetime) -> int:
    from pydantic_core import from_json
    import httpx

    async with httpx.AsyncClient() as client:
        return sum([len(from_json(page)["runs"]) async for page in _pages(client, url, START, until)])


async def only_bytes(url: str, until: datetime) -> int:
    import httpx

    async with httpx.AsyncClient() as client:
        return await _count(client, url, START, until)


async def only_bytes_side_by_side(url: str, until: datetime) -> int:
    import httpx

    edges = [START + (until - START) * number / STREAMS for number in range(STREAMS + 1)]
    async with httpx.AsyncClient() as client:
        return sum(await asyncio.gather(*(_count(client, url, low, high - STEP) for low, high in pairwise(edges))))


async def _count(client: Any, url: str, start: datetime, until: datetime) -> int:
    return sum([page.count(b'"dotted_order"') async for page in _pages(client, url, start, until)])


async def _pages(client: Any, url: str, start: datetime, until: datetime) -> AsyncIterator[bytes]:
    body = _query(start, until)
    while True:
        content = (await client.post(f"{url}/runs/query", json=body)).content
        yield content
        body["cursor"] = _next(content)
        if body["cursor"] is None:
            return


def _query(start: datetime, until: datetime) -> dict[str, Any]:
    return {"session": [PROJECT], "start_time": start.isoformat(), "end_time": until.isoformat()}


def _next(page: bytes | bytearray) -> str | None:
    cursor: str | None = json.loads(page[page.rindex(b'"cursors"') + 10 : -1])["next"]
    return cursor


def ours(read: Callable[[Any], object] = nothing, **query: Any) -> Lists:
    async def lists(url: str, until: datetime) -> int:
        from filterlang import AsyncClient

        async with AsyncClient(url, "key") as client:
            runs = client.list_runs(project_id=PROJECT, start_time=START, end_time=until, **query)
            return len([read(run) and None async for run in runs])

    return lists


async def ours_in_sync(url: str, until: datetime) -> int:
    from filterlang.client import Client

    with Client(url, "key") as client:
        return sum(1 for _ in client.list_runs(project_id=PROJECT, start_time=START, end_time=until, api="v1"))


CONTENDERS: dict[str, tuple[str, Lists]] = {
    "sdk v1": ("langsmith SDK, v1", sdk_v1(nothing)),
    "sdk v2": ("langsmith SDK, v2", sdk_v2),
    "plain": ("httpx and pydantic, v1", plain),
    "sdk v1, read": ("langsmith SDK, v1, payloads read", sdk_v1(payloads)),
    "v1, read": ("filterlang, v1, payloads read", ours(payloads, api="v1")),
    "socket": ("a socket alone, v1: nothing is read", socket_alone),
    "parsed": ("httpx and pydantic_core.from_json, v1", only_parsed),
    "bytes": ("httpx alone, v1: nothing is read", only_bytes),
    "bytes, 8 streams": ("httpx alone, v1, 8 streams: nothing is read, nothing is put in order", only_bytes_side_by_side),
    "v1": ("filterlang, v1", ours(api="v1")),
    "v1 sync": ("filterlang's Client, v1", ours_in_sync),
    "v2": ("filterlang, v2", ours(api="v2")),
    "v1, 8 windows": ("filterlang, v1, windows=8", ours(api="v1", windows=8)),
    "v2, 8 windows": ("filterlang, v2, windows=8", ours(api="v2", windows=8)),
}


_NEEDED = {
    "sdk v1": "langsmith.async_client",
    "sdk v1, read": "langsmith.async_client",
    "socket": "socket",
    "parsed": "httpx",
    "sdk v2": "langsmith.async_client",
    "plain": "filterlang.evaluate.run",
    "bytes": "httpx",
    "bytes, 8 streams": "httpx",
}


@contextmanager
def server(count: int, size: int, delay: float) -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).with_name("client_server.py")), str(count), str(size), str(delay)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.stdin.close()


def contend(name: str, url: str, runs: str) -> None:
    """In a process of its own: list once, and say how many, how long, how much memory."""
    warnings.simplefilter("ignore")
    sys.modules["click"] = None  # type: ignore[assignment]
    import_module(_NEEDED.get(name, "filterlang.client"))
    started, worked = perf_counter(), process_time()
    count = asyncio.run(CONTENDERS[name][1](url, START + STEP * int(runs)))
    seconds, work = perf_counter() - started, process_time() - worked
    print(json.dumps([count, seconds, work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def main(rounds: int) -> None:
    for title, (count, size, delay, names) in SCENARIOS.items():
        print(f"\n{title}: {count:,} runs\n")
        found: dict[str, list[list[float]]] = {name: [] for name in names}
        with server(count, size, delay) as url:
            for number in range(rounds):
                for name in names:
                    command = [sys.executable, __file__, "contend", name, url, str(count)]
                    result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
                    assert result[0] == count, f"{name} lists {result[0]} runs of {count}"
                    found[name].append(result)
                progress(f"  round {number + 1} of {rounds}")
        middle = {name: [median(each) for each in zip(*results, strict=True)] for name, results in found.items()}
        rows = [
            (
                CONTENDERS[name][0],
                round(count / seconds),
                *_times(middle, 1, seconds),
                1e6 * work / count,
                *_times(middle, 2, work),
                round(megabytes),
            )
            for name, (_, seconds, work, megabytes) in middle.items()
        ]
        table(("client", "runs a second", *_BESIDE, "µs of processor a run", *_BESIDE, "peak MB"), rows)


_BESIDE = ("times the SDK's v1", "its v2")


def _times(middle: dict[str, list[float]], column: int, value: float) -> tuple[object, ...]:
    """How many times as long the SDK takes, by way of v1 and of v2."""
    return tuple(middle[name][column] / value if name in middle else "–" for name in ("sdk v1", "sdk v2"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["contend"]:
        contend(*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 5)
