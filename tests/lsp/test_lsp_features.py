"""What each request about filters gives, in a document with escapes, and what a client that can little gets."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from protocol_client import ProtocolClient, Refused, edited, range_, session
import pytest

URI = "file:///nowhere/alerts.py"
TEXT = """\
from langsmith import Client

runs = Client().runs.query(
    min_start_time=0,
    filter="and(eq(metadata_key, \\"tier\\"),eq(metadata_value, 'gold'))",
)
more = Client().runs.query(min_start_time=0, filter=f"and(gt(latency, 5), ")
kept = Client().runs.query(min_start_time=0, filter='''and(
    eq(status, "error"),
    eq(name, "a")
)''')
"""
KEY, VALUE = (4, 33), (4, 60)
ABLE: Any = {
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
        "completion": {
            "completionItem": {
                "snippetSupport": True,
                "insertReplaceSupport": True,
                "documentationFormat": ["markdown", "plaintext"],
                "resolveSupport": {"properties": ["documentation"]},
            }
        },
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "signatureHelp": {"signatureInformation": {"parameterInformation": {"labelOffsetSupport": True}}},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}},
    "window": {"showDocument": {"support": True}},
}
PLAIN: Any = {
    "textDocument": {
        "hover": {"contentFormat": ["plaintext"]},
        "completion": {"completionItem": {"documentationFormat": ["plaintext"]}},
    }
}


def text_at(text: str, range: Any) -> str:
    lines = text.split("\n")
    start, end = range["start"], range["end"]
    assert start["line"] == end["line"]
    return lines[start["line"]][start["character"] : end["character"]]


def items(client: ProtocolClient, line: int, character: int) -> dict[str, Any]:
    answer = client.at("completion", URI, line, character)
    return {item["label"]: item for item in answer["items"]}


def test_requests_about_a_place() -> None:
    with session(capabilities=ABLE) as client:
        client.open(URI, TEXT)
        assert client.diagnostics(URI)
        shown = client.at("hover", URI, *KEY)
        assert shown["contents"]["kind"] == "markdown"
        assert "`tier`" in shown["contents"]["value"]
        signature = client.at("signatureHelp", URI, *KEY)
        (one,) = signature["signatures"]
        start, end = one["parameters"][0]["label"]
        assert one["label"][start:end] == "metadata_key"
        marks = client.at("documentHighlight", URI, *KEY)
        assert [text_at(TEXT, mark["range"]) for mark in marks if mark["kind"] == 3] == ['\\"tier\\"']
        (definition,) = client.at("definition", URI, *VALUE)
        assert (definition["uri"], text_at(TEXT, definition["range"])) == (URI, '\\"tier\\"')
        grown = client.about("selectionRange", URI, positions=[{"line": 4, "character": 36}, {"line": 0, "character": 2}])
        texts, inner = [], grown[0]
        while inner is not None:
            texts.append(text_at(TEXT, inner["range"]))
            inner = inner.get("parent")
        assert texts[0] == "tier"
        assert all(small in large for small, large in pairwise(texts))
        assert grown[1] == {"range": range_(0, 2, 0, 2)}
        for line, character in ((0, 3), (3, 8), (4, 5)):
            assert client.at("hover", URI, line, character) is None
            assert client.at("completion", URI, line, character) is None


def test_completion_writes_in_the_escaping_of_the_document() -> None:
    with session(capabilities=ABLE) as client:
        client.open(URI, TEXT)
        found = items(client, 6, 73)
        pair = found["metadata pair"]
        assert pair["insertTextFormat"] == 2
        assert pair["textEdit"]["newText"].count('\\\\"') == 4, "the escaped quotes, as a snippet has a backslash"
        assert "${1}" in pair["textEdit"]["newText"]
        assert "{{" not in pair["textEdit"]["newText"]
        assert "documentation" not in found["eq"]
        assert client.request("completionItem/resolve", found["eq"])["documentation"]["kind"] == "markdown"
        client.change(URI, 2, ((6, 73, 6, 73), "gt(lat"))
        latency = items(client, 6, 79)["latency"]
        assert latency["textEdit"] == {"newText": "latency", "range": range_(6, 76, 6, 79)}
        inside = items(client, 6, 77)["latency"]["textEdit"]
        assert (inside["insert"], inside["replace"]) == (range_(6, 76, 6, 77), range_(6, 76, 6, 79))


def test_a_client_that_can_little_gets_plain_texts() -> None:
    with session(capabilities=PLAIN) as client:
        client.open(URI, TEXT)
        assert client.at("hover", URI, *KEY)["contents"]["kind"] == "plaintext"
        assert "`" not in client.at("hover", URI, *KEY)["contents"]["value"]
        found = items(client, 6, 73)
        assert {item["insertTextFormat"] for item in found.values()} == {1}
        assert "$" not in found["metadata pair"]["textEdit"]["newText"]
        assert found["eq"]["documentation"]["kind"] == "plaintext"
        symbols = client.about("documentSymbol", URI)
        assert all(symbol["location"]["uri"] == URI for symbol in symbols)
        assert {symbol.get("containerName") for symbol in symbols[:3]} == {None, symbols[0]["name"]}
        actions = client.about("codeAction", URI, range=range_(6, 60, 6, 60), context={"diagnostics": []})
        assert all(isinstance(action["command"], str) for action in actions)
        command = {"command": "filterlang.explain", "arguments": ["FL014"]}
        explained = client.request("workspace/executeCommand", command)
        assert explained["title"] == "FL014 bare-word"
        assert explained["text"].startswith(client.wait_for("window/showMessage")["message"][:200])


def test_requests_about_a_document() -> None:
    with session(capabilities=ABLE) as client:
        client.open(URI, TEXT)
        (pair, unfinished, wrapped) = client.about("documentSymbol", URI)
        assert [child["name"] for child in wrapped["children"]] == ['status == "error"', 'name == "a"']
        assert pair["range"]["start"]["line"] == 4
        assert unfinished["children"]
        assert client.about("foldingRange", URI)[0]["startLine"] == 7
        tokens = client.about("semanticTokens/full", URI)["data"]
        legend = client.initialized["semanticTokensProvider"]["legend"]["tokenTypes"]
        lines, line, column, found = TEXT.split("\n"), 0, 0, []
        for index in range(0, len(tokens), 5):
            line, column = line + tokens[index], tokens[index + 1] + (0 if tokens[index] else column)
            found.append((lines[line][column : column + tokens[index + 2]], legend[tokens[index + 3]]))
        assert found[:3] == [("and", "function"), ("eq", "function"), ("metadata_key", "property")]
        assert ('"error"', "enumMember") in found
        some = client.about("semanticTokens/range", URI, range=range_(6, 0, 6, 200))["data"]
        assert some[0] == 6
        assert len(some) < len(tokens)
        assert client.about("inlayHint", URI, range=range_(0, 0, 5, 0)) == []
        (hint,) = client.about("inlayHint", URI, range=range_(6, 0, 7, 0))
        assert hint["label"] == "s"


def test_formatting_touches_filters_only() -> None:
    options = {"tabSize": 4, "insertSpaces": True}
    with session() as client:
        client.open(URI, TEXT)
        formatted = edited(TEXT, client.about("formatting", URI, options=options))
        assert formatted != TEXT
        assert "), eq(metadata_value" in formatted
        assert formatted.split("\n")[:4] == TEXT.split("\n")[:4]
        assert client.about("rangeFormatting", URI, options=options, range=range_(0, 0, 2, 0)) == []
        client.change(URI, 2, (None, formatted))
        assert client.about("formatting", URI, options=options) == []


def test_actions_fix_what_is_wrong() -> None:
    text = "Client().list_runs(filter='status = error')\nClient().list_runs(filter=\"eq(name, a)\")\n"
    with session(capabilities=ABLE) as client:
        client.open(URI, text, version=7)
        found = client.diagnostics(URI)
        context: dict[str, Any] = {"diagnostics": found}
        actions = client.about("codeAction", URI, range=range_(1, 37, 1, 37), context=context)
        fix = actions[0]
        assert (fix["kind"], fix["isPreferred"], [each["code"] for each in fix["diagnostics"]]) == ("quickfix", True, ["FL014"])
        (change,) = fix["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": URI, "version": 7}
        assert edited(text, change["edits"]) == text.replace("name, a)", 'name, \\"a\\")')
        for only, kinds in (
            (["quickfix"], {"quickfix"}),
            (["source"], {"source.fixAll.filterlang"}),
            (["source.fixAll"], {"source.fixAll.filterlang"}),
            (["source.fixAll.filterlang"], {"source.fixAll.filterlang"}),
            (["source.fixAll.other"], set[str]()),
            (["source.fix"], set[str]()),
            (["source.organizeImports"], set[str]()),
        ):
            wanted = client.about("codeAction", URI, range=range_(1, 37, 1, 37), context={**context, "only": only})
            assert {each["kind"] for each in wanted} == kinds, only
        (everything,) = client.about(
            "codeAction", URI, range=range_(0, 0, 0, 0), context={"diagnostics": [], "only": ["source.fixAll"]}
        )
        fixed = edited(text, everything["edit"]["documentChanges"][0]["edits"])
        assert fixed == 'Client().list_runs(filter=\'eq(status, "error")\')\nClient().list_runs(filter="eq(name, \\"a\\")")\n'
        client.request("workspace/executeCommand", {"command": "filterlang.fixAll", "arguments": [{"uri": URI}]})
        applied = client.wait_for("workspace/applyEdit")["edit"]["documentChanges"][0]["edits"]
        assert edited(text, applied) == fixed


def test_commands_show_documents(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    export = root / "docs" / "examples" / "support_bot.jsonl"
    folder = {"uri": tmp_path.as_uri(), "name": "w"}
    text = 'gt(latency, 1)\n\neq(name, "{x}")\n'
    uri = (tmp_path / "a.filter").as_uri()

    def run(command: str, *arguments: Any) -> Any:
        return client.request("workspace/executeCommand", {"command": f"filterlang.{command}", "arguments": arguments})

    with session(capabilities=ABLE, workspaceFolders=[folder], initializationOptions={"export": str(export)}) as client:
        client.open(uri, text, "langsmith-filter")
        built = run("showBuilder", {"uri": uri, "position": {"line": 0, "character": 3}})
        assert built["text"] == "from filterlang import F\n\nF.latency > 1\n"
        shown = client.wait_for("window/showDocument")["uri"]
        assert shown.endswith("/Builder.py")
        place = Path(shown.removeprefix("file://"))
        assert place.read_text() == built["text"]
        assert place.parent.stat().st_mode & 0o077 == 0
        actions = client.about("codeAction", uri, range=range_(0, 3, 0, 3), context={"diagnostics": []})
        (preview,) = [action for action in actions if action["title"] == "Preview matching runs"]
        assert preview["command"]["arguments"] == [{"uri": uri, "position": {"line": 0, "character": 3}}]
        previewed = run("preview", *preview["command"]["arguments"])
        assert (previewed["language"], "runs" in previewed["text"]) == ("markdown", True)
        for wrong in (
            [],
            [{"uri": "file:///no"}],
            [{"uri": uri}],
            [5],
        ):
            with pytest.raises(Refused) as raised:
                run("showBuilder", *wrong)
            assert raised.value.code == -32602
        client.notify("workspace/didChangeConfiguration", {"settings": {"documents": "result"}})
        client.requests.clear()
        assert run("explain", "unpaired-value")["title"] == "FL301 unpaired-value"
        assert client.requests == []
    assert not place.parent.exists()


def test_values_of_an_export_are_offered(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    export = root / "docs" / "examples" / "support_bot.jsonl"
    (tmp_path / "filterlang.toml").write_text(f"export = '{export}'\n")
    uri = (tmp_path / "a.filter").as_uri()
    with session(workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "w"}]) as client:
        client.open(uri, 'has(tags, "")\n', "langsmith-filter")
        client.diagnostics(uri)
        client.diagnostics(uri)  # once more, when the export has been read in the background
        labels = {item["label"] for item in client.at("completion", uri, 0, 11)["items"]}
        assert {"beta", "production"} <= labels
