"""Moves calls of ``list_runs`` in Python from LangSmith's client to that of filterlang, which keeps the call as it is.

Owns the invariants that the arguments of a call stay as they are, and that LangSmith's client stays for all else that it does:
where it does nothing else, its import is replaced; elsewhere the code gets a second client.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
import re
from typing import TYPE_CHECKING

from filterlang.hosts.readers.python_syntax import arguments_of_call
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, to_decide
from filterlang.migrate.code.python_client_uses import ClientClass, class_of, client_classes
from filterlang.migrate.code.python_clients import following_statement
from filterlang.migrate.code.python_import_edits import imports_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_reads import uses_of
from filterlang.migrate.code.python_receivers import is_asynchronous, receiver_of
from filterlang.migrate.code.run_uses import RunShape
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES, ArgumentForm, Risk
from filterlang.schema.our_client import OUR_CLIENT_ARGUMENTS, OUR_RUN_DIFFERENCES, READING_ARGUMENTS
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_OURS = "filterlang"
_SIMPLE = re.compile(r"\w+(?:\s*\.\s*\w+)*\Z")
_HANDLED = re.compile(r"LangSmith\w*(?:Error|Exception)")
_ELSEWHERE = "the asynchronous client is made elsewhere: make filterlang.AsyncClient(…) there, and call list_runs on that"
_NAMELESS = "give the client a name first: the call needs filterlang.Client(…) beside it"
_UNKNOWN_ARGUMENT = "filterlang's list_runs has no argument `{}` on v2"
_LEFT_OUT = "filterlang's client is made without `{}`, which it does not have"
_ERRORS = "filterlang's client raises filterlang.ClientError, and no error of langsmith: catch that as well"
_NOT_FOLLOWED = "the runs go to code that is not followed: they are of the class filterlang.Run, with LangSmith's fields"


def moves_of_call(program: PythonProgram, call: Node, method: str) -> CodeMove:
    """The move of a call of ``list_runs`` to filterlang's client."""
    document = program.document
    function = call.child_by_field_name("function")
    assert function is not None
    span = document.span(function.child_by_field_name("attribute") or function)
    refusals = list(_refusals(program, call))
    if refusals:
        return to_decide(span, method, refusals[0].message, Risk.ERROR, *refusals[1:])
    if any(call.id in known.calls and _is_replaced(program, known) for known in client_classes(program)):
        return CodeMove(span, method, MoveOutcome.MOVED, tuple(_replaced_classes(program, call)), tuple(_notes(program, call)))
    second = _second_client(program, call)
    if isinstance(second, str):
        return to_decide(span, method, second)
    return CodeMove(span, method, MoveOutcome.MOVED, second.edits, (*second.notes, *_notes(program, call)))


def _refusals(program: PythonProgram, call: Node) -> Iterator[CodeNote]:
    """Yields a note for each argument that filterlang's client does not take where v2 answers."""
    arguments = call.child_by_field_name("arguments")
    named = {} if arguments is None else arguments_of_call(arguments, program.document)[1]
    for name, value in named.items():
        move = ARGUMENT_MOVES.get(name)
        if (move is None or move.form in (ArgumentForm.GONE, ArgumentForm.ROOTS)) and value.type != "none":
            message = _UNKNOWN_ARGUMENT.format(name) if move is None else f"{_UNKNOWN_ARGUMENT.format(name)}: {move.why}"
            yield CodeNote(program.document.span(value), message, Risk.ERROR)


def _notes(program: PythonProgram, call: Node) -> Iterator[CodeNote]:
    """Yields what reads otherwise on filterlang's runs and errors."""
    span = program.document.span(call)
    reads = uses_of(program, call, RunShape.RUNS).reads
    if reads is None:
        yield CodeNote(span, _NOT_FOLLOWED, Risk.ERROR)
    for name in sorted(reads or ()):
        if name in OUR_RUN_DIFFERENCES:
            yield CodeNote(span, OUR_RUN_DIFFERENCES[name], Risk.ERROR)
    handlers = program.enclosing(call, "try_statement")
    clauses = () if handlers is None else [child for child in handlers.children if child.type == "except_clause"]
    if any(_HANDLED.search(program.document.text_of(clause)) for clause in clauses):
        yield CodeNote(span, _ERRORS, Risk.ERROR)


# Another import


