"""Writes the reads of the address of a run's page, which v2's runs do not have.

Owns the invariant that a rewrite sends no request, as reading the address on v1 sent none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.migrate.code.python_contexts import is_loose, is_tested
from filterlang.migrate.code.python_flow_state import FieldRead
from filterlang.migrate.code.python_read_parts import ReadParts
from filterlang.migrate.code.read_rewrites import WrittenRead
from filterlang.schema.moves_to_v2 import FIELD_MOVES, FieldMove, Risk

if TYPE_CHECKING:
    from tree_sitter import Node


def page_address(parts: ReadParts, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
    """Yields the rewrite of the address of a run's page, which the SDK made of the client's host and the path."""
    path = next((other.v2 for other in FIELD_MOVES.values() if other.select == move.select and other.v2), "")
    client = _client_at(parts, read.node)
    if client is None or read.is_named or not parts.is_simple(read.node):
        parts.flow.note(read.node, "v2's runs have no address: `client.runs.get_url` asks the server for one", move.risk)
        return
    receiver = parts.span(read.receiver)
    if is_tested(parts.program, read.node):
        yield parts.replaced(read.node, (receiver, f".{path}"))
        return
    pieces = (receiver, f".{path} and {client}._host_url + ", receiver, f".{path}")
    yield parts.replaced(read.node, pieces if is_loose(parts.program, read.node) else ("(", *pieces, ")"))
    message = f"made of the client's host and `{path}`, as the SDK made it; `client.runs.get_url` asks the server instead"
    parts.flow.note(read.node, message, Risk.COST)


def _client_at(parts: ReadParts, node: Node) -> str | None:
    """The code of the client of the call, where it means the same at another place."""
    function = parts.source.child_by_field_name("function")
    client = None if function is None else function.child_by_field_name("object")
    if client is None or client.type not in ("identifier", "attribute"):
        return None
    if client.type == "attribute":
        around = parts.program.enclosing(client, "class_definition")
        is_own = around is not None and around == parts.program.enclosing(node, "class_definition")
        return parts.flow.text(client) if is_own and parts.flow.text(client).startswith("self.") else None
    variable = parts.program.variable(client)
    scope = parts.program.document.root if variable is None else variable.scope.node
    is_known = scope.start_byte <= node.start_byte and node.end_byte <= scope.end_byte
    return parts.flow.text(client) if is_known else None
