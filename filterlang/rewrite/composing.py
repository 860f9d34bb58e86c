"""Composing conditions: from an idea, a resolved name and values to the tree that expresses it in this language.

Owns the invariant that a composed tree parses and has no error of name or arity.
"""

from collections.abc import Callable

from filterlang.schema.aliases import CUSTOM, ELEMENT, PRESENCE
from filterlang.schema.fields import FAMILIES
from filterlang.schema.operators import support
from filterlang.schema.types import Field, Support, Type
from filterlang.semantics.resolving import ResolvedName
from filterlang.syntax.strings import escape_pattern
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, Null, Number, String, Unknown

Values = tuple[Node, ...]

PATTERNS: dict[str, tuple[str, str, str]] = {
    "contains": ("like", "%", "%"), "notcontains": ("notlike", "%", "%"),
    "startswith": ("like", "", "%"), "notstartswith": ("notlike", "", "%"),
    "endswith": ("like", "%", ""), "notendswith": ("notlike", "%", ""),
}  # fmt: skip
"""The ideas that concern a part of a text: the operator with a pattern, and the wildcards before and after the part."""


def call(operator: str, *arguments: Node) -> Call:
    """Returns the call of an operator with these arguments."""
    return Call(operator, arguments)


def compose(idea: str, name: ResolvedName, values: Values) -> Node | None:
    """Returns the filter that expresses an idea about a name; None where the language has none, or the values do not fit.

    An idea is an operator of the language, a key of ``PATTERNS``, or one of notin, between, notbetween, present, absent.
    """
    if any(isinstance(value, (Missing, Unknown, Name)) for value in values):
        return None
    if idea in ("eq", "neq") and len(values) == 1 and isinstance(values[0], Null):
        idea, values = ("absent" if idea == "eq" else "present"), ()
    if idea in ("present", "absent"):
        return _presence(idea, name, values)
    if name.field is not None:
        scaled_values = tuple(scaled(value, name.scale) for value in values)
        return None if None in scaled_values else _on_field(idea, name.field, cast_values(scaled_values))
    return _on_pair(idea, name, values) if name.family else None


def scaled(value: Node, scale: float) -> Node | None:
    """Returns a number in another unit, without the noise of binary fractions; None for a value that is not a number."""
    if scale == 1.0:
        return value
    if isinstance(value, List):
        items = tuple(scaled(item, scale) for item in value.items)
        return None if None in items else List(cast_values(items))
    text = value.value.strip() if isinstance(value, String) else ""
    plain = text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 15
    if not isinstance(value, Number) and not plain:
        return None
    number = float(value.value if isinstance(value, Number) else text) * scale
    return Number(int(number) if number.is_integer() else float(f"{number:.12g}"))


def cast_values(values: tuple[Node | None, ...]) -> Values:
    """Returns the values without None, which their type allows."""
    return tuple(value for value in values if value is not None)


def _on_field(idea: str, field: Field, values: Values) -> Node | None:
    """The condition on a field: made by the builder for its type, by the one for every type, or as a plain comparison."""
    build = _BUILDERS.get((idea, field.type)) or _BUILDERS.get((idea, None)) or _compared
    return build(idea, field, values)


def _compared(idea: str, field: Field, values: Values) -> Node | None:
    """A comparison with one value; a list of one item counts as that item."""
    if len(values) != 1:
        return None
    items = _items(values)
    return call(idea, Name(field.name), items[0]) if len(items) == 1 else None


def _equal_to_any(_: str, field: Field, values: Values) -> Node | None:
    """``in`` with its list, whether the values are given as a list or one by one."""
    is_list = len(values) == 1 and isinstance(values[0], List)
    return call("in", Name(field.name), values[0] if is_list else List(values)) if values else None


def _equal_to_none(_: str, field: Field, values: Values) -> Node | None:
    """A ``neq`` for each value, where the field takes ``neq``."""
    denied = support("neq", field.operators) is not Support.NO
    return _each("and", "neq", Name(field.name), values) if denied else None


