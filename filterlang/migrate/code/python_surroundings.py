"""Moves the code around moved calls in a Python program: the handlers of their errors, and annotations of their runs.

Owns the invariant that code which handles the errors of a call handles those of the call that takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Target
from filterlang.migrate.code.python_import_edits import imports_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.schema.error_moves import ERROR_MOVES
from filterlang.text.edits import Edit, insert, replace

if TYPE_CHECKING:
    from tree_sitter import Node

_SDK = "langsmith"
_RUN, _RUNS_OF_V1 = "Run", "langsmith.schemas"
_RUNS: dict[Target, str] = {"v2": "langsmith.types", "filterlang": "filterlang"}
"""The modules with the class of the runs that each target gives."""
_FUNCTIONS = ("function_definition", "lambda", "class_definition")


def handler_edits(program: PythonProgram, call: Node) -> Iterator[Edit]:
    """Yields the edits by which the handlers around a call handle v2's errors too: other calls still raise v1's."""
    for clause in _clauses(program, call):
        names = {program.document.text_of(error).rpartition(".")[2]: error for error in _errors(clause)}
        for name, error in names.items():
            if name in ERROR_MOVES and ERROR_MOVES[name] not in names:
                named = imports_of(program).named(_SDK, ERROR_MOVES[name], call)
                yield from named.edits
                span = program.document.span(error)
                if error.parent is not None and error.parent.type == "tuple":
                    yield insert(span.end, f", {named.code}")
                else:
                    yield replace(span.start, span.end, f"({program.document.text_of(error)}, {named.code})")


def _clauses(program: PythonProgram, call: Node) -> Iterator[Node]:
    """Yields the clauses of the statements, inside of the same function, that handle an error of a node."""
    inner = call
    for ancestor in program.ancestors(call):
        if ancestor.type in _FUNCTIONS:
            return
        if ancestor.type == "try_statement" and ancestor.child_by_field_name("body") == inner:
            yield from (child for child in ancestor.children if child.type == "except_clause")
        inner = ancestor


def _errors(clause: Node) -> list[Node]:
    """The names of the classes that a clause handles."""
    handled = next((child for child in clause.named_children if child.type != "block"), None)
    if handled is not None and handled.type == "as_pattern":
        handled = handled.named_children[0]
    if handled is None:
        return []
    return [node for node in (handled.named_children if handled.type == "tuple" else [handled]) if node.type in _NAMES]


_NAMES = ("identifier", "attribute")


def annotation_edits(program: PythonProgram, target: Target) -> Iterator[Edit]:
    """Yields the edits by which annotations of runs mean those of a target, in a program all of whose runs are moved to it.

    A program that imports more of v1's types is left as it is: its runs may come from elsewhere, as in an evaluator.
    """
    imported = [known for known in imports_of(program).names if known.module == _RUNS_OF_V1]
    if [known.name for known in imported] == [_RUN]:
        module = imported[0].statement.child_by_field_name("module_name")
        if module is not None:
            span = program.document.span(module)
            yield replace(span.start, span.end, _RUNS[target])
