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
_VALUE = re.compile(r"[^\s\"'=]*?/v1(?=/?(?:[\"'\s;]|\Z))|https?://[^\s\"'}),]+")


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
        is_known = "://" in text[value.start : value.end]
        return [path], [] if is_known else [CodeNote(span, UNKNOWN_BASE, Risk.ERROR)]
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
    value = None if definition is None else _VALUE.search(text, definition.start(), definition.end())
    return None if value is None else Span(*value.span())