def _in_range(idea: str, field: Field, values: Values) -> Node | None:
    """Conditions on a lower and an upper bound, both of which belong to ``between``."""
    bounds = _items(values)
    if len(bounds) != 2:
        return None
    logical, low, high = _RANGES[idea]
    subject = Name(field.name)
    return call(logical, call(low, subject, bounds[0]), call(high, subject, bounds[1]))


def _has_element(_: str, field: Field, values: Values) -> Node | None:
    """``has`` with one element of a list, which is never empty."""
    is_empty = len(values) == 1 and isinstance(values[0], String) and not values[0].value
    return None if is_empty else _compared("has", field, values)


def _has_any_element(_: str, field: Field, values: Values) -> Node | None:
    return _each("or", "has", Name(field.name), values)


def _has_pairs(_: str, __: Field, values: Values) -> Node | None:
    """The pairs of a JSON object."""
    return from_json(values[0].value) if len(values) == 1 and isinstance(values[0], String) else None


def _contains_any(_: str, field: Field, values: Values) -> Node | None:
    return _joined("or", tuple(_on_text("contains", field, (item,)) for item in _items(values)))


def _contains_words(_: str, field: Field, values: Values) -> Node | None:
    """The nearest condition on one field to a search: the field contains each of the words."""
    text = values[0].value if len(values) == 1 and isinstance(values[0], String) else ""
    return _joined("and", tuple(_on_text("contains", field, (String(word),)) for word in text.split()))


def _on_text(idea: str, field: Field, values: Values) -> Node | None:
    """The condition on a part of a text, of an element of a list, or on a key; None for an empty part, which all have."""
    build = _TEXT_BUILDERS.get(field.type)
    if build is None or len(values) != 1 or not isinstance(values[0], String) or not values[0].value:
        return None
    return build(idea, field, values[0])


def _part_of_text(idea: str, field: Field, part: String) -> Node | None:
    operator, before, after = PATTERNS[idea]
    if support("like", field.operators) is Support.NO:
        return None
    return call(operator, Name(field.name), _pattern(part.value, before, after))


def _part_of_list(idea: str, field: Field, part: String) -> Node | None:
    """A list contains whole elements, but begins and ends with parts of them."""
    operator, before, after = PATTERNS[idea]
    if idea == "contains":
        return call("has", Name(field.name), part)
    if idea == "notcontains":
        before = after = ""
    return call(operator, Name(ELEMENT[field.name]), _pattern(part.value, before, after))


def _part_of_json(idea: str, field: Field, part: String) -> Node | None:
    """An object contains the pairs of another one, or a key."""
    if idea == "contains":
        return from_json(part.value) or _presence("present", ResolvedName(field), (part,))
    return _presence("absent", ResolvedName(field), (part,)) if idea == "notcontains" else None


def _part_of_enum(idea: str, field: Field, part: String) -> Node | None:
    """The comparison with a whole value: a beginning or an end has to be one of the values of the field."""
    if idea not in ("contains", "notcontains") and part.value not in field.values:
        return None
    operator, _, _ = PATTERNS[idea]
    return call("eq" if operator == "like" else "neq", Name(field.name), part)


def _pattern(text: str, before: str, after: str) -> String:
    return String(before + escape_pattern(text) + after)


def _no_condition(_: str, __: Field, ___: Values) -> Node | None:
    return None


_RANGES = {"between": ("and", "gte", "lte"), "notbetween": ("or", "lt", "gt")}
"""How the bounds of a range are joined, and the operators for the lower and the upper bound."""

_TEXT_BUILDERS: dict[Type, Callable[[str, Field, String], Node | None]] = {
    Type.STRING: _part_of_text,
    Type.SCALAR: _part_of_text,
    Type.LIST: _part_of_list,
    Type.JSON: _part_of_json,
    Type.ENUM: _part_of_enum,
}
"""The builder of conditions on a part of a text, for the types that have such conditions."""

