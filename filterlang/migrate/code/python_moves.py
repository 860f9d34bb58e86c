"""Moves the calls and addresses of Python programs that end, in files and in notebooks: each by the module that knows it.

Owns the invariants that the edits of a move stand by themselves, with the imports and functions that they need, and that a
program which parses still does with them; a move that would break it is to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.known_places import snake
from filterlang.migrate.code import python_calls_v2, python_other_calls, python_ours, python_requests
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, Target, joined_edits, to_decide
from filterlang.migrate.code.nested_moves import nested
from filterlang.migrate.code.python_annotations import with_run_types
from filterlang.migrate.code.python_builtin_names import HIDDEN, hidden_builtin
from filterlang.migrate.code.python_import_edits import TAKEN, imports_of
from filterlang.migrate.code.python_program import PythonProgram, program_in
from filterlang.migrate.code.python_soundness import is_python
from filterlang.migrate.code.python_surroundings import annotation_edits, handler_edits
from filterlang.rules.endings import ENDING_CALL
from filterlang.schema.end_of_v1 import REPLACED_BY_OURS
from filterlang.text.edits import apply, in_order
from filterlang.text.frozen import replace
from filterlang.text.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

CallMover = Callable[[PythonProgram, "Node", str], CodeMove | None]
"""Moves a call of a method, by its key in ``schema.end_of_v1``; None for a call that it does not know.

The places of edits and notes are those of the program's document, as are those of the imports' edits, which are made here.
"""
_PASSED_ON = "the method is passed on and not called here: write the call of v2 where it is called"
_NOT_READ = "the cell is not read as Python: it has a syntax error, or is in another language"
_UNPARSED = "the program has syntax errors: correct them first"
_UNWRITTEN = "the new call cannot be written here: write it by hand"


def moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """The moves of the calls and addresses that end in a program."""
    calls = [finding for finding in findings if finding.code == ENDING_CALL.code]
    addresses = [finding for finding in findings if finding.code != ENDING_CALL.code]
    return [*_moved_calls(source, language, calls, target), *python_requests.moves(source, language, addresses, target)]


def _moved_calls(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """The moves of calls of methods, with places in the file."""
    program = program_in(source, language)
    try:
        text = program.document.parsed_text
        moves = [_moved_call(program, finding, target) for finding in findings]
    except UnparsedError:
        return ()
    if not program.is_sound:
        return [to_decide(move.span, move.method, _UNPARSED) for move in moves if move is not None]
    return list(_checked(program, text, list(_with_annotations(program, moves, target))))


def _with_annotations(program: PythonProgram, moves: Sequence[CodeMove | None], target: Target) -> Iterator[CodeMove]:
    """The moves; where they move all runs of a program to one target, with the edits of the annotations of runs."""
    known = [move for move in moves if move is not None]
    is_whole = len(known) == len(moves) and all(move.outcome is MoveOutcome.MOVED for move in known)
    is_to_one = all(move.method in REPLACED_BY_OURS for move in known)
    if target == "v2":
        yield from with_run_types(program, known, is_whole=is_whole)
        return
    annotations = tuple(annotation_edits(program, target)) if is_whole and is_to_one else ()
    for move in known:
        yield replace(move, edits=(*move.edits, *annotations))


def _mover(target: Target, *, is_replaced: bool) -> CallMover:
    """The function that moves calls of ``list_runs``, or those of the other methods."""
    if not is_replaced:
        return python_other_calls.move_of
    return python_ours.moves_of_call if target == "filterlang" else python_calls_v2.move_of


def _moved_call(program: PythonProgram, finding: Diagnostic, target: Target) -> CodeMove | None:
    """The move of one call, with the edits of its imports, at places of the program; its own place is that of the finding."""
    method = snake(program.document.source.in_file(finding.span)[0].text[finding.span.start : finding.span.end])
    call = program.call_at(finding.span)
    if call is None:
        return to_decide(finding.span, method, _PASSED_ON if program.node_at(finding.span) else _NOT_READ)
    move = _mover(target, is_replaced=method in REPLACED_BY_OURS)(program, call, method)
    if move is None:
        return None
    is_of_the_sdk = move.outcome is MoveOutcome.MOVED and not (target == "filterlang" and method in REPLACED_BY_OURS)
    errors = handler_edits(program, call) if is_of_the_sdk else ()
    imports = imports_of(program)
    importing, taken = imports.needed_by("\n".join(edit.text for edit in move.edits), move.imports, call)
    if taken is not None:
        return to_decide(finding.span, method, TAKEN.format(taken))
    edits = (*move.edits, *importing, *map(imports.function, move.functions), *errors)
    hidden = hidden_builtin(program, edits)
    if hidden is not None:
        return to_decide(finding.span, method, HIDDEN.format(hidden))
    return replace(move, span=finding.span, edits=edits, functions=())


def _checked(program: PythonProgram, text: str, moves: Sequence[CodeMove]) -> Iterator[CodeMove]:
    """The moves with places in the file; those that would leave a program which does not parse are to decide."""
    moves, is_sound = _nested(text, moves)
    sound = {id(move) for move in (moves if is_sound else _sound(text, moves))}
    for move in moves:
        edits = program.in_file(move.edits)
        notes = tuple(replace(note, span=program.file_span(note.span)) for note in move.notes)
        if edits is None or id(move) not in sound:
            yield to_decide(move.span, move.method, _UNWRITTEN)
        else:
            yield replace(move, edits=edits, notes=notes)


def _sound(text: str, moves: Sequence[CodeMove]) -> list[CodeMove]:
    """The moves that leave a program which parses. Those that do not are found by halves.

    Two moves that are sound may still touch each other: the second one waits until the first is made.
    """
    sound: list[CodeMove] = []
    pending = [list(moves)]
    while pending:
        group = pending.pop()
        if is_python(_edited(text, group)):
            sound += group
        elif len(group) > 1:
            half = len(group) // 2
            pending += [group[half:], group[:half]]
    return sound


def _nested(text: str, moves: Sequence[CodeMove]) -> tuple[Sequence[CodeMove], bool]:
    """The moves as they go together, and whether the program parses with all of them."""
    if is_python(_edited(text, moves)):
        return moves, True
    for is_first_outside in (True, False):
        changed = nested(text, moves, is_first_outside=is_first_outside)
        if is_python(_edited(text, changed)):
            return changed, True
    return moves, False


def _edited(text: str, moves: Sequence[CodeMove]) -> str:
    return apply(text, in_order(joined_edits(moves)))
