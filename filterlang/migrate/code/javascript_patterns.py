"""Writes what JavaScript reads of a run: an access to a field, or an entry of a pattern that takes a run apart.

Owns the invariant that a field is renamed where it is read, and that the names which the code gives to its value stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.javascript_contexts import use_of
from filterlang.migrate.code.javascript_fields import shows_null, write_value
from filterlang.migrate.code.javascript_flow import PropertyRead
from filterlang.migrate.code.javascript_writer import ScriptWriter
from filterlang.schema.moves_to_v2 import ALWAYS_GIVEN, FIELD_MOVES, FieldMove, FieldReading, Risk
from filterlang.schema.run_schema import V1_FIELDS
from filterlang.text.edits import Edit, insert

if TYPE_CHECKING:
    from tree_sitter import Node

_READABLE = {*V1_FIELDS, *(name for name, move in FIELD_MOVES.items() if move.reading is FieldReading.GONE)}
"""The fields that runs of v1 have in JavaScript, and those that they once had. Python's client computes others."""
_TO_LOOK_AT = frozenset({FieldReading.OTHER, FieldReading.GONE, FieldReading.URL})


def write_read(writer: ScriptWriter, read: PropertyRead) -> None:
    """Writes one read; a name that runs of v1 do not have is left as it is."""
    move = FIELD_MOVES.get(read.name)
    if move is None or read.name not in _READABLE:
        return
    writer.fields.add(move.name)
    if move.reading in _TO_LOOK_AT:
        instead = f", it has `{move.v2}`, which is not the same" if move.v2 else ""
        writer.note(read.node, f"v2 does not have `{move.name}`{instead}", Risk.SILENT)
    elif read.node.type in ("member_expression", "subscript_expression"):
        writer.rename(_name_in(read.node), move)
        write_value(writer, read.node, move)
    else:
        write_entry(writer, read.node, move)


def write_entry(writer: ScriptWriter, entry: Node, move: FieldMove) -> None:
    """Writes an entry of a pattern that takes a run apart, and the uses of the names that it gives."""
    key, target = entry.child_by_field_name("key"), _target(entry)
    default = target if target.type == "assignment_pattern" else entry if entry.type == "object_assignment_pattern" else None
    names = list(writer.program.names_in(entry))
    variable = writer.program.variable(names[0]) if len(names) == 1 and _is_name(target) else None
    references = [] if variable is None else [node for node in variable.references if not writer.program.is_assigned(node)]
    if key is not None:
        writer.rename(_text_of_key(key), move)
    elif move.v2 != move.name:
        writer.edits.append(insert(writer.span(names[0]).start, f"{move.v2}: "))
    if move.reading is FieldReading.AMOUNTS:
        _amounts(writer, entry, target, default, _missing(writer, move, references))
    elif default is not None:
        _default(writer, default, move)
    elif missing := _missing(writer, move, references):
        writer.edits.append(insert(writer.span(entry).end, missing))
        default = entry
    if move.reading is not FieldReading.AMOUNTS:
        for reference in references:
            write_value(writer, reference, move, has_default=default is not None)


def _missing(writer: ScriptWriter, move: FieldMove, references: list[Node]) -> str:
    """The default that makes a missing value what v1 gave."""
    if move.reading is FieldReading.COUNT:
        return " = 0"
    shows = any(shows_null(writer, use_of(writer.program, node)) for node in references)
    plain = move.reading not in (FieldReading.UPPER, FieldReading.COST, FieldReading.PARENT)
    return " = null" if shows and plain and move.name not in ALWAYS_GIVEN else ""


def _default(writer: ScriptWriter, default: Node, move: FieldMove) -> None:
    """Looks after a default, which v1 never used for a field that it always gave, as 0 or as null."""
    value = default.child_by_field_name("right")
    if move.reading is FieldReading.COUNT and value is not None:
        writer.edits += [] if writer.program.text(value) == "0" else [Edit(writer.span(value), "0")]
    elif move.name not in ALWAYS_GIVEN:
        writer.note(default, f"v1 gave null where v2 leaves `{move.name}` out: this default is now used", Risk.SILENT)


def _amounts(writer: ScriptWriter, entry: Node, target: Node, default: Node | None, missing: str) -> None:
    """Takes amounts from under ``raw``."""
    if default is not None or not _is_name(target):
        writer.note(entry, "v2 has these amounts under `raw`", Risk.SILENT)
        return
    name, span = writer.program.text(target), writer.span(target)
    before = "" if entry.child_by_field_name("key") is not None else f"{name}: "
    writer.edits.append(Edit(span, f"{before}{{ raw: {name}{missing} }} = {{}}"))


def _is_name(target: Node) -> bool:
    return target.type in (
        "identifier",
        "shorthand_property_identifier_pattern",
        "assignment_pattern",
        "object_assignment_pattern",
    )


def _target(entry: Node) -> Node:
    """The name or pattern that an entry of a pattern gives its value to."""
    return entry.child_by_field_name("value") or entry


def _name_in(access: Node) -> Node | None:
    """The name of a property in an access, without quotes."""
    if access.type == "member_expression":
        return access.child_by_field_name("property")
    index = access.child_by_field_name("index")
    return None if index is None else _text_of_key(index)


def _text_of_key(key: Node) -> Node:
    """A key without its quotes."""
    return next((child for child in key.named_children if child.type == "string_fragment"), key)
