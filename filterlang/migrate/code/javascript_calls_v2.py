"""Moves a call of ``listRuns`` in JavaScript to ``client.runs.query`` of v2, with the same runs in the same order.

Owns the invariant that a call is written whole or not at all: its arguments, its bound, its filters and the reads of its runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.known_places import snake
from filterlang.hosts.readers.javascript_syntax import callee
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, to_decide
from filterlang.migrate.code.javascript_additions import OLDEST_FIRST, TAKE, TYPES_OF_V2, name_for
from filterlang.migrate.code.javascript_argument_values import CallContext
from filterlang.migrate.code.javascript_arguments import (
    ScriptArguments, UnreadError, arguments_of, constant_of, named_value, require_lasting, value_of,
)  # fmt: skip
from filterlang.migrate.code.javascript_entries import NewEntries, new_entries
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_reads import uses_of
from filterlang.migrate.code.javascript_waiting import Waiting, as_generator, in_generator, waiting
from filterlang.migrate.code.javascript_writing import ScriptStyle
from filterlang.migrate.code.moved_filters import FilterMove, moved_filter
from filterlang.migrate.code.query_plan import ArgumentValue, PlanNote, PlannedArgument, QueryPlan, plan_query
from filterlang.migrate.code.run_uses import RunShape
from filterlang.migrate.code.start_bounds import start_in
from filterlang.migrate.migration import ChangeKind
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES, ArgumentForm, Risk
from filterlang.schema.query_arguments import FILTERS
from filterlang.text.edits import Edit, in_order, insert
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_QUERY = "runs.query"
_ADVICE = "on v2 it is `client.runs.query({ project_ids: [id], min_start_time, selects: […], … })`"
_FILTER = FILTERS[0]


@dataclass(frozen=True, slots=True)
class _Listing:
    """A method of v1 that lists runs: its defaults, and its arguments that are conditions of a filter."""

    defaults: Mapping[str, object]
    conditions: tuple[str, ...] = ()


LISTINGS = {
    "list_runs": _Listing({}),
    "read_thread": _Listing({"is_root": True, "order": "asc"}, ("thread_id",)),
}
"""The methods of v1 that list runs, in snake case. The source of the second one is the JavaScript SDK 0.12.0 (client.js)."""
_STEPS = frozenset({"next", "return", "throw"})
"""Methods of an iterator, which what v2 gives does not have itself."""
_ITERATOR = "[Symbol.asyncIterator]()"
_THROUGH_NAMES = {move.name for move in ARGUMENT_MOVES.values() if move.form in (ArgumentForm.SELECTS, ArgumentForm.ORDER)}
"""Arguments whose value has to be known, where it has a name as well."""
_BOUND = next(move.name for move in ARGUMENT_MOVES.values() if move.form is ArgumentForm.BOUND)
_ELSEWHERE = "the id of the project has to be awaited, and the arguments stand where it cannot"
_NOT_HERE = "the id of the project has to be awaited, and the call stands"


def move_of(
    program: JavascriptProgram, call: Node, name: Span, filters: Sequence[EmbeddedFilter], style: ScriptStyle
) -> CodeMove:
    """The move of a call whose method has its ``name`` at a place; all places are those of the program's document.

    ``filters`` are those of the file. ``functions`` of the move are names of ``javascript_additions``.
    """
    method = snake(program.document.text[name.start : name.end])
    try:
        return _moved(program, call, name, method, filters, style)
    except UnreadError as error:
        return to_decide(name, method, f"{error}; {_ADVICE}")


def _moved(
    program: JavascriptProgram, call: Node, name: Span, method: str, filters: Sequence[EmbeddedFilter], style: ScriptStyle
) -> CodeMove:
    arguments = arguments_of(program, call)
    moved = _moved_filters(program, arguments, filters)
    uses = uses_of(program, call, RunShape.RUNS)
    plan = _plan(program, arguments, LISTINGS[method], uses.reads, moved)
    edits = tuple(edit for move in moved for edit in move.edits or ())
    context = CallContext(program, style, _client(program, call), edits)
    entries = new_entries(context, arguments, plan)
    functions = [*([OLDEST_FIRST] if plan.ascending else []), *([TAKE] if plan.limit is not None else [])]
    inside = [Edit(name, _QUERY), *entries.edits, *_around(context, call, arguments, functions)]
    return CodeMove(
        name,
        method,
        MoveOutcome.MOVED,
        in_order([*_waiting_edits(context, call, entries, inside), *_elsewhere(entries.edits, edits), *uses.edits]),
        (*_notes(program, name, arguments, plan), *_filter_notes(moved), *uses.notes),
        (*uses.imports, *([TYPES_OF_V2] if entries.has_types else [])),
        tuple(functions),
    )


def _plan(
    program: JavascriptProgram,
    arguments: ScriptArguments,
    listing: _Listing,
    reads: frozenset[str] | None,
    moved: Sequence[FilterMove],
) -> QueryPlan:
    """The plan of the call of v2. Raises ``UnreadError`` for a call that cannot be planned."""
    values = {name: value_of(program, entry.value) for name, entry in arguments.by_name.items()}
    conditions = {name: values.pop(name) for name in listing.conditions if name in values}
    for name in values.keys() & _THROUGH_NAMES:
        values[name] = replace(values[name], constant=constant_of(program, arguments.by_name[name].value))
    defaults = {name: ArgumentValue("", value) for name, value in listing.defaults.items() if name not in values}
    plan = plan_query({**values, **defaults}, reads, _lower_bound(program, arguments, moved))
    if plan.refusals:
        raise UnreadError("; ".join(_refusal(program, arguments, note) for note in plan.refusals))
    added = [planned for name in defaults if (planned := plan.replaced[name]) is not None]
    joined = {name: PlannedArgument(_FILTER, ArgumentForm.IN_FILTER, value) for name, value in conditions.items()}
    return replace(plan, replaced={**plan.replaced, **joined}, added=(*added, *plan.added))


def _client(program: JavascriptProgram, call: Node) -> str:
    """The code of the client that a method is called on."""
    called = callee(call)
    client = None if called is None else called.child_by_field_name("object")
    if client is None:
        raise UnreadError("the file does not show the client that it is called on")
    return program.text(client)


def _moved_filters(
    program: JavascriptProgram, arguments: ScriptArguments, filters: Sequence[EmbeddedFilter]
) -> list[FilterMove]:
    """The moves of the filters that are arguments of a call. Raises ``UnreadError`` for one that v2 has no words for."""
    values = [entry.value for name, entry in arguments.by_name.items() if name in FILTERS]
    spans = [program.document.span(node) for value in values for node in (value, named_value(program, value))]
    moves = [moved_filter(filter) for filter in filters if any(span.contains(filter.span) for span in spans)]
    for move in moves:
        if move.is_lost:
            lost = [change.message for change in move.changes if change.kind is ChangeKind.LOST]
            raise UnreadError(f"its filter cannot be moved: {move.with_queries('; '.join(lost))}")
    return moves


def _lower_bound(program: JavascriptProgram, arguments: ScriptArguments, moves: Sequence[FilterMove]) -> str:
    """The earliest start that the filter itself asks for, where the whole filter stands in the call; else an empty text."""
    filter = arguments.by_name.get(_FILTER)
    if filter is None or not isinstance(constant_of(program, filter.value), str):
        return ""
    return start_in(program.document.span(named_value(program, filter.value)), moves)


def _filter_notes(moves: Sequence[FilterMove]) -> Iterator[CodeNote]:
    """Notes on what else the filters select on v2."""
    for move in moves:
        for change in move.changes:
            if change.kind is ChangeKind.MEANING:
                span = move.filter.source.in_file(change.span)[1]
                yield CodeNote(span, change.message, Risk.SILENT, change.evidence)


def _notes(program: JavascriptProgram, name: Span, arguments: ScriptArguments, plan: QueryPlan) -> Iterator[CodeNote]:
    """Notes on the arguments."""
    for note in plan.notes:
        entry = arguments.by_name.get(note.argument)
        yield CodeNote(name if entry is None else program.document.span(entry.entry), note.message, note.risk)


def _refusal(program: JavascriptProgram, arguments: ScriptArguments, note: PlanNote) -> str:
    """Why a call cannot be moved, with the arguments as the file writes them."""
    message = re.sub(r"(?<=`)\w+(?=`)", lambda name: _written(program, arguments, name[0]), note.message)
    return f"`{_written(program, arguments, note.argument)}`: {message}" if note.argument else message


def _written(program: JavascriptProgram, arguments: ScriptArguments, name: str) -> str:
    """The name of an argument as the file writes it."""
    entry = arguments.by_name.get(name)
    match = None if entry is None else re.match(r"[\"']?(\w+)", program.text(entry.entry))
    return name if match is None else match[1]


def _around(context: CallContext, call: Node, arguments: ScriptArguments, functions: Sequence[str]) -> list[Edit]:
    """The edits that call functions with what the call gives, the innermost first."""
    program = context.program
    span = program.document.span(call)
    edits: list[Edit] = []
    opened = closed = ""
    for function in functions:
        opened = f"{name_for(program, function, context.style)}({opened}"
        closed += f", {_limit(context, call, arguments)})" if function == TAKE else ")"
    if functions:
        edits = [insert(span.start, opened), insert(span.end, closed)]
    elif _is_stepped(program, call):
        edits = [insert(span.end, _ITERATOR)]
    return edits


def _limit(context: CallContext, call: Node, arguments: ScriptArguments) -> str:
    """The code of the most runs to take. Raises ``UnreadError`` where it cannot stand at the call."""
    value = arguments.by_name[_BOUND].value
    require_lasting(context.program, call, value)
    return context.code(value)


def _is_stepped(program: JavascriptProgram, call: Node) -> bool:
    """Whether the runs are taken by ``next()``, which what v2 gives does not have."""
    parent = program.parent(call)
    if parent is None:
        return False
    if program.member_name(parent) in _STEPS:
        return True
    name = parent.child_by_field_name("name") if parent.type == "variable_declarator" else None
    variable = None if name is None else program.variable(name)
    members = [program.parent(node) for node in ([] if variable is None else variable.references)]
    return any(member is not None and program.member_name(member) in _STEPS for member in members)


def _waiting_edits(context: CallContext, call: Node, entries: NewEntries, inside: Sequence[Edit]) -> list[Edit]:
    """The edits inside of a call, so that what it waits for can be awaited where it stands."""
    program = context.program
    span = program.document.span(call)
    edits = list(inside)
    if not entries.waiting:
        return edits
    place = waiting(program, call)
    if any(program.enclosing_function(owner) != program.enclosing_function(call) for owner in entries.waiting):
        raise UnreadError(_ELSEWHERE)
    if place is Waiting.CAN:
        return edits
    if place is Waiting.IN_A_CLASS:
        raise UnreadError(f"{_NOT_HERE} {place}")
    generator = as_generator(program, call)
    if generator is not None:
        return [*edits, *generator]
    if not all(span.contains(program.document.span(owner)) for owner in entries.waiting):
        raise UnreadError(_ELSEWHERE)
    around = in_generator(program, call, context.style)
    if around is None:
        raise UnreadError(f"{_NOT_HERE} {place}")
    return [around[0], *edits, around[1]]


def _elsewhere(edits: Sequence[Edit], filters: Sequence[Edit]) -> list[Edit]:
    """The edits of filters that stand in no object of the arguments: in constants."""
    return [edit for edit in filters if not any(each.span.contains(edit.span) for each in edits if len(each.span))]
