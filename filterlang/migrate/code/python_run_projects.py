"""Finds the project of a run in a Python program, where the run comes from a listing of one project.

Owns the invariant that a project is taken over only where it has the same value at the run as at the listing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.hosts.readers.python_syntax import arguments_of_call
from filterlang.migrate.code.python_evidence import is_text
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.query_plan import PROJECTS
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES, RUN_IDS, ArgumentForm

if TYPE_CHECKING:
    from tree_sitter import Node

_LISTINGS = ("list_runs", "read_thread", "query")
_PROJECTS = {name: move.form for name, move in ARGUMENT_MOVES.items() if move.v2 == PROJECTS}
_COPIES = ("list", "tuple", "sorted", "reversed", "islice", "iter", "enumerate")
_MOST_STEPS = 8


def project_of_run(program: PythonProgram, run_id: Node, client: Node, *, is_async: bool) -> str:
    """The code of the project's id, as a text, for a run by the code of its id; empty where the program does not show it."""
    listing = listing_of(program, run_id)
    arguments = None if listing is None else listing.child_by_field_name("arguments")
    if arguments is None:
        return ""
    named = arguments_of_call(arguments, program.document)[1]
    given = [name for name in _PROJECTS if name in named and named[name].type != "none"]
    if len(given) != 1 or not _is_the_same(program, named[given[0]], run_id):
        return ""
    value = named[given[0]]
    code = program.document.text_of(value)
    if _PROJECTS[given[0]] is ArgumentForm.IDS:
        return code if is_text(program, value) else f"str({code})"
    reading = f"{program.document.text_of(client)}.read_project(project_name={code})"
    return f"str((await {reading}).id)" if is_async else f"str({reading}.id)"


def listing_of(program: PythonProgram, run_id: Node) -> Node | None:
    """The call that lists the runs of which one has an id: on v2, that id is a text."""
    run = run_id.child_by_field_name("object") if run_id.type == "attribute" else None
    name = run_id.child_by_field_name("attribute")
    if run is None or name is None or program.document.text_of(name) not in RUN_IDS:
        return None
    node: Node | None = run
    for _ in range(_MOST_STEPS):
        if node is None:
            return None
        if node.type == "identifier":
            node = _value_of(program, node)
        elif node.type == "call":
            function = node.child_by_field_name("function")
            arguments = node.child_by_field_name("arguments")
            called = "" if function is None else program.document.text_of(function.child_by_field_name("attribute") or function)
            if called in _LISTINGS:
                return node
            node = arguments.named_children[0] if called in _COPIES and arguments and arguments.named_children else None
        elif node.type in ("parenthesized_expression", "subscript", "list_comprehension", "generator_expression", "await"):
            node = node.named_children[0]
        else:
            return None
    return None


def _value_of(program: PythonProgram, name: Node) -> Node | None:
    """The value that a name is bound to, or the values that it goes over, where there is only one definition."""
    definitions = program.reaching(name)
    binder = program.binder(definitions[0]) if len(definitions) == 1 else None
    if binder is None or binder.type not in ("for_statement", "for_in_clause", "assignment"):
        return None
    return binder.child_by_field_name("right")


def _is_the_same(program: PythonProgram, value: Node, place: Node) -> bool:
    """Whether a value means at a place what it means where it stands: a text, or a name that is bound once around both."""
    if value.type == "string":
        return not any(child.type == "interpolation" for child in value.named_children)
    root = value
    while root.type == "attribute" and (owner := root.child_by_field_name("object")) is not None:
        root = owner
    variable = program.variable(root) if root.type == "identifier" else None
    if variable is None or len(variable.definitions) != 1:
        return False
    scope = variable.scope.node
    binder = program.binder(variable.definitions[0])
    is_loop = binder is not None and binder.type in ("for_statement", "for_in_clause")
    return not is_loop and scope.start_byte <= place.start_byte and place.end_byte <= scope.end_byte
