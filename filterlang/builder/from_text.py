"""From texts and trees to expressions, and to their negatives.

Owns the invariant that what is read means what the text means, in the form the builder itself gives it: pairs nested, joins
flat, values written one way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from filterlang.builder.expression import Expression, atom, join
from filterlang.builder.literals import literal
from filterlang.findings.errors import FilterError
from filterlang.schema.dialects import RUNS
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.checking.analysis import analyse
from filterlang.rewrite.negation import negate, unsayable, without_not
from filterlang.semantics.conditions import Condition, conditions_of
from filterlang.semantics.pairs import groups
from filterlang.semantics.predicate import value_of
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.lalr import accept
from filterlang.syntax.printer import print_line, write_call, write_list
from filterlang.syntax.tree import Call, List, Name, Node, String


def from_text(text: FilterLike) -> Expression:
    """A filter as an expression. Its meaning is kept; pairs come out nested, values in one spelling. A ``not`` is pushed down
    as ``~`` does it.

    Raises ``FilterError`` for a filter that neither backend of runs takes, and ``ValueError`` for a ``not`` over what has no
    negative.
    """
    before = parsed(text)
    refused = {dialect: analyse(before, dialect).diagnostics for dialect in sorted(RUNS)}
    if before.diagnostics or all(any(found.is_error for found in findings) for findings in refused.values()):
        raise FilterError(before.source, analyse(before, "portable").diagnostics)
    tree = without_not(before.tree)
    if tree is None:
        raise _no_negative(before.tree)
    return read(tree)


def restore(text: str) -> Expression:
    """An expression out of its own text, as pickle keeps it."""
    tree = accept(text)
    if tree is None:
        raise ValueError("this is no filter")
    return read(tree)


def read(tree: Node) -> Expression:
    """An expression out of a tree of the language."""
    conditions = conditions_of(tree)
    if not conditions:
        raise ValueError("this is no filter")
    expressions: dict[Condition, Expression] = {}
    for condition in reversed(conditions):
        expressions[condition] = _read(condition, expressions)
    return expressions[conditions[0]]


def _read(condition: Condition, expressions: Mapping[Condition, Expression]) -> Expression:
    node = condition.node
    if node.operator in ("and", "or"):
        operands = _paired(condition, expressions) if node.operator == "and" else map(expressions.__getitem__, condition.parts)
        parts = tuple(operands)
        return parts[0] if len(parts) == 1 else join(node.operator, parts)
    family = condition.pair.family if condition.pair is not None else ""
    return atom(write_call(node.operator, map(_argument, _arguments(node))), family)


def _paired(conjunction: Condition, expressions: Mapping[Condition, Expression]) -> Iterator[Expression]:
    """The conditions of an ``and``, those on one pair joined in the place of the first of them."""
    pairs: dict[Condition, list[Condition]] = {}
    joined: set[Condition] = set()
    for family in dict.fromkeys(part.pair.family for part in conjunction.parts if part.pair is not None):
        for group in groups(conjunction.parts, family):
            pairs[group[0]] = group
            joined.update(group[1:])
    for part in conjunction.parts:
        pair = pairs.get(part, [])
        if len(pair) > 1:
            yield atom(write_call("and", (str(expressions[condition]) for condition in pair)))
        elif part not in joined:
            yield expressions[part]


def _arguments(node: Call) -> list[tuple[Field | None, str, Node]]:
    """The arguments of a comparison, each with the field that it is a value of."""
    if not node.arguments:
        return []
    subject, *values = node.arguments
    name = subject.id if isinstance(subject, Name) else subject.value if isinstance(subject, String) and values else ""
    field = FIELDS.get(name)
    first = Name(field.name) if field else subject
    return [(None, "", first), *((field, node.operator, value) for value in values)]


def _argument(argument: tuple[Field | None, str, Node]) -> str:
    """An argument as the builder writes it; as it stands where the builder would not take it."""
    field, operator, node = argument
    if field is None or field.type is Type.JSON:
        return print_line(node)
    if isinstance(node, List):
        return write_list(_argument((field, operator, item)) for item in node.items)
    value = value_of(field, node)
    if isinstance(node, String) and isinstance(value, float) and value.is_integer():
        value = int(value)  # of a duration such as "10s"
    try:
        return literal(field, value, operator)
    except (TypeError, ValueError):
        return print_line(node)


def negated(expression: Expression) -> Expression:
    """What holds where an expression does not. Raises ``ValueError`` where the language has no words for it."""
    tree = expression.tree
    negative = negate(tree)
    if negative is None:
        raise _no_negative(tree)
    return read(negative)


def _no_negative(tree: Node) -> ValueError:
    part = unsayable(tree)
    return ValueError(f"the language has no negative of {print_line(part)}: {_REASONS[_kind(part)]}")


_REASONS = {
    "list": "there is no word for an element that is missing; the nearest is F.tag.not_like(…), which looks at one element, or "
    "leave the runs out after fetching them",
    "search": "there is no word for texts that are missing; the nearest is .not_like(…) on one field, such as "
    "F.inputs.not_like(…), or leave the runs out after fetching them",
    "value": "a value under whichever key has none, because another key can still hold it; name the key",
    "pair": "conditions that speak of one pair have none together; make each a pair of its own, and negate those",
    "other": "say what is to hold instead",
}
"""Why something has no negative, and what to do instead."""


def _kind(node: Node) -> str:
    field = pair_field(node) or (FIELDS.get(first.id) if isinstance(first := next(iter(node.children), None), Name) else None)
    if isinstance(node, Call) and node.operator in ("search", "and"):
        return {"search": "search", "and": "pair"}[node.operator]
    if field is None:
        return "other"
    return "list" if field.type is Type.LIST else "value" if field.family else "other"
