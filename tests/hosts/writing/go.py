"""Filters in Go, written and read by regular expressions of the Go specification."""

from collections.abc import Callable
import json
import re

_FILE = """package main

import "github.com/langchain-ai/langsmith-go"

func main() {
\tparams := langsmith.RunQueryParams{
\t\tSession: langsmith.F([]string{"default"}),
\t\tFilter: langsmith.F(%s),
\t}
}
"""
_LITERAL = re.compile(r'`([^`]*)`|"((?:[^"\\\n]|\\.)*)"')


def _interpreted(text: str) -> str:
    """Go reads JSON strings, but for surrogate pairs, which are not written here."""
    return json.dumps(text, ensure_ascii=False)


def _write(spelling: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def write(text: str) -> str | None:
        literal = spelling(text)
        return None if literal is None else _FILE.replace("%s", literal)

    return write


def _sum(text: str) -> str:
    middle = len(text) // 2
    return f"{_interpreted(text[:middle])} +\n\t\t\t{_interpreted(text[middle:])}"


STYLES = {
    "interpreted": ("filters.go", _write(_interpreted)),
    "raw": ("filters.go", _write(lambda text: None if "`" in text or "\r" in text else f"`{text}`")),
    "bytes": ("filters.go", _write(lambda text: '"' + "".join(f"\\x{byte:02x}" for byte in text.encode()) + '"')),
    "sum": ("filters.go", _write(_sum)),
}


def _read_literal(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1].replace("\r", "")
    if "\\x" in match[2]:
        escapes = re.findall(r"\\x(..)|\\(.)|(.)", match[2], re.DOTALL)
        return b"".join(bytes.fromhex(byte) if byte else (mark or text).encode() for byte, mark, text in escapes).decode()
    return str(json.loads(match[0]))


def read(file_text: str) -> list[str]:
    """The filters of a file that was written here."""
    (expression,) = re.findall(r"Filter: langsmith\.F\((.*?)\),\n\t}", file_text, re.DOTALL)
    return ["".join(map(_read_literal, _LITERAL.finditer(expression)))]
