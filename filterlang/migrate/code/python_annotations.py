"""Moves the type of a run in a Python program: v1's class becomes that of v2 where all that it describes is moved.

Owns the invariant that a program has the type of v2 only where no run of v1 is left under that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from filterlang.hosts.known_places import snake
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome
from filterlang.migrate.code.flow_shapes import RUN, Shape, many
from filterlang.migrate.code.python_flow_state import RunFlow, arguments_of, function_name
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_run_flow import follow
from filterlang.schema.end_of_v1 import REPLACED_BY_OURS
from filterlang.schema.moves_to_v2 import RUN_TYPE, Risk
from filterlang.text.edits import Edit, insert, replace as replaced
from filterlang.text.frozen import replace

if TYPE_CHECKING:
    from tree_sitter import Node


def with_run_types(program: PythonProgram, moves: Sequence[CodeMove], *, is_whole: bool) -> list[CodeMove]:
    """The moves of a program's calls, the first that is moved with the edits of the type of their runs.

    ``is_whole`` is whether all calls are moved: then only parameters and results may still be runs of v1, from elsewhere.
    """
    moved = [move for move in moves if move.outcome is MoveOutcome.MOVED]
    imported = _imported_type(program) if moved else None
    if imported is None:
        return list(moves)
    name, module = imported
    variable = program.variable(name)
    references = [] if variable is None else variable.references
    described = {reference.id for reference in references if is_whole and not _is_of_function(program, reference)}
    for move in moved:
        described |= _described(program, move, references)
    first = next(index for index, move in enumerate(moves) if move is moved[0])
    return [
        _with_type(program, move, name, module, references, described) if at == first else move for at, move in enumerate(moves)
    ]


def _imported_type(program: PythonProgram) -> tuple[Node, Node] | None:
    """The name by which a program imports v1's type of a run, and the module's name in that import."""
    module, name, _ = RUN_TYPE
    for variable in program.all_variables:
        for node in variable.definitions:
            statement = program.enclosing(node, "import_from_statement")
            source = None if statement is None else statement.child_by_field_name("module_name")
            if source is None or program.document.text_of(source) != module:
                continue
            imported = program.enclosing(node, "aliased_import") or node
            if program.document.text_of(imported).split()[0] == name:
                return node, source
    return None


def _described(program: PythonProgram, move: CodeMove, references: Sequence[Node]) -> set[int]:
    """The references to the type that describe the runs of a call, by the ids of their nodes."""
    call = program.call_at(move.span)
    if call is None:
        return set()
    flow = RunFlow(program, keyed=False)
    shape: Shape | None = many(RUN) if snake(move.method) in REPLACED_BY_OURS else RUN
    assert shape is not None
    follow(flow, call, shape)
    return {reference.id for reference in references if _describes(flow, reference)}


def _describes(flow: RunFlow, reference: Node) -> bool:
    """Whether a reference to the type is the annotation of something that holds or returns runs, or a test of one."""
    child = reference
    for ancestor in flow.program.ancestors(reference):
        if ancestor.type == "type" and not _is_part_of_type(flow.program, ancestor):
            return _holder_of(flow.program, ancestor) in flow.holders
        if ancestor.type == "argument_list":
            call = flow.program.parent(ancestor)
            arguments = [] if call is None else arguments_of(call)
            is_test = call is not None and function_name(flow, call) == "isinstance" and arguments[1:] == [child]
            return is_test and RUN in flow.shapes_of(arguments[0])
        child = ancestor
    return False


def _is_of_function(program: PythonProgram, reference: Node) -> bool:
    """Whether a reference to the type describes a parameter or the result of a function."""
    annotation = program.enclosing(reference, "type", "block")
    while annotation is not None and annotation.type == "type" and _is_part_of_type(program, annotation):
        annotation = program.enclosing(annotation, "type", "block")
    owner = None if annotation is None else program.parent(annotation)
    return owner is not None and owner.type in ("function_definition", "typed_parameter", "typed_default_parameter")


def _is_part_of_type(program: PythonProgram, node: Node) -> bool:
    parent = program.parent(node)
    return parent is not None and parent.type in ("type_parameter", "union_type", "generic_type", "constrained_type")


def _holder_of(program: PythonProgram, annotation: Node) -> int | None:
    """The id of the name or the function that an annotation describes."""
    owner = program.parent(annotation)
    if owner is None:
        return None
    if owner.type == "function_definition":
        return owner.id
    if owner.type == "assignment":
        target = owner.child_by_field_name("left")
        return None if target is None else target.id
    name = owner.child_by_field_name("name") or owner.named_children[0]
    return name.id


def _with_type(
    program: PythonProgram, move: CodeMove, name: Node, module: Node, references: Sequence[Node], described: set[int]
) -> CodeMove:
    """A move with the import of v2's type, or with a note at each reference that keeps v1's type."""
    left = [reference for reference in references if reference.id not in described]
    if not left:
        return replace(move, edits=(*move.edits, *_imports(program, name, module)))
    message = f"runs of v2 are `{RUN_TYPE[2]}.{RUN_TYPE[1]}`, and this name also describes others: give them two types"
    notes = (CodeNote(program.document.span(reference), message, Risk.COST) for reference in left)
    return replace(move, notes=(*move.notes, *notes))


def _imports(program: PythonProgram, name: Node, module: Node) -> Iterator[Edit]:
    """The edits of the import: its module's name, or another import behind it where it has more names."""
    document = program.document
    statement = program.enclosing(name, "import_from_statement")
    assert statement is not None
    names = [child for child in statement.named_children if child != module and child.type != "comment"]
    imported = program.enclosing(name, "aliased_import") or program.enclosing(name, "dotted_name") or name
    if len(names) == 1:
        yield Edit(document.span(module), RUN_TYPE[2])
        return
    at = names.index(imported)
    spans = [document.span(child) for child in names]
    if at + 1 < len(names):
        yield replaced(spans[at].start, spans[at + 1].start, "")
    else:
        yield replaced(spans[at - 1].end, spans[at].end, "")
    end = document.span(statement).end
    line = document.text.rfind("\n", 0, document.span(statement).start) + 1
    indent = document.text[line : document.span(statement).start]
    yield insert(end, f"\n{indent if not indent.strip() else ''}from {RUN_TYPE[2]} import {document.text_of(imported)}")