@lru_cache(maxsize=64)
def _is_replaced(program: PythonProgram, known: ClientClass) -> bool:
    """Whether filterlang's class can take over all that a class does, in all of the program."""
    calls = [call for call in known.calls.values() if _is_listing(program, call)]
    is_seen = known.unseen is None and bool(calls) and not any(True for call in calls for _ in _refusals(program, call))
    return is_seen and not _has_unknown_client(program) and (bool(known.imported.name) or _is_whole_module(program, known))


def _has_unknown_client(program: PythonProgram) -> bool:
    """Whether ``list_runs`` is called on a client that no class is known to make: it may be one of a class that is replaced."""
    known = {call for each in client_classes(program) for call in each.calls}
    calls = [parent for node in program.attributes("list_runs") if (parent := program.parent(node)) is not None]
    return any(call.type == "call" and call.id not in known for call in calls)


def _is_listing(program: PythonProgram, call: Node) -> bool:
    function = call.child_by_field_name("function")
    return function is not None and program.document.text_of(function).endswith("list_runs")


def _is_whole_module(program: PythonProgram, known: ClientClass) -> bool:
    """Whether a program uses the module ``langsmith`` for a class only."""
    variables = program.variables_called(known.imported.local)
    return sum(len(variable.references) for variable in variables) == len(known.nodes)


def _replaced_classes(program: PythonProgram, call: Node) -> Iterator[Edit]:
    """Yields the edits of the imports whose classes filterlang's take over, with that of a call among them."""
    replaced = [known for known in client_classes(program) if _is_replaced(program, known)]
    locals_of_call = {known.imported.local for known in replaced if call.id in known.calls}
    statements = {
        known.imported.statement.id: known.imported.statement for known in replaced if known.imported.local in locals_of_call
    }
    for statement in statements.values():
        names = {known.imported.local for known in replaced if known.imported.statement == statement}
        if statement.type == "import_from_statement":
            yield from _other_source(program, statement, names)
        else:
            yield from _other_module(program, statement, [known for known in replaced if known.imported.local in names])


def _other_source(program: PythonProgram, statement: Node, names: set[str]) -> Iterator[Edit]:
    """Yields the edits after which some names of ``from … import …`` come from filterlang."""
    document = program.document
    nodes = statement.children_by_field_name("name")
    written = [document.text_of(node) for node in nodes]
    is_ours = [text.split()[-1] in names for text in written]
    module = statement.child_by_field_name("module_name")
    if all(is_ours) and module is not None:
        yield Edit(document.span(module), _OURS)
        return
    spans = [document.span(node) for node in nodes]
    last_kept = max(index for index, ours in enumerate(is_ours) if not ours)
    for index, ours in enumerate(is_ours):
        if ours and index < last_kept:
            yield replace(spans[index].start, spans[index + 1].start, "")
    if last_kept + 1 < len(spans):
        yield replace(spans[last_kept].end, spans[-1].end, "")
    moved = ", ".join(text for text, ours in zip(written, is_ours, strict=True) if ours)
    start = document.span(statement).start
    indent = document.text[document.text.rfind("\n", 0, start) + 1 : start]
    yield insert(start, f"from {_OURS} import {moved}" + ("; " if indent.strip() else f"\n{indent}"))


def _other_module(program: PythonProgram, statement: Node, replaced: Sequence[ClientClass]) -> Iterator[Edit]:
    """Yields the edits after which ``import langsmith`` is ``import filterlang``."""
    document = program.document
    for node in statement.children_by_field_name("name"):
        name = node.child_by_field_name("name") or node
        if document.text_of(name) == "langsmith":
            yield Edit(document.span(name), _OURS)
        if node.type != "aliased_import":
            roots = (root for known in replaced for each in known.nodes if (root := each.child_by_field_name("object")))
            yield from (Edit(document.span(root), _OURS) for root in roots if document.text_of(root) == "langsmith")


# A second client


@dataclass(frozen=True, slots=True)
class _SecondClient:
    """The edits after which a call is one of filterlang's client, and what to know of that client."""

    edits: tuple[Edit, ...]
    notes: tuple[CodeNote, ...] = ()


