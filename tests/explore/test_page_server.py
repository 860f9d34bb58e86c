"""The server of the page as users run it: who is answered, what a browser is told, what is cancelled, how it ends."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, ExitStack
import json
import os
from pathlib import Path
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import httpx
import pytest

from filterlang.evaluate.query import Plan
from filterlang.explore.explored_runs import ExploredRuns
from filterlang.explore.page_server import explorer, PageServer
from filterlang.exports.cancelled_queries import Cancellable, QueryCancelled, running_work, while_wanted
from filterlang.exports.memory import LocalRuns
from filterlang.sql.engines.duckdb_table import connect, DuckDBTable
from sqlglot import exp

ROOT = Path(__file__).parent.parent.parent
EXPORT = str(ROOT / "docs" / "examples" / "support_bot.jsonl")
_MAIN = "import sys; from filterlang.cli import main; sys.exit(main())"


class Explored:
    """A page under way."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.url = url
        match = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/\?([\w-]+)(#.*)?", url)
        assert match is not None, url
        self.base, self.token, self.fragment = match.groups()

    def ask(self, request: object, **headers: str) -> httpx.Response:
        return httpx.post(f"{self.base}/ask", json=request, headers={"x-token": self.token, **headers}, timeout=30)

    def end(self, how: int = signal.SIGINT) -> tuple[int, str, str]:
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def exploring(*arguments: str) -> Iterator[Explored]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _MAIN, "explore", *arguments, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert process.stdout.readline() == "Ctrl-C ends it.\n", process.stderr and process.stderr.read()
            yield Explored(process, url)
        finally:
            if process.poll() is None:
                process.kill()


@pytest.fixture(scope="module")
def page() -> Iterator[Explored]:
    with exploring(EXPORT, 'eq(status, "error")', "--tree-filter", 'has(tags, "a&b")') as explored:
        yield explored


def test_the_address_begins_with_the_filters(page: Explored) -> None:
    assert page.fragment == "#filter=eq%28status%2C%20%22error%22%29&tree_filter=has%28tags%2C%20%22a%26b%22%29"


def test_the_page_may_load_only_its_own_files(page: Explored) -> None:
    first, second = (httpx.get(page.base) for _ in range(2))
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert first.headers["cache-control"] == "no-store"
    nonces = [re.search(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"]) for answer in (first, second)]
    assert len({nonce and nonce[1] for nonce in nonces}) == 2
    assert nonces[0] is not None
    assert f'content="{nonces[0][1]}"' in first.text
    assert page.token not in first.text


@pytest.mark.parametrize("name", ["explore.js", "explore.css", "favicon.svg"])
def test_its_files_are_sent_once(page: Explored, name: str) -> None:
    sent = httpx.get(f"{page.base}/{name}")
    assert sent.status_code == 200
    assert sent.headers["x-content-type-options"] == "nosniff"
    again = httpx.get(f"{page.base}/{name}", headers={"if-none-match": sent.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_requests_are_answered(page: Explored) -> None:
    answered = page.ask({"request": "count", "query": {"filter": 'eq(status, "error")'}})
    assert answered.headers["cache-control"] == "no-store"
    assert answered.headers["referrer-policy"] == "no-referrer"
    assert answered.json() | {"seconds": 0} == {"count": 2, "total": 59, "seconds": 0}
    assert page.ask({"request": "diagnostics", "text": "eq(status, 5)"}).json()["diagnostics"][0]["code"] == "FL104"


def test_values_are_learned_and_offered(page: Explored) -> None:
    page.ask({"request": "runs"})
    for _ in range(200):
        about = page.ask({"request": "about"}).json()
        if not about["learning"]:
            break
        time.sleep(0.05)
    assert "production" in about["values"]["tags"]
    offered = page.ask({"request": "completions", "text": 'has(tags, "', "offset": 11}).json()
    assert any("production" in item["label"] for item in offered["items"])


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/ask", {"x-token": "wrong"}, 403),
        ("POST", "/ask", {"x-token": ""}, 403),
        ("POST", "/ask", {"x-token": "\xe9"}, 403),
        ("POST", "/ask", {"host": "attacker.example"}, 403),
        ("POST", "/ask", {"host": "127.0.0.1:1"}, 403),
        ("POST", "/ask", {"origin": "http://attacker.example"}, 403),
        ("POST", "/ask", {"origin": "null"}, 403),
        ("GET", "/", {"host": "attacker.example"}, 403),
        ("GET", "/explore.js", {"host": "attacker.example"}, 403),
        ("GET", "/ask", {}, 405),
        ("OPTIONS", "/ask", {}, 405),
        ("PUT", "/", {}, 405),
        ("GET", "/index.html", {}, 404),
        ("GET", "/../pyproject.toml", {}, 404),
        ("GET", "/%2e%2e/pyproject.toml", {}, 404),
    ],
)
def test_nobody_else_is_answered(page: Explored, method: str, path: str, headers: dict[str, str], status: int) -> None:
    body = json.dumps({"request": "count"}).encode() if method == "POST" else None
    encoded = {name: value.encode("latin-1") for name, value in {"x-token": page.token, **headers}.items()}
    answered = httpx.request(method, page.base + path, content=body, headers=encoded)
    assert answered.status_code == status
    assert "access-control-allow-origin" not in answered.headers
    assert "total" not in answered.text
    assert page.token not in answered.text


@pytest.mark.parametrize(
    ("body", "status"), [(b"x" * (5 << 20), 413), (b"", 200), (b"\xff", 200), (b"[" * 100_000, 200), (b'"\\ud800"', 200)]
)
def test_no_body_breaks_it(page: Explored, body: bytes, status: int) -> None:
    answered = httpx.post(f"{page.base}/ask", content=body, headers={"x-token": page.token})
    assert answered.status_code == status
    assert status != 200 or "error" in answered.json()


def test_an_answer_that_nobody_waits_for_is_dropped(page: Explored) -> None:
    """Requests that were left do not keep the server from answering the next one."""
    for _ in range(20):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(
                f"{page.base}/ask",
                json={"request": "count", "query": {"filter": 'search("a b c d e f")'}},
                headers={"x-token": page.token},
                timeout=httpx.Timeout(30, read=0.0001),
            )
    assert page.ask({"request": "count"}).json()["count"] == 59


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly(how: int) -> None:
    with exploring(EXPORT) as explored:
        token = explored.token
        explored.ask({"request": "runs"})
        status, out, err = explored.end(how)
    assert (out, err) == ("", "")
    assert status == 0
    assert token not in err


def test_requests_whose_body_never_comes_do_not_delay_its_end() -> None:
    with exploring(EXPORT) as explored, ExitStack() as connections:
        port = int(explored.base.rpartition(":")[2])
        head = f"POST /ask HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nx-token: {explored.token}\r\ncontent-length: 100\r\n\r\n{{"
        for _ in range(50):
            connections.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(head.encode())
        explored.ask({"request": "count"})
        assert explored.end() == (0, "", "")  # an answer that has to be cancelled is an error there


def test_the_token_is_not_on_the_command_line_of_the_browser(tmp_path: Path) -> None:
    """The browser is a program that keeps its argument and the file that it names."""
    browser, kept = tmp_path / "browser", tmp_path / "kept"
    browser.write_text(f"#!{sys.executable}\nimport os, shutil, sys\nfrom urllib.request import url2pathname\n"
        "path = url2pathname(sys.argv[1].removeprefix('file:'))\n"
        f"with open({str(kept)!r}, 'w') as file: print(path, oct(os.stat(path).st_mode), open(path).read(), file=file)\n"
        "import signal; os.kill(int(os.environ['EXPLORE']), signal.SIGINT)\n")  # fmt: skip
    browser.chmod(0o755)
    hidden = ("CI", "SSH_CONNECTION", "SSH_TTY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"PYTHONPATH": str(ROOT), "BROWSER": f"{browser} %s", "DISPLAY": ":0"}
    main = f"import os; os.environ['EXPLORE'] = str(os.getpid()); {_MAIN}"
    command = [sys.executable, "-c", main, "explore", EXPORT, "gt(latency, 1)"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    path, mode, page = kept.read_text().split(" ", 2)
    assert mode == "0o100600"
    assert f"url={done.stdout.splitlines()[0]}" in page
    assert not Path(path).parent.exists()


class WaitingRuns(LocalRuns):
    """Runs whose queries end only when they are interrupted."""

    def __init__(self) -> None:
        super().__init__([{"id": "1"}])
        self.began = threading.Event()
        self.interrupted = threading.Event()

    def select(self, plan: Plan) -> Any:
        work = running_work()
        with work.interrupted_by(self.interrupted.set):
            self.began.set()
            assert self.interrupted.wait(60)
        work.check()
        return super().select(plan)


async def _asked_and_left(server: PageServer, asked: object, began: threading.Event, interrupted: threading.Event) -> None:
    """Sends a request to a page's application, and goes away when its query has begun."""
    host = ("127.0.0.1", 8765)
    headers = [(b"host", b"127.0.0.1:8765"), (b"x-token", b"token")]
    messages = iter([{"type": "http.request", "body": json.dumps(asked).encode()}])

    async def receive() -> dict[str, Any]:
        for message in messages:
            return message
        assert await asyncio.to_thread(began.wait, 60)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pass

    scope = {"type": "http", "method": "POST", "path": "/ask", "query_string": b"", "headers": headers, "server": host}
    await explorer(server)(scope, receive, send)
    assert await asyncio.to_thread(interrupted.wait, 60)


class TestCancelling:
    def test_a_query_of_duckdb_is_interrupted(self) -> None:
        table = DuckDBTable(connect(), exp.to_table("runs"), {})
        work = Cancellable()
        timer = threading.Timer(0.2, work.cancel)
        timer.start()
        slow = "SELECT sum(a.range * b.range) AS n FROM range(100000000) a, range(100000) b"
        with work.running(), pytest.raises(QueryCancelled):
            list(table.rows(slow, {}))
        timer.join()
        assert list(table.rows("SELECT 1 AS n", {})) == [{"n": 1}]

    def test_the_query_of_a_request_that_was_left_is_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The browser goes away while the query runs, which nothing but the interrupt can end."""
        monkeypatch.setattr("filterlang.explore.page_server.SECONDS", 600.0)
        runs = WaitingRuns()
        server = PageServer(ExploredRuns(runs, "runs"), "token")
        asked = {"request": "count", "query": {"filter": "gt(latency, 1)"}}
        asyncio.run(_asked_and_left(server, asked, runs.began, runs.interrupted))

    def test_items_are_no_longer_taken(self) -> None:
        work = Cancellable()
        with work.running():
            items = iter(while_wanted(range(10_000)))
            assert next(items) == 0
            work.cancel()
            with pytest.raises(QueryCancelled):
                list(items)

    def test_other_work_goes_on(self) -> None:
        work = Cancellable()
        work.cancel()
        assert list(while_wanted(range(3))) == [0, 1, 2]
        with Cancellable().running():
            assert list(while_wanted(range(3))) == [0, 1, 2]


def test_wrong_usage_is_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{\n")
    cases: list[tuple[list[str], str]] = [
        ([], "say where the runs are"),
        ([str(tmp_path / "none.jsonl")], "No such file"),
        ([str(broken)], "broken.jsonl:1: not JSON"),
        ([EXPORT, "--since", "7d"], "--since is only for --project"),
        (["duckdb:x.duckdb#runs"], "filterlang runs --from duckdb:x.duckdb#runs"),
    ]
    for arguments, words in cases:
        command = [sys.executable, "-c", _MAIN, "explore", *arguments, "--no-browser"]
        environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
        assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1), ended.stderr
        assert words in ended.stderr
