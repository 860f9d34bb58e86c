"""What the first argument of a comparison refers to, however it was written.

Owns the invariant that a name has one reading: a field, an alias of one, a key inside a container, or unknown.
"""

import re

from filterlang.schema.aliases import CUSTOM, FIELD_ALIASES, RUN_NAMES
from filterlang.schema.fields import CONTAINERS, FAMILIES, FEEDBACK_OTHERS, FEEDBACK_PARTS, FIELDS
from filterlang.schema.types import Field
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, Number, String, Subscript
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedName:
    """A field, or a key of a family of pairs with the role that is compared (empty: by the value's type).

    ``exact`` is whether it is written as the language has it; ``scale`` turns the value's unit into the field's.
    """

    field: Field | None = None
    family: str = ""
    key: str = ""
    role: str = ""
    parameter: str = ""
    scale: float = 1.0
    exact: bool = False
    safe: bool = True

    def value_field(self, value: Node | None) -> Field:
        """The field of the pair that a value is compared with."""
        if isinstance(value, List) and value.items:
            value = value.items[0]
        roles = FAMILIES[self.family]
        role = self.role or ("score" if isinstance(value, (Number, Boolean)) else "value")
        return roles.get(role) or roles["value"]


_EXACT = {name: ResolvedName(field, exact=True) for name, field in FIELDS.items()}


def resolve(node: Node) -> ResolvedName | None:
    """What a node refers to; None for what names nothing that is known."""
    if isinstance(node, Name):
        return _EXACT.get(node.id) or _alias(node.id) or _path(node.id.split("."))
    if isinstance(node, String) and node.value in FIELDS:
        return ResolvedName(FIELDS[node.value])
    if isinstance(node, String) and "." in node.value:
        return _path(node.value.split("."))
    if isinstance(node, Subscript):
        steps = _steps(node)
        return _path(steps) if steps else None
    return _from_get(node) if isinstance(node, Call) else None


def _from_get(node: Call) -> ResolvedName | None:
    """``metadata.get("k")``: the key of a container, as Python asks for it."""
    container, _, method = node.operator.rpartition(".")
    key = node.arguments[0] if node.arguments else None
    return _path([*container.split("."), key.value]) if method == "get" and container and isinstance(key, String) else None


def _alias(name: str) -> ResolvedName | None:
    alias = FIELD_ALIASES.get(name)
    if alias is None:
        lowered = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        return ResolvedName(FIELDS[lowered]) if lowered in FIELDS and lowered != name else None
    if alias.metadata_key:
        return ResolvedName(family=CUSTOM, key=alias.metadata_key, safe=alias.safe)
    if alias.parameter:
        return ResolvedName(parameter=alias.parameter)
    return ResolvedName(FIELDS[alias.field], scale=alias.scale, safe=alias.safe)


def _steps(node: Subscript) -> list[str]:
    """The steps of a path written with subscripts, from the outside in; none when one of them is no constant."""
    steps: list[str] = []
    current: Node = node
    while isinstance(current, Subscript):
        if isinstance(current.key, String):
            steps.append(current.key.value)
        elif not isinstance(current.key, (Number, Missing)):  # the index of a list is no part of a key
            return []
        current = current.base
    return [*current.id.split("."), *reversed(steps)] if isinstance(current, Name) else []


def _path(steps: list[str]) -> ResolvedName | None:
    """A path into a container of pairs, such as metadata.user_id or feedback.correctness.score."""
    if steps[0] in RUN_NAMES and len(steps) > 1:
        inner = resolve(Name(".".join(steps[1:])))
        return inner and ResolvedName(inner.field, inner.family, inner.key, inner.role, inner.parameter, inner.scale)
    for length in (2, 1):
        family = CONTAINERS.get(".".join(steps[:length]))
        rest = steps[length:]
        if family is None or not rest:
            continue
        if family == "feedback" and len(rest) > 1 and rest[-1] in FEEDBACK_OTHERS:
            return None
        role = FEEDBACK_PARTS.get(rest[-1], "") if family == "feedback" and len(rest) > 1 else ""
        return ResolvedName(family=family, key=".".join(rest[:-1] if role else rest), role=role)
    return None


def meant_by(word: str, resolved: ResolvedName) -> str:
    """A sentence that says which field or key a word is meant for; empty for the name of a field and for a parameter."""
    if resolved.exact:
        return ""
    if resolved.field is not None:
        return f"there is no {word}: the field is {resolved.field.name}"
    if resolved.key:
        return f'there is no field {word}: write a pair for a key, eq({resolved.family}_key, "{resolved.key}")'
    return ""


def pair_field(node: Node) -> Field | None:
    """The field of a comparison, when it is half of a pair."""
    first = node.arguments[0] if isinstance(node, Call) and node.arguments else None
    found = FIELDS.get(first.id) if isinstance(first, Name) else None
    return found if found is not None and found.family else None
