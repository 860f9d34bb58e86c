"""The tree as JSON and back, and the JSON Schema of that form.

Owns the invariant ``from_json(to_json(tree)) == tree``, spans included. The form is nested dicts; neither way recurses.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from filterlang.text.jsonvalues import as_mapping
from filterlang.syntax.tree import (
    Boolean,
    Call,
    List,
    Missing,
    Name,
    Node,
    Null,
    Number,
    Origin,
    String,
    Subscript,
    Unknown,
    fold,
)

_SCALARS: dict[str, tuple[type[Any], str]] = {
    "name": (Name, "id"),
    "string": (String, "value"),
    "number": (Number, "value"),
    "boolean": (Boolean, "value"),
    "unknown": (Unknown, "text"),
}
_EMPTY: dict[str, type[Any]] = {"null": Null, "missing": Missing}


def to_json(tree: Node) -> dict[str, Any]:
    """Returns a tree as dicts of JSON types. A number that JSON readers do not keep exact becomes ``{"decimal": "1E+400"}``."""
    return fold(tree, _write)


def _write(node: Node, parts: list[dict[str, Any]]) -> dict[str, Any]:
    kind = type(node).__name__.lower()
    form: dict[str, Any] = {"type": kind}
    if isinstance(node, Call):
        form |= {"operator": node.operator, "arguments": parts}
    elif isinstance(node, List):
        form["items"] = parts
    elif isinstance(node, Subscript):
        form |= {"base": parts[0], "key": parts[1]}
    elif kind in _SCALARS:
        name = _SCALARS[kind][1]
        value = getattr(node, name)
        form[name] = {"decimal": str(value)} if isinstance(value, Decimal) else value
    form["span"] = [node.start, node.end]
    return form


def from_json(form: Mapping[str, Any]) -> Node:
    """Returns the tree that ``to_json`` wrote. Raises ``ValueError`` for any other form, with the place of the mistake."""
    order: list[tuple[Mapping[str, Any], int]] = []
    pending: list[tuple[Any, str]] = [(form, "$")]
    while pending:
        item, place = pending.pop()
        below = _below(item, place)
        order.append((item, len(below)))
        pending.extend(reversed([(child, f"{place}.{index}") for index, child in enumerate(below)]))
    results: list[Node] = []
    for item, count in reversed(order):
        children = results[len(results) - count :][::-1]
        del results[len(results) - count :]
        results.append(_read(item, children))
    return results[0]


def _below(item: Any, place: str) -> Sequence[Any]:
    """The forms of the children of a node. Raises ``ValueError`` where its own form is not valid."""
    form = as_mapping(item)
    kind = form.get("type")
    if kind == "call" and isinstance(form.get("operator"), str) and isinstance(form.get("arguments"), list):
        below: Sequence[Any] = form["arguments"]
    elif kind == "list" and isinstance(form.get("items"), list):
        below = form["items"]
    elif kind == "subscript" and "base" in form and "key" in form:
        below = (form["base"], form["key"])
    elif isinstance(kind, str) and _is_leaf(kind, form):
        below = ()
    else:
        raise ValueError(f"{place} is not the JSON form of a node")
    span: list[Any] = form.get("span", [0, 0])
    if not (isinstance(span, list) and len(span) == 2 and all(isinstance(end, int) for end in span)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"{place}.span is not a pair of offsets")
    return below


def _is_leaf(kind: str, form: Mapping[str, Any]) -> bool:
    """Whether a form is valid for a node without children."""
    if kind not in _SCALARS:
        return kind in _EMPTY
    value: Any = form.get(_SCALARS[kind][1])
    if kind == "number":
        exact = as_mapping(value)
        return isinstance(exact.get("decimal"), str) or (isinstance(value, (int, float)) and not isinstance(value, bool))
    return isinstance(value, bool) if kind == "boolean" else isinstance(value, str)


def _read(item: Mapping[str, Any], children: list[Node]) -> Node:
    start, end = item.get("span", (0, 0))
    kind = item["type"]
    if kind == "call":
        return Call(item["operator"], tuple(children), start, end, Origin.WRITTEN if end else Origin.BUILT)
    if kind == "list":
        return List(tuple(children), start, end)
    if kind == "subscript":
        return Subscript(children[0], children[1], start, end)
    if kind in _EMPTY:
        return _EMPTY[kind](start, end)  # type: ignore[no-any-return]
    node, name = _SCALARS[kind]
    value = item[name]
    return node(Decimal(value["decimal"]) if isinstance(value, Mapping) else value, start, end)  # type: ignore[no-any-return]


def _node(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"type": {"const": kind}, **properties, "span": {"$ref": "#/$defs/span"}},
        "required": ["type", *properties],
        "additionalProperties": False,
    }


_ANY = {"$ref": "#/$defs/node"}
_NODES = (
    _node("call", operator={"type": "string"}, arguments={"type": "array", "items": _ANY}),
    _node("list", items={"type": "array", "items": _ANY}),
    _node("name", id={"type": "string"}),
    _node("string", value={"type": "string"}),
    _node("number", value={"anyOf": [{"type": "number"}, {"type": "object", "required": ["decimal"]}]}),
    _node("boolean", value={"type": "boolean"}),
    _node("null"),
    _node("subscript", base=_ANY, key=_ANY),
    _node("missing"),
    _node("unknown", text={"type": "string"}),
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The tree of a LangSmith run filter",
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {"oneOf": list(_NODES)},
        "span": {
            "description": "Start and end in the text, in code points",
            "type": "array",
            "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 0}],
            "minItems": 2,
            "maxItems": 2,
        },
    },
}
"""The JSON Schema (2020-12) of what ``to_json`` writes."""
