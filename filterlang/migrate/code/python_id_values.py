"""Keeps comparisons and look-ups with the ids of runs working, which are texts on v2 and were UUIDs of Python on v1.

Owns the invariant that ids are compared with ids of the same kind: those of two runs as they are, an id from elsewhere as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.flow_shapes import Shape, ShapeKind, items_of
from filterlang.migrate.code.nested_edits import Rewrite
from filterlang.migrate.code.python_contexts import comparison
from filterlang.migrate.code.python_flow_state import RunFlow, arguments_of, called, function_name
from filterlang.migrate.code.read_rewrites import WrittenRead
from filterlang.schema.moves_to_v2 import NEVER_NULL, Risk

if TYPE_CHECKING:
    from tree_sitter import Node

UUID_IMPORT = Import("uuid", "UUID")
_DICTS = ("dict", "defaultdict", "Counter", "OrderedDict")
_LOOKUPS = ("get", "pop", "setdefault")
_TEXTS = ("string", "none", "concatenated_string", "integer")


def id_rewrites(flow: RunFlow) -> Iterator[WrittenRead]:
    """Yields the rewrites of code that compares ids of runs, or looks them up, and notes what is not sure."""
    for node in list(flow.nodes.values()):
        shapes = flow.shapes_of(node)
        if any(shape.kind is ShapeKind.FIELD for shape in shapes):
            yield from _of_id(flow, node)
        if any(_has_ids(shape) for shape in shapes):
            yield from _of_container(flow, node, is_dict=any(shape.kind is ShapeKind.MAPPED for shape in shapes))


def _has_ids(shape: Shape) -> bool:
    """Whether a container has ids of runs as items or keys."""
    return shape.kind in (ShapeKind.MANY, ShapeKind.MAPPED) and any(item.kind is ShapeKind.FIELD for item in items_of(shape))


def _is_id(flow: RunFlow, node: Node) -> bool:
    """Whether an expression has the id of a run, or a text."""
    if any(shape.kind is ShapeKind.FIELD for shape in flow.shapes_of(node)) or node.type in _TEXTS:
        return True
    return node.type == "call" and function_name(flow, node) == "str"


def _of_id(flow: RunFlow, node: Node) -> Iterator[WrittenRead]:
    """The id of a run, compared or looked up."""
    compared = comparison(flow.program, node)
    if compared is not None:
        if compared.operator in ("==", "!=") or (compared.operator in ("in", "not in") and not compared.is_left):
            if not _is_id(flow, compared.other):
                yield _as_text(flow, compared.other)
        elif compared.operator in ("in", "not in") and not any(map(_has_ids, flow.shapes_of(compared.other))):
            yield _as_uuid(flow, node, is_optional=True)
        return
    container = _looked_up_in(flow, node)
    if container is None or any(map(_has_ids, flow.shapes_of(container))):
        return
    if _is_known_dict(flow, container):
        parent = flow.program.parent(node)
        yield _as_uuid(flow, node, is_optional=parent is not None and parent.type == "argument_list")
    elif (parent := flow.program.parent(node)) is not None and parent.type == "subscript":
        flow.note(
            node, "the id of a run is a text on v2 and was a UUID: look at the keys that are searched for it", Risk.SILENT
        )


def _of_container(flow: RunFlow, node: Node, *, is_dict: bool) -> Iterator[WrittenRead]:
    """A container of ids of runs, in which an id from elsewhere is looked up as text."""
    compared = comparison(flow.program, node)
    looked_up: Node | None = None
    parent = flow.program.parent(node)
    if compared is not None and compared.operator in ("in", "not in") and not compared.is_left:
        looked_up = compared.other
    elif is_dict and parent is not None and parent.type == "subscript" and parent.child_by_field_name("value") == node:
        looked_up = parent.child_by_field_name("subscript")
    elif is_dict and parent is not None and parent.type == "attribute" and (call := called(flow, parent)) is not None:
        arguments = arguments_of(call)
        looked_up = arguments[0] if arguments and function_name(flow, call) in _LOOKUPS else None
    if looked_up is not None and not _is_id(flow, looked_up) and looked_up.type not in ("slice", "keyword_argument"):
        yield _as_text(flow, looked_up)


def _looked_up_in(flow: RunFlow, node: Node) -> Node | None:
    """The container that an id is looked up in, as an index or with ``get``."""
    parent = flow.program.parent(node)
    if parent is None:
        return None
    if parent.type == "subscript" and parent.child_by_field_name("value") != node:
        return parent.child_by_field_name("value")
    call = flow.program.parent(parent) if parent.type == "argument_list" else None
    function = None if call is None else call.child_by_field_name("function")
    if call is None or function is None or function.type != "attribute" or function_name(flow, call) not in _LOOKUPS:
        return None
    return function.child_by_field_name("object") if arguments_of(call)[:1] == [node] else None


def _is_known_dict(flow: RunFlow, container: Node) -> bool:
    """Whether a name stands for a dict that the file makes."""
    if container.type != "identifier":
        return False
    binders = [flow.program.binder(node) for node in flow.program.reaching(container)]
    values = [binder.child_by_field_name("right") for binder in binders if binder is not None]
    return bool(values) and all(
        value is not None
        and (
            value.type in ("dictionary", "dictionary_comprehension")
            or (value.type == "call" and function_name(flow, value) in _DICTS)
        )
        for value in values
    )


def _as_text(flow: RunFlow, node: Node) -> WrittenRead:
    span = flow.program.document.span(node)
    return WrittenRead(Rewrite(span, ("str(", span, ")")))


def _as_uuid(flow: RunFlow, node: Node, *, is_optional: bool) -> WrittenRead:
    """The UUID of an id; where the id may be missing, it stays None."""
    span = flow.program.document.span(node)
    is_given = all(shape.field in NEVER_NULL for shape in flow.shapes_of(node))
    is_simple = is_optional and not is_given and "(" not in flow.text(node)
    pieces = ("(", span, " and UUID(", span, "))") if is_simple else ("UUID(", span, ")")
    return WrittenRead(Rewrite(span, pieces), (UUID_IMPORT,))
