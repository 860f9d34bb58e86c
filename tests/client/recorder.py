"""A loopback server that answers as it is told and remembers what it was asked, and what asks it."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from filterlang.client import AsyncClient
from filterlang.evaluate.run import Run
from filterlang.evaluate.run_texts import RunText, check_texts

KEY = "lsv2_pt_0123456789abcdef_not_a_real_key"
PROJECT, TRACE = "00000000-0000-4000-8000-000000000090", "00000000-0000-4000-8000-000000000001"


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


@dataclass
class Answer:
    """What to send back: JSON, or bytes as they are."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Server:
    """``info`` is what GET /info answers; that question alone is remembered apart, in ``infos``."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    infos: list[Asked] = field(default_factory=list)
    answer: Callable[[Asked], Answer] = lambda request: items([]) if request.path.endswith("v2/runs/query") else page([])
    info: Answer = field(default_factory=lambda: Answer({"detail": "Not Found"}, 404))

    def bodies(self) -> list[Any]:
        return [request.body for request in self.asked]

    def has(self, *apis: str) -> None:
        self.info = Answer(
            {"version": "0.15", "instance_flags": {"ch_query_enabled": "v1" in apis, "sdb_query_enabled": "v2" in apis}}
        )


@contextmanager
def serving() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def respond(self) -> None:
            url = urlsplit(self.path)
            data = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Asked(self.command, url.path, parse_qs(url.query), headers, json.loads(data) if data else None)
            is_info = url.path.endswith("/info")
            (state.infos if is_info else state.asked).append(request)
            answer = state.info if is_info else state.answer(request)
            content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in {"content-length": str(len(content)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = respond  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Http(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Keep quiet: a client that hangs up is part of the tests."""

    with Http(("127.0.0.1", 0), Handler) as http:
        state.url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        http.shutdown()
        thread.join()


def uuid(number: int) -> str:
    return f"00000000-0000-4000-9000-{number:012}"


def named(numbers: list[int] | range) -> list[dict[str, object]]:
    return [{"id": uuid(n), "name": f"run {n}"} for n in numbers]


def texts(records: Iterable[Mapping[str, object]]) -> list[RunText]:
    """Records as a page has them."""
    return check_texts(json.dumps(record).encode() for record in records)


def page(numbers: list[int] | range, next: object = None) -> Answer:
    """A page of v1."""
    return Answer({"runs": named(numbers), "cursors": {"next": next, "prev": None}})


def items(numbers: list[int] | range, next: object = None) -> Answer:
    """A page of v2."""
    return Answer({"items": named(numbers), "next_cursor": next})


def listed(server: Server, **query: Any) -> list[Run]:
    async def collect() -> list[Run]:
        async with AsyncClient(server.url, KEY, retries=0) as client:
            return [run async for run in client.list_runs(**query)]

    return asyncio.run(collect())


def names(runs: list[Run]) -> list[str | None]:
    return [run.name for run in runs]
