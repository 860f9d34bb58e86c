"""Keeps calls together whose runs are read by the same code of a JavaScript program.

Owns the invariant that code is written for runs of v2 only where no call that stays on v1 gives it runs as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, to_decide
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_reads import uses_of
from filterlang.migrate.code.run_uses import RunShape
from filterlang.text.source import Span

_SHAPES = {"list_runs": RunShape.RUNS, "list_shared_runs": RunShape.RUNS, "read_run": RunShape.RUN}
"""The shape of the results of methods that give runs, by their names in snake case."""


def with_shared_reads(program: JavascriptProgram, moves: Sequence[CodeMove]) -> list[CodeMove]:
    """The moves; one whose runs are read by code that also reads runs of a call which stays on v1 is to decide as well."""
    kept = list(moves)
    pending = [move for move in kept if move.outcome is MoveOutcome.TO_DECIDE]
    while pending:
        staying = pending.pop()
        written = _written(program, staying)
        for index, move in enumerate(kept):
            if move.outcome is MoveOutcome.MOVED and not written.isdisjoint(edit.span for edit in move.edits):
                kept[index] = to_decide(move.span, move.method, _message(program, staying))
                pending.append(kept[index])
    return kept


def _written(program: JavascriptProgram, move: CodeMove) -> set[Span]:
    """The places where reads of the runs of a call would be written."""
    shape = _SHAPES.get(move.method)
    call = None if shape is None else program.call_at(program.file_span(move.span))
    if shape is None or call is None:
        return set()
    return {edit.span for edit in uses_of(program, call, shape).edits}


def _message(program: JavascriptProgram, staying: CodeMove) -> str:
    line, _ = program.document.source.position(staying.span.start)
    return f"its runs are read by code that also reads those of the call in line {line}, which is not moved: move it first"
