"""Taking ``not`` out: the filters of runs have none, so a negation is pushed down to where an operator has a negative.

Owns the invariant that, of the runs that have the values asked for, and one of each, the negated filter matches exactly those
that the filter does not; where the language has no words for that, there is None.
"""

from filterlang.schema.operators import LOGICAL, OPERATORS, ORDERING
from filterlang.schema.types import Type
from filterlang.rewrite.composing import compose
from filterlang.rewrite.losses import NO_VALUE, SEVERAL_VALUES
from filterlang.semantics.resolving import pair_field, resolve
from filterlang.syntax.tree import Boolean, Call, List, Node, fold
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A filter, and why it only comes near what it stands for; an empty text where it means the same."""

    tree: Node
    lost: str = ""


Signs = tuple[Said | None, Said | None]


def negation(tree: Node) -> Said | None:
    """The filter for the runs that ``tree`` leaves out, and what it loses; None where the language has no words for it."""
    return fold(tree, _signs)[1]


def negate(tree: Node) -> Node | None:
    """The filter for the runs that ``tree`` leaves out; None where the language has no words for it."""
    negative = negation(tree)
    return negative.tree if negative else None


def without_not(tree: Node) -> Node | None:
    """The filter with every ``not`` pushed down; None where the language has no words for that."""
    positive = fold(tree, _signs)[0]
    return positive.tree if positive else None


def unsayable(tree: Node) -> Node:
    """The first part of a filter that has no negative; the whole where every part has one."""
    pending = [tree]
    while pending:
        node = pending.pop()
        joined = isinstance(node, Call) and node.operator in LOGICAL and not _speaks_of_pair(node)
        if joined and node.children:
            pending.extend(reversed(node.children))
        elif negate(node) is None:
            return node
    return tree


def _signs(node: Node, parts: list[Signs]) -> Signs:
    """A condition as it is, and negated."""
    if not isinstance(node, Call):
        return Said(node), None
    if node.operator == "not":
        return (parts[0][1], parts[0][0]) if len(parts) == 1 else (None, None)
    if node.operator not in LOGICAL:
        return Said(node), _negate_comparison(node)
    positive = _join([same for same, _ in parts], node.operator)
    if node.operator == "and" and _speaks_of_pair(node):
        return positive, _negate_pair(node)
    return positive, _alone(_join([other for _, other in parts], "or" if node.operator == "and" else "and"))


def _join(parts: list[Said | None], operator: str) -> Said | None:
    """The parts under one operator; None where one of them is missing."""
    said = [part for part in parts if part is not None]
    if len(said) < len(parts):
        return None
    lost = next((part.lost for part in said if part.lost), "")
    return Said(Call(operator, tuple(part.tree for part in said)), lost)


def _alone(said: Said | None) -> Said | None:
    """A join of one part is that part."""
    single = said is not None and len(said.tree.children) == 1
    return Said(said.tree.children[0], said.lost) if said is not None and single else said


def _negate_comparison(node: Call) -> Said | None:
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
        return Said(Call("eq", (*node.arguments[:-1], Boolean(not value.value))))
    if operator.negated and reference.exact:
        return Said(Call(operator.negated, node.arguments), _lost(node.operator))
    idea = "absent" if operator.kind == "presence" else "notin" if node.operator == "in" else ""
    negative = compose(idea, reference, node.arguments[1:]) if idea else None
    return Said(negative) if negative else None


def _lost(operator: str) -> str:
    """What the opposite of an operator loses: a value that is missing is neither more nor less than another."""
    return NO_VALUE if operator in ORDERING else ""


def _negate_pair(node: Call) -> Said | None:
    """Not a pair of key k and value v: no key k, or key k with another value."""
    if len(node.arguments) != 2:
        return None
    key, value = node.arguments
    one, other = pair_field(key), pair_field(value)
    if one is None or other is None or one.family != other.family or not one.role == "key" != other.role:
        return None
    if not (isinstance(key, Call) and isinstance(value, Call)) or len(key.arguments) != 2 or len(value.arguments) != 2:
        return None
    keys = _each_key(key)
    negatives = _negate_value(value)
    if not keys or not negatives:
        return None
    without = [Call("or", (Call("neq", one.arguments), Call("and", (one, *negatives)))) for one in keys]
    return Said(without[0] if len(without) == 1 else Call("and", tuple(without)), _lost(value.operator) or SEVERAL_VALUES)


def _each_key(key: Call) -> list[Call]:
    """A condition on one key for each key that is asked for by name."""
    subject, value = key.arguments
    if key.operator == "eq":
        return [key]
    return [Call("eq", (subject, item)) for item in value.items] if key.operator == "in" and isinstance(value, List) else []


def _negate_value(value: Call) -> list[Call]:
    """The conditions that hold together where one on a value does not; none where there are no words."""
    subject, compared = value.arguments
    if value.operator == "in" and isinstance(compared, List):
        return [Call("neq", (subject, item)) for item in compared.items]
    operator = OPERATORS.get(value.operator)
    negative = operator.negated if operator else ""
    return [Call(negative, value.arguments)] if negative else []


def _speaks_of_pair(node: Call) -> bool:
    """Whether two conditions of an ``and`` are read as one pair."""
    families = [field.family for part in node.arguments if (field := pair_field(part)) is not None]
    return len(set(families)) < len(families)
