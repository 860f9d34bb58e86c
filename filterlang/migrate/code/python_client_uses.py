"""Follows LangSmith's clients through a Python program, from the calls that make them to the methods called on them.

Owns the invariant that a class counts as replaceable only where every use of it is seen: each client that it makes, each name
that a client is given, and each method that is called on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from filterlang.hosts.readers.python_syntax import arguments_of_call
from filterlang.migrate.code.python_import_edits import ImportedName, imports_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.schema.our_client import CLIENT_CLASSES, CLIENT_METHODS, OUR_CLIENT_ARGUMENTS
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_PASSED_THROUGH = ("boolean_operator", "conditional_expression", "parenthesized_expression", "named_expression", "await")
"""Expressions whose value can be the client that stands in them."""
_TESTS = ("comparison_operator", "not_operator", "if_statement", "while_statement", "elif_clause")
_DEFINING = {"assignment": "left", "named_expression": "name", "default_parameter": "name", "typed_default_parameter": "name"}


@dataclass(frozen=True, slots=True, eq=False)
class ClientClass:
    """One of the SDK's clients, as an import names it, with the nodes that stand for it and the calls that make it.

    ``unseen`` is a use that filterlang's client cannot take over, or None. ``calls`` are the calls of methods of the
    clients it makes, by their ids.
    """

    name: str
    imported: ImportedName
    nodes: tuple[Node, ...]
    made: tuple[Node, ...]
    unseen: Node | None
    calls: Mapping[int, Node]


@lru_cache(maxsize=1)
def client_classes(program: PythonProgram) -> Sequence[ClientClass]:
    """The clients of LangSmith's SDK that a program imports, one for each import and class."""
    return [_followed(program, name, imported) for imported, name in _imported(program)]


def class_of(program: PythonProgram, made: Node) -> ClientClass | None:
    """The class whose client a call makes."""
    return next((known for known in client_classes(program) if any(node == made for node in known.made)), None)


def _imported(program: PythonProgram) -> Iterator[tuple[ImportedName, str]]:
    """Yields the imports of LangSmith, each with the class that it is about."""
    for imported in imports_of(program).names:
        if imported.module.split(".")[0] != "langsmith":
            continue
        if imported.name in CLIENT_CLASSES:
            yield imported, imported.name
        elif not imported.name and imported.module == "langsmith":
            yield from ((imported, name) for name in CLIENT_CLASSES)


def _nodes(program: PythonProgram, imported: ImportedName, name: str) -> Iterator[Node]:
    """Yields the expressions that stand for a class."""
    for variable in program.variables_called(imported.local):
        for reference in variable.references:
            parent = program.parent(reference)
            if imported.name:
                yield reference
            elif parent is not None and parent.type == "attribute" and _method(program, parent) == name:
                yield parent


def _followed(program: PythonProgram, name: str, imported: ImportedName) -> ClientClass:
    nodes = tuple(_nodes(program, imported, name))
    made: list[Node] = []
    unseen: Node | None = None
    for node in nodes:
        parent = program.parent(node)
        if parent is not None and parent.type == "call" and parent.child_by_field_name("function") == node:
            made.append(parent)
            unseen = unseen or (None if _can_be_ours(program, parent) else parent)
        elif program.enclosing(node, "type") is None:
            unseen = unseen or node
    flow = _ClientFlow(program)
    for call in made:
        flow.follow(call)
    return ClientClass(name, imported, nodes, tuple(made), unseen or flow.unseen, flow.calls)


def _can_be_ours(program: PythonProgram, made: Node) -> bool:
    """Whether filterlang's client takes the arguments that a client is made with."""
    arguments = made.child_by_field_name("arguments")
    if arguments is None or any(child.type in ("list_splat", "dictionary_splat") for child in arguments.named_children):
        return False
    positional, named = arguments_of_call(arguments, program.document)
    return len(positional) <= 1 and all(name in OUR_CLIENT_ARGUMENTS for name in named)


