"""Moves the calls and addresses of JavaScript and TypeScript that end, each by the module that knows it.

Owns the invariants that the edits of a move stand by themselves, with the functions and imports that they need, and that a file
has no more syntax errors with them than before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.known_places import snake
from filterlang.migrate.code import javascript_calls_v2, javascript_other_calls, javascript_requests
from filterlang.migrate.code.code_moves import CodeMove, Target, joined_edits, to_decide
from filterlang.migrate.code.javascript_additions import TYPES_OF_V2, function_edit, import_edits
from filterlang.migrate.code.javascript_program import JavascriptProgram, program_in
from filterlang.migrate.code.javascript_shared_reads import with_shared_reads
from filterlang.migrate.code.javascript_writing import ScriptStyle, style_of, with_line_ends
from filterlang.rules.endings import ENDING_CALL
from filterlang.schema.end_of_v1 import ENDING_CALLS
from filterlang.text.edits import apply, in_order
from filterlang.text.frozen import replace
from filterlang.text.source import Source

if TYPE_CHECKING:
    from filterlang.hosts.embedded import EmbeddedFilter

_PASSED_ON = "the method is passed on and not called here: write the call of v2 where it is called"
_NOT_OURS = "filterlang has no client for JavaScript"
_UNWRITTEN = "the new call cannot be written here: write it by hand"


def moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """The moves of the calls and addresses that end in a file."""
    calls = [finding for finding in findings if finding.code == ENDING_CALL.code]
    requests = javascript_requests.moves(source, language, findings, target)
    return [*_moved_calls(source, language, calls, target), *requests]


def _moved_calls(source: Source, language: HostLanguage, calls: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """The moves of the calls of a file."""
    if not calls:
        return ()
    try:
        program = program_in(source, language)
    except UnparsedError:
        return ()
    filters = search_file(source, language).found.filters
    style = style_of(program.document)
    moved = [_moved(program, finding, filters, style, target) for finding in calls]
    together = with_shared_reads(program, [move for move in moved if move is not None])
    return list(_checked(program, list(_with_additions(program, together, style))))


def _moved(
    program: JavascriptProgram, finding: Diagnostic, filters: Sequence[EmbeddedFilter], style: ScriptStyle, target: Target
) -> CodeMove | None:
    """The move of one call; None for one that has no mover."""
    name = program.document.source.from_file(finding.span)
    method = snake(program.document.text[name.start : name.end])
    if target != "v2":
        successor = ENDING_CALLS[program.document.language.name].get(method, "v2")
        return to_decide(finding.span, method, f"{_NOT_OURS}: use {successor}")
    call = program.call_at(finding.span)
    if call is None:
        return to_decide(finding.span, method, _PASSED_ON)
    if method in javascript_calls_v2.LISTINGS:
        return javascript_calls_v2.move_of(program, call, name, filters, style)
    return javascript_other_calls.move_of(program, call, name, method, style)


def _with_additions(program: JavascriptProgram, moves: Sequence[CodeMove], style: ScriptStyle) -> Iterator[CodeMove]:
    """The moves with the edits that add their functions and imports.

    Those of all moves are one edit, so that none is lost where several are made.
    """
    functions = dict.fromkeys(name for move in moves for name in move.functions)
    typed = [move for move in moves if TYPES_OF_V2 in move.imports]
    function = function_edit(program, functions, style)
    imports = import_edits(program, style, typed[0].edits if len(typed) == 1 else ()) if typed else []
    for move in moves:
        added = [*([function] if move.functions and function is not None else []), *(imports if move in typed else [])]
        edits = tuple(with_line_ends(program.document.text, edit) for edit in (*move.edits, *added))
        yield replace(move, edits=edits, functions=(), imports=())


def _checked(program: JavascriptProgram, moves: Sequence[CodeMove]) -> Iterator[CodeMove]:
    """The moves with places in the file; one that would break the file, by itself or with those before it, is to decide."""
    is_sound = _is_sound(program, moves)
    kept: list[CodeMove] = []
    for move in moves:
        edits = program.in_file(in_order(move.edits))
        if edits is None or not (is_sound or _is_sound(program, [*kept, move])):
            yield to_decide(program.file_span(move.span), move.method, _UNWRITTEN)
        else:
            kept.append(move)
            notes = tuple(replace(note, span=program.file_span(note.span)) for note in move.notes)
            yield replace(move, span=program.file_span(move.span), edits=edits, notes=notes)


def _is_sound(program: JavascriptProgram, moves: Sequence[CodeMove]) -> bool:
    """Whether the edits of moves can all be made, and leave a file with no more syntax errors."""
    edits = joined_edits(moves)
    ordered = in_order(edits)
    if not {edit for edit in edits if len(edit.span)} <= {*ordered}:
        return False
    before = program.document
    after = HostDocument(Source(apply(before.text, ordered)), before.language, lambda _: iter(()))
    return _errors(after) <= _errors(before)


def _errors(document: HostDocument) -> int:
    """How many syntax errors a document has."""
    if not document.root.has_error:
        return 0
    pending, count = [document.root], 0
    while pending:
        node = pending.pop()
        count += node.is_error or node.is_missing
        pending += (child for child in node.children if child.has_error or child.is_missing)
    return count
