"""Moves the base of an address, a variable of a shell script, a Makefile or a request file, from v1 to v2.

Owns the invariant that a variable which other addresses use as well keeps its value.
"""

from __future__ import annotations

from collections.abc import Sequence
import re

from filterlang.migrate.code.code_moves import CodeNote
from filterlang.migrate.code.request_addresses import UNKNOWN_BASE, moved_base
from filterlang.schema.end_of_v1 import QUERY_OF_RUNS
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit
from filterlang.text.source import Span

_VARIABLE = re.compile(
    r"(?P<shell>\$\{(?P<braced>\w+)\}|\$(?P<plain>\w+))\Z|(?P<make>\$\((?P<called>\w+)\))\Z|\{\{(?P<http>\w+)\}\}\Z"
)
_HOST = re.compile(r"https?://[^/\s]+\Z")
_URL = re.compile(r"https?://[^\s\"'}),]+")


def base_moved(text: str, span: Span, others: Sequence[Span]) -> tuple[list[Edit], list[CodeNote]]:
    """The edits that move a path at a span of a file and the base before it, and what to know.

    ``others`` are the paths of all requests that are moved.
    """
    before = text[max(0, span.start - 200) : span.start]
    variable = _VARIABLE.search(before)
    path = Edit(span, QUERY_OF_RUNS)
    if variable is None:
        return [path], ([] if _HOST.search(before) else [CodeNote(span, UNKNOWN_BASE, Risk.ERROR)])
    name = next(variable[group] for group in ("braced", "plain", "called", "http") if variable[group])
    value = _value(text, name)
    if value is None:
        return [path], [CodeNote(span, UNKNOWN_BASE, Risk.ERROR)]
    new = moved_base(text[value.start : value.end])
    if new is None:
        return [path], []
    uses = [match.end() for match in re.finditer(rf"\$[({{]?{name}\b[)}}]?|\{{\{{{name}\}}\}}", text)]
    if {other.start for other in others}.issuperset(uses):
        return [Edit(value, new)], []
    shell = {"shell": f"${{{name}%/v1}}/v2", "make": f"$({name}:/v1=/v2)"}
    group = next((group for group in shell if variable[group]), None)
    if group is None:
        return [path], [CodeNote(span, f"`{name}` must not end with /api/v1: give this request a base of its own", Risk.ERROR)]
    return [Edit(Span(span.start - len(variable[group]), span.start), shell[group])], []


def _value(text: str, name: str) -> Span | None:
    """The address that a variable is set to, or has by itself; None where the file does not say."""
    definition = re.search(rf"(?m)^[ \t]*(?:(?:export|local|readonly)[ \t]+)?@?{name}[ \t]*[:?+]*=[^\r\n]*", text)
    url = None if definition is None else _URL.search(text, definition.start(), definition.end())
    return None if url is None else Span(*url.span())


_CODE_BASE = re.compile(r"(?:\$\{(?P<hole>[\w.]+)\}|(?P<plain>[\w.]+)\s*\+\s*[\"'`])\Z")


def code_base_moved(text: str, span: Span, others: Sequence[Span]) -> tuple[list[Edit], list[CodeNote]] | None:
    """The edits that move a path in a program of JavaScript and the base before it; None where a person has to write the base.

    ``others`` are the paths of all requests that are moved.
    """
    before = text[max(0, span.start - 200) : span.start]
    path = Edit(span, QUERY_OF_RUNS)
    if _HOST.search(before):
        return [path], []
    base = _CODE_BASE.search(before)
    if base is None:
        return _client_base_moved(text, span, others)
    name = base["hole"] or base["plain"]
    definition = re.search(rf"(?m)^[ \t]*[^\n]*?(?<![\w.]){re.escape(name)}\b(?:\s*:\s*string)?\s*=(?!=)[^\n]*", text)
    url = None if definition is None else _URL_OF_CODE.search(text, definition.start(), definition.end())
    if definition is None or url is None:
        version = None if definition is None else re.search(r"/v1(?=/?[\"'`])", definition[0])
        return None if version else ([path], [CodeNote(span, UNKNOWN_BASE, Risk.ERROR)])
    value = Span(*url.span())
    new = moved_base(text[value.start : value.end])
    if new is None:
        return [path], []
    uses = [use.end() for use in re.finditer(rf"\$\{{{re.escape(name)}\}}|(?<![\w.]){re.escape(name)}\s*\+\s*[\"'`]", text)]
    count = len(re.findall(rf"(?<![\w.]){re.escape(name)}\b", text)) - 1
    if {other.start for other in others}.issuperset(uses) and count == len(uses):
        return [Edit(value, new)], []
    second = f"{name}{'_V2' if name.rpartition('.')[2].isupper() else 'V2'}"
    if second in text:
        return None
    line = text[definition.start() : value.start] + new + text[value.end : definition.end()]
    at = span.start - len(base[0]) + base[0].index(name) + len(name)
    copied = re.sub(rf"(?<![\w.]){re.escape(name)}\b", second, line, count=1)
    return [Edit(Span(definition.end(), definition.end()), f"\n{copied}"), Edit(Span(at, at), second[len(name) :])], []


_URL_OF_CODE = re.compile(r"https?://[^\s\"'`})$]+")


def _client_base_moved(text: str, span: Span, others: Sequence[Span]) -> tuple[list[Edit], list[CodeNote]] | None:
    """The edits for a path whose base is that of a client: ``baseURL``, or one that a function of the file adds."""
    path = Edit(span, QUERY_OF_RUNS)
    urls = list(_URL_OF_CODE.finditer(text))
    versioned = [url for url in urls if moved_base(url[0]) is not None]
    if not versioned:
        return [path], [] if urls else [CodeNote(span, UNKNOWN_BASE, Risk.ERROR)]
    new = moved_base(versioned[0][0])
    paths = [match.end() for match in re.finditer(r"[\"'`](?=/[\w$])", text)]
    if len(versioned) == 1 and new is not None and {other.start for other in others}.issuperset(paths):
        return [Edit(Span(*versioned[0].span()), new)], []
    is_client = re.search(r"baseURL\s*:\s*[\"'`]\Z", text[: versioned[0].start()]) is not None
    if len(versioned) > 1 or not is_client:
        return None
    return [Edit(span, re.sub(r"/api/v1/?\Z", "", versioned[0][0]) + QUERY_OF_RUNS)], []
