"""Finds the project of a run in a JavaScript program, where the run comes from a listing of one project.

Owns the invariant that a project is taken over only where it has the same value at the run as at the listing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.known_places import snake
from filterlang.hosts.readers.javascript_syntax import arguments, callee, method, path, unwrapped
from filterlang.migrate.code.javascript_argument_values import is_list
from filterlang.migrate.code.javascript_arguments import UnreadError, arguments_of, require_lasting
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.query_plan import PROJECTS
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES, RUN_IDS, ArgumentForm

if TYPE_CHECKING:
    from tree_sitter import Node

_LISTINGS = frozenset({"list_runs", "read_thread"})
_COPYING = frozenset({"fromAsync", "from", "filter", "slice", "sort", "reverse", "toSorted", "toReversed", "values"})
"""Methods that give runs of those that they are called on, or are given."""
_OF_EACH = frozenset({"map", "forEach", "filter", "find", "some", "every", "flatMap"})
_MOST_STEPS = 8


def project_of_run(program: JavascriptProgram, run_id: Node, call: Node) -> tuple[ArgumentForm, Node] | None:
    """The project of a run, by the expression of its id at a call: the form of the argument, and its value in the listing."""
    run_id = unwrapped(run_id)
    run = run_id.child_by_field_name("object") if run_id.type == "member_expression" else None
    if run is None or program.member_name(run_id) not in RUN_IDS:
        return None
    projects = [_project(program, listing, call) for listing in _listings(program, run)]
    known = {None if project is None else (project[0], program.text(project[1])) for project in projects}
    return projects[0] if len(known) == 1 else None


def _project(program: JavascriptProgram, listing: Node | None, call: Node) -> tuple[ArgumentForm, Node] | None:
    try:
        given = {} if listing is None else arguments_of(program, listing).by_name
        named = [name for name in given if name in ARGUMENT_MOVES and ARGUMENT_MOVES[name].v2 == PROJECTS]
        if len(named) != 1:
            return None
        value = given[named[0]].value
        require_lasting(program, call, value)
    except UnreadError:
        return None
    return (ARGUMENT_MOVES[named[0]].form, value) if is_list(program, value) is False else None


def _listings(program: JavascriptProgram, run: Node) -> Iterator[Node | None]:
    """Yields the calls that list the runs of which an expression is one; None for a run that comes from elsewhere."""
    pending, seen = [(run, 0)], {run.id}
    while pending:
        node, steps = pending.pop()
        node = unwrapped(node)
        called = method(node)
        if called is not None and snake(called[1]) in _LISTINGS:
            yield node
            continue
        sources = list(_sources(program, node)) if steps < _MOST_STEPS else []
        if not sources:
            yield None
        for source in sources:
            if source.id not in seen:
                seen.add(source.id)
                pending.append((source, steps + 1))


def _sources(program: JavascriptProgram, node: Node) -> Iterator[Node]:
    """Yields the expressions that the value of an expression comes from."""
    if node.type == "identifier":
        variable = program.variable(node)
        if variable is not None and len(variable.definitions) == 1:
            yield from _values(program, variable.definitions[0], variable.references)
    elif node.type == "subscript_expression" and (object := node.child_by_field_name("object")) is not None:
        yield object
    elif node.type == "call_expression" and (called := method(node)) is not None and called[1] in _COPYING:
        yield from arguments(node)[:1] if path(callee(node)).startswith("Array.") else [called[0]]


def _values(program: JavascriptProgram, definition: Node, references: list[Node]) -> Iterator[Node]:
    """Yields the expressions that a name gets its value, or its items, from."""
    parent = program.parent(definition)
    if parent is None:
        return
    if parent.type == "for_in_statement" and (right := parent.child_by_field_name("right")) is not None:
        yield right
    elif parent.type == "variable_declarator" and (value := parent.child_by_field_name("value")) is not None:
        pushed = [argument for reference in references for argument in _pushed(program, reference)]
        is_empty = value.type == "array" and not value.named_children
        yield from pushed if is_empty else [value, *pushed]
    else:
        function = program.enclosing_function(definition)
        given = None if function is None else program.parent(function)
        call = None if given is None or given.type != "arguments" else program.parent(given)
        called = None if call is None else method(call)
        is_first = function is not None and program.parameters(function)[:1] == [definition]
        if is_first and called is not None and called[1] in _OF_EACH:
            yield called[0]


def _pushed(program: JavascriptProgram, reference: Node) -> list[Node]:
    """The expressions that are added to a list at a use of its name."""
    member = program.parent(reference)
    call = None if member is None or program.member_name(member) != "push" else program.parent(member)
    return arguments(call) if call is not None and call.type == "call_expression" else []
