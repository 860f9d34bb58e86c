"""Saying a thing in the language's own words: from an operator's idea, a reference and values to a tree.

Owns the invariant that what is composed parses and has no error of name or arity.
"""

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
"""The ideas that look at a part of a text: the operator over patterns, and what stands before and after the part."""


def call(operator: str, *arguments: Node) -> Call:
    """A call over arguments given one by one."""
    return Call(operator, arguments)


def compose(idea: str, reference: ResolvedName, values: Values) -> Node | None:
    """The filter that asks for ``idea`` of a reference; None when the language cannot, or the values do not fit.

    An idea is an operator of the language, a key of ``PATTERNS``, or one of notin, between, notbetween, present, absent.
    """
    if any(isinstance(value, (Missing, Unknown, Name)) for value in values):
        return None
    if idea in ("eq", "neq") and len(values) == 1 and isinstance(values[0], Null):
        idea, values = ("absent" if idea == "eq" else "present"), ()
    if idea in ("present", "absent"):
        return _presence(idea, reference, values)
    if reference.field is not None:
        scaled_values = tuple(scaled(value, reference.scale) for value in values)
        return None if None in scaled_values else _on_field(idea, reference.field, cast_values(scaled_values))
    return _on_pair(idea, reference, values) if reference.family else None


def scaled(value: Node, scale: float) -> Node | None:
    """A number in another unit, without the noise of binary fractions; None for what is no number."""
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
    """The values, none of which is None."""
    return tuple(value for value in values if value is not None)


def _on_field(idea: str, field: Field, values: Values) -> Node | None:
    subject = Name(field.name)
    listed = field.type is Type.LIST
    if idea in PATTERNS:
        return _on_text(idea, field, values)
    if idea == "search":
        return _every_word(field, values)
    if idea == "containsany":
        return _joined("or", tuple(_on_text("contains", field, (item,)) for item in _items(values)))
    if idea == "notin":
        denied = support("neq", field.operators) is not Support.NO and not listed
        return _each("and", "neq", subject, values) if denied else None
    if idea == "in" and listed:
        return _each("or", "has", subject, values)
    if idea in _RANGES:
        logical, low, high = _RANGES[idea]
        bounds = _items(values)
        return call(logical, call(low, subject, bounds[0]), call(high, subject, bounds[1])) if len(bounds) == 2 else None
    if len(values) != 1:
        return call("in", subject, List(values)) if idea == "in" and values else None
    if idea == "in" and not isinstance(values[0], List):
        values = (List(values),)
    if listed and idea in ("eq", "has"):
        if isinstance(values[0], String) and not values[0].value:
            return None
        idea = "has"
    if field.type is Type.JSON and idea == "has":
        return from_json(values[0].value) if isinstance(values[0], String) else None
    if idea != "in" and isinstance(values[0], List):
        return call(idea, subject, values[0].items[0]) if len(values[0].items) == 1 else None
    return call(idea, subject, *values)


_RANGES = {"between": ("and", "gte", "lte"), "notbetween": ("or", "lt", "gt")}


def _on_text(idea: str, field: Field, values: Values) -> Node | None:
    """Asking for a part of a text, an element of a list, or a key of metadata."""
    if len(values) != 1 or not isinstance(values[0], String) or not values[0].value:
        return None  # an empty text is in every text
    text = values[0].value
    operator, before, after = PATTERNS[idea]
    positive = operator == "like"
    whole = before == after
    if field.type is Type.LIST:
        if whole and positive:
            return call("has", Name(field.name), values[0])
        around = ("", "") if whole else (before, after)
        return call(operator, Name(ELEMENT[field.name]), _pattern(text, *around))
    if field.type is Type.JSON and not whole:
        return None
    if field.type is Type.JSON:
        pairs = from_json(text) if positive else None
        return pairs or _presence("present" if positive else "absent", ResolvedName(field), values)
    if field.type is Type.ENUM:
        return call("eq" if positive else "neq", Name(field.name), values[0]) if whole or text in field.values else None
    if field.type in (Type.STRING, Type.SCALAR) and support("like", field.operators) is not Support.NO:
        return call(operator, Name(field.name), _pattern(text, before, after))
    return None


