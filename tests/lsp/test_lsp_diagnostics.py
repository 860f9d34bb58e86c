"""Diagnostics: pushed or pulled, of documents and of the workspace."""

from pathlib import Path
from typing import Any

from protocol_client import PATIENCE, ProtocolClient, Refused, range_, session
import pytest

URI = "file:///nowhere/a.py"
TEXT = "from langsmith import Client\nClient().runs.query(min_start_time=0, filter='eq(status, error)')\n"
PULLING: Any = {
    "textDocument": {"diagnostic": {"dynamicRegistration": False}},
    "workspace": {"diagnostics": {"refreshSupport": True}, "inlayHint": {"refreshSupport": True}},
}
OPERATOR = (1, 40, 1, 42)


def test_diagnostics_are_pushed() -> None:
    with session() as client:
        assert "diagnosticProvider" not in client.initialized
        client.open(URI, TEXT)
        (bare,) = client.diagnostics(URI, 1)
        fingerprint = bare["data"].pop("fingerprint")
        assert bare == {
            "range": range_(1, 57, 1, 62),
            "severity": 1,
            "code": "FL014",
            "source": "filterlang",
            "message": 'the text error stands without quotes\nwrite "error"',
            "data": {"rule": "bare-word"},
        }
        client.change(URI, 2, ((0, 0, 0, 0), "# a line more\n"))
        (moved,) = client.diagnostics(URI, 2)
        assert (moved["range"]["start"]["line"], moved["data"]["fingerprint"]) == (2, fingerprint)
        client.change(URI, 3, (None, "nothing\n"))
        assert client.diagnostics(URI, 3) == []
        client.change(URI, 2, (None, TEXT))  # a version out of order
        assert len(client.diagnostics(URI, 2)) == 1
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert client.diagnostics(URI) == []
        client.open(URI, TEXT, version=1)
        assert len(client.diagnostics(URI, 1)) == 1


def test_positions_that_are_not_there_count_as_the_nearest() -> None:
    with session() as client:
        client.open(URI, TEXT)
        client.change(URI, 2, ((99, 0, 99, 5), "filter = 'eq(name, a)'"), ((1, 4000, 1, 9000), "  # end"))
        client.diagnostics(URI, 2)
        assert client.at("completion", URI, 500, 500) is None
        assert client.at("hover", URI, 1, 10_000) is None


def test_the_language_is_that_of_the_file_or_of_the_editors_id() -> None:
    filter = "eq(name, a)\n"
    with session() as client:
        for address, language, text in (
            ("untitled:Untitled-1", "langsmith-filter", filter),
            ("file:///nowhere/a.filter", "plaintext", filter),
            ("vscode-notebook-cell:/nowhere/a.ipynb#W1", "python", TEXT),
            ("git:/nowhere/a.py?ref", "python", TEXT),
            ("file:///nowhere/a", "typescriptreact", 'client.runs.query({ filter: "eq(name, a)" })\n'),
            ("inmemory://model/1", "shellscript", "langsmith runs list --filter 'eq(name, a)'\n"),
            ("file:///nowhere/b%20c/%C3%A9.py", "python", TEXT),
        ):
            client.open(address, text, language)
            assert "FL014" in [each["code"] for each in client.diagnostics(address)], address
        client.open("file:///nowhere/a.txt", filter, "plaintext")
        client.notify("textDocument/didClose", {"textDocument": {"uri": "untitled:Untitled-1"}})
        assert client.diagnostics("untitled:Untitled-1") == []
        assert not [each for each in client.notifications if each["params"]["uri"].endswith(".txt")]
        client.open("untitled:Untitled-1", TEXT, "python")
        assert client.diagnostics("untitled:Untitled-1")


def test_a_hundred_documents_are_open() -> None:
    with session() as client:
        for number in range(100):
            client.open(f"file:///nowhere/{number}.py", TEXT)
        for number in range(100):
            client.change(f"file:///nowhere/{number}.py", 2, ((1, 62, 1, 62), f"{number}"))
        for number in range(100):
            messages = [each["message"] for each in client.diagnostics(f"file:///nowhere/{number}.py", 2)]
            assert f'the text error{number} stands without quotes\nwrite "error{number}"' in messages


