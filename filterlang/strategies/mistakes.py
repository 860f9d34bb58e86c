"""Draws wrong trees: valid filters in which one comparison has a wrong name, value or shape.

Owns the invariant that mistakes come from the schema: its aliases, its types, and the comparisons that the checker refuses.
"""

from collections.abc import Callable

from hypothesis import strategies as st

from filterlang.schema.aliases import (
    ENUM_ALIASES,
    FIELD_ALIASES,
    PRESENCE,
)
from filterlang.schema.dialects import SURFACE_FIELDS
from filterlang.schema.fields import CONTAINERS, FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.types import Field, Type
from filterlang.strategies.comparisons import draw_condition
from filterlang.strategies.language import DialectChoices, Side
from filterlang.strategies.values import simplest
from filterlang.strategies.vocabulary import KEYS, WORDS, pick
from filterlang.syntax.spellings import PHRASES
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Null, Number, String, fold, walk


def names(phrase: str) -> tuple[str, ...]:
    """Returns the name of an operator with its words joined in each of the usual ways."""
    first, *rest = phrase.split()
    return "_".join((first, *rest)), first + "".join(map(str.capitalize, rest)), first + "".join(rest)


_NAMES = {idea: {name for phrase in phrases for name in names(phrase)} for idea, phrases in PHRASES.items()}
_OPERATORS = sorted({*map(str.upper, OPERATORS)}.union(*_NAMES.values()) - OPERATORS.keys())
_LOGICAL = sorted(LOGICAL)
_CONDITIONS = sorted((_NAMES["and"] | _NAMES["or"]) - OPERATORS.keys())
_FIELDS = sorted({*FIELD_ALIASES, *SURFACE_FIELDS, *(box + "." + KEYS[0] for box in CONTAINERS)} - FIELDS.keys())

_WRONG: dict[Type, tuple[Node, ...]] = {
    Type.STRING: (Number(5), Boolean(True)),
    Type.LIST: (Number(5), Boolean(True)),
    Type.JSON: (Number(5), Boolean(True)),
    Type.UUID: (Number(5), Boolean(True)),
    Type.NUMBER: (String("many"), Boolean(True)),
    Type.DURATION: (String("2m"), String("500ms"), String("1h"), Boolean(True)),
    Type.DATETIME: (String("yesterday"), String("now() - 1h"), Number(5)),
    Type.BOOLEAN: (String("true"), Number(1)),
    Type.ENUM: (*map(String, sorted(ENUM_ALIASES)), *map(String, map(str.upper, ENUM_ALIASES.values())), Number(5)),
}
"""Wrong values that people write, by the type of the field. A value under a key can have any type but a list."""


def draw_mistake(draw: st.DrawFn, known: DialectChoices, tree: Node) -> Node:
    """Draws the tree with one mistake in it. Rarely the result is valid, so the caller checks it."""
    calls = [node for node in walk(tree) if isinstance(node, Call) and node.operator not in LOGICAL]
    wrong = pick(draw, calls)
    made = pick(draw, _MISTAKES)(draw, known, wrong)
    return fold(tree, lambda node, parts: made if node is wrong else node.with_children(parts))


def _operator(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    return Call(pick(draw, _OPERATORS), call.arguments)


def _field(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    return Call(_comparing(call), (Name(pick(draw, _FIELDS)), call.arguments[-1]))


def _misspelled(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    """Draws a field name with a letter missing or doubled."""
    name = pick(draw, tuple(FIELDS))
    index = draw(st.integers(0, len(name) - 1))
    misspelled = name[:index] + name[index] * pick(draw, (0, 2)) + name[index + 1 :]
    is_unusable = misspelled in FIELDS or misspelled[:1].isdigit()
    return Call(_comparing(call), (Name(name + name if is_unusable else misspelled), call.arguments[-1]))


def _value(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    field = _field_of(call)
    wrong = pick(draw, (_WRONG[field.type] if field and field.type in _WRONG else (List((call.arguments[-1],)),)))
    return Call(call.operator, (*call.arguments[:-1], List((wrong,)) if call.operator == "in" else wrong))


def _refused(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    """Draws an operator on a field that does not take it."""
    refused = pick(draw, known.refused)
    operator = pick(draw, refused.operators)
    return Call(operator, (Name(refused.field.name), simplest(operator, refused.field)))


def _arity(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    more = (*call.arguments, *call.arguments)
    return Call(call.operator, pick(draw, ((), call.arguments[:1], more) if len(call.arguments) > 1 else ((), more)))


def _null(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    return Call(pick(draw, ("eq", "neq")), (Name(pick(draw, tuple(PRESENCE))), Null()))


def _loose(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    """Draws a value in the place of a condition."""
    return Call(pick(draw, ("and", "or")), (call, pick(draw, (String(WORDS[0]), Number(5), Boolean(True), Null()))))


def _named(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    return Call(pick(draw, _CONDITIONS), (call, draw_condition(draw, known, Side.ANY)))


def _empty(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    return Call(pick(draw, _LOGICAL), ())


def _across(draw: st.DrawFn, known: DialectChoices, call: Call) -> Node:
    """Draws an ``or`` over both sides where a backend refuses it, or else a single value in the place of a list."""
    if len(known.sides) < 2:
        return Call("in", call.arguments[-1:] * 2)
    return Call("or", tuple(draw_condition(draw, known, side) for side in known.sides))


_MISTAKES: tuple[Callable[[st.DrawFn, DialectChoices, Call], Node], ...] = (
    _operator,
    _field,
    _misspelled,
    _value,
    _value,
    _refused,
    _arity,
    _null,
    _loose,
    _named,
    _empty,
    _across,
)


def _comparing(call: Call) -> str:
    """Returns the operator of a comparison; for a search, an operator that takes a field."""
    return call.operator if len(call.arguments) > 1 else "eq"


def _field_of(call: Call) -> Field | None:
    first = call.arguments[0]
    return FIELDS.get(first.id) if isinstance(first, Name) else None