_BUILDERS: dict[tuple[str, Type | None], Callable[[str, Field, Values], Node | None]] = {
    **{(idea, None): _on_text for idea in PATTERNS},
    **{(idea, None): _in_range for idea in _RANGES},
    ("search", None): _contains_words,
    ("containsany", None): _contains_any,
    ("in", None): _equal_to_any,
    ("in", Type.LIST): _has_any_element,
    ("notin", None): _equal_to_none,
    ("notin", Type.LIST): _no_condition,
    ("eq", Type.LIST): _has_element,
    ("has", Type.LIST): _has_element,
    ("has", Type.JSON): _has_pairs,
}
"""The builder of each idea that is no plain comparison, for a type of field or, with None, for every other type."""


def _joined(logical: str, parts: tuple[Node | None, ...]) -> Node | None:
    """The parts in one call; None where there are no parts, or where one of them is None."""
    if not parts or None in parts:
        return None
    return parts[0] if len(parts) == 1 else Call(logical, cast_values(parts))


def _on_pair(idea: str, name: ResolvedName, values: Values) -> Node | None:
    """The condition on the value of a key: key and value in an and(…) of their own."""
    key = call("eq", Name(FAMILIES[name.family]["key"].name), String(name.key))
    if idea == "has" and not values:
        return key
    field = name.value_field(values[0] if values else None)
    scaled_values = tuple(_score(value, field) for value in values)
    value = _on_field("contains" if idea == "has" else idea, field, scaled_values)
    if value is None:
        return None
    flat = value.arguments if isinstance(value, Call) and value.operator == "and" else (value,)
    return call("and", key, *flat)


def _score(value: Node, field: Field) -> Node:
    """Scores are numbers: true and false are stored as 1 and 0."""
    return Number(int(value.value)) if field.type is Type.NUMBER and isinstance(value, Boolean) else value


def _presence(idea: str, name: ResolvedName, values: Values) -> Node | None:
    """The condition that a key or a value is present or absent; for a value, another field has to show that."""
    operator = "eq" if idea == "present" else "neq"
    field = name.field
    if name.family and not values:
        return call(operator, Name(FAMILIES[name.family]["key"].name), String(name.key))
    if field is None:
        return None
    if len(values) == 1 and isinstance(values[0], String):
        family = _family_of(field)
        return call(operator, Name(FAMILIES[family]["key"].name), values[0]) if family else None
    if values or field.name not in PRESENCE:
        return None
    comparison, indicator, value = PRESENCE[field.name][idea == "absent"]
    return call(comparison, Name(indicator), Boolean(value) if isinstance(value, bool) else String(value))


def _family_of(field: Field) -> str:
    """The family of pairs whose keys and values are those of a field: metadata, inputs, outputs."""
    families = (family for family, roles in FAMILIES.items() if roles["key"].stored == field.stored)
    return field.family or next(families, "")


def _items(values: Values) -> Values:
    return values[0].items if len(values) == 1 and isinstance(values[0], List) else values


def _each(logical: str, operator: str, subject: Node, values: Values) -> Node | None:
    calls = tuple(call(operator, subject, item) for item in _items(values))
    return None if not calls else calls[0] if len(calls) == 1 else Call(logical, calls)


def from_json(text: str) -> Node | None:
    """Returns the pairs that has(metadata, '{…}') requires; None unless the text is a flat JSON object."""
    import json

    from filterlang.text.jsonvalues import as_mapping

    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    pairs = [pair_of(CUSTOM, key, _literal(value)) for key, value in as_mapping(content).items()]
    return _joined("and", tuple(pairs))


def pair_of(family: str, key: str, value: Node | None) -> Node | None:
    """Returns the condition on one pair of key and value; None without a value."""
    return None if value is None else _on_pair("eq", ResolvedName(family=family, key=key), (value,))


def _literal(value: object) -> Node | None:
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, (int, float)) and abs(value) < float("inf"):
        return Number(value)
    return String(value) if isinstance(value, str) else None