def _second_client(program: PythonProgram, call: Node) -> _SecondClient | str:
    """A client of filterlang beside the one that a call has; a text is why there is none."""
    document = program.document
    receiver = receiver_of(call)
    made = receiver if receiver.type == "call" and class_of(program, receiver) else _maker(program, receiver)
    known = None if made is None else class_of(program, made)
    is_async = is_asynchronous(program, call) if known is None else known.name == "AsyncClient"
    name, alias = ("AsyncClient", "AsyncRunsClient") if is_async else ("Client", "RunsClient")
    constructor = imports_of(program).under_alias(_OURS, name, alias)
    code = document.text_of(receiver)
    if made is None or known is None:
        if is_async or not _SIMPLE.match(code):
            return _ELSEWHERE if is_async else _NAMELESS
        making = f"{constructor.code}(api_url={code}.api_url, api_key={code}.api_key)"
        return _SecondClient((Edit(document.span(receiver), making), *constructor.edits))
    arguments = _client_arguments(program, made)
    notes = tuple(_left_out(program, made))
    if made == receiver:
        return _SecondClient((Edit(document.span(made), f"{constructor.code}({arguments})"), *constructor.edits), notes)
    if "(" in re.sub(r"\bos\.(?:environ|getenv)[^()]*\([^()]*\)", "", arguments):
        if is_async:
            return _ELSEWHERE
        arguments = f"api_url={code}.api_url, api_key={code}.api_key"
    second = _beside(program, made, code, f"{constructor.code}({arguments})")
    if second is None:
        return _ELSEWHERE if is_async else _NAMELESS
    own_name, edit = second
    return _SecondClient((edit, Edit(document.span(receiver), own_name), *constructor.edits), notes)


def _maker(program: PythonProgram, receiver: Node) -> Node | None:
    """The call that makes the client of a name or of an attribute, where there is one only."""
    code = program.document.text_of(receiver)
    makers = [made for known in client_classes(program) for made in known.made if _target(program, made) == code]
    makers = list({made.id: made for made in makers}.values())
    if receiver.type == "identifier":
        definitions = [program.binder(definition) for definition in program.reaching(receiver)]
        around = [program.parent(made) for made in makers]
        makers = makers if len(definitions) == 1 and definitions[0] in around else []
    else:
        owner = program.enclosing(receiver, "class_definition")
        makers = [made for made in makers if program.enclosing(made, "class_definition") == owner]
    return makers[0] if len(makers) == 1 else None


def _target(program: PythonProgram, made: Node) -> str:
    """The name or attribute that a client is given to when it is made."""
    parent = program.parent(made)
    field = {"assignment": "left", "as_pattern": "alias"}.get("" if parent is None else parent.type)
    target = None if parent is None or field is None else parent.child_by_field_name(field)
    return "" if target is None else program.document.text_of(target)


def _beside(program: PythonProgram, made: Node, code: str, making: str) -> tuple[str, Edit] | None:
    """The name of a client that is made beside another one, and the edit that makes it."""
    parent = program.parent(made)
    owner, _, name = code.rpartition(".")
    own_name = f"{owner}.{_free_name(program, name)}" if owner else _free_name(program, name)
    if parent is not None and parent.type == "as_pattern":
        return own_name, insert(program.document.span(parent).end, f", {making} as {own_name}")
    statement = None if parent is None else program.parent(parent)
    if statement is None or statement.type != "expression_statement":
        return None
    return own_name, following_statement(program, statement, f"{own_name} = {making}")


def _free_name(program: PythonProgram, client: str) -> str:
    """A name for a client of filterlang that stands nowhere in the program."""
    number, name = 2, f"runs_{client}"
    while name in program.words:
        name, number = f"runs_{client}_{number}", number + 1
    return name


def _client_arguments(program: PythonProgram, made: Node) -> str:
    """The arguments of a client that filterlang's has as well, as they are written."""
    positional, named = _arguments(program, made)
    written = [program.document.text_of(node) for node in positional[:1]]
    text_of = program.document.text_of
    return ", ".join([*written, *(f"{name}={text_of(named[name])}" for name in named if name in OUR_CLIENT_ARGUMENTS)])


def _left_out(program: PythonProgram, made: Node) -> Iterator[CodeNote]:
    """Yields a note for each argument of a client that matters to what it lists, and that filterlang's does not have."""
    for name, value in _arguments(program, made)[1].items():
        if name in READING_ARGUMENTS:
            yield CodeNote(program.document.span(value), _LEFT_OUT.format(name), Risk.ERROR)


def _arguments(program: PythonProgram, made: Node) -> tuple[list[Node], dict[str, Node]]:
    arguments = made.child_by_field_name("arguments")
    return ([], {}) if arguments is None else arguments_of_call(arguments, program.document)
