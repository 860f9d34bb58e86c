"""Writes the Python that builds a tree.

Owns the invariant that the source, evaluated with the names in ``python_imports.NAMES``, gives the expression of the tree.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum

from filterlang.builder.literals import literal
from filterlang.builder.offering import SINGLES, SPELLINGS, container_of, offered
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import PATTERNS
from filterlang.schema.types import Field
from filterlang.semantics.literal_values import value_of
from filterlang.semantics.predicate import Value
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, List, Name, Node, String, fold

_INDENT = "    "


class _Kind(Enum):
    """The kind of a piece of source, which decides whether it needs brackets; its value is the operator."""

    CALL = ""
    COMPARISON = "=="
    AND = "&"
    OR = "|"


_Rope = str | tuple["_Rope", ...]
"""A text in pieces, which are joined once at the end, so that the cost is linear in a deep tree too."""

_Piece = tuple[_Rope, _Kind]


def source(tree: Node) -> str:
    """Returns the Python expression for a tree, on one line."""
    return _together(fold(tree, _piece)[0])


def source_lines(tree: Node, width: int) -> str:
    """Returns the Python expression for a tree; where it is wider than ``width``, with each operand on its own line."""
    rope, kind = fold(tree, _piece)
    line = _together(rope)
    if len(line) <= width or kind not in (_Kind.AND, _Kind.OR) or not isinstance(tree, Call):
        return line
    operands = [_together(_bracketed(fold(part, _piece), kind)) for part in tree.arguments]
    sign = f"\n{_INDENT}{kind.value} "
    return f"(\n{_INDENT}{sign.join(operands)}\n)"


def _together(rope: _Rope) -> str:
    pieces: list[str] = []
    pending = [rope]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            pieces.append(item)
        else:
            pending.extend(reversed(item))
    return "".join(pieces)


def _piece(node: Node, parts: list[_Piece]) -> _Piece:
    if not isinstance(node, Call):
        return "", _Kind.CALL
    if node.operator in ("and", "or"):
        pair = _pair(node) if any(map(pair_field, node.arguments)) and node.operator == "and" else None
        if pair is not None:
            return pair
        kind = _Kind.AND if node.operator == "and" else _Kind.OR
        if len(parts) == 1:
            return parts[0]
        if node.operator == "or" or not any(_half_pair(node)):
            sign = f" {kind.value} "
            joined = [piece for part in parts for piece in (sign, _bracketed(part, kind))]
            return tuple(joined[1:]), kind
        return _quoted(node)
    return _leaf(node) or _quoted(node)


def _half_pair(node: Call) -> list[bool]:
    """Returns for each condition of an ``and`` whether it would be read as one pair with another of them."""
    families = [field.family if (field := pair_field(part)) else "" for part in node.arguments]
    return [bool(family) and families.count(family) > 1 for family in families]


def _bracketed(piece: _Piece, outer: _Kind) -> _Rope:
    rope, kind = piece
    return rope if kind is _Kind.CALL or kind is outer else ("(", rope, ")")


def _quoted(node: Node) -> _Piece:
    """Returns a node that the builder cannot express, as a call of ``from_text``."""
    return f"from_text({_text(print_line(node))})", _Kind.CALL


def _leaf(node: Call) -> _Piece | None:
    """Returns a comparison outside a pair, or a search; None where the builder cannot express it."""
    if node.operator == "search" and len(node.arguments) == 1 and isinstance(node.arguments[0], String):
        text = node.arguments[0].value
        return (f"F.search({_text(text)})", _Kind.CALL) if text.strip() else None
    field = _field(node)
    if field is None or len(node.arguments) != 2:
        return None
    if field.role == "key":
        subject = _under(node)
        if subject is not None:
            return f"{subject}.exists()", _Kind.CALL
        inner = _under(Call("eq", node.arguments)) if node.operator == "neq" else None
        return None if inner is None else (f"~{inner}.exists()", _Kind.CALL)
    subject = f"F.{field.name}"
    if field.family:
        subject = f"F.{container_of(field.family)}.any(){_part(field)}"
    elif field.name not in SINGLES and node.operator not in PATTERNS:
        return None
    return _compared(subject, field, node)


def _pair(node: Call) -> _Piece | None:
    """Returns a condition on a key and one on its value; None where they are not a pair."""
    if len(node.arguments) != 2:
        return None
    key, value = node.arguments
    key_field, value_field = pair_field(key), pair_field(value)
    if key_field is None or value_field is None or key_field.family != value_field.family:
        return None
    if key_field.role != "key" or value_field.role == "key":
        return None
    subject = _under(key) if isinstance(key, Call) else None
    if subject is None or not isinstance(value, Call) or len(value.arguments) != 2:
        return None
    return _compared(subject + _part(value_field), value_field, value)


def _under(key: Node) -> str | None:
    """Returns the Python that looks up the key of a condition; None where the builder cannot express it."""
    field = _field(key)
    if field is None or not isinstance(key, Call) or len(key.arguments) != 2:
        return None
    container, value = f"F.{container_of(field.family)}", key.arguments[1]
    if key.operator == "eq" and isinstance(value, String):
        return f"{container}[{_text(value.value)}]"
    if key.operator == "in" and isinstance(value, List) and value.items and all(isinstance(i, String) for i in value.items):
        return f"{container}.any({_value(tuple(i.value for i in value.items if isinstance(i, String)))})"
    return None


def _compared(subject: str, field: Field, node: Call) -> _Piece | None:
    """Returns a comparison; None where the builder would write another one."""
    operator, value = node.operator, node.arguments[1]
    if operator not in offered(field):
        return None
    items = value.items if isinstance(value, List) else (value,)
    if isinstance(value, List) != (operator == "in") or not items:
        return None
    values = tuple(value_of(field, item) for item in items)
    try:
        literals = [literal(field, python_value, operator) for python_value in values]
    except (TypeError, ValueError):
        return None
    if literals != list(map(print_line, items)):
        return None
    written = _value(values if operator == "in" else values[0])
    sign = ".is_(…)" if operator == "eq" and isinstance(values[0], bool) else SPELLINGS[operator]
    if sign.startswith("."):
        return f"{subject}{sign.replace('…', written)}", _Kind.CALL
    return f"{subject} {sign} {written}", _Kind.COMPARISON


def _field(node: Node) -> Field | None:
    first = node.arguments[0] if isinstance(node, Call) and node.arguments else None
    return FIELDS.get(first.id) if isinstance(first, Name) else None


def _part(field: Field) -> str:
    """Returns the attribute after the key: feedback has a score and a value, the others have only a value."""
    return f".{field.role}" if "score" in FAMILIES[field.family] else ""


def _value(value: Value) -> str:
    """Returns a Python value as source."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        parts = [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]
        while len(parts) > 3 and not parts[-1]:
            parts.pop()
        return f"datetime({', '.join(map(str, parts))}, tzinfo=UTC)"
    if isinstance(value, Decimal):
        return f'Decimal("{value}")'
    return repr(value)


def _text(text: str) -> str:
    """Returns a text as source, in double quotes where that needs no more escapes."""
    written = repr(text)
    return f'"{written[1:-1]}"' if written[0] == "'" and '"' not in written else written
