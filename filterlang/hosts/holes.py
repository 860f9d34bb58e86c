"""Holes of embedded filters: where in the filter each hole is, and the filter filled in so that the rest can be checked.

Owns the invariant that a text with holes is filled in several ways that differ in the types of what the holes hold, and that
in the first of them every hole holds what suits its place. What suits a place is in ``hole_values``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod
import re

from filterlang.hosts.embedded import HOLE, Hole, HolePlace, PlacedHole
from filterlang.hosts.fragments import completion
from filterlang.hosts.hole_values import (
    CONDITIONS, Literal, fields_of, literals_of, operators_of, typed_parts, values_of,
)  # fmt: skip
from filterlang.hosts.scanning import Bracket, ScannedToken, TokenKind, scan
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.types import Takes, Type
from filterlang.syntax.spellings import idea_of
from filterlang.text.alignment import Alignment
from filterlang.text.edits import Edit, aligned, apply
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

VARIANTS = 4
"""The number of ways in which a text with holes is filled."""
SHOWN = 1
"""The way of filling whose texts can be told from the rest of the filter in a message."""
SUITABLE = (0, 3)
"""The ways of filling in which every hole holds what its place takes."""

_FIELDS = ("name", "latency", "feedback_key", "tags")
_OPERATORS = ("eq", "gt", "has", "like")
_JOINING = ("and", "or", "and", "or")
_UNSUITABLE = {1: '"hole{}"', 2: "{}.5"}
_OF_TYPES = {
    Type.UUID: '"00000000-0000-4000-8000-{:012}"', Type.DATETIME: '"{:04}-01-01T00:00:00Z"', Type.DURATION: '"{}s"',
    Type.BOOLEAN: "true", Type.NUMBER: "{}.5",
}  # fmt: skip
"""Literals that suit a field of a type, with the number of the hole."""
_MOST_HOLES = 1000
"""The number of holes up to which no two hold the same."""
_MOST_WAYS = 16
"""The number of values of a hole that are tried at most."""
_LOGICAL_CALL = re.compile(r"\s*\(\s*(?:\w+\s*\(|\{…\}\s*[()])")


@dataclass(frozen=True, slots=True)
class Filling:
    """A filter with its holes filled in: the text, and the edits that fill the holes and complete a fragment."""

    text: str
    edits: tuple[Edit, ...]
    alignment: Alignment
    outside: tuple[Span, ...]
    """The spans of the filled text that complete a fragment, which stand for nothing of the filter."""

    def back(self, span: Span) -> Span:
        """The span of the filter that a span of the filled text stands for; a hole is stood for as a whole."""
        return Span(*self.alignment.back(span.start, span.end))

    def fills(self, span: Span) -> bool:
        """Whether a span of the filled text has a character of what a hole is filled with, or is inside of it."""
        start, end = self.alignment.back(span.start, span.end)
        return self.alignment.forward(start, end) != (span.start, span.end)

    def is_outside(self, span: Span) -> bool:
        """Whether a span of the filled text touches what completes the fragment."""
        return any(span.start <= part.end and part.start <= span.end for part in self.outside)


def placed(text: str, holes: Iterable[tuple[Hole, Span]]) -> tuple[PlacedHole, ...]:
    """The holes of a text, each with the place where it is in the filter."""
    given = list(holes)
    if not given:
        return ()
    results: list[PlacedHole] = []
    for token, before, after, frame in scan(text, [span for _, span in given]):
        for number in token.holes:
            hole, span = given[number]
            results.append(PlacedHole(hole, span, _place(token, before, after, frame), token.span, frame.operand))
    return tuple(results)


def _place(token: ScannedToken, before: ScannedToken | None, after: ScannedToken | None, frame: Bracket) -> HolePlace:
    """Where in the filter a token is that is a hole or has one in it."""
    if token.kind is TokenKind.STRING:
        return HolePlace.QUOTED
    if after is not None and after.text == "(" and after.span.start == token.span.end:
        return HolePlace.OPERATOR
    if frame.opener == "[":
        return HolePlace.LIST
    if frame.joins:
        if before is None and after is None:
            return HolePlace.WHOLE
        if before is not None and before.compares:
            return HolePlace.VALUE
        return HolePlace.FIELD if after is not None and after.compares else HolePlace.CONDITION
    if frame.index:
        idea = idea_of(frame.operator) or frame.operator
        return HolePlace.LIST if idea in OPERATORS and OPERATORS[idea].takes is Takes.LIST else HolePlace.VALUE
    if frame.operator == "search":
        return HolePlace.VALUE
    only = after is None or after.text == ")"
    return HolePlace.CONDITION if only and frame.operator not in OPERATORS else HolePlace.FIELD


def filled(text: str, holes: Sequence[PlacedHole], *, fragment: bool = False) -> list[Filling] | None:
    """The text with its holes filled in, in ways that differ in the types of their values; one way where there are no holes.

    A fragment is completed to a whole filter as well. None for a fragment that has no condition.
    """
    around = _around(text, holes, fragment=fragment)
    if around is None:
        return None
    variants = range(VARIANTS if holes else 1)
    rows = ([_filling(text, hole, number, variant) for number, hole in enumerate(holes, 1)] for variant in variants)
    return [_filled(text, holes, row, around) for row in rows]


def suitably_filled(
    text: str, holes: Sequence[PlacedHole], literals: Iterable[Literal] = (), *, fragment: bool = False
) -> Iterator[Filling]:
    """Yields the text with its holes filled in, in more ways in which every hole holds what its place takes.

    First the values of the holes descend, then all holes of a field hold the same, one value after the other, then they are
    mixed. ``literals`` are values from outside of the filter that holes may hold as well.
    """
    around = _around(text, holes, fragment=fragment)
    if around is None:
        return
    known = [*literals_of(text, holes), *literals]
    values = [_suitable(text, hole, number, known) for number, hole in enumerate(holes, 1)]
    descending = [_filling(text, hole, _MOST_HOLES - number, SUITABLE[0]) for number, hole in enumerate(holes, 1)]
    yield _filled(text, holes, descending, around)
    for row in _rows(values):
        yield _filled(text, holes, row, around)


def _rows(values: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yields rows with one value for each hole: all rows there are, or of many the equal ones first and then mixed ones."""
    if prod(map(len, values)) <= 2 * _MOST_WAYS:
        yield from product(*values)
        return
    ways = range(min(max(map(len, values)), _MOST_WAYS))
    yield from ([each[way % len(each)] for each in values] for way in ways)
    if len(values) > 1:
        for way in range(1, _MOST_WAYS + 1):
            yield [each[(way * _MIXING * (2 * number + 1) >> 16) % len(each)] for number, each in enumerate(values)]


