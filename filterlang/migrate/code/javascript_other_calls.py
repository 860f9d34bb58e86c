"""Moves the calls of JavaScript that end with v1, other than listings: those of a run whose project the code shows.

Owns the invariant that a call is moved only where the code shows all that v2 needs; for every other call a note names the call
to write, and what has to be found out for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import arguments, callee, expressions, unwrapped
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, to_decide
from filterlang.migrate.code.javascript_argument_values import CallContext, project_code
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_reads import uses_of
from filterlang.migrate.code.javascript_run_projects import project_of_run
from filterlang.migrate.code.javascript_waiting import Waiting, waiting
from filterlang.migrate.code.javascript_writing import ScriptStyle, object_text
from filterlang.migrate.code.query_plan import selects_for
from filterlang.migrate.code.run_uses import RunShape, RunUses
from filterlang.schema.moves_to_v2 import ArgumentForm, Risk
from filterlang.schema.other_endings import CHILDREN, OTHER_ENDINGS, RETRIEVING
from filterlang.text.display import clip
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_CLIENT = re.compile(r"\bclient(?=\.)")
_SHOWN = 60  # characters of code in a message
_RETRIEVE = "runs.retrieve"
_READ_EACH_TIME = "the id of the project is read for each run: read it once, before the loop"
_LOOPS = ("for_in_statement", "for_statement", "while_statement", "arrow_function")


def move_of(program: JavascriptProgram, call: Node, name: Span, method: str, style: ScriptStyle) -> CodeMove | None:
    """The move of a call of a method whose name stands at a place of the program; None for an unknown method."""
    if method not in OTHER_ENDINGS:
        return None
    called = callee(call)
    client = program.text(None if called is None else called.child_by_field_name("object"))
    if method in RETRIEVING and client:
        moved = _retrieved(CallContext(program, style, client), call, name, method)
        if moved is not None:
            return moved
    ending = OTHER_ENDINGS[method]
    written = _CLIENT.sub(lambda _: clip(client, _SHOWN) or "client", ending.script)
    return to_decide(name, method, f"{ending.why}: write {written}", ending.risk)


def _retrieved(context: CallContext, call: Node, name: Span, method: str) -> CodeMove | None:
    """The move of a call that reads one run; None where the program does not show what v2 needs."""
    program = context.program
    given = arguments(call)
    if not given or any(node.type == "spread_element" for node in given) or not _reads_only_the_run(program, given[1:]):
        return to_decide(name, method, CHILDREN) if len(given) > 1 else None
    project = project_of_run(program, given[0], call)
    if project is None:
        return None
    form, value = project
    code = program.text(value) if form is ArgumentForm.IDS else project_code(context, value)
    if "await" in code and waiting(program, call) is not Waiting.CAN:
        return None
    field = RETRIEVING[method]
    uses = RunUses(frozenset()) if field else uses_of(program, call, RunShape.RUN)
    selects = context.style.literal((field,) if field else selects_for(uses.reads))
    span, document = program.document.span, program.document
    entries = [f"project_id: {code}", f"selects: {selects}"]
    options = object_text(document, span(given[0]), entries, context.style)
    edits = [Edit(name, _RETRIEVE), *_after(context, call, given, options), *_read(program, call, field)]
    is_repeated = any(ancestor.type in _LOOPS for ancestor in program.ancestors(call))
    notes = [CodeNote(name, _READ_EACH_TIME, Risk.COST)] if is_repeated and "await" in code else []
    return CodeMove(name, method, MoveOutcome.MOVED, (*edits, *uses.edits), (*notes, *uses.notes), tuple(uses.imports))


def _reads_only_the_run(program: JavascriptProgram, options: list[Node]) -> bool:
    """Whether the options of a call ask for no child runs."""
    if not options:
        return True
    entries = expressions(unwrapped(options[0])) if unwrapped(options[0]).type == "object" else [options[0]]
    return all(program.text(entry.child_by_field_name("value")) == "false" for entry in entries)


def _after(context: CallContext, call: Node, given: list[Node], options: str) -> list[Edit]:
    """The edits that write the options of v2 behind the id of the run."""
    span = context.program.document.span
    start = span(given[0]).end
    end = span(given[1]).end if len(given) > 1 else start
    return [replace(start, end, f", {options}") if end > start else insert(start, f", {options}")]


def _read(program: JavascriptProgram, call: Node, field: str) -> list[Edit]:
    """The edits that read a field of the run that a call gives, awaited or not."""
    if not field:
        return []
    parent = program.parent(call)
    attribute = field.lower()
    if parent is not None and parent.type == "await_expression":
        span = program.document.span(parent)
        return [insert(span.start, "("), insert(span.end, f").{attribute}")]
    return [insert(program.document.span(call).end, f".then((run) => run.{attribute})")]
