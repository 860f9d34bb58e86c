"""Collects the evidence in a Python program about a value: the constant that it is, and whether it is a text, a list or None.

Owns the invariant that nothing is claimed of a value unless the program says it, by the value itself, its assignments or types.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
import re
from typing import TYPE_CHECKING

from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_receivers import assignments_to
from filterlang.semantics.surroundings import UNKNOWN

if TYPE_CHECKING:
    from tree_sitter import Node

_CONSTANTS = ("string", "integer", "float", "true", "false", "none", "list", "tuple", "concatenated_string", "unary_operator")
_LIST = re.compile(r"\b(?:list|List|Sequence|Iterable|Collection|tuple|Tuple|set|Set)\b")
_LISTING = re.compile(r"(?:list|tuple|sorted|set)\(|.*\.split\(")
_TEXT = re.compile(r"(?:str\(|os\.environ\[|.{0,80}\.(?:strip|lower|upper|format|hex|join)\()")
_OPTIONAL = re.compile(r"\bNone\b|\bOptional\b")
_ENVIRONMENT = re.compile(r"(?:os\.)?(?:getenv|environ\.get)\([^,()]*\)")
_MOST_STEPS = 6


def constant_of(program: PythonProgram, node: Node) -> object:
    """The value of a constant, a list of texts as a tuple; ``UNKNOWN`` for everything else."""
    if node.type not in _CONSTANTS:
        return UNKNOWN
    try:
        value: object = ast.literal_eval(program.document.text_of(node).strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return UNKNOWN
    if isinstance(value, list | tuple):
        items: list[object] = list(value)  # pyright: ignore[reportUnknownArgumentType] - of a constant
        return tuple(items) if all(isinstance(item, str) for item in items) else UNKNOWN
    return value


def constant_definition(program: PythonProgram, node: Node) -> Node | None:
    """The constant that a name is bound to, where nothing else is bound to it and its items stay as they are."""
    variable = program.variable(node) if node.type == "identifier" else None
    if variable is None or len(variable.definitions) != 1:
        return None
    parent = program.parent(variable.definitions[0])
    value = None if parent is None or parent.type != "assignment" else parent.child_by_field_name("right")
    if value is None or parent is None or parent.child_by_field_name("left") != variable.definitions[0]:
        return None
    is_changed = any(_is_changed(program, reference) for reference in variable.references)
    return None if is_changed or constant_of(program, value) is UNKNOWN else value


def _is_changed(program: PythonProgram, reference: Node) -> bool:
    """Whether a list may be changed where a name of it is read: by a method, or by an assignment to an item."""
    parent = program.parent(reference)
    if parent is not None and parent.type == "attribute":
        return program.document.text_of(parent).rsplit(".", 1)[-1] not in ("copy", "index", "count")
    outer = None if parent is None else program.parent(parent)
    is_item = parent is not None and parent.type == "subscript" and outer is not None
    return is_item and outer is not None and outer.type in ("assignment", "augmented_assignment", "delete_statement")


def evidence_of(program: PythonProgram, node: Node) -> Iterator[tuple[str, Node | None]]:
    """Yields the code that says what a value is, with its node: the value, what its name is bound to, and annotations."""
    waiting = [node]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        current = waiting.pop()
        yield program.document.text_of(current), current
        if current.type == "attribute":
            yield from _of_attribute(program, current)
        variable = program.variable(current) if current.type == "identifier" else None
        if variable is None:
            continue
        for definition in (program.reaching(current) or variable.definitions)[:_MOST_STEPS]:
            binder = program.binder(definition)
            annotation = None if binder is None else binder.child_by_field_name("type")
            if annotation is not None:
                yield f": {program.document.text_of(annotation)}", None
            yield from ((text, None) for text in _of_option(program, definition))
            if binder is not None and binder.type in ("assignment", "default_parameter", "typed_default_parameter"):
                value = binder.child_by_field_name("right") or binder.child_by_field_name("value")
                waiting += [] if value is None else [value]


def _of_attribute(program: PythonProgram, attribute: Node) -> Iterator[tuple[str, Node | None]]:
    """Yields what is assigned to an attribute of ``self``, with annotations, and the option of a command line."""
    for assignment in assignments_to(program, attribute)[:_MOST_STEPS]:
        annotation, value = assignment.child_by_field_name("type"), assignment.child_by_field_name("right")
        if annotation is not None:
            yield f": {program.document.text_of(annotation)}", None
        if value is not None:
            yield program.document.text_of(value), value
    name = program.document.text_of(attribute).rsplit(".", 1)[-1].strip()
    option = re.compile(rf"""["']--?{re.escape(name).replace("_", "[-_]")}["']""")
    for arguments in _options_of(program):
        if option.search(arguments):
            yield (": int" if "type=int" in arguments else ": str"), None
            if _HAS_VALUE.search(arguments) is None:
                yield ": None", None


def _of_option(program: PythonProgram, definition: Node) -> Iterator[str]:
    """Yields an annotation for a parameter that an option of a command line gives, as click's decorators make them."""
    function = program.enclosing(definition, "function_definition")
    decorated = None if function is None else program.parent(function)
    if decorated is None or decorated.type != "decorated_definition" or program.enclosing(definition, "parameters") is None:
        return
    name = re.escape(program.document.text_of(definition))
    named = re.compile(rf"""["'](?:--{name.replace("_", "[-_]")}|{name})["']""")
    for decorator in decorated.named_children:
        text = program.document.text_of(decorator) if decorator.type == "decorator" else ""
        if _OPTION.match(text) and named.search(text) and _HAS_VALUE.search(text) is None:
            yield ": None"


_OPTION = re.compile(r"@[\w.]*\boption\(")


@lru_cache(maxsize=1)
def _options_of(program: PythonProgram) -> list[str]:
    """The arguments of each call that adds an option to the command line of a program."""
    return _ADDED_OPTION.findall(program.document.text)


_ADDED_OPTION = re.compile(r"\badd_argument\(((?:[^()]|\([^()]*\)){0,400})\)")
_HAS_VALUE = re.compile(r"required=True|default=(?!None)|store_(?:true|false)|\b(?:is_flag|multiple|count)=True|nargs=-1")


def may_be_none(program: PythonProgram, node: Node) -> bool:
    """Whether the program says that a value can be None."""
    return node.type in ("identifier", "attribute") and any(
        (_OPTIONAL.search(text) if inner is None else inner.type == "none") for text, inner in evidence_of(program, node)
    )


def may_be_unset(program: PythonProgram, node: Node) -> bool:
    """Whether a value is that of a variable of the environment which may be missing."""
    return any(_ENVIRONMENT.fullmatch(text) is not None for text, inner in evidence_of(program, node) if inner is not None)


def is_text(program: PythonProgram, node: Node) -> bool:
    """Whether a value is known to be a text."""
    if node.type in ("string", "concatenated_string"):
        return True
    return any(
        re.fullmatch(r": *str", text) if inner is None else inner.type == "string" or _TEXT.match(text)
        for text, inner in evidence_of(program, node)
    )


def is_list(program: PythonProgram, node: Node) -> bool:
    """Whether a value is known to be a list or the like."""
    types = ("list", "tuple", "set", "list_comprehension", "set_comprehension", "generator_expression")
    return any(
        _LIST.search(text) if inner is None else inner.type in types or _LISTING.match(text)
        for text, inner in evidence_of(program, node)
    )
