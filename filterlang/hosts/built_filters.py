"""Writes a filter that a program puts together as an expression of the builder, for advice.

Owns the invariant that the expression has every value of the program once.
"""

from __future__ import annotations

import re

from filterlang.builder.python_source import source
from filterlang.hosts.embedded import EmbeddedFilter, Grounds, HolePlace, PlacedHole
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type
from filterlang.syntax.parser import parse
from filterlang.text.display import clip
from filterlang.text.edits import Edit, apply

FEWEST = 3
"""Values from which on a filter is better built than put together."""
_NUMBERS = (Type.NUMBER, Type.DURATION)
_WRITES = re.compile(r"(?:json\.dumps|dumps|str|int|float|quote|filterlang\.quote)\((?P<value>\w[\w.\[\]]*)\)")
_SHOWN = 200


def built(filter: EmbeddedFilter) -> str | None:
    """The advice to build a filter, with the expression where it can be written; None for a filter that is not to be built."""
    values = (HolePlace.VALUE, HolePlace.QUOTED)
    in_python = filter.language in ("python", "notebook") and filter.grounds is not Grounds.MENTION and not filter.fragment
    if not in_python or len(filter.holes) < FEWEST or any(hole.place not in values for hole in filter.holes):
        return None
    expression = _expression(filter)
    return "build it from F" if expression is None else f"build it: {clip(expression, _SHOWN)}"


def _expression(filter: EmbeddedFilter) -> str | None:
    """The expression of the builder; None where it cannot be written."""
    marks = [_mark(hole, number) for number, hole in enumerate(filter.holes)]
    edits = [Edit(hole.token, mark) for hole, mark in zip(filter.holes, marks, strict=True)]
    if any(len(hole.token) > len(hole.span) + 2 for hole in filter.holes):
        return None
    parsed = parse(apply(filter.text, edits))
    expression = "" if parsed.diagnostics else source(parsed.tree)
    if "from_text" in expression:
        return None
    for hole, mark in zip(filter.holes, marks, strict=True):
        before, found, after = expression.partition(mark)
        if not found:
            return None
        expression = before + _value(hole.hole.expression.strip()) + after
    return expression


def _mark(hole: PlacedHole, number: int) -> str:
    """A literal that occurs nowhere else, and that the field of a hole takes."""
    field = FIELDS.get(hole.field)
    return f"9{number:05}.25" if field is not None and field.type in _NUMBERS else f'"hole {number:05}"'


def _value(expression: str) -> str:
    """The value that an expression writes: ``name`` of ``json.dumps(name)``."""
    written = _WRITES.fullmatch(expression)
    return written["value"] if written is not None else expression
