"""Finds the calls of the functions of a Python program, and which argument gives which parameter.

Owns the invariant that methods are known by their names, on whatever object of the program, and functions by theirs.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from filterlang.hosts.documents import walk
from filterlang.migrate.code.python_program import PythonProgram

if TYPE_CHECKING:
    from tree_sitter import Node

_OWN = ("self", "cls")
_IMPORTED = ("dotted_name", "aliased_import", "import_statement", "import_from_statement")


class PythonFileCalls:
    """The calls of a program."""

    def __init__(self, program: PythonProgram) -> None:
        self._program = program

    def of(self, definition: Node) -> list[Node]:
        """The calls that may be those of a function or method."""
        name = definition.child_by_field_name("name")
        calls = [] if name is None else self._by_name.get(self._text(name), [])
        return [call for call in calls if self._may_call(call, definition)]

    def functions(self, call: Node) -> list[Node]:
        """The functions and methods of the program that a call may call."""
        return [node for node in self._program.functions(self.name_of(call)) if self._may_call(call, node)]

    def _may_call(self, call: Node, definition: Node) -> bool:
        """Whether a call may be that of a function. A method calls that of another object, such as ``self.session.post``."""
        function = call.child_by_field_name("function")
        if function is None or function.type != "attribute":
            return not self._is_method(definition)
        receiver = self._text(function.named_children[0])
        is_inside = definition.start_byte <= call.start_byte and call.end_byte <= definition.end_byte
        is_other = is_inside or self._is_imported(function.named_children[0])
        return self._is_method(definition) and (receiver in _OWN or not is_other)

    def _is_method(self, definition: Node) -> bool:
        parameters = _parameters(definition)
        return bool(parameters) and self._text(parameters[0]) in _OWN

    def _is_imported(self, receiver: Node) -> bool:
        """Whether a name is that of a module."""
        variable = self._program.variable(receiver) if receiver.type == "identifier" else None
        binders = [self._program.binder(node) for node in variable.definitions] if variable is not None else []
        return any(binder is not None and binder.type in _IMPORTED for binder in binders)

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
        for definition in self.functions(call):
            parameters = [name for name in map(_parameter_name, _parameters(definition)) if name is not None]
            is_method = self._is_method(definition)
            if keyword is not None:
                names += (name for name in parameters if self._text(name) == self._text(keyword))
            elif argument in positional:
                names += parameters[is_method:][positional.index(argument) :][:1]
        return names

    def parameter_names(self, parameter: Node) -> frozenset[str]:
        """The names of the parameters of the function that has a parameter."""
        definition = self._program.enclosing(parameter, "function_definition")
        parameters = () if definition is None else _parameters(definition)
        return frozenset(self._text(name) for name in map(_parameter_name, parameters) if name is not None)

    def arguments_for(self, parameter: Node) -> list[Node]:
        """The arguments that the calls of the program give for a parameter; for ``**options``, all arguments of each call."""
        definition = self._program.enclosing(parameter, "function_definition")
        around = self._program.parent(parameter)
        takes_all = around is not None and around.type == "dictionary_splat_pattern"
        given: list[Node] = []
        for call in self.of(definition) if definition is not None else ():
            arguments = call.child_by_field_name("arguments")
            if takes_all:
                given += [arguments] if arguments is not None else []
                continue
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
