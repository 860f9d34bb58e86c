"""Moves programs of jq that read an answer of v1's query for runs to an answer of v2.

Owns the invariant that only keys of the answer and fields of its runs change.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.migrate.code.body_entries import BodyNote
from filterlang.schema.moves_to_v2 import ANSWER_MOVES, FIELD_MOVES, FieldMove, FieldReading, Risk
from filterlang.schema.run_schema import RUN_FIELDS
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

READS_RUNS = re.compile(r'\.runs\b|\.cursors\b|\["(?:runs|cursors)"\]')
"""The keys of an answer of v1 in a program that reads one."""
(_RUNS, _ITEMS), (_CURSORS, _NEXT_CURSOR) = ANSWER_MOVES.items()
_KEYS = re.compile(
    r'(?P<runs>(?<=\.)runs\b|(?<=\[")runs(?="\]))|(?P<next>\.cursors\??(?:\.next\b|\["next"\]))|(?P<rest>\.cursors\b)'
)
_FIELD = re.compile(
    r"""(?P<prefix>(?:\.runs|\.)\[\d*\])?(?P<path>(?:(?<=[\s(\[{|,:;+*/\]-])|\A)\.(?P<name>[a-z_]+)\b)
    (?:(?P<comparison>\s*[=!]=\s*")(?P<value>\w+)(?="))?
    | [{,]\s*(?P<short>[a-z_]+)\s*(?=[,}])""",
    re.VERBOSE,
)
_WHOLE = re.compile(r"\.runs(?:\[[^\]]*\]\??)?\s*\Z")
_WRITTEN = {
    FieldReading.UPPER: "(.{}|ascii_downcase)",
    FieldReading.COUNT: "(.{} // 0)",
    FieldReading.PARENT: "(.{} // [])[-1]",
    FieldReading.AMOUNTS: ".{}.raw",
}
"""How jq reads a field as v1 gave it."""
_LOOKED_AT = {
    FieldReading.COST: (Risk.SILENT, "`{}` is a number on v2; v1 gave a text"),
    FieldReading.GONE: (Risk.SILENT, "v2 does not have `{}`"),
    FieldReading.OTHER: (Risk.ERROR, "`{}` is not the same on v2"),
    FieldReading.URL: (Risk.ERROR, "v2 does not have `{}`"),
}


@dataclass(frozen=True, slots=True)
class JqReads:
    """The edits of a program, and the fields that it reads; ``reads_all`` where it passes whole runs on."""

    edits: tuple[Edit, ...]
    notes: tuple[BodyNote, ...]
    reads: frozenset[str]
    reads_all: bool


def jq_reads(program: str) -> JqReads:
    """Moves a program."""
    edits: list[Edit] = []
    notes: list[BodyNote] = []
    reads: set[str] = set()
    for key in _KEYS.finditer(program):
        if key["rest"]:
            notes.append(BodyNote(Span(*key.span()), f"v2 has `{_NEXT_CURSOR}` in the place of `{_CURSORS}`", Risk.SILENT))
        else:
            edits.append(replace(key.start(), key.end(), _ITEMS if key["runs"] else f".{_NEXT_CURSOR}"))
    for match in _FIELD.finditer(program):
        name = match["name"] or match["short"]
        if name in FIELD_MOVES or name in RUN_FIELDS:
            reads.add(name)
            edits += _field_edits(match, FIELD_MOVES.get(name))
            notes += _field_notes(match, FIELD_MOVES.get(name))
    return JqReads(tuple(edits), tuple(notes), frozenset(reads), _WHOLE.search(program) is not None)


def _is_nested(match: re.Match[str]) -> bool:
    """Whether a name is that of a key in a value, behind an index that is not one of runs."""
    return match["path"] is not None and not match["prefix"] and match.string[: match.start("path")].endswith("]")


def _field_edits(match: re.Match[str], move: FieldMove | None) -> Iterator[Edit]:
    """Yields the edit of a field that reads differently on v2."""
    if move is None or not move.v2 or _is_nested(match):
        return
    if match["comparison"] and move.reading is FieldReading.UPPER:
        yield replace(*match.span("value"), match["value"].upper())
        return
    code = _WRITTEN.get(move.reading, ".{}").format(move.v2)
    if match["short"]:
        if code != f".{match['short']}":
            yield replace(*match.span("short"), f"{match['short']}: {code}")
    elif code != match["path"] and match["prefix"] and code != f".{move.v2}":
        yield insert(match.start("prefix"), "(")
        yield replace(*match.span("path"), f"|{code})")
    elif code != match["path"]:
        yield replace(*match.span("path"), code)


def _field_notes(match: re.Match[str], move: FieldMove | None) -> Iterator[BodyNote]:
    """Yields what to know about a field."""
    if move is not None and move.reading in _LOOKED_AT:
        risk, message = _LOOKED_AT[move.reading]
        yield BodyNote(Span(*match.span("name" if match["name"] else "short")), message.format(move.name), risk)
