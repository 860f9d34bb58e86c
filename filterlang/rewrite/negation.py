"""Removing ``not``: filters of runs have no such operator, so a negation is pushed down to operators that have a negative.

Owns the invariant that, of the runs with exactly one value for each field and key of a filter, the negated filter selects
exactly those that the filter does not select; where the language cannot express that, the result is None.
"""

from filterlang.schema.operators import LOGICAL, OPERATORS, ORDERING
from filterlang.schema.types import Type
from filterlang.rewrite.composing import compose
from filterlang.rewrite.losses import NO_VALUE, SEVERAL_VALUES
from filterlang.semantics.resolving import pair_field, resolve
from filterlang.syntax.tree import Boolean, Call, List, Node, fold
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A rewritten filter, and how its meaning differs from the one wanted; ``lost`` is empty where it does not differ."""

    tree: Node
    lost: str = ""


Signs = tuple[Rewritten | None, Rewritten | None]


def negation(tree: Node) -> Rewritten | None:
    """Returns the filter for the runs that ``tree`` does not select, and what it loses; None where there is no such filter."""
    return fold(tree, _signs)[1]


def negate(tree: Node) -> Node | None:
    """Returns the filter for the runs that ``tree`` does not select; None where there is no such filter."""
    negative = negation(tree)
    return negative.tree if negative else None


def without_not(tree: Node) -> Node | None:
    """Returns the filter with every ``not`` pushed down; None where there is no such filter."""
    positive = fold(tree, _signs)[0]
    return positive.tree if positive else None


def unsayable(tree: Node) -> Node:
    """Returns the first part of a filter that cannot be negated; the whole filter where every part can be."""
    pending = [tree]
    while pending:
        node = pending.pop()
        joined = isinstance(node, Call) and node.operator in LOGICAL and not _is_pair(node)
        if joined and node.children:
            pending.extend(reversed(node.children))
        elif negate(node) is None:
            return node
    return tree


def _signs(node: Node, parts: list[Signs]) -> Signs:
    """The condition as it is, and its negation."""
    if not isinstance(node, Call):
        return Rewritten(node), None
    if node.operator == "not":
        return (parts[0][1], parts[0][0]) if len(parts) == 1 else (None, None)
    if node.operator not in LOGICAL:
        return Rewritten(node), _negate_comparison(node)
    positive = _join([positive for positive, _ in parts], node.operator)
    if node.operator == "and" and _is_pair(node):
        return positive, _negate_pair(node)
    return positive, _unwrapped(_join([negative for _, negative in parts], "or" if node.operator == "and" else "and"))


def _join(parts: list[Rewritten | None], operator: str) -> Rewritten | None:
    """The parts under one operator; None where one of them is missing."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    lost = next((part.lost for part in known if part.lost), "")
    return Rewritten(Call(operator, tuple(part.tree for part in known)), lost)


def _unwrapped(joined: Rewritten | None) -> Rewritten | None:
    """The only part of a join; the join itself where it has several."""
    if joined is None or len(joined.tree.children) != 1:
        return joined
    return Rewritten(joined.tree.children[0], joined.lost)


def _negate_comparison(node: Call) -> Rewritten | None:
    operator = OPERATORS.get(node.operator)
    reference = resolve(node.arguments[0]) if node.arguments else None
    if operator is None or reference is None:
        return None
    if reference.field is not None and reference.field.family and reference.field.role != "key":
        return None  # "some value is not v" is not "no value is v"
    if reference.field is not None and reference.field.type is Type.LIST:
        return None
    value = node.arguments[-1]
    if node.operator == "eq" and isinstance(value, Boolean) and reference.field is not None and reference.exact:
        return Rewritten(Call("eq", (*node.arguments[:-1], Boolean(not value.value))))
    if operator.negated and reference.exact:
        return Rewritten(Call(operator.negated, node.arguments), _lost(node.operator))
    idea = "absent" if operator.kind == "presence" else "notin" if node.operator == "in" else ""
    negative = compose(idea, reference, node.arguments[1:]) if idea else None
    return Rewritten(negative) if negative else None


def _lost(operator: str) -> str:
    """What the opposite of an operator loses: a missing value is neither more nor less than another."""
    return NO_VALUE if operator in ORDERING else ""


def _negate_pair(node: Call) -> Rewritten | None:
    """The negation of a pair of key k and value v: no key k, or key k with another value."""
    if len(node.arguments) != 2:
        return None
    key, value = node.arguments
    key_field, value_field = pair_field(key), pair_field(value)
    if key_field is None or value_field is None or key_field.family != value_field.family:
        return None
    if key_field.role != "key" or value_field.role == "key":
        return None
    if not (isinstance(key, Call) and isinstance(value, Call)) or len(key.arguments) != 2 or len(value.arguments) != 2:
        return None
    keys = _each_key(key)
    negatives = _negate_value(value)
    if not keys or not negatives:
        return None
    without = [Call("or", (Call("neq", each.arguments), Call("and", (each, *negatives)))) for each in keys]
    return Rewritten(without[0] if len(without) == 1 else Call("and", tuple(without)), _lost(value.operator) or SEVERAL_VALUES)


def _each_key(key: Call) -> list[Call]:
    """The condition on each of the keys that a condition names."""
    subject, value = key.arguments
    if key.operator == "eq":
        return [key]
    return [Call("eq", (subject, item)) for item in value.items] if key.operator == "in" and isinstance(value, List) else []


def _negate_value(value: Call) -> list[Call]:
    """The conditions that together negate a condition on a value; none where the language cannot express that."""
    subject, compared = value.arguments
    if value.operator == "in" and isinstance(compared, List):
        return [Call("neq", (subject, item)) for item in compared.items]
    operator = OPERATORS.get(value.operator)
    negative = operator.negated if operator else ""
    return [Call(negative, value.arguments)] if negative else []


def _is_pair(node: Call) -> bool:
    """Whether two conditions of an ``and`` are read as the key and the value of one pair."""
    families = [field.family for part in node.arguments if (field := pair_field(part)) is not None]
    return len(set(families)) < len(families)
