"""Writes comparisons of a tree in the form of the builder: fields by their own names, each value in one spelling.

Owns the invariant that the text means the same as the comparison.
"""

from __future__ import annotations

from filterlang.builder.literals import literal
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.literal_values import value_of
from filterlang.syntax.printer import print_line, write_call, write_list
from filterlang.syntax.tree import Call, List, Name, Node, String


def comparison_text(node: Call) -> str:
    """Returns the canonical text of a comparison or a search."""
    return write_call(node.operator, map(_argument, _arguments(node)))


def _arguments(node: Call) -> list[tuple[Field | None, str, Node]]:
    """Returns the arguments of a comparison, each with its operator and the field that it is compared with."""
    if not node.arguments:
        return []
    subject, *values = node.arguments
    name = subject.id if isinstance(subject, Name) else subject.value if isinstance(subject, String) and values else ""
    field = FIELDS.get(name)
    canonical_subject = Name(field.name) if field else subject
    return [(None, "", canonical_subject), *((field, node.operator, value) for value in values)]


def _argument(argument: tuple[Field | None, str, Node]) -> str:
    """Returns an argument as the builder writes it; a value that the builder refuses is returned unchanged."""
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