def _pattern(text: str, before: str, after: str) -> String:
    return String(before + escape_pattern(text) + after)


def _every_word(field: Field, values: Values) -> Node | None:
    """What comes near a search in one field: each of the words stands somewhere in it."""
    text = values[0].value if len(values) == 1 and isinstance(values[0], String) else ""
    likes = tuple(_on_text("contains", field, (String(word),)) for word in text.split())
    return _joined("and", likes)


def _joined(logical: str, parts: tuple[Node | None, ...]) -> Node | None:
    """The parts in one call; None where there is none, or one of them is None."""
    if not parts or None in parts:
        return None
    return parts[0] if len(parts) == 1 else Call(logical, cast_values(parts))


def _on_pair(idea: str, reference: ResolvedName, values: Values) -> Node | None:
    """A condition on the value under a key: key and value in an and(…) of their own."""
    key = call("eq", Name(FAMILIES[reference.family]["key"].name), String(reference.key))
    if idea == "has" and not values:
        return key
    field = reference.value_field(values[0] if values else None)
    scaled_values = tuple(_score(value, field) for value in values)
    value = _on_field("contains" if idea == "has" else idea, field, scaled_values)
    if value is None:
        return None
    flat = value.arguments if isinstance(value, Call) and value.operator == "and" else (value,)
    return call("and", key, *flat)


def _score(value: Node, field: Field) -> Node:
    """Scores are numbers: true and false are stored as 1 and 0."""
    return Number(int(value.value)) if field.type is Type.NUMBER and isinstance(value, Boolean) else value


def _presence(idea: str, reference: ResolvedName, values: Values) -> Node | None:
    """Whether something is there: a key, or a field whose absence another field tells."""
    operator = "eq" if idea == "present" else "neq"
    field = reference.field
    if reference.family and not values:
        return call(operator, Name(FAMILIES[reference.family]["key"].name), String(reference.key))
    if field is None:
        return None
    if len(values) == 1 and isinstance(values[0], String):
        family = _family_of(field)
        return call(operator, Name(FAMILIES[family]["key"].name), values[0]) if family else None
    if values or field.name not in PRESENCE:
        return None
    comparison, other, value = PRESENCE[field.name][idea == "absent"]
    return call(comparison, Name(other), Boolean(value) if isinstance(value, bool) else String(value))


def _family_of(field: Field) -> str:
    """The family of pairs that looks into a field as a whole: metadata, inputs, outputs."""
    families = (family for family, roles in FAMILIES.items() if roles["key"].stored == field.stored)
    return field.family or next(families, "")


def _items(values: Values) -> Values:
    return values[0].items if len(values) == 1 and isinstance(values[0], List) else values


def _each(logical: str, operator: str, subject: Node, values: Values) -> Node | None:
    calls = tuple(call(operator, subject, item) for item in _items(values))
    return None if not calls else calls[0] if len(calls) == 1 else Call(logical, calls)


def from_json(text: str) -> Node | None:
    """The pairs that has(metadata, '{…}') asks for; None unless the text is a flat JSON object."""
    import json

    from filterlang.text.jsonvalues import as_mapping

    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    pairs = [pair_of(CUSTOM, key, _literal(value)) for key, value in as_mapping(content).items()]
    found = tuple(pair for pair in pairs if pair is not None)
    return None if not found or len(found) < len(pairs) else found[0] if len(found) == 1 else Call("and", found)


def pair_of(family: str, key: str, value: Node | None) -> Node | None:
    """Key and value of one pair."""
    return None if value is None else _on_pair("eq", ResolvedName(family=family, key=key), (value,))


def _literal(value: object) -> Node | None:
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, (int, float)) and abs(value) < float("inf"):
        return Number(value)
    return String(value) if isinstance(value, str) else None