_MIXING = 2654435761  # the multiplier of Knuth's multiplicative hashing


def _suitable(text: str, hole: PlacedHole, number: int, literals: Sequence[Literal]) -> list[str]:
    """The texts to fill a hole with so that it holds what its place takes, at least one."""
    match hole.place:
        case HolePlace.QUOTED | HolePlace.VALUE:
            values = values_of(text, hole, literals)
        case HolePlace.LIST:
            items = values_of(text, hole, literals)
            values = items if _is_item(text, hole) else [f"[{item}]" for item in items]
        case HolePlace.CONDITION:
            before, after = _commas(text, hole)
            values = [f"{before}{condition}{after}" for condition in CONDITIONS]
        case HolePlace.FIELD if _next(text, hole.span.end) != ")":
            values = list(fields_of(text, hole))
        case HolePlace.OPERATOR if not _LOGICAL_CALL.match(text, hole.span.end):
            values = operators_of(text, hole)
        case _:
            values = []
    return values or [_filling(text, hole, number, variant) for variant in SUITABLE]


def _around(text: str, holes: Sequence[PlacedHole], *, fragment: bool) -> tuple[str, str] | None:
    """The texts that complete a fragment; None for a fragment that has no condition."""
    return completion(text, [hole.span for hole in holes]) if fragment else ("", "")


def _filled(text: str, holes: Sequence[PlacedHole], values: Sequence[str], around: tuple[str, str]) -> Filling:
    before, after = around
    edits = [Edit(hole.span, value) for hole, value in zip(holes, values, strict=True)]
    if before:
        edits.insert(0, Edit(Span(0, 0), before))
    if after:
        edits.append(Edit(Span(len(text), len(text)), after))
    result = apply(text, edits)
    outside = [Span(0, len(before))] * bool(before) + [Span(len(result) - len(after), len(result))] * bool(after)
    return Filling(result, tuple(edits), aligned(len(text), edits), tuple(outside))


def for_printing(holes: Sequence[PlacedHole]) -> list[Edit] | None:
    """The edits that fill the holes with texts which a printer keeps and which occur nowhere else.

    A string with holes is replaced as a whole, so that it stays as it is written. None for holes that no such text can fill.
    """
    edits: dict[Span, Edit] = {}
    for number, hole in enumerate(holes, 1):
        span, written = hole.token, f"hole{number}x"
        if hole.place is HolePlace.LIST or (hole.place is HolePlace.VALUE and hole.token != hole.span):
            return None
        if hole.place in (HolePlace.QUOTED, HolePlace.VALUE):
            written = f'"{written}"'
        elif hole.place in (HolePlace.CONDITION, HolePlace.WHOLE):
            written = f"{written}(0)"
        edits.setdefault(span, Edit(span, written))
    return list(edits.values())