def test_a_client_that_pulls_is_pushed_nothing() -> None:
    with session(capabilities=PULLING) as client:
        options = client.initialized["diagnosticProvider"]
        assert options == {"identifier": "filterlang", "interFileDependencies": False, "workspaceDiagnostics": True}
        client.open(URI, TEXT)
        report = client.about("diagnostic", URI)
        assert report["kind"] == "full"
        assert [each["code"] for each in report["items"]] == ["FL014"]
        again = client.about("diagnostic", URI, previousResultId=report["resultId"])
        assert again == {"kind": "unchanged", "resultId": report["resultId"]}
        client.change(URI, 2, ((1, 57, 1, 62), '"error"'))
        changed = client.about("diagnostic", URI, previousResultId=report["resultId"])
        assert (changed["kind"], changed["items"]) == ("full", [])
        client.change(URI, 3, (None, TEXT))
        client.notify("workspace/didChangeConfiguration", {"settings": {"ignore": ["FL014"]}})
        client.wait_for("workspace/diagnostic/refresh")
        client.wait_for("workspace/inlayHint/refresh")
        assert client.about("diagnostic", URI)["items"] == []
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert client.about("diagnostic", URI)["items"] == []
        assert not [each for each in client.notifications if each["method"] == "textDocument/publishDiagnostics"]


def workspace(folder: Path) -> dict[str, Any]:
    for name in ("a.py", "b.py"):
        (folder / name).write_text(TEXT)
    (folder / "c.py").write_text("nothing\n")
    return {"workspaceFolders": [{"uri": folder.as_uri(), "name": "w"}]}


def check(client: ProtocolClient, **params: Any) -> Any:
    return client.request("workspace/executeCommand", {"command": "filterlang.checkWorkspace", **params})


def test_the_workspace_is_checked_with_progress(tmp_path: Path) -> None:
    with session(capabilities={"window": {"workDoneProgress": True}}, **workspace(tmp_path)) as client:
        first, second = (tmp_path / "a.py").as_uri(), (tmp_path / "b.py").as_uri()
        client.open(second, "filter = ''\n")
        assert client.diagnostics(second) == []
        assert check(client) == {"summary": "Found 2 errors in 2 files", "files": 3, "error": 2}
        token = client.wait_for("window/workDoneProgress/create")["token"]
        steps = [each["params"] for each in client.notifications if each["method"] == "$/progress"]
        assert {each["token"] for each in steps} == {token}
        assert [each["value"]["kind"] for each in steps] == ["begin", "end"]
        assert [each["code"] for each in client.diagnostics(first)] == ["FL014"]
        assert not [each for each in client.notifications if each["params"].get("uri") == second]
        (tmp_path / "a.py").write_text("nothing\n")
        assert check(client, workDoneToken="mine")["summary"] == "Found 1 error in 1 file"
        assert client.diagnostics(first) == []
        assert client.wait_for("$/progress")["token"] == token


def test_a_check_of_the_workspace_writes_nothing_into_it(tmp_path: Path) -> None:
    folders = workspace(tmp_path)
    files = sorted(tmp_path.rglob("*"))
    with session(**folders) as client:
        assert check(client)["files"] == 3
    assert sorted(tmp_path.rglob("*")) == files


def test_the_diagnostics_of_the_workspace_are_pulled(tmp_path: Path) -> None:
    with session(capabilities=PULLING, **workspace(tmp_path)) as client:
        first = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
        assert sorted(each["uri"] for each in first) == [(tmp_path / name).as_uri() for name in ("a.py", "b.py")]
        known = [{"uri": each["uri"], "value": each["resultId"]} for each in first]
        waiting = client.begin("workspace/diagnostic", {"previousResultIds": known})
        (tmp_path / "a.py").write_text("nothing\n")
        check(client)
        (gone,) = client.answer(waiting)["items"]
        assert (gone["uri"], gone["items"]) == ((tmp_path / "a.py").as_uri(), [])
        known = [
            {"uri": each["uri"], "value": each["resultId"]}
            for each in (gone, *first)
            if each["uri"] != first[0]["uri"] or each is gone
        ]
        waiting = client.begin("workspace/diagnostic", {"previousResultIds": known})
        client.notify("$/cancelRequest", {"id": waiting})
        with pytest.raises(Refused) as raised:
            client.answer(waiting)
        assert raised.value.code == -32800
        waiting = client.begin("workspace/diagnostic", {"previousResultIds": known})
    assert client.process.wait(PATIENCE) == 0


def test_the_log_says_why_a_document_is_not_searched() -> None:
    deep = f"{TEXT}deep = {'[' * 2_000}"
    with session() as client:
        client.open(URI, deep)
        logged = client.wait_for("window/logMessage", lambda params: "is skipped" in params["message"])
        assert logged["message"] == "/nowhere/a.py is skipped: its brackets are nested deeper than 1,000 levels"
        client.change(URI, 2, (None, TEXT))
        client.wait_for("window/logMessage", lambda params: params["message"] == "/nowhere/a.py is searched again")
