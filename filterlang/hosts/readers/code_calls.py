"""Reads the call, the builder chain or the fields that an expression stands in, in Go, Java, Kotlin and C#.

Owns the invariant that a chain is complete only from the type that it is built from to the call that builds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.call_sites import call_site, constant
from filterlang.hosts.known_places import call_name
from filterlang.hosts.readers.code_expressions import CodeCall, inside_of, wrapped_by
from filterlang.hosts.readers.code_finder import Reading
from filterlang.semantics.surroundings import UNKNOWN, Argument, CallSite

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 100
"""Calls of a chain that are read to either side of a filter."""
_OBJECTS = frozenset(
    {"literal_value", "composite_literal", "unary_expression", "initializer_expression", "object_creation_expression"}
)
"""Nodes of an object that is written out with its fields."""
_BUILT = frozenset({"build", "Build"})


def value_of(reading: Reading, node: Node) -> Argument:
    """The value of an argument: a constant, also one that is wrapped as ``langsmith.F(true)`` is."""
    for _ in range(_LONGEST):
        value = constant(reading.text(node))
        inner = inside_of(node) if node.type in reading.syntax.groups else wrapped_by(reading.document, reading.syntax, node)
        if value is not UNKNOWN or inner is None:
            break
        node = inner
    text = reading.literal(node)
    return constant(reading.text(node)) if text is None else text


def with_fields(reading: Reading, type: str, parameter: str, fields: Iterable[tuple[str, Node]]) -> CallSite:
    """The fields that a filter is one of. An object that is no argument of a call can be given more of them later."""
    around = next((ancestor.type for ancestor in reversed(reading.ancestors) if ancestor.type not in _OBJECTS), "")
    values = [(name, value_of(reading, value)) for name, value in fields]
    return call_site(call_name(type), parameter, values, complete="argument" in around)


def with_named(reading: Reading, callee: str, parameter: str, call: CodeCall) -> CallSite | None:
    """The named arguments of a call of LangSmith that a filter is one of; None for a call of another library."""
    name = call_name(callee)
    values = [(name, value_of(reading, value)) for name, value in call.arguments]
    return call_site(name, parameter, values) if name else None


def with_chain(reading: Reading, type: str, call: CodeCall) -> CallSite | None:
    """The other calls of the builder chain that gives a filter; None for a chain of another library."""
    if not type:
        return None
    before, after = list(_before(reading, call)), list(_after(reading))
    arguments = [(each.name, value_of(reading, values[0])) for each in (*before, *after) if (values := each.positional())]
    is_whole = bool(before and after) and before[-1].name == "builder" and after[-1].name in _BUILT
    return call_site(call_name(type), call.name, arguments, complete=is_whole)


def _before(reading: Reading, call: CodeCall) -> Iterator[CodeCall]:
    """Yields the calls of a chain before one, the nearest first."""
    for _ in range(_LONGEST):
        node = call.receiver
        before = reading.syntax.call(reading.document, node) if node is not None and node.type in reading.syntax.calls else None
        if before is None:
            return
        yield before
        call = before


def _after(reading: Reading) -> Iterator[CodeCall]:
    """Yields the calls of a chain behind the node that is read, the nearest first."""
    end = -1
    for ancestor in reversed(reading.ancestors[-2 * _LONGEST :]):
        call = reading.syntax.call(reading.document, ancestor) if ancestor.type in reading.syntax.calls else None
        if call is None and ancestor.type not in reading.syntax.names:
            return
        if call is not None:
            receiver = call.receiver
            if receiver is None or receiver.end_byte < end:
                return
            end = receiver.end_byte
            yield call
