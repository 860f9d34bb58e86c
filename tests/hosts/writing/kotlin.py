"""Filters in Kotlin, written by tables of its specification and read by regular expressions."""

from collections.abc import Callable
import json
import re

_FILE = """import com.langchain.smith.models.runs.RunQueryV2Params

fun failed(project: String) = RunQueryV2Params.builder()
    .addProjectId(project)
    .filter(%s)
    .build()
"""
_QUOTES = '"""'
_LITERAL = re.compile(r'"""(.*?)"""(\.trimIndent\(\))?|"((?:[^"\\\n]|\\.)*)"', re.DOTALL)


def _quoted(text: str, *, ascii: bool) -> str:
    return json.dumps(text, ensure_ascii=ascii).replace("\\f", "\\u000c").replace("$", "\\$")


def _raw(text: str) -> str | None:
    return None if _QUOTES in text or text.endswith('"') or "\r" in text else _QUOTES + text.replace("$", "${'$'}") + _QUOTES


def _indented(text: str) -> str | None:
    if _raw(text) is None or any(line != line.strip() or not line for line in text.split("\n")):
        return None
    lines = text.replace("$", "${'$'}").replace("\n", "\n        ")
    return f"{_QUOTES}\n        {lines}\n    {_QUOTES}.trimIndent()"


def _write(spelling: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def write(text: str) -> str | None:
        literal = spelling(text)
        return None if literal is None else _FILE.replace("%s", literal)

    return write


STYLES = {
    "quoted": ("Runs.kt", _write(lambda text: _quoted(text, ascii=False))),
    "unicode escapes": ("Runs.kt", _write(lambda text: _quoted(text, ascii=True))),
    "raw": ("Runs.kt", _write(_raw)),
    "trimIndent": ("Runs.kt", _write(_indented)),
}


def read(file_text: str) -> list[str]:
    """The filter of a file that was written here."""
    (expression,) = re.findall(r"\.filter\((.*)\)\n    \.build", file_text, re.DOTALL)
    match = _LITERAL.fullmatch(expression)
    assert match is not None
    if match[3] is not None:
        return [str(json.loads(match[0].replace("\\$", "$")))]
    content = match[1].replace("${'$'}", "$")
    return [re.sub(r"\n {8}", "\n", content).removeprefix("\n").removesuffix("\n    ") if match[2] else content]