def without_fillings(message: str, filling: Filling) -> str:
    """A message with ``HOLE`` for each text that a hole was filled with, and without what completes a fragment."""
    for edit in reversed(filling.edits):  # so that hole12 is not taken for hole1
        if "hole" in edit.text:
            message = message.replace(edit.text.strip(", "), HOLE if len(edit.span) else "…")
    return message


def _filling(text: str, hole: PlacedHole, number: int, variant: int) -> str:
    """The text that a hole is filled with: the first variant and the last suit the place, the second can be shown to people."""
    name = f"hole{number}"
    match hole.place:
        case HolePlace.QUOTED:
            if len(hole.token) == len(hole.span) + 2:
                return _value(hole, number, variant).strip('"')
            first, *others = typed_parts(text, hole) or [name, f"other{number}"]
            return (first, name, f"{number}", (others or [first])[0])[variant]
        case HolePlace.VALUE:
            return _value(hole, number, variant)
        case HolePlace.LIST:
            return _value(hole, number, variant) if _is_item(text, hole) else f"[{_value(hole, number, variant)}]"
        case HolePlace.FIELD:
            rest = f', "{name}"' if _next(text, hole.span.end) == ")" else ""
            return _fitting(fields_of(text, hole), _FIELDS, number, variant) + rest
        case HolePlace.OPERATOR:
            if _LOGICAL_CALL.match(text, hole.span.end):
                return _varied(_JOINING, number, variant)
            return _fitting(operators_of(text, hole), _OPERATORS, number, variant)
        case HolePlace.CONDITION | HolePlace.WHOLE:
            return _condition(text, hole, number, variant)


def _condition(text: str, hole: PlacedHole, number: int, variant: int) -> str:
    """A condition, with the commas that a hole beside another condition has to bring along; such a hole may be empty."""
    before, after = _commas(text, hole)
    if variant == VARIANTS - 1 and (before or after):
        return ""
    return before + (f'eq(name, "hole{number}")', f"gt(latency, {number}.5)")[1 - variant % 2] + after


def _commas(text: str, hole: PlacedHole) -> tuple[str, str]:
    """The commas that a hole in the place of a condition needs before and behind it."""
    before = "" if _previous(text, hole.span.start) in ("", "(", "[", ",", "&", "|") or _word_ends(text, hole) else ", "
    after = "" if _next(text, hole.span.end) in ("", ")", "]", ",", "&", "|") or _word_begins(text, hole) else ", "
    return before, after


def _word_ends(text: str, hole: PlacedHole) -> bool:
    """Whether a word such as ``and`` stands before a hole."""
    start = hole.span.start
    return start > 0 and text[start - 1].isspace() and _previous(text, start).isalpha()


def _word_begins(text: str, hole: PlacedHole) -> bool:
    """Whether a joining word such as ``and`` stands behind a hole."""
    match = _WORD_BEHIND.match(text, hole.span.end)
    return match is not None and match[1].lower() in LOGICAL


_WORD_BEHIND = re.compile(r"\s+(\w+)\b(?!\s*\()")


def _value(hole: PlacedHole, number: int, variant: int) -> str:
    """A literal: the first variant and the last suit the field, the others are a text and a number."""
    if variant in _UNSUITABLE:
        return _UNSUITABLE[variant].format(number)
    number += variant * _MOST_HOLES
    field = FIELDS.get(hole.field)
    if field is None:
        return f'"hole{number}"'
    if field.values:
        return f'"{field.values[number % len(field.values)]}"'
    return _OF_TYPES.get(field.type, '"hole{}"').format(number)


def _fitting(fitting: Sequence[str], texts: tuple[str, ...], number: int, variant: int) -> str:
    """The text for a hole: in the variants that suit its place one that is known to fit there, if there is any."""
    if variant in SUITABLE and fitting:
        return fitting[(number + variant + number // len(fitting)) % len(fitting)]
    return _varied(texts, number, variant)


def _varied(texts: tuple[str, ...], number: int, variant: int) -> str:
    """The text for a hole in a variant, out of four: no two holes get the same texts in all variants."""
    rest = number >> 2 * variant
    return texts[(rest + variant) % 4]


def _is_item(text: str, hole: PlacedHole) -> bool:
    """Whether a hole in a list is an item, not the whole list."""
    return _next(text, hole.span.end) != ")"


def _next(text: str, offset: int) -> str:
    """The first character at or behind an offset that is no white space; empty at the end."""
    match = _SOLID.search(text, offset)
    return match.group() if match else ""


def _previous(text: str, offset: int) -> str:
    """The last character before an offset that is no white space; empty at the beginning."""
    while offset and text[offset - 1].isspace():
        offset -= 1
    return text[offset - 1 : offset]


_SOLID = re.compile(r"\S")
