"""The JSON interface: its answers in whole, the requests that it refuses, and its places in UTF-16 units."""

from collections.abc import Iterator
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

from hypothesis import given, strategies as st
import pytest

from filterlang import check, fix, format, parse
from filterlang.ide import json_interface
from filterlang.ide.json_interface import answer
from filterlang.ide.json_requests import DEEPEST, LARGEST
from filterlang.schema.dialects import DIALECTS
from filterlang.strategies import filters

KINDS = ("diagnostics", "completions", "hover", "signature", "format", "tokens", "fixes")
TEXT = 'and(eq(name, "\U0001f600"), eq(status, eror))'
"""A filter with a character of two units before the mistake at the units 39 to 43."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def part(text: str, start: int, end: int) -> str:
    """The part of a text that JavaScript's ``slice`` would give."""
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    for edit in sorted(edits, key=lambda edit: -edit["start"]):
        text = part(text, 0, edit["start"]) + edit["text"] + part(text, edit["end"], units(text))
    return text


def spans(value: object) -> Iterator[tuple[int, int]]:
    if isinstance(value, dict):
        if "start" in value:
            yield value["start"], value["end"]
        for key, inner in value.items():
            if key != "parameters":  # places in a label
                yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def test_findings_have_places_and_fixes() -> None:
    assert answer({"request": "diagnostics", "text": TEXT}) == {
        "diagnostics": [
            {
                "start": 31, "end": 35, "severity": "error", "code": "FL105", "slug": "unknown-value",
                "message": "`status` is never eror", "help": 'write "error"',
                "fixes": [
                    {"message": 'write "error"', "safe": True, "edits": [{"start": 31, "end": 35, "text": '"error"'}]}
                ],
            }
        ]
    }  # fmt: skip


def test_completions_replace_what_is_typed() -> None:
    offered: Any = answer({"request": "completions", "text": TEXT, "offset": 33, "dialect": "v2"})
    item = {"label": "error", "kind": "value", "text": '"error"', "plain": '"error"', "snippet": False}
    assert (offered["start"], offered["end"]) == (31, 35)
    assert item.items() <= offered["items"][0].items()


def test_values_are_offered() -> None:
    values = {"metadata": {"tier": ["gold", 3, True]}, "feedback": {"quality": ["good"]}, "tags": ["beta"], "names": ["my bot"]}
    for text, label in (
        ("eq(name, ", '"my bot"'),
        ("has(tags, ", '"beta"'),
        ('and(eq(metadata_key, "tier"), eq(metadata_value, ', '"gold"'),
        ("eq(feedback_key, ", '"quality"'),
    ):
        offered: Any = answer({"request": "completions", "text": text, "offset": len(text), "values": values})
        assert label in [item["plain"] for item in offered["items"]]


def test_the_other_answers_have_their_forms() -> None:
    hover: Any = answer({"request": "hover", "text": TEXT, "offset": 24})
    assert hover["hover"].keys() == {"start", "end", "markdown"}
    assert part(TEXT, hover["hover"]["start"], hover["hover"]["end"]) == "status"
    assert answer({"request": "hover", "text": "eq(name, 'a')   ", "offset": 15}) == {"hover": None}
    signature: Any = answer({"request": "signature", "text": "gt(latency, 5)", "offset": 12})
    assert signature["signature"]["active"] == 1
    label, first = signature["signature"]["label"], signature["signature"]["parameters"][0]
    assert part(label, first["start"], first["end"]) == "latency"
    assert answer({"request": "signature", "text": "x", "offset": 1}) == {"signature": None}
    tokens: Any = answer({"request": "tokens", "text": TEXT})
    assert {"start": 13, "end": 17, "type": "string", "modifiers": []} in tokens["tokens"]
    assert answer({"request": "format", "text": "eq(a,1)"}) == {"edits": [{"start": 5, "end": 5, "text": " "}], "problem": None}
    assert answer({"request": "format", "text": "eq(a"}) == {"edits": [], "problem": "`eq(` is not closed"}
    fixed = edited(TEXT, answer({"request": "fixes", "text": TEXT})["edits"])  # type: ignore[arg-type]
    assert fixed == TEXT.replace("eror", '"error"')


