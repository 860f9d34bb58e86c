"""Calls that give a filter to an object: builder chains, named arguments, and values after their names.

Owns the invariant that a chain is known by the type at its beginning: ``RunQueryParams.builder()``, or a variable of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
import re
from typing import TYPE_CHECKING

from filterlang.hosts.known_places import arguments_of, under_key
from filterlang.hosts.readers.code_calls import with_chain, with_named
from filterlang.hosts.readers.code_expressions import CodeCall
from filterlang.hosts.readers.code_finder import Assignment, Reading, FilterSlot

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 200
"""Calls of a chain that are followed to its beginning."""
_ADDING = frozenset({"append", "Append", "add", "Add", "AppendFormat", "AppendLine"})


def called(reading: Reading, call: CodeCall) -> Iterator[FilterSlot | Assignment]:
    """Reads the filters among the arguments of a call, and the texts that it adds to a list or a builder of strings."""
    values = call.positional()
    for name, value in call.arguments:
        if name and under_key(name) is not None:
            callee = _callee(reading, call)
            site = with_named(reading, callee, name, call)
            yield from reading.argument(callee, name, value, f"{call.name}({name}: …)", site)
    if len(values) == 1 and call.receiver is not None and under_key(call.name) is not None:
        owner = type_of(reading, call.receiver)
        where = f"{owner}.{call.name}(…)" if owner else f".{call.name}(…)"
        yield from reading.argument(owner, call.name, values[0], where, with_chain(reading, owner, call))
    for key, value in pairwise(values):
        text = reading.literal(key)
        if text is not None:
            yield from reading.argument("", text, value, f'{call.name}("{text}", …)')
    if call.name in _ADDING and len(values) == 1 and call.receiver is not None:
        yield from reading.assignment(reading.name(beginning(reading, call.receiver)), values[0], added=True)


def typed(reading: Reading, name: str, type: str, value: Node | None) -> None:
    """Remembers the type of a variable: its declared type, or the type that its value is built from."""
    own = _type_name(type)
    known = own if arguments_of(own) is not None else "" if value is None else type_of(reading, value)
    reading.types[name] = known


def type_of(reading: Reading, receiver: Node) -> str:
    """The type of LangSmith's SDK that a chain of calls begins with; an empty text for another chain."""
    start = beginning(reading, receiver)
    name = reading.types.get(reading.name(start) or "") or _type_name(reading.text(start)[:200])
    return name if arguments_of(name) is not None else ""


def beginning(reading: Reading, receiver: Node) -> Node:
    """The object that a chain of calls begins with; a chain that is too long, itself."""
    node = receiver
    for _ in range(_LONGEST):
        call = reading.syntax.call(reading.document, node) if node.type in reading.syntax.calls else None
        if call is None or call.receiver is None:
            return node
        node = call.receiver
    return receiver


def _callee(reading: Reading, call: CodeCall) -> str:
    """The path of a function: the name before its own, and its own, without the ending ``Async``."""
    receiver = call.receiver
    before = receiver and reading.syntax.call(reading.document, receiver) if _is_call(reading, receiver) else None
    name = before.name if before is not None else reading.name(receiver) or ""
    return f"{name}.{call.name.removesuffix('Async')}"


def _is_call(reading: Reading, node: Node | None) -> bool:
    return node is not None and node.type in reading.syntax.calls


def _type_name(type: str) -> str:
    """The name of a type, without its package, its arguments and the builder inside of it."""
    names = re.findall(r"\w+", type.partition("<")[0])
    known = [name for name in names if arguments_of(name) is not None]
    return known[0] if known else names[-1] if names else ""
