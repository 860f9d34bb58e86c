"""Filters in C#, written by tables of its specification and read by regular expressions."""

from collections.abc import Callable
import json
import re

_FILE = """using LangSmith;

var body = new QueryQueryRunsRequestBody
{
    Limit = 10,
    Filter = %s,
};
"""
_QUOTES = '"""'


def _raw(text: str) -> str | None:
    return None if _QUOTES in text or "\n" in text or '"' in (text[:1], text[-1:]) else f"{_QUOTES}{text}{_QUOTES}"


def _raw_lines(text: str) -> str | None:
    lines = text.replace("\n", "\n        ")
    return None if _QUOTES in text else f"{_QUOTES}\n        {lines}\n        {_QUOTES}"


def _write(spelling: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def write(text: str) -> str | None:
        literal = spelling(text)
        return None if literal is None else _FILE.replace("%s", literal)

    return write


def _doubled(text: str, marks: str) -> str:
    for mark in marks:
        text = text.replace(mark, mark * 2)
    return text


STYLES = {
    "regular": ("Runs.cs", _write(lambda text: json.dumps(text, ensure_ascii=False))),
    "unicode escapes": ("Runs.cs", _write(json.dumps)),
    "verbatim": ("Runs.cs", _write(lambda text: f'@"{_doubled(text, chr(34))}"')),
    "interpolated": ("Runs.cs", _write(lambda text: f"${_doubled(json.dumps(text), '{}')}")),
    "interpolated verbatim": ("Runs.cs", _write(lambda text: f'$@"{_doubled(text, chr(34) + "{}")}"')),
    "raw": ("Runs.cs", _write(_raw)),
    "raw in lines": ("Runs.cs", _write(_raw_lines)),
}


def read(file_text: str) -> list[str]:
    """The filter of a file that was written here."""
    (expression,) = re.findall(r"    Filter = (.*),\n};", file_text, re.DOTALL)
    if expression.startswith(f"{_QUOTES}\n"):
        return [re.sub(r"\n {8}", "\n", expression[3:-3])[1:-1]]
    if expression.startswith(_QUOTES):
        return [expression[3:-3]]
    marks = expression[: expression.index('"')]
    if "@" in marks:
        text = expression[len(marks) + 1 : -1].replace('""', '"')
        return [text.replace("{{", "{").replace("}}", "}") if "$" in marks else text]
    literal = expression.removeprefix("$")
    return [str(json.loads(literal.replace("{{", "{").replace("}}", "}") if "$" in marks else literal))]
