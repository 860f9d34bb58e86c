"""Finds the clients that methods are called on in a Python program: where they stand, and whether they are asynchronous.

Owns the invariant that a client whose origin is not known is taken for a synchronous one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
import re
from typing import TYPE_CHECKING

from filterlang.migrate.code.python_import_edits import imports_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_ASYNC = "AsyncClient"
_OWN_ATTRIBUTE = re.compile(r"\b(?:self|cls)\.(\w+)\b(?!\s*[.(\[])")
_MOST_STEPS = 4


def is_asynchronous(program: PythonProgram, call: Node) -> bool:
    """Whether a method is called on an asynchronous client: by how its value is iterated over, or by what made the client."""
    if is_async_iteration(program, call):
        return True
    name = _assigned_name(program, call)
    if name is not None and any(is_async_iteration(program, node) for node in program.reached(name)):
        return True
    receiver = receiver_of(call)
    classes = {_ASYNC, *(known.local for known in imports_of(program).names if known.name == _ASYNC)}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(classes)))})\b")
    return any(pattern.search(text) for text in _origins(program, receiver))


def is_async_iteration(program: PythonProgram, node: Node) -> bool:
    """Whether an expression is what ``async for``, ``aiter`` or ``anext`` iterates over."""
    node, parent = outside_of_parentheses(program, node)
    if parent is None:
        return False
    if parent.type in ("for_statement", "for_in_clause") and parent.child_by_field_name("right") == node:
        return any(child.type == "async" for child in parent.children)
    outer = program.parent(parent)
    if parent.type != "argument_list" or outer is None:
        return False
    function = outer.child_by_field_name("function")
    return function is not None and program.document.text_of(function) in ("aiter", "anext")


def outside_of_parentheses(program: PythonProgram, node: Node) -> tuple[Node, Node | None]:
    """An expression with the parentheses around it, and its parent."""
    parent = program.parent(node)
    while parent is not None and parent.type == "parenthesized_expression":
        node, parent = parent, program.parent(parent)
    return node, parent


def receiver_of(call: Node) -> Node:
    """The expression that a method is called on."""
    function = call.child_by_field_name("function")
    receiver = None if function is None else function.child_by_field_name("object")
    assert receiver is not None
    return receiver.named_children[0] if receiver.type == "list_splat" else receiver


def receiver_span(program: PythonProgram, call: Node) -> Span:
    """The place of that expression. The grammar reads ``*client.list_runs()`` as a method of ``*client``."""
    span = program.document.span(receiver_of(call))
    stars = len(program.document.text[span.start :]) - len(program.document.text[span.start :].lstrip("*"))
    return Span(span.start + stars, span.end)


def is_unpacked(program: PythonProgram, call: Node) -> bool:
    """Whether the value of a call is unpacked by a star that the grammar takes for a part of the call."""
    return program.document.span(call).start < receiver_span(program, call).start


def _assigned_name(program: PythonProgram, call: Node) -> Node | None:
    node, parent = outside_of_parentheses(program, call)
    if parent is None or parent.type != "assignment" or parent.child_by_field_name("right") != node:
        return None
    left = parent.child_by_field_name("left")
    return left if left is not None and left.type == "identifier" else None


def _origins(program: PythonProgram, node: Node, steps: int = _MOST_STEPS) -> Iterator[str]:
    """Yields the code that says what a client is: the calls that make it, and annotations."""
    if steps == 0:
        return
    text_of = program.document.text_of
    if node.type == "identifier":
        variable = program.variable(node)
        definitions = program.reaching(node) or ([] if variable is None else variable.definitions)
        for definition in islice(definitions, _MOST_STEPS):
            yield from _of_definition(program, definition, steps)
    elif node.type == "attribute":
        for assignment in assignments_to(program, node):
            yield from _of_assignment(program, assignment, steps)
    elif node.type == "call":
        function = node.child_by_field_name("function")
        assert function is not None
        yield text_of(function)
        name = text_of(function.child_by_field_name("attribute") or function)
        for definition in islice(program.functions(name), _MOST_STEPS):
            returns = definition.child_by_field_name("return_type")
            yield "" if returns is None else text_of(returns)
            yield from re.findall(r"return +(\w+)\(", text_of(definition))[:_MOST_STEPS]
    elif node.type in ("await", "parenthesized_expression", "named_expression", "conditional_expression", "boolean_operator"):
        for child in node.named_children:
            yield from _origins(program, child, steps - 1)


def _of_definition(program: PythonProgram, definition: Node, steps: int) -> Iterator[str]:
    binder = program.binder(definition)
    if binder is None:
        return
    if binder.type == "assignment":
        yield from _of_assignment(program, binder, steps)
    elif binder.type == "as_pattern":
        yield from _origins(program, binder.named_children[0], steps - 1)
    elif binder.type == "named_expression" and (value := binder.child_by_field_name("value")) is not None:
        yield from _origins(program, value, steps - 1)
    elif (annotation := binder.child_by_field_name("type")) is not None:
        yield program.document.text_of(annotation)


def _of_assignment(program: PythonProgram, assignment: Node, steps: int) -> Iterator[str]:
    annotation, value = assignment.child_by_field_name("type"), assignment.child_by_field_name("right")
    if annotation is not None:
        yield program.document.text_of(annotation)
    if value is not None:
        yield from _origins(program, value, steps - 1)


def assignments_to(program: PythonProgram, attribute: Node) -> list[Node]:
    """The assignments to an attribute of ``self`` in the class around it, and those of its name in the class itself."""
    name = attribute.child_by_field_name("attribute")
    owner = program.enclosing(attribute, "class_definition")
    if name is None or owner is None:
        return []
    written = program.document.text_of(name)
    variables = (variable for variable in program.variables_called(written) if variable.scope.node == owner)
    parents = (program.parent(node) for variable in variables for node in variable.definitions)
    of_class = [parent for parent in parents if parent is not None]
    return [*_assigned_attributes(program).get((owner.id, written), []), *of_class]


@lru_cache(maxsize=1)
def _assigned_attributes(program: PythonProgram) -> Mapping[tuple[int, str], list[Node]]:
    """The assignments to attributes of ``self`` and ``cls``, by the id of their class and the name of the attribute."""
    document = program.document
    found: defaultdict[tuple[int, str], list[Node]] = defaultdict(list)
    for match in _OWN_ATTRIBUTE.finditer(document.text):
        at = document.byte(match.start(1))
        node = document.root.descendant_for_byte_range(at, at + 1)
        left = None if node is None else program.parent(node)
        parent = None if left is None else program.parent(left)
        if parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == left:
            owner = program.enclosing(parent, "class_definition")
            if owner is not None:
                found[owner.id, match[1]].append(parent)
    return found
