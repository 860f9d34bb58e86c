"""What holes may hold: texts that suit the place of each, chosen where rules change their verdict.

Such are the other literals of the filter and of the call around it, values below, above and between them, the empty text, a
pattern, a number in quotes, and for a condition one of each kind. Owns the invariant that a hole is filled with what its place
takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
import re

from filterlang.hosts.embedded import HOLE, HolePlace, PlacedHole
from filterlang.hosts.scanning import TokenKind, scan
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Support, Takes, Type
from filterlang.semantics.datetimes import read_datetime

_MOST_LITERALS = 6
_TEXTS = ("a", "", "a b", "%a%", "5", "true", "é", "x" * 300)
_NUMBERS = ("1", "0", "0.5", "100", "5000", "-1", "1000000000")
_TIMES = ("2020-01-01T00:00:00Z", "2999-12-31T23:59:59Z", "1999-05-17T09:30:12Z", "2024-02-29T12:00:00+00:00")
_PARTS_OF_TIMES = ("2020-01-01T00:00:00", "2020-01-01", "2020", "2999", "02", "12", "12:00:00")
_UUIDS = ("00000000-0000-4000-8000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff")

CONDITIONS = (
    'eq(name, "a")', "gt(latency, 5)", 'gt(start_time, "2020-01-01T00:00:00Z")', 'lt(start_time, "2999-01-01T00:00:00Z")',
    "eq(is_root, true)", 'eq(run_type, "llm")', 'eq(status, "error")', 'has(tags, "a")', 'search("a word")',
    'eq(trace_id, "00000000-0000-4000-8000-000000000000")', 'and(eq(metadata_key, "a"), eq(metadata_value, "b"))',
    'like(inputs, "%a%")',
)  # fmt: skip
"""Conditions of every kind, to be filled in for a condition."""

Literal = tuple[str, str | float]
"""A literal of a filter: the name that it is compared with, which may be empty, and its value."""


def literals_of(text: str, holes: Sequence[PlacedHole]) -> Iterator[Literal]:
    """Yields the texts and numbers that stand in a filter, outside of its holes; of a pattern also the text in it."""
    for token, _, _, frame in scan(text, [hole.span for hole in holes]):
        if token.holes:
            continue
        if token.kind is TokenKind.STRING:
            inner = token.text.strip("\\\"'")
            yield frame.operand, inner
            if "%" in inner:
                yield frame.operand, inner.replace("%", "")
        elif token.kind is TokenKind.WORD and _NUMBER.fullmatch(token.text):
            yield frame.operand, float(token.text)


def values_of(text: str, hole: PlacedHole, literals: Iterable[Literal]) -> list[str]:
    """The texts that suit a hole in the place of a value or between quotes, without repetitions.

    Those that are compared with the same field come first. Empty where no text is known to suit.
    """
    field = FIELDS.get(hole.field)
    quoted = hole.place is HolePlace.QUOTED
    is_part = len(hole.token) != len(hole.span) + 2 * quoted
    nearest = sorted(literals, key=lambda literal: literal[0] != hole.field)
    texts = [value for _, value in nearest if isinstance(value, str) and not _DELIMITERS.search(value)][:_MOST_LITERALS]
    numbers = [value for _, value in nearest if isinstance(value, float)][:_MOST_LITERALS]
    around = [_written(number + step) for step in (0, -1, 1) for number in numbers]
    if is_part:
        suitable: Iterable[str] = typed_parts(text, hole) or (*texts, *_TEXTS)
    elif field is not None and field.values:
        suitable = map(_quoted, field.values)
    else:
        suitable = _whole(field.type if field is not None else Type.STRING, texts, around)
    return list(dict.fromkeys(value.strip('"') if quoted else value for value in suitable))


_NUMBER = re.compile(r"-?\d{1,300}(\.\d+)?")
_DELIMITERS = re.compile("[\"'\\\\\n]")


def _whole(type: Type, texts: Sequence[str], numbers: Sequence[str]) -> Iterable[str]:
    """The literals of a type: first those from these texts and numbers."""
    match type:
        case Type.DATETIME:
            return map(_quoted, (*filter(read_datetime, texts), *_TIMES))
        case Type.UUID:
            return map(_quoted, (*(text for text in texts if len(text) == len(_UUIDS[0])), *_UUIDS))
        case Type.BOOLEAN:
            return ("true", "false")
        case Type.DURATION:
            return (_quoted(f"{number}s") for number in (*numbers, *_NUMBERS))
        case Type.NUMBER:
            return (*numbers, *_NUMBERS)
        case Type.SCALAR:
            return (*map(_quoted, texts), *numbers, *map(_quoted, _TEXTS), *_NUMBERS[:3], "true", "false")
        case _:
            return map(_quoted, (*texts, *_TEXTS))


def typed_parts(text: str, hole: PlacedHole) -> list[str]:
    """The texts that make a value of the text around a hole, where its field takes no other text; empty where it takes any."""
    field = FIELDS.get(hole.field)
    before, after = text[hole.token.start : hole.span.start], text[hole.span.end : hole.token.end]
    if field is not None and field.type is Type.DATETIME:
        return [part for part in _PARTS_OF_TIMES if read_datetime(f"{before}{part}{after}".strip("\\\"'"))]
    if field is not None and field.type in (Type.DURATION, Type.NUMBER):
        return [number for number in _NUMBERS if not number.startswith("-")]
    return []


def fields_of(text: str, hole: PlacedHole) -> tuple[str, ...]:
    """Fields that take the operator before a hole and the value behind it, or a part of their names; empty where none does."""
    before, after = text[hole.token.start : hole.span.start], text[hole.span.end : hole.token.end]
    if before or after:
        names = (name for name in FIELDS if name.startswith(before) and name.endswith(after) and name != before + after)
        return tuple(name[len(before) : len(name) - len(after)] for name in names)
    operator, value = _OPERATOR_BEFORE.search(text, 0, hole.token.start), _VALUE_BEHIND.match(text, hole.token.end)
    if operator is None or value is None:
        return ()
    takes_text = value[1] not in ("true", "false") and not value[1].isdigit()
    if OPERATORS[operator[1]].ordering:
        return _named("time" if takes_text else "amount")
    if operator[1] == "has":
        return _named("tags")
    return _named("name", "id") if takes_text else _named("flag" if value[1].isalpha() else "amount")


def _named(*rows: str) -> tuple[str, ...]:
    """The fields of rows of the table of operators, without those that take ids only."""
    return tuple(name for name, field in FIELDS.items() if field.operators in rows and field.type is not Type.UUID)


_OPERATOR_BEFORE = re.compile(rf"\b({'|'.join(OPERATORS)})\s*\(\s*\Z")
_VALUE_BEHIND = re.compile(rf"\s*,\s*(true|false|\d|[\"'\[\\]|{re.escape(HOLE)})")


def operators_of(text: str, hole: PlacedHole) -> list[str]:
    """Operators that are known to be taken by the field behind a hole; empty where that is not known."""
    subject = _FIELD_BEHIND.match(text, hole.token.end)
    field = FIELDS.get(subject[1]) if subject is not None and hole.token == hole.span else None
    if field is None:
        return []
    one_value = [name for name, each in OPERATORS.items() if each.kind == "comparison" and each.takes is not Takes.LIST]
    return [name for name in one_value if support(name, field.operators) is Support.YES]


_FIELD_BEHIND = re.compile(r"\s*\(\s*(\w+)\s*,")


def _quoted(text: str) -> str:
    return f'"{text}"'


def _written(number: float) -> str:
    """A number as a filter writes it."""
    return str(int(number)) if number.is_integer() else str(number)
