"""What a dialect takes: the checker is asked about every operator on every field of the schema, once.

Owns the invariant that nothing here decides what is right: a field or an operator that the schema gains is taken, or not, as
the checker says.
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
    """What the conditions of one ``or`` speak of, where a backend wants them to speak of one thing."""

    ANY = auto()
    RUN = auto()
    FEEDBACK = auto()


class Taken(NamedTuple):
    """A field, and operators that it is compared with."""

    field: Field
    operators: tuple[str, ...]


Kind = tuple[Taken, ...]
"""Fields of one kind. A kind is chosen before a field, so that each kind is as likely."""


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """Conditions to draw from: comparisons by side, families of pairs by side, and the operators of full text."""

    kinds: Mapping[Side, tuple[Kind, ...]]
    families: Mapping[Side, tuple[str, ...]]
    searches: tuple[str, ...]

    def operators(self, field: Field) -> tuple[str, ...]:
        """The operators that a field takes."""
        return next((one.operators for kind in self.kinds[Side.ANY] for one in kind if one.field is field), ())


@dataclass(frozen=True, slots=True, eq=False)
class DialectChoices:
    """A dialect as its users see it.

    ``attested`` is what no finding speaks against, ``taken`` what is no error, ``refused`` what is one. ``shapes`` says how a
    filter goes on: with an operator over conditions, the attested ones more often, or empty, with a condition. ``sides`` is
    what the parts of one ``or`` may speak of.
    """

    dialect: DialectName
    attested: Stock
    taken: Stock
    refused: tuple[Taken, ...]
    shapes: tuple[str, ...]
    sides: tuple[Side, ...]


@cache
def language(dialect: DialectName) -> DialectChoices:
    """What a dialect takes. Raises ``ValueError`` for an unknown one."""
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
    meant = {pair: loudest for pair, loudest in verdicts.items() if _means_something(*pair)}
    attested = _by_field(pair for pair, loudest in meant.items() if loudest is None)
    taken = _by_field(pair for pair, loudest in meant.items() if loudest is not Severity.ERROR)
    conditions = [_sample(one.operators[0], one.field) for one in attested]
    apart = _verdict(Call("or", _one_of_each_side(conditions)), dialect) is Severity.ERROR
    return DialectChoices(
        dialect,
        _stock(attested, [name for name, loudest in searches.items() if loudest is None], attrgetter("operators")),
        _stock(taken, [name for name, loudest in searches.items() if loudest is not Severity.ERROR], attrgetter("name")),
        _by_field(pair for pair, loudest in verdicts.items() if loudest is Severity.ERROR),
        _shapes(conditions[0], dialect),
        (Side.RUN, Side.FEEDBACK) if apart else (Side.ANY,),
    )


def side_of(field: Field) -> Side:
    """What a condition on a field speaks of. Only feedback is scored."""
    return Side.FEEDBACK if "score" in FAMILIES.get(field.family, {}) else Side.RUN


def _sample(operator: str, field: Field) -> Call:
    return Call(operator, (Name(field.name), simplest(operator, field)))


def _verdict(tree: Node, dialect: DialectName) -> Severity | None:
    """The loudest finding about names, types and the dialect."""
    found = {finding.severity for finding in check(tree, dialect) if concerns_acceptance(finding)}
    return next((severity for severity in Severity if severity in found), None)


def _means_something(field: Field, operator: str) -> bool:
    """Whether a comparison can ever hold: presence is asked of what holds keys."""
    if OPERATORS[operator].kind == "presence":
        return field.type is Type.JSON
    return support(operator, field.operators) is not Support.NO


def _by_field(pairs: Iterable[tuple[Field, str]]) -> tuple[Taken, ...]:
    found: dict[str, list[str]] = {}
    for field, operator in pairs:
        found.setdefault(field.name, []).append(operator)
    return tuple(Taken(FIELDS[name], tuple(operators)) for name, operators in found.items())


def _stock(taken: Sequence[Taken], searches: Sequence[str], kind_of: Callable[[Field], str]) -> Stock:
    return Stock(
        {side: _kinds(taken, side, kind_of) for side in Side},
        {side: _families(taken, side) for side in Side},
        tuple(searches),
    )


def _kinds(taken: Iterable[Taken], side: Side, kind_of: Callable[[Field], str]) -> tuple[Kind, ...]:
    kinds: dict[str, list[Taken]] = {}
    for one in taken:
        if side in (Side.ANY, side_of(one.field)):
            kinds.setdefault(kind_of(one.field), []).append(one)
    return tuple(map(tuple, kinds.values()))


def _families(taken: Iterable[Taken], side: Side) -> tuple[str, ...]:
    names = {one.field.name for one in taken}
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
    attested = tuple(name for name, loudest in verdicts.items() if loudest is None)
    doubted = tuple(name for name, loudest in verdicts.items() if loudest not in (None, Severity.ERROR))
    return ("",) * (4 * len(attested)) + attested * 5 + doubted
