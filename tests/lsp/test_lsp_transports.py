"""The other ways to the server: a port, and a WebSocket."""

import json
import re
import socket
import subprocess
import sys
from typing import Any

from protocol_client import PATIENCE, ROOT
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

INITIALIZE = {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}
ENDING: list[dict[str, Any]] = [{"id": 2, "method": "shutdown"}, {"method": "exit"}]


def started(*arguments: str) -> tuple[subprocess.Popen[str], str, int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "filterlang", "lsp", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stderr is not None
    line = process.stderr.readline()
    match = re.search(r"(127\.0\.0\.1):(\d+)$", line.strip())
    assert match is not None, line
    return process, match[1], int(match[2])


def message(body: dict[str, Any]) -> str:
    return json.dumps({"jsonrpc": "2.0", **body})


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, log = process.communicate(timeout=PATIENCE)
    return process.returncode, out, log


def test_a_client_connects_to_a_port() -> None:
    process, host, port = started("--tcp", "0")
    with socket.create_connection((host, port), PATIENCE) as connection:
        for each in (INITIALIZE, *ENDING):
            body = message(each).encode()
            connection.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        received = b""
        while data := connection.recv(65_536):
            received += data
    assert [json.loads(body)["id"] for body in re.findall(rb"\r\n\r\n(\{.*?\})(?=Content|$)", received)] == [1, 2]
    assert ended(process) == (0, "", "")


def test_a_browser_is_not_listened_to() -> None:
    process, host, port = started("--tcp", "127.0.0.1:0")
    with socket.create_connection((host, port), PATIENCE) as connection:
        body = message(INITIALIZE)
        connection.sendall(f"POST / HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        assert connection.recv(65_536) == b""
    status, out, log = ended(process)
    assert (status, out) == (0, "")
    assert "not a header" in log


def test_a_web_page_connects_by_websocket() -> None:
    process, host, port = started("--websocket", "0")
    address = f"ws://{host}:{port}"
    with pytest.raises(InvalidStatus, match="403"):
        connect(address, origin="https://elsewhere.example")
    with connect(address, origin="http://localhost:5173") as connection:
        connection.send(message(INITIALIZE))
        answer = connection.recv(PATIENCE)
        assert isinstance(answer, str)
        assert json.loads(answer)["result"]["serverInfo"]["name"] == "filterlang"
        for each in ENDING:
            connection.send(message(each))
        assert json.loads(connection.recv(PATIENCE))["id"] == 2
    assert ended(process)[:2] == (0, "")


def test_the_server_ends_with_its_client() -> None:
    process, host, port = started("--websocket", "0")
    with connect(f"ws://{host}:{port}") as connection:
        connection.send(message(INITIALIZE))
        connection.recv(PATIENCE)
    assert ended(process)[:2] == (0, "")


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "filterlang", "lsp", "--tcp", str(taken.getsockname()[1])]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
