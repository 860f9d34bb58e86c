"""Moves the calls of Python that end with v1, other than ``list_runs``: those of a run whose project the code shows.

Owns the invariant that a call is moved only where the code shows all that v2 needs; for every other call a note names the call
to write, and what has to be found out for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.python_syntax import arguments_of_call
from filterlang.migrate.code import python_calls_v2
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, Import, MoveOutcome, to_decide
from filterlang.migrate.code.python_call_layout import (
    LONGEST_LINE, added, constant_code, line_indent, on_lines, own_indent, quote_of, removed,
)  # fmt: skip
from filterlang.migrate.code.python_clients import LANGSMITH, sync_client
from filterlang.migrate.code.python_evidence import is_text
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_reads import uses_of
from filterlang.migrate.code.python_receivers import is_asynchronous, receiver_of
from filterlang.migrate.code.python_run_projects import listing_of, project_of_run
from filterlang.migrate.code.python_values import ValueContext, WrittenValue, written_value
from filterlang.migrate.code.query_plan import selects_for
from filterlang.migrate.code.run_uses import RunShape, RunUses
from filterlang.schema.moves_to_v2 import METHOD_DEFAULTS, ArgumentForm, Risk
from filterlang.schema.other_endings import CHILDREN, OTHER_ENDINGS, RETRIEVING, ending_message
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_RUN_ID = "run_id"
_PROJECT = "project_id"
_START = "start_time"
_CHILDREN = "load_child_runs"
_READ_ALWAYS = "the id of the project is read for each run: read it once, before the loop"


def move_of(program: PythonProgram, call: Node, method: str) -> CodeMove | None:
    """The move of a call of a method that ends."""
    document = program.document
    function = call.child_by_field_name("function")
    assert function is not None
    span = document.span(function.child_by_field_name("attribute") or function)
    if method in METHOD_DEFAULTS and function.type == "attribute":
        return python_calls_v2.move_of(program, call, method)
    if method in RETRIEVING and function.type == "attribute":
        retrieval = _retrieval(program, call, method)
        if isinstance(retrieval, str):
            return to_decide(span, method, retrieval)
        return _moved(program, retrieval, span, method)
    risk = OTHER_ENDINGS[method].risk if method in OTHER_ENDINGS else Risk.ERROR
    return to_decide(span, method, _message(program, call, method), risk)


def _message(program: PythonProgram, call: Node, method: str) -> str:
    """Why a call is to decide, and the call to write, with the client that the code has."""
    function = call.child_by_field_name("function")
    is_method = function is not None and function.type == "attribute"
    client = program.document.text_of(receiver_of(call)) if is_method else "client"
    if is_method and not is_asynchronous(program, call) and len(client) < len(_SHORT):
        client = _SHORT.replace("client", client)
    return ending_message(method, client)


_SHORT = f"{LANGSMITH.name}(api_key=client.api_key, …)"


@dataclass(frozen=True, slots=True, eq=False)
class _Retrieval:
    """A call that retrieves one run, with its arguments by name, and the code of the run's project where no argument has it."""

    call: Node
    arguments: dict[str, Node]
    project: str
    is_async: bool


