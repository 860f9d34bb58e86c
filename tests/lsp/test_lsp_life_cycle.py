"""The life of a session: what is taken when, what is refused, and how it ends. No message ends the server but ``exit``."""

import json
import os
import signal
import subprocess
import sys

from protocol_client import PATIENCE, ROOT, ProtocolClient, Refused, session
import pytest

PARSE_ERROR, INVALID_REQUEST, UNKNOWN_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED = -32002


def refused(client: ProtocolClient, method: str, params: object = None) -> int:
    with pytest.raises(Refused) as raised:
        client.request(method, params)
    code: int = raised.value.code
    return code


def test_requests_out_of_turn_are_refused() -> None:
    client = ProtocolClient()
    position = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}
    assert refused(client, "textDocument/hover", position) == NOT_INITIALIZED
    client.notify(
        "textDocument/didOpen", {"textDocument": {"uri": "file:///a.py", "languageId": "python", "version": 1, "text": ""}}
    )
    client.initialize()
    assert refused(client, "initialize", {"processId": None, "rootUri": None, "capabilities": {}}) == INVALID_REQUEST
    assert client.request("textDocument/hover", position) is None
    assert client.request("shutdown") is None
    assert refused(client, "textDocument/hover", position) == INVALID_REQUEST
    client.notify("exit")
    assert client.process.wait(PATIENCE) == 0


def test_no_message_ends_the_server() -> None:
    with session() as client:
        for body, code in (
            (b"{", PARSE_ERROR),
            (b"[" * 100_000, PARSE_ERROR),
            (b"\xff\xfe", PARSE_ERROR),
            (b"[]", INVALID_REQUEST),
            (b"{}", INVALID_REQUEST),
            (b'"text"', INVALID_REQUEST),
        ):
            client.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            with pytest.raises(Refused) as raised:
                client.answer(None)
            assert raised.value.code == code
        client.send_bytes(b"something else\r\n\r\n")
        assert refused(client, "textDocument/nonsense", {}) == UNKNOWN_METHOD
        assert refused(client, "textDocument/hover", {"position": "here"}) == INVALID_PARAMS
        assert refused(client, "textDocument/hover", [1, 2]) == INVALID_PARAMS
        assert refused(client, "workspace/executeCommand", {"command": "filterlang.nonsense"}) == INVALID_PARAMS
        assert refused(client, "workspace/executeCommand", {"command": "filterlang.explain"}) == INVALID_PARAMS
        client.notify("textDocument/nonsense", {"a": 1})
        client.notify("textDocument/didChange", {"textDocument": "a"})
        client.send({"id": "unasked", "result": {}})
        client.send({"id": "unasked", "error": {"code": 1, "message": "no"}})
        client.notify("$/cancelRequest", {"id": 12345})
        body = json.dumps({"jsonrpc": "2.0", "id": "text", "method": "textDocument/nonsense"}).encode()
        client.send_bytes(b"content-length:%d\r\nContent-Type: x\r\n\r\n%b" % (len(body), body))
        with pytest.raises(Refused):
            client.answer("text")


def test_a_document_that_is_not_open_has_nothing() -> None:
    uri = "file:///never/opened.py"
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    with session() as client:
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        client.change(uri, 2, (None, "text"))
        for method in ("hover", "completion", "signatureHelp", "definition", "documentHighlight", "linkedEditingRange"):
            assert client.at(method, uri, 3, 4) is None
        for method in ("documentSymbol", "foldingRange", "semanticTokens/full"):
            assert client.about(method, uri) is None
        options = {"tabSize": 4, "insertSpaces": True}
        assert client.about("formatting", uri, options=options) is None
        assert client.about("rangeFormatting", uri, options=options, range=whole) is None
        assert client.about("codeAction", uri, range=whole, context={"diagnostics": []}) is None
        assert client.about("inlayHint", uri, range=whole) is None
        assert client.about("semanticTokens/range", uri, range=whole) is None
        assert client.about("selectionRange", uri, positions=[]) is None


