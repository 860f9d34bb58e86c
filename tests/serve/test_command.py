"""``filterlang serve``: what it prints, how it ends, and what it does not offer to others."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from served import BOT, BOT_ROOT
from serving import ROOT, Served, serving

IMPATIENT = "from filterlang.serve import requests, running; running.HEAD_SECONDS = requests.BODY_SECONDS = 0.5"
"""What makes the server wait for half a second only."""


def failing(*arguments: str) -> str:
    """What the command says when it ends with 2."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "filterlang", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_it_says_what_to_set_and_what_is_served(served: Served) -> None:
    assert served.ready == (
        f"export LANGSMITH_ENDPOINT={served.url}\n"
        "export LANGSMITH_API_KEY=local\n"
        "projects: crowd (220 runs, 2026-09-01 … 2026-09-01), 3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a10 (59 runs, "
        "2026-10-05 … 2026-11-04), export (20 runs, 2026-09-01 … 2026-09-01)\n"
    )
    assert served.url.startswith("http://127.0.0.1:")


def test_what_it_says_can_be_run_by_a_shell(served: Served) -> None:
    settings = "".join(served.ready.splitlines(keepends=True)[:2])
    done = subprocess.run(
        ["sh", "-c", f"{settings}echo $LANGSMITH_ENDPOINT $LANGSMITH_API_KEY"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{served.url} local\n"


def test_the_log_is_on_standard_error() -> None:
    with serving(str(BOT), "-v") as server:
        asked = urllib.request.Request(f"{server.url}/runs/query", b'{"id": ["x"], "order_by": "-start_time"}')
        with pytest.raises(urllib.error.HTTPError, match="422"):
            urllib.request.urlopen(asked, timeout=30)
        assert server.end() == (
            0,
            "",
            "POST /runs/query: ignored order_by, as LangSmith ignores it: did you mean 'order'?\nPOST /runs/query 422\n",
        )


def test_half_sent_requests_are_dropped() -> None:
    with serving(str(BOT), program=IMPATIENT) as server:
        port = int(server.url.rsplit(":", 1)[1])
        body = b'{"id": ["' + BOT_ROOT.encode() + b'"]}'
        head = b"POST /runs/query HTTP/1.1\r\nhost: localhost\r\ncontent-length: %d\r\n\r\n"
        for sent, answered in (
            (b"", b""),
            (b"POST /runs/qu", b""),
            (head % 99 + b"{", b"HTTP/1.1 408"),
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
                client.sendall(sent)
                assert b"".join(iter(lambda: client.recv(65536), b"")).startswith(answered)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(head % len(body) + body)
            assert client.recv(65536).startswith(b"HTTP/1.1 200")
            client.sendall(b"GET /in")
            assert all(iter(lambda: client.recv(65536), b""))
        assert server.end() == (0, "", "")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to(how: int) -> None:
    with serving(str(BOT)) as server:
        status, out, err = server.end(how)
    assert (status, out, err) == (0, "", "")


def test_clients_that_break_off_or_speak_no_http_leave_no_trace() -> None:
    with serving(str(BOT)) as server:
        port = int(server.url.rsplit(":", 1)[1])
        for said in (
            b"POST /runs/query HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n{",
            b"nonsense\r\n\r\n",
            b"GET /info HTTP/1.1\r\nhost: localhost\r\n\r\nnonsense\r\n\r\n",
            b"GET /runs/query HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n",
            b"POST /runs/query HTTP/1.1\r\nhost: elsewhere\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\nnonsense\r\n",
            b"GET / HTTP/1.1\r\nhost: " + b"x" * 100_000,
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
                client.sendall(said)
                client.shutdown(socket.SHUT_WR)
                while client.recv(4096):
                    pass
        assert server.end() == (0, "", "")


def test_the_key_is_asked_for_and_never_shown(tmp_path: Path) -> None:
    key = "a key that nobody should see"
    with serving(str(BOT), "--host", "0.0.0.0", "--api-key", key, "--project", "bot") as server:
        assert key not in server.ready
        url = server.url.replace("0.0.0.0", "127.0.0.1")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{url}/sessions", timeout=30)
        asked = urllib.request.Request(f"{url}/sessions", headers={"x-api-key": key})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert [project["name"] for project in json.load(answer)] == ["bot"]
        status, out, err = server.end()
    assert (status, out, err) == (0, "", "")


def test_runs_are_not_offered_to_other_machines_without_a_key() -> None:
    said = failing(str(BOT), "--host", "0.0.0.0")
    assert said == "filterlang: --host 0.0.0.0 offers these runs to other machines: add --api-key KEY, or leave --host out\n"
    assert "cannot be sent in a header" in failing(str(BOT), "--api-key", "ключ")
    assert "--api-key is empty" in failing(str(BOT), "--host", "0.0.0.0", "--api-key", "")


def test_what_can_not_be_served_is_said_in_one_line(tmp_path: Path) -> None:
    assert failing(str(tmp_path / "none.jsonl")) == f"filterlang: {tmp_path / 'none.jsonl'}: No such file or directory\n"
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": 1}\n')
    assert failing(str(broken)).startswith(f"filterlang: {broken}:1: ")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert failing(str(BOT), "--port", port) == f"filterlang: 127.0.0.1, port {port}: Address already in use\n"
    assert "a port is a number from 0 to 65535, not '70000'" in failing(str(BOT), "--port", "70000")


def test_broken_lines_are_left_out_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(BOT.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    assert f"{path}:60" in failing(str(path))
    with serving(str(path), "--skip-broken") as server, urllib.request.urlopen(f"{server.url}/sessions", timeout=30) as answer:
        assert [project["run_count"] for project in json.load(answer)] == [59]
