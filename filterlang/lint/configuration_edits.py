"""Writes what a project's runs have into a configuration file: only these keys change, everything else stays as it is.

Owns the invariant that a text is returned only if it is TOML with the new values of these keys and the old ones of all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
import json
import re
import tomllib
from typing import Any

from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?:"{0,2}) | \'\'\'.*?\'\'\'(?:'{0,2}) | "(?:\\.|[^"\\\n])*" | '[^'\n]*' | \#[^\n]*'''
    r"""| \n | [\[{] | [\]}] | [^"'\#\n\[\]{}]+""",
    re.VERBOSE | re.DOTALL,
)
METADATA = "metadata"
"""The key whose value is a table, written as a section of its own; the others are lists."""


class EditError(Exception):
    """A configuration that cannot be edited without changing something else."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A header or a ``key = value`` of TOML, with its lines: ``path`` leads from the root of the document."""

    path: tuple[str, ...]
    is_header: bool
    start: int
    end: int


def edited(text: str, table: tuple[str, ...], written: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """Returns the text of a TOML file in which keys of a table are ``written`` so, in the place where they stood.

    ``written`` has the lines of each key, for ``metadata`` those of its section without the header, and ``values`` what they
    stand for. Raises ``EditError`` for a file in which that would change another value.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    statements = list(_statements(text))
    old = [statement for statement in statements if _is_replaced(statement, table, written)]
    lists = "".join(lines for key, lines in written.items() if key != METADATA)
    sections = f"[{'.'.join((*table, METADATA))}]{written[METADATA]}" if METADATA in written else ""
    end_of_table = _end_of_table(text, statements, table)
    header = f"[{'.'.join(table)}]\n" if end_of_table is None and lists else ""
    end = len(text) if end_of_table is None else end_of_table
    at_lists = next((each.start for each in old if each.path[len(table)] != METADATA), end)
    at_section = next((each.start for each in old if each.is_header), None)
    inserted = [(at_lists, _apart(header) + lists if lists else "")]
    if at_section is None:
        inserted.append((end if table else len(text), _apart(sections)))
    else:
        inserted.append((at_section, sections))
    after = _replaced(text, _spans(old, statements), inserted, line_end)
    if not _is_as_wanted(text, after, table, values):
        raise EditError("its tables are written in a way that cannot be edited: copy the section into it by hand")
    return after


def _apart(section: str) -> str:
    """A section with an empty line before it."""
    return f"\n{section}" if section else ""


def _statements(text: str) -> Iterator[_Statement]:
    """Yields the statements of a document that is valid TOML."""
    table: tuple[str, ...] = ()
    start, depth, is_empty = 0, 0, True
    for token in (*_TOKEN.finditer(text), None):
        spelled = "\n" if token is None else token[0]
        if spelled in "[{":
            depth += 1
        elif spelled in "]}":
            depth -= 1
        is_empty = is_empty and (spelled.isspace() or spelled.startswith("#"))
        if spelled != "\n" or depth:
            continue
        end = len(text) if token is None else token.end()
        if not is_empty:
            is_header = text[start:end].lstrip().startswith("[")
            path = _path(text[start:end])
            table = path if is_header else table
            yield _Statement(path if is_header else (*table, *path), is_header, start, end)
        start, is_empty = end, True


def _path(statement: str) -> tuple[str, ...]:
    """The names in a header, or the first name of a ``key = value``."""
    content: object = tomllib.loads(statement)
    if not statement.lstrip().startswith("["):
        return tuple(as_mapping(content))
    path: list[str] = []
    while content:
        content = as_list(content)[0] if is_array(content) else content
        path += as_mapping(content)
        content = next(iter(as_mapping(content).values()), None)
    return tuple(path)


def _is_replaced(statement: _Statement, table: tuple[str, ...], written: Mapping[str, str]) -> bool:
    """Whether a statement is one of a key that is written, or the header of its table."""
    below = statement.path[len(table) :]
    return statement.path[: len(table)] == table and len(below) > 0 and below[0] in written


def _end_of_table(text: str, statements: Sequence[_Statement], table: tuple[str, ...]) -> int | None:
    """Where the statements of a table end; None for a table without a header."""
    ends = [0] if not table else []
    inside = not table
    for statement in statements:
        if statement.is_header:
            inside = statement.path == table
        if inside:
            ends.append(statement.end)
    return max(ends, default=None)


def _spans(old: Sequence[_Statement], statements: Sequence[_Statement]) -> list[tuple[int, int]]:
    """The places of replaced statements; those of one section with everything between them."""
    spans: list[tuple[int, int]] = []
    section_start: int | None = None
    replaced = set(old)
    for statement in statements:
        if statement.is_header or statement not in replaced:
            section_start = None
        if statement not in replaced:
            continue
        if statement.is_header:
            section_start = statement.start
        if section_start is not None and not statement.is_header:
            spans[-1] = (section_start, statement.end)
        else:
            spans.append((statement.start, statement.end))
    return spans


def _replaced(text: str, spans: Sequence[tuple[int, int]], inserted: Sequence[tuple[int, str]], line_end: str) -> str:
    """The text without the spans, and with what is inserted."""
    changes = [*((start, start, new) for start, new in inserted if new), *((start, end, "") for start, end in spans)]
    pieces: list[str] = []
    position = 0
    for start, end, new in sorted(changes, key=lambda change: change[0]):
        pieces.append(text[position:start])
        position = max(position, end)
        if new:
            before = "".join(pieces)
            lines = new if before else new.removeprefix("\n")
            pieces = [before, "" if not before or before.endswith("\n") else line_end, lines.replace("\n", line_end)]
    return "".join([*pieces, text[position:]])


def _is_as_wanted(before: str, after: str, table: tuple[str, ...], values: Mapping[str, Any]) -> bool:
    """Whether the text after is the document before, with these values of keys of a table."""
    expected: dict[str, Any] = tomllib.loads(before)
    inner = expected
    for name in table:
        inner = inner.setdefault(name, {})
        if not is_object(inner):
            return False
    inner.update(values)
    try:
        found = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    return _comparable(found) == _comparable(expected)


def _comparable(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, default=repr)
