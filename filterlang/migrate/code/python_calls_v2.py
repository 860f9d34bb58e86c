"""Moves calls of ``list_runs`` in Python programs to the SDK's v2: writes a plan as edits of the call.

Owns the invariants that a call is moved as a whole or to decide with the reason at its argument, and that what is not moved
stays as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
import re
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import CodeMove, CodeNote, Import, MoveOutcome, to_decide
from filterlang.migrate.code.moved_filters import FilterMove
from filterlang.migrate.code.python_call_arguments import RUN_TIME_ARGUMENTS, CallArgument, arguments_of
from filterlang.migrate.code.python_call_filters import filters_of
from filterlang.migrate.code.python_call_layout import (
    LONGEST_LINE, added, constant_code, joined, line_indent, list_code, on_lines, own_indent, own_line_indent, quote_of,
    removed, shifted,
)  # fmt: skip
from filterlang.migrate.code.python_clients import LANGSMITH, sync_client
from filterlang.migrate.code.python_evidence import constant_definition, constant_of, is_text, may_be_none
from filterlang.migrate.code.python_first_runs import FIRST_RUNS, FIRST_RUNS_IMPORTS
from filterlang.migrate.code.python_import_edits import imports_of
from filterlang.migrate.code.python_positions import is_iterated_once
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_reads import uses_of
from filterlang.migrate.code.python_receivers import is_asynchronous, receiver_span
from filterlang.migrate.code.python_values import (
    UnmovableError, ValueContext, WrittenValue, condition_code, is_pure, written_value,
)  # fmt: skip
from filterlang.migrate.code.query_plan import ArgumentValue, PlannedArgument, QueryPlan, plan_query
from filterlang.migrate.code.run_uses import RunShape, RunUses
from filterlang.migrate.code.start_bounds import start_in
from filterlang.migrate.migration import ChangeKind
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES, METHOD_DEFAULTS, ArgumentForm, Risk
from filterlang.schema.query_arguments import FILTERS
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.edits import Edit, apply, in_order, insert, replace
from filterlang.text.frozen import replace as dataclass_replace
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_DYNAMIC_FIELDS = "the names of the fields are only known when the program runs: write v2's names"
_ASYNC_ORDER = "v2 gives the newest runs first: collect them, and reverse the list"
_NO_AWAIT = "the id of the project has to be awaited, and the function around the call is not asynchronous"
_OPTIONAL_FILTER = "the filter can be None: join the condition on the parent with it where it is not"
_RUN_TIME = "the client is made in the middle of an expression: make it in a statement before"
_REPLACED = "the program replaces this method, as a test does with a mock: move both together"
_IN_TEXT = "the call stands inside of a text: make it in a statement before"
_JSON = Import("json")
_ISLICE = Import("itertools", "islice")


def move_of(program: PythonProgram, call: Node, method: str) -> CodeMove | None:
    """The move of a call of ``list_runs``, or of a method that asks for runs as it does."""
    function = call.child_by_field_name("function")
    name = None if function is None else function.child_by_field_name("attribute")
    if name is None:
        return None
    span = program.document.span(name)
    uses = uses_of(program, call, RunShape.RUNS)
    if is_replaced(program, program.document.text_of(name)):
        return to_decide(span, method, _REPLACED)
    if program.enclosing(call, "interpolation") is not None:
        return to_decide(span, method, _IN_TEXT)
    try:
        return _Writer(program, call, uses).move(span, method)
    except UnmovableError as error:
        note = CodeNote(program.document.span(error.node), error.message, error.risk)
        return CodeMove(span, method, MoveOutcome.TO_DECIDE, notes=(note,))


@lru_cache(maxsize=4)
def is_replaced(program: PythonProgram, method: str) -> bool:
    """Whether the program puts something else in the place of a method, as tests do."""
    own = re.escape(method)
    pattern = (
        rf"\.{own}\s*=(?!=)|\b(?:patch|setattr)\b[\w.]*\([^()]{{0,200}}\b{own}\b|\b{own}\.(?:return_value|side_effect|assert_)"
    )
    return re.search(pattern, program.document.text) is not None


class _Writer:
    """Writes one call."""

    def __init__(self, program: PythonProgram, call: Node, uses: RunUses) -> None:
        arguments = call.child_by_field_name("arguments")
        assert arguments is not None
        self._program, self._call, self._uses, self._arguments = program, call, uses, arguments
        self._document = program.document
        self._is_async = is_asynchronous(program, call)
        self._given = {argument.name: argument for argument in arguments_of(program, arguments)}
        self._quote = quote_of(self._document, arguments)
        self._edits: list[Edit] = []
        self._statements: list[Edit] = []
        self._imports: dict[Import, None] = dict.fromkeys(uses.imports)
        self._functions: list[str] = []
        self._notes: list[CodeNote] = list(uses.notes)

    def move(self, span: Span, method: str) -> CodeMove:
        """The move of the call. Raises ``UnmovableError`` where it is to decide."""
        filters = list(filters_of(self._program, self._given.values()))
        values = {name: ArgumentValue(given.code, self._constant(given)) for name, given in self._given.items()}
        plan = self._planned(values, METHOD_DEFAULTS.get(method, {}), self._earliest(filters))
        for refusal in plan.refusals:
            raise UnmovableError(self._node_of(refusal.argument), refusal.message, refusal.risk)
        self._move_filters(filters)
        client = self._write_client()
        self._write_arguments(plan, client)
        self._write_around(plan)
        for note in plan.notes:
            place = span if not note.argument else self._document.span(self._node_of(note.argument))
            self._notes.append(CodeNote(place, note.message, note.risk))
        edits = (*joined((*self._edits, *self._uses.edits)), *self._statements)
        return CodeMove(
            span, method, MoveOutcome.MOVED, edits, tuple(self._notes), tuple(self._imports), tuple(self._functions)
        )

    def _planned(self, values: Mapping[str, ArgumentValue], defaults: Mapping[str, object], earliest: str) -> QueryPlan:
        """The plan of the call, with what the method itself asks for where the call does not have it."""
        missing = {name: ArgumentValue("", value) for name, value in defaults.items() if name not in values}
        plan = plan_query({**values, **missing}, self._uses.reads, earliest)
        own = tuple(planned for name in missing if (planned := plan.replaced.get(name)) is not None)
        written = {name: planned for name, planned in plan.replaced.items() if name in values}
        return dataclass_replace(plan, replaced=written, added=(*own, *plan.added))

    def _node_of(self, argument: str) -> Node:
        given = self._given.get(argument)
        return self._call if given is None else given.node

    def _constant(self, given: CallArgument) -> object:
        """The value of an argument that is a constant, or a name of a constant list."""
        constant = constant_of(self._program, given.value)
        if constant is UNKNOWN and _is_read_by_name(given.name):
            definition = constant_definition(self._program, given.value)
            return UNKNOWN if definition is None else constant_of(self._program, definition)
        return constant

    # Filters

    def _move_filters(self, moves: Sequence[FilterMove]) -> None:
        inside = self._document.span(self._arguments)
        for move in moves:
            for change in move.changes:
                if move.edits is None:
                    raise UnmovableError(self._call, move.with_queries(change.message))
                if change.kind is ChangeKind.MEANING:
                    self._notes.append(CodeNote(move.filter.span, change.message, Risk.SILENT, change.evidence))
            self._edits += [edit for edit in move.edits or () if inside.contains(edit.span)]
            self._statements += [edit for edit in move.edits or () if not inside.contains(edit.span)]

    def _earliest(self, moves: Sequence[FilterMove]) -> str:
        """The earliest start that the filter asks for, where it is a constant."""
        given = self._given.get(FILTERS[0])
        is_constant = given is not None and isinstance(self._constant(given), str)
        return start_in(self._document.span(given.value), moves) if given is not None and is_constant else ""

    # Writing

    def _write_client(self) -> str:
        """Writes the client and the method; gives the code of the client that reads projects."""
        receiver = receiver_span(self._program, self._call)
        name = self._call.child_by_field_name("function")
        method = None if name is None else name.child_by_field_name("attribute")
        assert method is not None
        span = self._document.span(method)
        self._edits.append(replace(span.start, span.end, "runs.query"))
        if self._is_async:
            return self._document.text[receiver.start : receiver.end]
        client = sync_client(self._program, self._call)
        if client is None:
            raise UnmovableError(self._call, _RUN_TIME)
        self._imports[LANGSMITH] = None
        self._statements += client.edits
        self._edits.append(replace(receiver.start, receiver.end, client.code))
        return client.original

    def _write_arguments(self, plan: QueryPlan, client: str) -> None:
        gone: list[Node] = []
        written: dict[int, list[str]] = {}
        for name, planned in plan.replaced.items():
            given = self._given[name]
            if planned is None:
                gone += [given.node] if given.is_written_here else []
            elif planned.form is ArgumentForm.IN_FILTER:
                gone += self._write_condition(given, planned)
            elif given.is_written_here:
                gone += self._write_argument(given, planned, client)
            else:
                written.setdefault(given.node.id, []).append(self._code_of(given, planned, client))
        splats = {given.node.id: given.node for given in self._given.values() if not given.is_written_here}
        gone += [node for key, node in splats.items() if key not in written]
        codes = {node.id: written[key] for key, node in splats.items() if key in written}
        self._edits += self._laid_out(plan, gone, codes)

    def _laid_out(self, plan: QueryPlan, gone: list[Node], codes: Mapping[int, Sequence[str]]) -> list[Edit]:
        """The edits for the arguments that go and come: on the lines that there are, or each on its own where they are long."""
        indent = own_indent(self._document, self._arguments)
        edits = self._with_indent(plan, gone, codes, indent)
        values = self._arguments.named_children
        has_lines = indent is not None and all(own_line_indent(self._document, value) is not None for value in values)
        if has_lines or any(child.type == "comment" for child in values):
            return edits
        span = self._document.span(self._call)
        start = self._document.text.rfind("\n", 0, span.start) + 1
        edited = apply(self._document.text[start : span.end], in_order(shifted((*self._edits, *edits), start)))
        if max(map(len, edited.split("\n"))) <= LONGEST_LINE:
            return edits
        is_inside = bool(values) and own_line_indent(self._document, values[0]) is not None
        end = self._arguments.children[-1]
        base = line_indent(self._document, self._call if own_line_indent(self._document, end) is None else end)
        unit = "\t" if base.startswith("\t") else "    "
        indent = line_indent(self._document, values[0]) if is_inside else base + unit
        return self._with_indent(plan, gone, codes, indent, base=base)

    def _with_indent(
        self, plan: QueryPlan, gone: list[Node], codes: Mapping[int, Sequence[str]], indent: str | None, base: str | None = None
    ) -> list[Edit]:
        """The same for an indentation of the arguments; ``base`` is that of the call, where the arguments get lines."""
        new = [self._added_code(planned, indent) for planned in plan.added]
        between = f",\n{indent}" if base is not None else ", "
        edits: list[Edit] = []
        for node in self._arguments.named_children:
            if node.id in codes:
                span = self._document.span(node)
                edits.append(replace(span.start, span.end, between.join(codes[node.id])))
        if base is not None:
            return [*edits, *on_lines(self._document, self._arguments, gone, new, f"{indent}", base)]
        return [*edits, *removed(self._document, self._arguments, gone), *added(self._document, self._arguments, new, gone)]

    def _added_code(self, planned: PlannedArgument, indent: str | None) -> str:
        column = len(indent or "") + len(planned.name) + 1
        return f"{planned.name}={constant_code(planned.value.constant, self._quote, indent, column)}"

    def _write_argument(self, given: CallArgument, planned: PlannedArgument, client: str) -> list[Node]:
        """Writes an argument in its place; gives its node where it is left out."""
        name = given.node.child_by_field_name("name")
        assert name is not None
        value = self._document.span(given.value)
        if planned.value.code:
            new = self._written(given, planned, client)
            if new is None:
                return [given.node]
            if new.whole is not None:
                self._edits.append(replace(value.start, value.end, new.whole))
            else:
                self._edits += [insert(value.start, new.before), *new.edits, insert(value.end, new.after)]
        elif not self._edit_definition(given, planned):
            indent = own_indent(self._document, self._arguments)
            column = len(indent or "") + len(planned.name) + 1
            code = list_code(self._document, given.value, planned.value.constant, self._quote, indent, column)
            self._edits.append(replace(value.start, value.end, code))
        if planned.name != given.name:
            span = self._document.span(name)
            self._edits.append(replace(span.start, span.end, planned.name))
        return []

    def _written(self, given: CallArgument, planned: PlannedArgument, client: str) -> WrittenValue | None:
        """How the value of an argument is written; None for one that is left out."""
        if planned.form is ArgumentForm.SELECTS:
            raise UnmovableError(given.node, _DYNAMIC_FIELDS)
        if planned.form is ArgumentForm.PROJECTS and self._is_async and not self._can_await():
            raise UnmovableError(given.node, _NO_AWAIT)
        if planned.form is ArgumentForm.BOUND and not is_pure(self._program, given.value):
            return None
        move = ARGUMENT_MOVES[given.name]
        context = ValueContext(
            self._program, self._call, given.value, given.code, client, self._is_async, move.is_list, move.missing
        )
        new = written_value(context, planned.form)
        if new.doubt:
            self._notes.append(CodeNote(self._document.span(given.node), new.doubt, new.risk))
        self._imports |= dict.fromkeys(new.imports)
        return new

    def _code_of(self, given: CallArgument, planned: PlannedArgument, client: str) -> str:
        """The code of an argument that ``**options`` gave."""
        if not planned.value.code:
            return f"{planned.name}={constant_code(planned.value.constant, self._quote)}"
        new = self._written(given, planned, client)
        if new is None:
            raise UnmovableError(given.node, RUN_TIME_ARGUMENTS)
        return f"{planned.name}={new.whole if new.whole is not None else f'{new.before}{given.code}{new.after}'}"

    def _edit_definition(self, given: CallArgument, planned: PlannedArgument) -> bool:
        """Writes a list where its name is bound, if nothing else uses it."""
        variable = self._program.variable(given.value) if given.value.type == "identifier" else None
        definition = constant_definition(self._program, given.value)
        if variable is None or definition is None or len(variable.references) > 1:
            return False
        span = self._document.span(definition)
        column = span.start - self._document.text.rfind("\n", 0, span.start)
        indent = line_indent(self._document, definition)
        quote = quote_of(self._document, definition)
        code = list_code(self._document, definition, planned.value.constant, quote, indent, column)
        self._statements.append(replace(span.start, span.end, code))
        return True

    def _write_condition(self, given: CallArgument, planned: PlannedArgument) -> list[Node]:
        """Writes a condition for an argument, and joins it with the filter that there is; gives the nodes to leave out."""
        template = ARGUMENT_MOVES[given.name].condition
        filter = self._given.get(planned.name)
        if not given.is_written_here or (filter is not None and not filter.is_written_here):
            raise UnmovableError(given.node, RUN_TIME_ARGUMENTS)
        json = imports_of(self._program).named(_JSON.module, _JSON.name, self._call).code
        constant = constant_of(self._program, given.value)
        text = given.code if is_text(self._program, given.value) else f"str({given.code})"
        literal = None if isinstance(constant, str) else f"{json}.dumps({text})"
        if literal is not None:
            self._imports[_JSON] = None
        if filter is None:
            span = self._document.span(given.node)
            code = condition_code(template, constant, literal, self._quote)
            self._edits.append(replace(span.start, span.end, f"{planned.name}={code}"))
            return []
        if may_be_none(self._program, filter.value):
            raise UnmovableError(filter.node, _OPTIONAL_FILTER)
        value = self._document.span(filter.value)
        is_plain = filter.value.type in ("string", "identifier", "attribute", "call")
        code = condition_code(f", {template})", constant, literal, self._quote)
        before, after = f"{self._quote}and({self._quote} + ", f" + {code}"
        self._edits += [
            insert(value.start, before if is_plain else f"{before}("),
            insert(value.end, after if is_plain else f"){after}"),
        ]
        return [given.node]

    def _can_await(self) -> bool:
        function = self._program.enclosing(self._call, "function_definition", "lambda")
        if function is None:
            return self._document.source.map is not None
        return any(child.type == "async" for child in function.children)

    # Around the call

    def _write_around(self, plan: QueryPlan) -> None:
        """Bounds, reverses, or makes an iterator of the runs, where v1's call did so by itself."""
        before, after = "", ""
        if plan.ascending:
            if self._is_async:
                raise UnmovableError(self._node_of("order"), _ASYNC_ORDER, Risk.SILENT)
            before, after = "reversed(list(", "))"
        if plan.limit is not None:
            function = self._bounding()
            before, after = f"{function}({before}", f"{after}, {plan.limit.code})"
        elif not plan.ascending and not is_iterated_once(self._program, self._call):
            before, after = ("aiter(" if self._is_async else "iter("), ")"
        span = self._document.span(self._call)
        if before:
            start = receiver_span(self._program, self._call).start
            self._edits += [insert(start, before), replace(span.end - 1, span.end, f"){after}")]

    def _bounding(self) -> str:
        """The function that takes the first runs."""
        if not self._is_async:
            self._imports[_ISLICE] = None
            return imports_of(self._program).named(_ISLICE.module, _ISLICE.name, self._call).code
        imports = imports_of(self._program)
        named = [imports.for_function(needed.module, needed.name) for needed in FIRST_RUNS_IMPORTS]
        self._statements += [edit for needed in named for edit in needed.edits]
        names = [needed.code for needed in named]
        if FIRST_RUNS.format("first_runs", *names) in self._document.text:
            return "first_runs"
        name = imports.free_name("first_runs")
        self._functions.append(FIRST_RUNS.format(name, *names))
        return name


def _is_read_by_name(argument: str) -> bool:
    """Whether the constant that a name stands for has to be known to move an argument."""
    move = ARGUMENT_MOVES.get(argument)
    return move is not None and move.form in (ArgumentForm.SELECTS, ArgumentForm.ORDER)
