"""Moves the base that an address of a JavaScript program begins with: a constant, a property, or the base of a client.

Owns the invariant that a base which other addresses use as well keeps its value.
"""

from __future__ import annotations

from collections.abc import Sequence
import re

from filterlang.migrate.code.code_moves import CodeNote
from filterlang.migrate.code.request_addresses import UNKNOWN_BASE
from filterlang.schema.end_of_v1 import QUERY_OF_RUNS
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit, insert
from filterlang.text.source import Span

_BASE = re.compile(r"(?:\$\{(?P<hole>[\w.]+)\}|(?P<plain>[\w.]+)\s*\+\s*[\"'`])\Z")
_HOST = re.compile(r"https?://[^/\s\"'`]+\Z")
_VERSION = re.compile(r"/v1(?=/?[\"'`])")
_ADDRESS = re.compile(r"https?://[^\s\"'`})$]+")
_OF_CLIENT = re.compile(r"baseURL\s*:\s*[\"'`](https?://[^\s\"'`]+?)(?:/api)?/v1/?[\"'`]")
_PATH = re.compile(r"[\"'`](?=/[\w$])")


def code_base_moved(text: str, span: Span, others: Sequence[Span]) -> tuple[list[Edit], list[CodeNote]] | None:
    """The edits that move a path in a program and the base before it; None where a person has to write the base.

    ``others`` are the paths of all requests that are moved.
    """
    before = text[max(0, span.start - 200) : span.start]
    path = Edit(span, QUERY_OF_RUNS)
    if _HOST.search(before):
        return [path], []
    base = _BASE.search(before)
    if base is None:
        return _client_base_moved(text, span, others)
    name = base["hole"] or base["plain"]
    word = re.compile(rf"(?<![\w.]){re.escape(name)}\b")
    definition = re.search(rf"(?m)^[^\n]*?{word.pattern}(?:\s*:\s*string)?\s*=(?!=)[^\n]*", text)
    versions = [] if definition is None else list(_VERSION.finditer(text, definition.start(), definition.end()))
    if definition is None or not versions:
        is_known = definition is not None and _ADDRESS.search(definition[0]) is not None
        return [path], [] if is_known else [CodeNote(span, UNKNOWN_BASE, Risk.ERROR)]
    version = Span(*versions[-1].span())
    uses = [use.end() for use in re.finditer(rf"\$\{{{re.escape(name)}\}}|{word.pattern}\s*\+\s*[\"'`]", text)]
    if {other.start for other in others}.issuperset(uses) and len(word.findall(text)) == len(uses) + 1:
        return [Edit(version, "/v2")], []
    second = f"{name}{'_V2' if name.rpartition('.')[2].isupper() else 'V2'}"
    if second in text:
        return None
    line = f"{text[definition.start() : version.start]}/v2{text[version.end : definition.end()]}"
    at = span.start - len(base[0]) + base[0].index(name) + len(name)
    return [insert(definition.end(), "\n" + word.sub(second, line, count=1)), insert(at, second[len(name) :])], []


def _client_base_moved(text: str, span: Span, others: Sequence[Span]) -> tuple[list[Edit], list[CodeNote]] | None:
    """The edits for a path whose base is that of a client: ``baseURL``, or one that a function of the file adds."""
    path = Edit(span, QUERY_OF_RUNS)
    versions = list(_VERSION.finditer(text))
    if not versions:
        return [path], [] if _ADDRESS.search(text) else [CodeNote(span, UNKNOWN_BASE, Risk.ERROR)]
    paths = [match.end() for match in _PATH.finditer(text) if not _VERSION.match(text, match.end() + len("/api"))]
    if len(versions) == 1 and {other.start for other in others}.issuperset(paths):
        return [Edit(Span(*versions[0].span()), "/v2")], []
    client = _OF_CLIENT.search(text)
    return None if len(versions) > 1 or client is None else ([Edit(span, client[1] + QUERY_OF_RUNS)], [])
