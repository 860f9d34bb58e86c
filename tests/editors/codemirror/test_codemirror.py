"""The CodeMirror package: its tables, its colours beside the tokens of Python, its requests, and the server of the demo."""

from collections.abc import Iterator
import http.client
import json
from pathlib import Path
import re
from typing import Any

import pytest
from running_demo import CACHE, HERE, PACKAGE, ROOT, demo, loaded, node, served

from filterlang.ide.json_interface import answer
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS

generate_codemirror = loaded(ROOT / "grammar" / "generate_codemirror.py")


@pytest.fixture(scope="session")
def modules() -> Path:
    """A folder with CodeMirror and esbuild, in the versions of the package."""
    return Path(demo.installed(CACHE))


def test_the_tables_are_those_of_the_schema() -> None:
    assert generate_codemirror.TABLES.read_text(encoding="utf-8") == generate_codemirror.tables(), (
        "run python grammar/generate_codemirror.py"
    )


PACKAGE_NAME = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))["name"]

TEXTS = [
    'and(eq(status, "error"), gt(latency, 5.5e3), in(run_type, ["llm", \'tool\']), has(tags, "a"))',
    'eq(name, "\U0001f600 \U0001f600"), eq(is_root, true), eq(error, null)',
    'and(\n  eq(name, "two\n  lines \\" and \\\\"),\n  neq(name, \'no \\\'))',
    'eq(name, "a \\\n b"), gte(total_cost, -0.5)',
    'eq(metadata_key, "status"), eq(status, "pending"',
    "exists(metadata, 'a'), search(\"x\")",
    *(f"{operator}({field}, 1)" for operator, field in zip(OPERATORS, FIELDS, strict=False)),
    *(f'eq({name}, "{value}")' for name, field in FIELDS.items() for value in field.values),
]
TYPES = {
    "operator": {"operatorKeyword"},
    "field": {"variableName.special"},
    "string": {"string"},
    "enum value": {"string.special"},
    "key": {"string"},
    "number": {"number"},
    "keyword": {"bool", "null"},
    "punctuation": {"paren", "squareBracket", "separator"},
}
"""The names by which CodeMirror colours each type of token of Python's."""


def test_the_colours_are_those_of_python_at_the_same_places(modules: Path) -> None:
    found = json.loads(node(HERE / "tokens.mjs", modules=modules, given={"texts": TEXTS, "snippets": []}))["tokens"]
    for text, coloured in zip(TEXTS, found, strict=True):
        tokens: Any = answer({"request": "tokens", "text": text})["tokens"]
        pieces = [piece for token in tokens for piece in by_line(text, token["start"], token["end"], token["type"])]
        assert [(start, end) for start, end, _ in coloured] == [(start, end) for start, end, _ in pieces], text
        for (_, _, colour), (_, _, type) in zip(coloured, pieces, strict=True):
            assert colour in TYPES[type], text


def by_line(text: str, start: int, end: int, type: str) -> Iterator[tuple[int, int, str]]:
    """The pieces of a token on each line; places are UTF-16 units."""
    units = text.encode("utf-16-le")
    line_breaks = [at for at in range(start, end) if units[2 * at : 2 * at + 2] == b"\n\0"]
    for first, last in zip([start, *(at + 1 for at in line_breaks)], [*line_breaks, end], strict=True):
        if first < last:
            yield first, last, type


def test_every_text_is_coloured_to_its_end(modules: Path) -> None:
    texts = [text[:length] for text in TEXTS for length in range(0, len(text), 3)] + ['"', "'", '"\\', "\\", "\ud800", "@#$ §"]
    found = json.loads(node(HERE / "tokens.mjs", modules=modules, given={"texts": texts, "snippets": []}))["tokens"]
    assert len(found) == len(texts)


def test_snippets_become_templates_of_codemirror(modules: Path) -> None:
    snippets = {
        'eq($1, "${2:text}")$0': 'eq(${1}, "${2:text}")${9999}',
        "${1}{${2:a\\}b}": "${1}\\{${2:a\\}b}",
        "\\$1 \\\\": "$1 \\\\",
    }
    found = json.loads(node(HERE / "tokens.mjs", modules=modules, given={"texts": [], "snippets": [*snippets]}))["templates"]
    assert found == [*snippets.values()]


def test_only_the_newest_request_has_an_answer(modules: Path) -> None:
    assert "# pass 3" in node("--test", "--test-reporter=tap", HERE / "asking.test.mjs", modules=modules)


def test_the_demo_answers_only_its_own_page() -> None:
    with served(b"program") as server:
        port = server.server_port

        def status(method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body.encode(), named)
            response = connection.getresponse()
            return response.status, response.read()

        token = server.token
        ask = json.dumps({"request": "format", "text": "eq(a,1)"})
        assert status("GET", f"/?{token}")[0] == 200
        assert status("GET", "/page.js") == (200, b"program")
        assert status("POST", "/ask", ask, x_token=token) == (
            200, b'{"edits": [{"start": 5, "end": 5, "text": " "}], "problem": null}',
        )  # fmt: skip
        assert b"is not JSON" in status("POST", "/ask", "[" * 200_000, x_token=token)[1]
        assert status("GET", "/")[0] == 404
        assert status("GET", "/?wrong")[0] == 404
        assert status("GET", "/../demo.py")[0] == 404
        assert status("GET", f"/?{token}", Host="evil.example")[0] == 403
        assert status("POST", "/ask", ask)[0] == 403
        assert status("POST", "/ask", ask, x_token="é".encode().decode("latin-1"))[0] == 403
        assert status("POST", "/ask", ask, x_token=token, Host=f"evil.example:{port}")[0] == 403
        assert status("POST", "/other", ask, x_token=token)[0] == 404
        assert status("POST", "/ask", "", x_token=token, content_length="99999999")[0] == 413
        assert status("POST", "/ask", "", x_token=token, content_length="-5")[0] == 413
        assert status("POST", "/ask", "", x_token=token, content_length="9" * 5_000)[0] == 413


def test_the_lines_of_the_guide_can_be_pasted(modules: Path, tmp_path: Path) -> None:
    """Each program of the README is bundled with the package and with CodeMirror."""
    guide = (PACKAGE / "README.md").read_text(encoding="utf-8")
    programs = re.findall(r"```js\n(.*?)```", guide, re.DOTALL)
    assert len(programs) == 3
    for number, program in enumerate(programs):
        path = tmp_path / f"{number}.js"
        path.write_text(program, encoding="utf-8")
        assert len(demo.bundled(modules, path, "--external:https:*", f"--alias:{PACKAGE_NAME}={PACKAGE}")) > len(program) / 2
