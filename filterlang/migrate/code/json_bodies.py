"""Reads the body of a request from JSON, from an object of jq, and from JSON with variables of a request file.

Owns the invariant that a text which is not one whole object has no body.
"""

from __future__ import annotations

from collections.abc import Sequence
import json
import re

from filterlang.migrate.code.body_entries import BodyEntry, BodyStyle, RequestBody
from filterlang.migrate.code.query_plan import ArgumentValue
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.jsonvalues import as_list, is_array, is_object
from filterlang.text.source import Span

_TOKEN = re.compile(
    r"""\s+|"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\{…\}|\{\{[^{}\n]*\}\}|[{}\[\]():,]|[^\s"'{}\[\]():,]+""", re.DOTALL
)
JSON_STYLE = BodyStyle('"{}": {}')
_UNQUOTED = BodyStyle("{}: {}")


def json_body(text: str, start: int = 0) -> RequestBody | None:
    """The body that a text has at an offset: JSON with ``HOLE`` or ``{{variable}}`` for what is filled in, or an object of jq.

    None where no object stands there.
    """
    depth, opened = 0, start
    entries: list[BodyEntry] = []
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark.isspace():
            continue
        if not depth and mark != "{":
            return None
        if depth == 1 and mark in (",", "}"):
            entry = _json_entry(text, tokens)
            if entry is None and tokens:
                return None
            entries += [entry] if entry is not None else []
            tokens = []
            if mark == "}":
                is_quoted = all(text[entry.name.start - 1] in "\"'" for entry in entries)
                return RequestBody(text, entries, Span(opened, token.start()), JSON_STYLE if is_quoted else _UNQUOTED)
            continue
        depth += (mark in ("{", "[", "(")) - (mark in ("}", "]", ")"))
        if depth == 1 and mark == "{" and not tokens and not entries:
            opened = token.end()
        else:
            tokens.append(token)
    return None


def _json_entry(text: str, tokens: Sequence[re.Match[str]]) -> BodyEntry | None:
    """The entry of a body that tokens make; None for tokens that make no entry."""
    if len(tokens) < 3 or tokens[1][0] != ":":
        return None
    key, value = tokens[0], tokens[2:]
    is_quoted = key[0][0] in "\"'"
    name = Span(key.start() + is_quoted, key.end() - is_quoted)
    place = Span(value[0].start(), value[-1].end())
    code = text[place.start : place.end]
    constant: object = json_constant(code)
    items: tuple[Span, ...] = ()
    if code[0] == "[" and constant is not UNKNOWN:
        items = tuple(Span(token.start() + 1, token.end() - 1) for token in value if token[0][0] in "\"'")
    whole = Span(key.start(), place.end)
    return BodyEntry(text[name.start : name.end], name, ArgumentValue(code, constant), place, whole, items)


def json_constant(code: str) -> object:
    """The constant that some JSON is: a text, a number, a truth value, None, or a tuple of texts; else ``UNKNOWN``."""
    if "{…}" in code or "{{" in code:
        return UNKNOWN
    try:
        value: object = json.loads(code)
    except (ValueError, RecursionError):
        return UNKNOWN
    if is_array(value):
        items = as_list(value)
        return tuple(items) if all(isinstance(item, str) for item in items) else UNKNOWN
    return UNKNOWN if is_object(value) else value
