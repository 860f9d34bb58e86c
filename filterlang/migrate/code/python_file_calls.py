"""The calls of the functions of a Python program: which argument gives which parameter.

Owns the invariant that functions and methods are known by their names, whatever they are called on.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from filterlang.hosts.documents import walk
from filterlang.migrate.code.python_program import PythonProgram

if TYPE_CHECKING:
    from tree_sitter import Node


class PythonFileCalls:
    """The calls of a program."""

    def __init__(self, program: PythonProgram) -> None:
        self._program = program

    def of(self, name: str) -> list[Node]:
        """The calls of the functions and methods with a name."""
        return self._by_name.get(name, [])

    def name_of(self, call: Node) -> str:
        """The name of the function or method that is called."""
        function = call.child_by_field_name("function")
        return "" if function is None else self._text(function).rpartition(".")[2]

    def parameters_for(self, call: Node, argument: Node) -> list[Node]:
        """The parameters that an argument of a call gives, of the functions of the program that may be called."""
        arguments = call.child_by_field_name("arguments")
        parent = self._program.parent(argument)
        keyword = parent.child_by_field_name("name") if parent is not None and parent.type == "keyword_argument" else None
        children = [] if arguments is None else arguments.named_children
        positional = [child for child in children if child.type not in ("keyword_argument", "comment")]
        names: list[Node] = []
        for definition in self._program.functions(self.name_of(call)):
            parameters = [name for name in map(_parameter_name, _parameters(definition)) if name is not None]
            is_method = bool(parameters) and self._text(parameters[0]) in ("self", "cls")
            if keyword is not None:
                names += (name for name in parameters if self._text(name) == self._text(keyword))
            elif argument in positional:
                names += parameters[is_method:][positional.index(argument) :][:1]
        return names

    def arguments_for(self, parameter: Node) -> list[Node]:
        """The arguments that the calls of the program give for a parameter."""
        definition = self._program.enclosing(parameter, "function_definition")
        name = None if definition is None else definition.child_by_field_name("name")
        given: list[Node] = []
        for call in self.of(self._text(name)) if name is not None else ():
            arguments = call.child_by_field_name("arguments")
            for child in arguments.named_children if arguments is not None else ():
                value = child.child_by_field_name("value") if child.type == "keyword_argument" else child
                if value is not None and any(found == parameter for found in self.parameters_for(call, value)):
                    given.append(value)
        return given

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        calls: dict[str, list[Node]] = {}
        for node, _ in walk(self._program.document.root):
            if node.type == "call":
                calls.setdefault(self.name_of(node), []).append(node)
        return calls

    def _text(self, node: Node) -> str:
        return self._program.document.text_of(node)


def _parameters(definition: Node) -> list[Node]:
    parameters = definition.child_by_field_name("parameters")
    return [] if parameters is None else [child for child in parameters.named_children if child.type != "comment"]


def _parameter_name(parameter: Node) -> Node | None:
    """The name of a parameter, whatever its type and default."""
    name = parameter if parameter.type == "identifier" else parameter.child_by_field_name("name")
    return name or next((child for child in parameter.named_children if child.type == "identifier"), None)
