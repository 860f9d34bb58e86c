"""Finds the comparisons that a dialect accepts, by checking every operator on every field of the schema once.

Owns the invariant that the checker decides: nothing here says which operator a field takes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from filterlang.findings.evidence import Severity
from filterlang.findings.verdicts import concerns_acceptance
from filterlang.filters import check
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.names import DialectName
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Field, Support, Type
from filterlang.strategies.values import simplest
from filterlang.strategies.vocabulary import WORDS
from filterlang.syntax.tree import Call, Name, Node, String


class Side(Enum):
    """The subject of the conditions of one ``or``, where a backend refuses an ``or`` over both subjects."""

    ANY = auto()
    RUN = auto()
    FEEDBACK = auto()


class Taken(NamedTuple):
    """A field, and operators that it takes."""

    field: Field
    operators: tuple[str, ...]


Kind = tuple[Taken, ...]
"""Fields of one kind. A kind is chosen before a field, so that all kinds are equally likely."""


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """Conditions to draw from: comparisons by side, families of pairs by side, and the operators of full text."""

    kinds: Mapping[Side, tuple[Kind, ...]]
    families: Mapping[Side, tuple[str, ...]]
    searches: tuple[str, ...]

    def operators(self, field: Field) -> tuple[str, ...]:
        """Returns the operators that a field takes."""
        return next((taken.operators for kind in self.kinds[Side.ANY] for taken in kind if taken.field is field), ())


@dataclass(frozen=True, slots=True, eq=False)
class DialectChoices:
    """The choices from which filters of a dialect are drawn.

    ``attested`` are comparisons without a finding, ``taken`` those without an error, ``refused`` those with an error.
    ``shapes`` are the shapes of a filter: a logical operator, the attested ones more often, or empty for a condition. ``sides``
    are the sides that the parts of one ``or`` may be about.
    """

    dialect: DialectName
    attested: Stock
    taken: Stock
    refused: tuple[Taken, ...]
    shapes: tuple[str, ...]
    sides: tuple[Side, ...]


@cache
def language(dialect: DialectName) -> DialectChoices:
    """Returns the choices for a dialect. Raises ``ValueError`` for an unknown one."""
    if dialect not in DIALECTS:
        raise ValueError(f"there is no dialect {dialect!r}: choose one of {', '.join(DIALECTS)}")
    verdicts = {
        (field, name): _verdict(_sample(name, field), dialect)
        for field in FIELDS.values()
        for name, operator in OPERATORS.items()
        if operator.kind in ("comparison", "presence")
    }
    searches = {
        name: _verdict(Call(name, (String(WORDS[0]),)), dialect)
        for name, operator in OPERATORS.items()
        if operator.kind == "search"
    }
    possible = {pair: severity for pair, severity in verdicts.items() if _can_hold(*pair)}
    attested = _by_field(pair for pair, severity in possible.items() if severity is None)
    taken = _by_field(pair for pair, severity in possible.items() if severity is not Severity.ERROR)
    conditions = [_sample(taken_field.operators[0], taken_field.field) for taken_field in attested]
    sides_are_separate = _verdict(Call("or", _one_of_each_side(conditions)), dialect) is Severity.ERROR
    return DialectChoices(
        dialect,
        _stock(attested, [name for name, severity in searches.items() if severity is None], attrgetter("operators")),
        _stock(taken, [name for name, severity in searches.items() if severity is not Severity.ERROR], attrgetter("name")),
        _by_field(pair for pair, severity in verdicts.items() if severity is Severity.ERROR),
        _shapes(conditions[0], dialect),
        (Side.RUN, Side.FEEDBACK) if sides_are_separate else (Side.ANY,),
    )


def side_of(field: Field) -> Side:
    """Returns the side that a condition on a field is about. Only feedback has scores."""
    return Side.FEEDBACK if "score" in FAMILIES.get(field.family, {}) else Side.RUN


def _sample(operator: str, field: Field) -> Call:
    return Call(operator, (Name(field.name), simplest(operator, field)))


def _verdict(tree: Node, dialect: DialectName) -> Severity | None:
    """Returns the highest severity of the findings about names, types and the dialect; None without one."""
    severities = {finding.severity for finding in check(tree, dialect) if concerns_acceptance(finding)}
    return next((severity for severity in Severity if severity in severities), None)


def _can_hold(field: Field, operator: str) -> bool:
    """Returns whether a comparison can hold for any run: only fields with keys can be tested for presence."""
    if OPERATORS[operator].kind == "presence":
        return field.type is Type.JSON
    return support(operator, field.operators) is not Support.NO


def _by_field(pairs: Iterable[tuple[Field, str]]) -> tuple[Taken, ...]:
    operators_by_field: dict[str, list[str]] = {}
    for field, operator in pairs:
        operators_by_field.setdefault(field.name, []).append(operator)
    return tuple(Taken(FIELDS[name], tuple(operators)) for name, operators in operators_by_field.items())


def _stock(taken: Sequence[Taken], searches: Sequence[str], kind_of: Callable[[Field], str]) -> Stock:
    return Stock(
        {side: _kinds(taken, side, kind_of) for side in Side},
        {side: _families(taken, side) for side in Side},
        tuple(searches),
    )


def _kinds(taken: Iterable[Taken], side: Side, kind_of: Callable[[Field], str]) -> tuple[Kind, ...]:
    kinds: dict[str, list[Taken]] = {}
    for candidate in taken:
        if side in (Side.ANY, side_of(candidate.field)):
            kinds.setdefault(kind_of(candidate.field), []).append(candidate)
    return tuple(map(tuple, kinds.values()))


def _families(taken: Iterable[Taken], side: Side) -> tuple[str, ...]:
    names = {candidate.field.name for candidate in taken}
    return tuple(
        family
        for family, roles in FAMILIES.items()
        if all(field.name in names for field in roles.values()) and side in (Side.ANY, side_of(roles["key"]))
    )


def _one_of_each_side(conditions: Iterable[Call]) -> tuple[Node, ...]:
    by_side = {side_of(FIELDS[first.id]): call for call in conditions if isinstance(first := call.arguments[0], Name)}
    return tuple(by_side.values())


def _shapes(condition: Node, dialect: DialectName) -> tuple[str, ...]:
    verdicts = {
        name: _verdict(Call(name, (condition,)), dialect) for name, operator in OPERATORS.items() if operator.kind == "logical"
    }
    attested = tuple(name for name, severity in verdicts.items() if severity is None)
    doubted = tuple(name for name, severity in verdicts.items() if severity not in (None, Severity.ERROR))
    return ("",) * (4 * len(attested)) + attested * 5 + doubted