class _ClientFlow:
    """Where clients go from the calls that make them: through names and attributes, into functions and out of them."""

    def __init__(self, program: PythonProgram) -> None:
        self._program = program
        self._seen: set[int] = set()
        self.calls: dict[int, Node] = {}
        self.unseen: Node | None = None

    def follow(self, made: Node) -> None:
        """Follows the client that a call makes."""
        waiting = [made]
        while waiting and self.unseen is None:
            node = waiting.pop()
            if node.id not in self._seen:
                self._seen.add(node.id)
                waiting += self._given_to(node)

    def _given_to(self, node: Node) -> Sequence[Node]:
        """The expressions that an expression's client goes to. Notes the calls of its methods, and uses that are not seen."""
        parent = self._program.parent(node)
        while parent is not None and parent.type in _PASSED_THROUGH and parent.child_by_field_name("name") is None:
            node, parent = parent, self._program.parent(parent)
        following: Sequence[Node] | None = None
        if parent is None or parent.type in (*_TESTS, "expression_statement", "with_item"):
            following = ()
        elif parent.type == "attribute":
            following = self._called(parent)
        elif parent.type in _DEFINING:
            following = self._named(parent.child_by_field_name(_DEFINING[parent.type]), node)
        elif parent.type == "as_pattern":
            following = self._in_alias(parent.child_by_field_name("alias"))
        elif parent.type in ("argument_list", "keyword_argument"):
            following = self._in_parameter(node, parent)
        elif parent.type == "return_statement":
            following = self._returned(parent)
        if following is None:
            self.unseen = self.unseen or node
        return following or ()

    def _called(self, attribute: Node) -> Sequence[Node] | None:
        """Notes the call of a method that filterlang's client has as well."""
        call = self._program.parent(attribute)
        is_called = call is not None and call.type == "call" and call.child_by_field_name("function") == attribute
        if call is None or not is_called or _method(self._program, attribute) not in CLIENT_METHODS:
            return None
        self.calls[call.id] = call
        return ()

    def _named(self, target: Node | None, value: Node | None) -> Sequence[Node] | None:
        """The reads of a name, or of an attribute, that is bound to a client."""
        if target is None or target == value:
            return None
        if target.type == "attribute":
            named = self._program.attributes(_method(self._program, target))
            return [node for node in named if not self._is_bound(node)]
        variable = self._program.variable(target)
        return None if variable is None else variable.references

    def _is_bound(self, node: Node) -> bool:
        parent = self._program.parent(node)
        return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == node

    def _in_alias(self, target: Node | None) -> Sequence[Node] | None:
        """The reads of an ``as`` target with one name."""
        is_name = target is None or target.type == "identifier"
        return None if target is None else self._named(target if is_name else target.named_children[0], target.parent)

    def _returned(self, statement: Node) -> Sequence[Node] | None:
        """The calls of the function that a statement returns from, where it is only called."""
        function = self._program.enclosing(statement, "function_definition", "lambda")
        name = None if function is None else function.child_by_field_name("name")
        variable = None if name is None else self._program.variable(name)
        if variable is None or len(variable.definitions) != 1 or variable.scope.node.type == "class_definition":
            return None
        calls = [self._program.parent(reference) for reference in variable.references]
        called = [
            call
            for call, reference in zip(calls, variable.references, strict=True)
            if call is not None and call.type == "call" and call.child_by_field_name("function") == reference
        ]
        return called if len(called) == len(variable.references) else None

    def _in_parameter(self, node: Node, parent: Node) -> Sequence[Node] | None:
        """The reads of the parameter of a function of the program that an argument is given to."""
        keyword = parent.child_by_field_name("name") if parent.type == "keyword_argument" else None
        arguments = self._program.parent(parent) if parent.type == "keyword_argument" else parent
        call = None if arguments is None else self._program.parent(arguments)
        function = None if call is None else call.child_by_field_name("function")
        parameters = None if function is None else self._parameters(function)
        if arguments is None or parameters is None:
            return None
        names = [_parameter_name(child) for child in parameters]
        if keyword is not None:
            wanted = self._program.document.text_of(keyword)
            name = next((name for name in names if name and self._program.document.text_of(name) == wanted), None)
        else:
            given = [child for child in arguments.named_children if child.type != "comment"]
            at = given.index(node)
            before = [child.type for child in given[:at]]
            is_plain = not {"list_splat", "dictionary_splat"}.intersection(before) and None not in names[: at + 1]
            name = names[at] if at < len(names) and is_plain else None
        return self._named(name, node)

    def _parameters(self, function: Node) -> Sequence[Node] | None:
        """The parameters that the arguments of a call are given to: of a function, a class or a method of the program."""
        text_of, program = self._program.document.text_of, self._program
        name = text_of(function.child_by_field_name("attribute") or function)
        definitions = program.functions(name)
        classes = [variable.definitions[0] for variable in program.variables_called(name) if len(variable.definitions) == 1]
        owners = [owner for node in classes if (owner := program.parent(node)) is not None and owner.type == "class_definition"]
        if function.type == "identifier" and owners:
            makers = program.functions("__init__")
            definitions = [maker for maker in makers if program.enclosing(maker, "class_definition") == owners[0]]
        if len(definitions) != 1 or function.type not in ("identifier", "attribute"):
            return None
        listed = definitions[0].child_by_field_name("parameters")
        is_method = program.enclosing(definitions[0], "class_definition", "function_definition")
        has_owner = is_method is not None and is_method.type == "class_definition"
        if listed is None or has_owner == (function.type == "identifier" and not owners):
            return None
        parameters = [child for child in listed.named_children if child.type != "comment"]
        return parameters[1:] if has_owner else parameters


def _parameter_name(parameter: Node) -> Node | None:
    """The name of a parameter; None for one that takes several arguments, and for marks such as ``*``."""
    if parameter.type == "identifier":
        return parameter
    if parameter.type == "typed_parameter":
        first = parameter.named_children[0]
        return first if first.type == "identifier" else None
    return parameter.child_by_field_name("name")


def _method(program: PythonProgram, attribute: Node) -> str:
    name = attribute.child_by_field_name("attribute")
    return "" if name is None else program.document.text_of(name)