def test_the_project_is_known_to_the_check() -> None:
    request = {"request": "diagnostics", "text": 'has(tags, "bta")', "project": {"tags": ["beta"]}}
    assert [found["slug"] for found in answer(request)["diagnostics"]] == ["unknown-tag"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("request_", "path", "message"),
    [
        (None, "", "a request is an object, not null"),
        ([], "", "a request is an object, not an array"),
        ({}, "request", f"request: is one of {', '.join(KINDS)}, not null"),
        ({"request": "lint", "text": ""}, "request", f'request: is one of {", ".join(KINDS)}, not "lint"'),
        ({"request": "format"}, "text", "text: is missing: the text of the filter"),
        ({"request": "format", "text": 5}, "text", "text: has to be a text, not a number"),
        ({"request": "hover", "text": "a"}, "offset", "offset: is missing: a request for hover is about a place in the text"),
        ({"request": "hover", "text": "a", "offset": 2}, "offset",
         "offset: is 2, and the text ends at 1 (in UTF-16 units)"),
        ({"request": "hover", "text": "a", "offset": -1}, "offset", 'offset: has to be a whole number from 0, not "-1"'),
        ({"request": "hover", "text": "a", "offset": True}, "offset", 'offset: has to be a whole number from 0, not "True"'),
        ({"request": "hover", "text": "a", "offset": float("nan")}, "offset",
         'offset: has to be a whole number from 0, not "nan"'),
        ({"request": "format", "text": "a", "dialect": "v9"}, "dialect",
         'dialect: has to be one of portable, v1, v2, examples, not "v9"'),
        ({"request": "format", "text": "a", "txt": 1}, "txt",
         "txt: is not a key of a request: these are request, text, offset, dialect, values, project, width, unsafe"),
        ({"request": "format", "text": "a", "width": 0}, "width", 'width: has to be from 1 to 1000, not "0"'),
        ({"request": "fixes", "text": "a", "unsafe": 1}, "unsafe", "unsafe: has to be true or false, not a number"),
        ({"request": "format", "text": "a", "values": {"metadata": {"k": ["v", None]}}}, "values.metadata.k[1]",
         "values.metadata.k[1]: has to be a text, a number, true or false, not null"),
        ({"request": "format", "text": "a", "values": {"tag": []}}, "values.tag",
         "values.tag: is not known: there are metadata, feedback, tags, names"),
        ({"request": "format", "text": "a", "project": {"metadata": {"k": "text"}}}, "project.metadata.k",
         'project.metadata.k: has to be some of string, number, boolean, null, object, not "text"'),
        ({"request": "format", "text": "a" * (LARGEST + 1)}, "text",
         f"text: has 100,001 UTF-16 units: at most {LARGEST:,} are answered for"),
        ({"request": "format", "text": "not(" * (DEEPEST + 1)}, "text", "text: is nested more than 500 levels deep"),
        ({"request": "format", "text": "not " * (DEEPEST + 1)}, "text", "text: is nested more than 500 levels deep"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_with_its_place(request_: object, path: str, message: str) -> None:
    assert answer(request_) == {"error": {"path": path, "message": message}}


def test_null_stands_for_a_missing_key() -> None:
    request = {"request": "diagnostics", "text": TEXT}
    nulls = dict.fromkeys(("offset", "dialect", "values", "project", "width", "unsafe"))
    assert answer({**request, **nulls}) == answer(request)
    assert answer({"request": "hover", "text": TEXT, "offset": 24.0}) == answer(
        {"request": "hover", "text": TEXT, "offset": 24}
    )


def test_a_quoted_bracket_is_no_nesting() -> None:
    assert "error" not in answer({"request": "format", "text": f'eq(name, "{"(" * 2_000}")'})


def test_a_defect_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_interface, "_ANSWERS", {"hover": (False, lambda request: 1 / 0)})
    assert answer({"request": "hover", "text": ""}) == {
        "error": {"path": "", "message": "filterlang has a defect: ZeroDivisionError: please report this filter"}
    }


TEXTS = filters() | filters(valid=False) | st.text(st.sampled_from("a(),[]\"' \n\U0001f600\ud83d\ude00é"), max_size=30)


@given(TEXTS, st.integers(0, 10_000), st.sampled_from([*DIALECTS]))
def test_whatever_the_text_places_lie_in_it_and_answers_are_json(text: str, offset: int, dialect: str) -> None:
    text = json.loads(json.dumps(text))  # as it arrives: two halves of a pair are one character
    for kind in KINDS:
        answered = answer({"request": kind, "text": text, "offset": offset % (units(text) + 1), "dialect": dialect})
        assert "error" not in answered
        json.dumps(answered, allow_nan=False)
        for start, end in spans(answered):
            assert 0 <= start <= end <= units(text)


@given(TEXTS)
def test_the_answers_agree_with_the_functions_of_python(text: str) -> None:
    text = json.loads(json.dumps(text))
    assert edited(text, answer({"request": "fixes", "text": text})["edits"]) == fix(text)  # type: ignore[arg-type]
    found: Any = answer({"request": "diagnostics", "text": text})["diagnostics"]
    assert [(each["code"], part(text, each["start"], each["end"])) for each in found] == [
        (finding.code, text[finding.span.start : finding.span.end]) for finding in check(text)
    ]
    formatted: Any = answer({"request": "format", "text": text})
    problems = parse(text).diagnostics
    if problems:
        assert formatted == {"edits": [], "problem": problems[0].message}
    else:
        assert edited(text, formatted["edits"]) == format(text)


@pytest.mark.processes
def test_it_needs_no_library() -> None:
    """So that it runs in a browser: nothing but lark, and nothing heavy of Python's own."""
    probe = (
        "import sys\n"
        "from filterlang.ide.json_interface import answer\n"
        f"for kind in {KINDS!r}:\n"
        "    assert 'error' not in answer({'request': kind, 'text': 'status = \"eror\" and (', 'offset': 8})\n"
        "tops = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(tops & {'tree_sitter', 'duckdb', 'pydantic', 'httpx', 'rich', 'multiprocessing', 'pathspec'}))\n"
    )
    result = subprocess.run([sys.executable, "-c", probe], cwd=Path(__file__).parents[2], check=True, capture_output=True)
    assert result.stdout == b"[]\n"
