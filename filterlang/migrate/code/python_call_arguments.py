"""Reads the arguments of a Python call by name: those that are written in it, and those that ``**options`` gives it.

Owns the invariant that all arguments are known, or the call cannot be moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.migrate.code.python_call_layout import quote_of
from filterlang.migrate.code.python_evidence import constant_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_values import UnmovableError
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

RUN_TIME_ARGUMENTS = "some arguments are only known when the program runs (`*` or `**`): write them out here, with v2's names"
_POSITIONAL = "list_runs takes its arguments by name only"


@dataclass(frozen=True, slots=True, eq=False)
class CallArgument:
    """An argument of a call: its value, and the code that gives the value, which is not its own text for one of ``**options``.

    ``node`` is what stands in the call: ``name=value``, or ``**options``.
    """

    name: str
    value: Node
    code: str
    node: Node

    @property
    def is_written_here(self) -> bool:
        return self.node.type == "keyword_argument"


def arguments_of(program: PythonProgram, arguments: Node) -> Iterator[CallArgument]:
    """Yields the arguments of a call, with those of ``**options`` where their names are known."""
    text_of = program.document.text_of
    for node in arguments.named_children:
        if node.type == "comment":
            continue
        if node.type == "keyword_argument":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            assert name is not None and value is not None
            yield CallArgument(text_of(name), value, text_of(value), node)
        elif node.type == "dictionary_splat":
            yield from _options(program, node)
        else:
            raise UnmovableError(node, _POSITIONAL)


def _options(program: PythonProgram, splat: Node) -> Iterator[CallArgument]:
    """Yields the arguments of ``**options``, for a dictionary that is written there or bound to the name once."""
    inner = splat.named_children[-1]
    variable = program.variable(inner) if inner.type == "identifier" else None
    value: Node | None = inner
    if variable is not None:
        parent = program.parent(variable.definitions[0])
        is_bound = len(variable.definitions) == 1 and parent is not None and parent.type == "assignment"
        is_read = all(_is_splat(program, reference) for reference in variable.references)
        value = parent.child_by_field_name("right") if is_bound and is_read and parent is not None else None
    if value is not None and value.type == "call" and variable is not None:
        yield from _made_options(program, splat, inner, value)
        return
    if value is None or value.type != "dictionary":
        raise UnmovableError(splat, RUN_TIME_ARGUMENTS)
    for pair in value.named_children:
        key = pair.child_by_field_name("key") if pair.type == "pair" else None
        item = pair.child_by_field_name("value") if pair.type == "pair" else None
        name = None if key is None else constant_of(program, key)
        if key is None or item is None or not isinstance(name, str):
            if pair.type == "comment":
                continue
            raise UnmovableError(splat, RUN_TIME_ARGUMENTS)
        own = program.document.text_of(item)
        code = own if variable is None else f"{program.document.text_of(inner)}[{program.document.text_of(key)}]"
        yield CallArgument(name, item, code, splat)


def _made_options(program: PythonProgram, splat: Node, name: Node, call: Node) -> Iterator[CallArgument]:
    """Yields the arguments of ``**options`` for ``options = dict(…)``."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or program.document.text_of(function) != "dict":
        raise UnmovableError(splat, RUN_TIME_ARGUMENTS)
    for node in arguments.named_children:
        key, item = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type == "comment":
            continue
        if node.type != "keyword_argument" or key is None or item is None:
            raise UnmovableError(splat, RUN_TIME_ARGUMENTS)
        argument = program.document.text_of(key)
        quote = quote_of(program.document, program.document.root)
        yield CallArgument(argument, item, f"{program.document.text_of(name)}[{quote}{argument}{quote}]", splat)


def _is_splat(program: PythonProgram, reference: Node) -> bool:
    parent = program.parent(reference)
    return parent is not None and parent.type == "dictionary_splat"
