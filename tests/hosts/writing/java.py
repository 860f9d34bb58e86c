"""Filters in Java, written by tables of its specification and read by regular expressions."""

from collections.abc import Callable
import json
import re

_FILE = """package com.example.runs;

import com.langchain.smith.models.runs.RunQueryV2Params;

class Runs {
    RunQueryV2Params failed(String project) {
        return RunQueryV2Params.builder()
            .addProjectId(project)
            .filter(%s)
            .build();
    }
}
"""
_BLOCK = '"""\n                %s\n                """'
_LITERAL = re.compile(r'"""\n(.*?)"""|"((?:[^"\\\n]|\\.)*)"', re.DOTALL)


def _write(spelling: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def write(text: str) -> str | None:
        literal = spelling(text)
        return None if literal is None else _FILE.replace("%s", literal)

    return write


def _block(text: str) -> str | None:
    lines = text.split("\n")
    if any(line != line.strip() for line in lines[1:]) or text != text.strip() or "\r" in text or "\f" in text:
        return None
    escaped = "\n                ".join(lines).replace("\\", "\\\\").replace('"""', '\\"""').replace("\t", "\\t")
    return _BLOCK.replace("%s", escaped.replace("%s", "%s")).replace('\n                """', '\\\n                """')


def _sum(text: str) -> str:
    return " +\n                ".join(json.dumps(text[at : at + 20]) for at in range(0, len(text), 20))


STYLES = {
    "quoted": ("Runs.java", _write(lambda text: json.dumps(text, ensure_ascii=False))),
    "unicode escapes": ("Runs.java", _write(json.dumps)),
    "text block": ("Runs.java", _write(_block)),
    "sum": ("Runs.java", _write(_sum)),
}


def _read_literal(match: re.Match[str]) -> str:
    if match[2] is not None:
        return str(json.loads(match[0]))
    content = re.sub(r"(?m)^ {16}", "", match[1]).removesuffix("\\\n")
    return re.sub(r"\\(.)", lambda escape: {"t": "\t", "n": "\n"}.get(escape[1], escape[1]), content)


def read(file_text: str) -> list[str]:
    """The filters of a file that was written here."""
    (expression,) = re.findall(r"\.filter\((.*?)\)\n            \.build", file_text, re.DOTALL)
    return ["".join(map(_read_literal, _LITERAL.finditer(expression)))]