def _retrieval(program: PythonProgram, call: Node, method: str) -> _Retrieval | str:
    """What v2 needs to retrieve a run; a text is why it is to decide."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or any(child.type in ("list_splat", "dictionary_splat") for child in arguments.named_children):
        return _message(program, call, method)
    positional, named = arguments_of_call(arguments, program.document)
    by_name = {**dict(zip((_RUN_ID, _CHILDREN), positional, strict=False)), **named}
    children = by_name.get(_CHILDREN)
    if children is not None and children.type != "false":
        return CHILDREN
    is_async = is_asynchronous(program, call)
    project = by_name.get(_PROJECT)
    if _RUN_ID not in by_name or not by_name.keys() <= {_RUN_ID, _CHILDREN, _PROJECT, _START}:
        return _message(program, call, method)
    if project is not None and project.type != "none":
        return _Retrieval(call, by_name, "", is_async)
    code = project_of_run(program, by_name[_RUN_ID], receiver_of(call), is_async=is_async)
    return _message(program, call, method) if not code else _Retrieval(call, by_name, code, is_async)


def _moved(program: PythonProgram, retrieval: _Retrieval, span: Span, method: str) -> CodeMove:
    """The move of a call that retrieves one run."""
    document, call = program.document, retrieval.call
    awaited = program.parent(call)
    value = awaited if awaited is not None and awaited.type == "await" else call
    field = RETRIEVING[method]
    uses = RunUses(frozenset()) if field else uses_of(program, value, RunShape.RUN)
    edits: list[Edit] = [Edit(span, "runs.retrieve")]
    imports: dict[Import, None] = dict.fromkeys(uses.imports)
    receiver = receiver_of(call)
    if not retrieval.is_async:
        client = sync_client(program, call)
        if client is None:
            return to_decide(span, method, _message(program, call, method))
        edits += [Edit(document.span(receiver), client.code), *client.edits]
        imports[LANGSMITH] = None
    notes = list(uses.notes)
    for name, form in ((_RUN_ID, ArgumentForm.ID), (_PROJECT, ArgumentForm.ID), (_START, ArgumentForm.TIME)):
        node = retrieval.arguments.get(name)
        if node is None or node.type == "none":
            continue
        written = _written(program, retrieval, node, form)
        edits += _around(document.span(node), written)
        imports |= dict.fromkeys(written.imports)
        if written.doubt:
            notes.append(CodeNote(document.span(node), written.doubt, Risk.SILENT))
    edits += _other_arguments(program, retrieval, (field,) if field else selects_for(uses.reads))
    if field:
        outer = document.span(value)
        before, after = ("(", ")") if value is not call else ("", "")
        edits += [insert(outer.start, before)] if before else []
        edits.append(insert(outer.end, f"{after}.{field.lower()}"))
    if retrieval.project and "read_project" in retrieval.project and program.enclosing(call, "for_statement") is not None:
        notes.append(CodeNote(span, _READ_ALWAYS, Risk.COST))
    return CodeMove(span, method, MoveOutcome.MOVED, (*edits, *uses.edits), tuple(notes), tuple(imports))


def _written(program: PythonProgram, retrieval: _Retrieval, node: Node, form: ArgumentForm) -> WrittenValue:
    if form is ArgumentForm.ID and (is_text(program, node) or listing_of(program, node) is not None):
        return WrittenValue()
    code = program.document.text_of(node)
    client = program.document.text_of(receiver_of(retrieval.call))
    return written_value(ValueContext(program, retrieval.call, node, code, client, retrieval.is_async, False), form)


def _around(span: Span, written: WrittenValue) -> Iterator[Edit]:
    """The edits that write a value around, or in the place of, the one that is there."""
    if written.whole is not None:
        yield replace(span.start, span.end, written.whole)
        return
    if written.before:
        yield insert(span.start, written.before)
    yield from written.edits
    if written.after:
        yield insert(span.end, written.after)


def _other_arguments(program: PythonProgram, retrieval: _Retrieval, selects: tuple[str, ...]) -> Iterator[Edit]:
    """The edits that leave out what v2 does not take, and add the project and the selected fields."""
    document = program.document
    arguments = retrieval.call.child_by_field_name("arguments")
    assert arguments is not None
    gone = [
        node.parent if node.parent is not None and node.parent.type == "keyword_argument" else node
        for name, node in retrieval.arguments.items()
        if name == _CHILDREN or (node.type == "none" and name != _RUN_ID)
    ]
    indent = own_indent(document, arguments)
    codes = [f"{_PROJECT}={retrieval.project}"] if retrieval.project else []
    codes.append(_selecting(document, arguments, selects, indent))
    span = document.span(retrieval.call)
    line = document.text[document.text.rfind("\n", 0, span.start) + 1 : span.end]
    if indent is None and "\n" not in line and len(line) + sum(map(len, codes)) > LONGEST_LINE:
        base = line_indent(document, retrieval.call)
        indent = base + ("\t" if base.startswith("\t") else "    ")
        codes[-1] = _selecting(document, arguments, selects, indent)
        yield from on_lines(document, arguments, gone, codes, indent, base)
        return
    yield from removed(document, arguments, gone)
    yield from added(document, arguments, codes, gone)


def _selecting(document: HostDocument, arguments: Node, selects: tuple[str, ...], indent: str | None) -> str:
    """The argument with the selected fields."""
    column = len(indent or "") + len("selects=")
    return f"selects={constant_code(selects, quote_of(document, arguments), indent, column)}"
