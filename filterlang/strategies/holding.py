"""Finds literals for which a comparison holds, for the values of a run.

Owns the invariant that a comparison of these values with such a literal is true by the reference evaluator.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
import json

from hypothesis import strategies as st

from filterlang.evaluate.reference import comparison
from filterlang.evaluate.rows import json_text, key_rows
from filterlang.schema.operators import NEGATIVE
from filterlang.schema.types import Field, Type
from filterlang.semantics.predicate import Pair, Compare
from filterlang.checking.meaning import to_predicate
from filterlang.strategies.values import Literals, is_no_null, literals, spelled
from filterlang.text.jsonvalues import is_object
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, String

_DISTANCES = (1, 0.5, 0.001, 10, 1000)
_WILD = frozenset("%_\\")


def holding(operator: str, field: Field, values: Sequence[object]) -> Literals | None:
    """Returns literals for which a comparison holds: for one of the values, or with a negative operator for all of them.

    Returns None where there is no such literal, as for a value that the language cannot express.
    """
    if operator in NEGATIVE:
        return _unlike(operator, field, values)
    find = _FINDERS.get(operator)
    if find is None:
        return None
    found = [literal for value in values if (literal := find(field, value)) is not None]
    return st.one_of(found) if found else None


def holds(operator: str, field: Field, literal: Node, values: Iterable[object]) -> bool:
    """Returns whether a comparison of the values is true by the reference evaluator."""
    meant = to_predicate(Call(operator, (Name(field.name), literal)))
    tested = next(iter((*meant.keys, *meant.values))) if isinstance(meant, Pair) else meant
    assert isinstance(tested, Compare)
    compares = comparison(NEGATIVE.get(tested.operator, tested.operator), tested.value)
    return any(map(compares, values)) is not (tested.operator in NEGATIVE)


def _unlike(operator: str, field: Field, values: Sequence[object]) -> Literals | None:
    """Returns literals that differ from all values."""
    few = (*map(String, field.values), *((Boolean(False), Boolean(True)) if field.type is Type.BOOLEAN else ()))
    if few:
        unlike = [literal for literal in few if holds(operator, field, literal, values)]
        return st.sampled_from(unlike) if unlike else None
    return literals(operator, field).filter(lambda literal: holds(operator, field, literal, values))


def _same(field: Field, value: object) -> Literals | None:
    found = spelled(field, value)
    return st.sampled_from(found) if found else None


def _among(field: Field, value: object) -> Literals | None:
    """Returns lists that contain the value."""
    same = _same(field, value)
    return None if same is None else st.builds(_with, literals("in", field), same, st.integers(0, 3))


def _with(others: Node, literal: Node, index: int) -> Node:
    return List((*others.children[:index], literal, *others.children[index:]))


def _bound(*, above: bool, equal: bool) -> Callable[[Field, object], Literals | None]:
    """Returns a function that finds literals on one side of a value."""

    def find(field: Field, value: object) -> Literals | None:
        if isinstance(value, bool) or not spelled(field, value):
            return None  # truth values have no order
        near = (*_beyond(value, above=above), *((value,) if equal else ()))
        found = [literal for other in near for literal in spelled(field, other)]
        return st.sampled_from(found) if found else None

    return find


def _beyond(value: object, *, above: bool) -> list[object]:
    """Returns values of the same type that are greater, or less."""
    sign = 1 if above else -1
    if isinstance(value, (int, float)):
        further = [value + sign * distance for distance in (*_DISTANCES, 1 + 2 * abs(value))]
        return [other for other in further if (other > value if above else other < value)]
    if isinstance(value, datetime):
        return [value + sign * timedelta(seconds=distance) for distance in _DISTANCES]
    if isinstance(value, str):
        return [value + "a"] if above else [value[:-1], ""] if value else []
    return []


def _alike(field: Field, value: object) -> Literals | None:
    """Returns patterns that match the text."""
    text = json_text(value) if is_object(value) else value
    if not isinstance(text, str):
        return None
    places = st.integers(0, len(text))
    found = st.builds(_pattern, st.just(text), places, places, st.sets(places, max_size=2), _SHAPES)
    return found.filter(lambda pattern: is_no_null(field, pattern))


_SHAPES = st.sampled_from(("whole", "inside", "ends"))


def _pattern(text: str, first: int, second: int, blanks: set[int], shape: str) -> Node:
    """Returns a pattern of a text, of the part between two positions, or of the parts around them, with ``_`` for wildcards."""
    start, end = sorted((first, second))
    letters = ["_" if place in blanks or letter in _WILD else letter for place, letter in enumerate(text)]
    if shape == "inside":
        letters = ["%", *letters[start:end], "%"]
    elif shape == "ends":
        letters = [*letters[:start], "%", *letters[end:]]
    return String("".join(letters))


def _within(field: Field, value: object) -> Literals | None:
    """Returns the value as an element; for an object, JSON objects with some of its pairs."""
    if not is_object(value):
        return _same(field, value)
    pairs = [(row.key, row.value) for row in key_rows(value) if isinstance(row.value, (str, float, bool))]
    chosen = st.lists(st.sampled_from(pairs), min_size=1, max_size=2) if pairs else None
    return None if chosen is None else chosen.map(lambda some: String(json.dumps(dict(some), ensure_ascii=False)))


def _present(field: Field, value: object) -> Literals | None:
    """Returns the keys of an object, nested ones included."""
    found = sorted({row.key for row in key_rows(value)})
    return st.sampled_from(found).map(String) if found else None


_FINDERS: dict[str, Callable[[Field, object], Literals | None]] = {
    "eq": _same,
    "in": _among,
    "gt": _bound(above=False, equal=False),
    "gte": _bound(above=False, equal=True),
    "lt": _bound(above=True, equal=False),
    "lte": _bound(above=True, equal=True),
    "like": _alike,
    "has": _within,
    "exists": _present,
}