def test_the_end_of_the_input_ends_the_server() -> None:
    client = ProtocolClient()
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(PATIENCE) == 0


def test_exit_without_shutdown_is_a_failure() -> None:
    client = ProtocolClient()
    client.initialize()
    client.notify("exit")
    assert client.process.wait(PATIENCE) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_signal_ends_the_server_cleanly() -> None:
    client = ProtocolClient("--stdio", "--clientProcessId", str(os.getpid()))
    client.initialize()
    client.process.send_signal(signal.SIGTERM)
    assert client.process.wait(PATIENCE) == 0
    assert client.log == ""


@pytest.mark.skipif(os.name == "nt", reason="the end of the input tells it on Windows")
def test_the_end_of_the_clients_process_ends_the_server() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        client = ProtocolClient()
        client.initialize(processId=parent.pid)
        assert client.request("workspace/executeCommand", {"command": "filterlang.explain", "arguments": ["bare-word"]})
        parent.kill()
    assert client.process.wait(PATIENCE) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
def test_a_person_in_a_terminal_is_told_how_to_end_it() -> None:
    mine, theirs = os.openpty()
    command = [sys.executable, "-m", "filterlang", "lsp"]
    process = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "Ctrl-C ends it" in line
    process.send_signal(signal.SIGINT)
    out, log = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, log) == (0, "", "")
    os.close(mine)
    os.close(theirs)


def test_nothing_of_filterlang_is_imported_before_the_client_is_answered() -> None:
    probe = (
        "import sys\n"
        "from filterlang.cli import main\n"
        "from filterlang.lsp.wire_protocol import WireProtocol\n"
        "send = WireProtocol._send_data\n"
        "def listing(self, data):\n"
        "    WireProtocol._send_data = send\n"
        "    print(*sorted(sys.modules), file=sys.stderr)\n"
        "    send(self, data)\n"
        "WireProtocol._send_data = listing\n"
        "sys.exit(main(['lsp']))\n"
    )
    client = ProtocolClient(command=[sys.executable, "-c", probe])
    client.initialize()
    assert client.end() == 0
    loaded = client.log.split()
    ours = {name.removeprefix("filterlang.") for name in loaded if name.startswith("filterlang.")}
    packages = {name.partition(".")[0] for name in ours}
    assert "lsp" in packages
    assert packages <= {"cli", "lsp", "text"}
    light = {"text", "text.display", "text.extras", "text.frozen", "text.version"}  # display: how wide the help is
    assert {name for name in ours if name.startswith("text")} <= light
    assert not {"tree_sitter", "lark", "rich", "httpx", "pydantic", "duckdb", "hypothesis"} & set(loaded)


@pytest.mark.parametrize("words", [["check", "-q", "-e", 'eq(status, "error")'], ["lsp", "--help"], ["rule", "FL014"]])
def test_no_other_command_loads_the_libraries_of_the_server(words: list[str]) -> None:
    probe = f"import sys\nfrom filterlang.cli import main\ntry: main({words!r})\nexcept SystemExit: pass\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"pygls", "lsprotocol", "cattrs", "attrs", "asyncio"} & set(ran.stdout.split())


def test_without_the_libraries_a_line_says_how_to_install_them() -> None:
    probe = "import sys\nsys.modules['pygls'] = None\nfrom filterlang.cli import main\nsys.exit(main(['lsp']))"
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.count("\n") == 1
    assert "pip install" in ran.stderr
    assert "[lsp]" in ran.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--tcp", "nowhere:port"],
        ["--tcp", "99999"],
        ["--tcp", ":0"],
        ["--tcp", "0", "--websocket", "0"],
        ["--log-level", "loud"],
    ],
)
def test_wrong_options_are_refused(words: list[str]) -> None:
    command = [sys.executable, "-m", "filterlang", "lsp", *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL)
    assert (ran.returncode, ran.stdout) == (2, "")
