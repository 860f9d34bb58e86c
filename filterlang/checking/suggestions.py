"""Suggestions for comparisons of known fields: another number of arguments, or another operator.

Loaded for findings only: a filter without mistakes needs no suggestion.
"""

from filterlang.rewrite.composing import call, compose
from filterlang.rules.context import Suggestion
from filterlang.schema.aliases import ELEMENT, INSTEAD, PRESENCE
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import PATTERNS
from filterlang.schema.types import Field, Type
from filterlang.semantics.durations import is_uuid
from filterlang.semantics.resolving import ResolvedName, resolve
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, String


def suggest_arity(node: Call, subject: ResolvedName) -> Suggestion | None:
    """Returns the condition on presence, the list without its brackets, or the pair that such arguments stand for."""
    operator, values, count = node.operator, node.arguments[1:], len(node.arguments)
    tree: Node | None = None
    if count == 1 and operator in ("has", "exists"):
        tree = compose("present", subject, ())
    elif count > 2 and operator == "in":
        tree = compose("in", subject, values)
    elif count == 3 and operator in ("has", "eq", "exists"):
        tree = _loose_pair(subject, values)
    if tree is not None:
        return Suggestion(tree)
    if count > 2 and operator == "eq" and subject.field is not None:
        listed = compose("in", subject, values)
        return Suggestion(listed, safe=False) if listed is not None else None
    return None


def _loose_pair(subject: ResolvedName, values: tuple[Node, ...]) -> Node | None:
    """The pair for ``eq(metadata, "key", "value")``."""
    key, *rest = values
    if subject.field is None or not isinstance(key, String):
        return None
    inner = resolve(Name(f"{subject.field.name}.{key.value}"))
    return compose("eq", inner, tuple(rest)) if inner is not None else None


def suggest_operator(node: Call, field: Field) -> Suggestion | None:
    """Returns the nearest condition where a field does not take an operator; a guess where another may be meant."""
    tree, safe = _instead(node, field)
    return Suggestion(tree, safe) if tree is not None else None


def _instead(node: Call, field: Field) -> tuple[Node | None, bool]:
    value = node.arguments[1]
    if node.operator == "exists":
        return compose("present", ResolvedName(field), node.arguments[1:]), True
    if field.name in PRESENCE and node.operator in ("eq", "neq") and _is_truth(value):
        wanted = isinstance(value, Boolean) and value.value
        idea = "present" if wanted == (node.operator == "eq") else "absent"
        return compose(idea, ResolvedName(field), ()), isinstance(value, Boolean)  # an empty text is a value as well
    if isinstance(value, List) and field.type is Type.LIST and node.operator == "eq":
        return compose("in", ResolvedName(field), (value,)), False
    if field.name in ELEMENT and node.operator in PATTERNS:
        return call(node.operator, Name(ELEMENT[field.name]), value), True
    whole = next((name for name, element in ELEMENT.items() if element == field.name), "")
    if whole and node.operator in ("eq", "in"):
        return compose(node.operator, ResolvedName(FIELDS[whole]), (value,)), True
    idea = INSTEAD.get((node.operator, field.operators), "")
    if field.type is Type.UUID and not (isinstance(value, String) and is_uuid(value.value)):
        idea = ""  # a part of an id equals none
    tree = compose(idea, ResolvedName(field), (value,)) if idea else None
    evident = not idea.startswith("not") and (node.operator, idea) != ("eq", "contains") and field.derived != "thread"
    return tree, evident


def _is_truth(value: Node) -> bool:
    return isinstance(value, Boolean) or (isinstance(value, String) and not value.value)
