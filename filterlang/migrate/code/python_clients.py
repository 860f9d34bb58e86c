"""Writes the client of v2 that a Python program with a synchronous client of LangSmith needs.

Owns the invariants that a client of v2 is always made from the client that the code has, so that it has the same key and
server, and that all calls of one client share it where they can see it.
"""

from __future__ import annotations

from functools import lru_cache
import re
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.python_import_edits import imports_of
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_receivers import assignments_to, receiver_of, receiver_span
from filterlang.text.edits import Edit, insert
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

LANGSMITH = Import("langsmith", "Langsmith")
"""The synchronous client of v2 in the SDK."""
_WORKSPACE = re.compile(r"workspace_?id", re.IGNORECASE)
_MADE = ("call", "await", "attribute", "subscript", "boolean_operator", "conditional_expression")
"""Expressions that can give a client; others, such as ``None``, are only there until it is made."""
_SIMPLE = re.compile(r"\w+(?:\s*\.\s*\w+)*\Z")
_PARAMETERS = ("parameters", "typed_parameter", "default_parameter", "typed_default_parameter")
_CONDITIONAL = ("while_statement", "elif_clause", "lambda", "decorator", "boolean_operator", "conditional_expression",
                "case_clause")  # fmt: skip
"""Parts of statements that are evaluated later, several times or not at all."""
_UNREPEATED = ("while_statement", "decorated_definition", "class_definition", "function_definition")
_BLOCKS = ("block", "module")


@dataclass(frozen=True, slots=True)
class SyncClient:
    """How code names the client of v2, and the edits that make it.

    ``original`` is how it names the client of v1, which stays for everything else.
    """

    code: str
    original: str
    edits: tuple[Edit, ...]


def sync_client(program: PythonProgram, call: Node) -> SyncClient | None:
    """The client of v2 for a call of a synchronous client; None where it cannot be made without changing when code runs."""
    receiver = receiver_of(call)
    place = receiver_span(program, call)
    text = program.document.text[place.start : place.end]
    constructor = imports_of(program).named(LANGSMITH.module, LANGSMITH.name, call)
    if receiver.type == "identifier":
        shared = _beside_name(program, receiver, constructor.code)
    elif receiver.type == "attribute":
        shared = _beside_attribute(program, receiver, constructor.code)
    else:
        shared = None
    if shared is not None:
        return SyncClient(shared.code, text, shared.edits)
    if _SIMPLE.match(text):
        return SyncClient(_making(program, constructor.code, text), text, ())
    return _in_front(program, call, text, constructor.code)


def _making(program: PythonProgram, constructor: str, client: str) -> str:
    """The code that makes a client of v2 from one of v1."""
    workspace = f", tenant_id={client}.workspace_id" if _has_workspace(program) else ""
    return f'{constructor}(api_key={client}.api_key, base_url={client}.api_url.removesuffix("/api/v1"){workspace})'


def _beside_name(program: PythonProgram, receiver: Node, constructor: str) -> SyncClient | None:
    """A client of v2 behind the only statement that makes the client of a name."""
    definitions = program.reaching(receiver)
    if len(definitions) != 1:
        return None
    definition = definitions[0]
    if (parameters := program.binder(definition)) is not None and parameters.type in _PARAMETERS:
        return _at_beginning(program, definition, constructor)
    variable, assignment = program.variable(definition), program.parent(definition)
    if variable is None or assignment is None or variable.scope.node.type == "class_definition":
        return None
    scope = program.enclosing(definition, "function_definition", "class_definition", "module")
    if scope != variable.scope.node or not _makes_client(program, assignment, definition):
        return None
    name = program.document.text_of(definition)
    return _behind(program, assignment, name, name, constructor)


def _at_beginning(program: PythonProgram, parameter: Node, constructor: str) -> SyncClient | None:
    """A client of v2 in the first line of a function, for a parameter that always is a client."""
    function = program.enclosing(parameter, "function_definition")
    binder = program.binder(parameter)
    body = None if function is None else function.child_by_field_name("body")
    if (
        function is None
        or binder is None
        or body is None
        or not body.named_children
        or _is_optional(program, binder, parameter)
    ):
        return None
    text, name = program.document.text, program.document.text_of(parameter)
    statements = [node for node in body.named_children if node.type != "comment"]
    if not statements:
        return None
    is_documented = statements[0].type == "expression_statement" and statements[0].named_children[0].type == "string"
    first = statements[1] if is_documented and len(statements) > 1 else statements[0]
    start = program.document.span(first).start
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    making = _making(program, constructor, name)
    made = re.match(rf"(\w+) = {re.escape(making)}", text[start:])
    if made is not None:
        return SyncClient(made[1], name, ())
    if indent.strip():
        return None
    new = _free_name(program, name)
    return SyncClient(new, name, (insert(start, f"{new} = {making}\n{indent}"),))


def _is_optional(program: PythonProgram, binder: Node, parameter: Node) -> bool:
    """Whether a parameter need not be a client."""
    value, annotation = binder.child_by_field_name("value"), binder.child_by_field_name("type")
    is_one = binder.type in ("default_parameter", "typed_default_parameter") or program.parent(parameter) == binder
    has_none = annotation is not None and re.search(r"\bNone\b|\bOptional\b", program.document.text_of(annotation))
    return not is_one or bool(has_none) or (value is not None and value.type == "none")


def _beside_attribute(program: PythonProgram, receiver: Node, constructor: str) -> SyncClient | None:
    """A client of v2 behind the only statement that makes the client of an attribute of ``self``."""
    owner = receiver.child_by_field_name("object")
    assignments = assignments_to(program, receiver)
    if owner is None or program.document.text_of(owner) not in ("self", "cls") or len(assignments) != 1:
        return None
    left = assignments[0].child_by_field_name("left")
    around = program.enclosing(assignments[0], "class_definition")
    if left is None or around is None or not _makes_client(program, assignments[0], left):
        return None
    if _has_fixed_fields(program, around, assignments[0]):
        return None
    client = program.document.text_of(left)
    return _behind(program, assignments[0], client, program.document.text_of(receiver), constructor)


def _has_fixed_fields(program: PythonProgram, owner: Node, assignment: Node) -> bool:
    """Whether a class may refuse another attribute: it lists its attributes, or its bases or annotations may."""
    left, value = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if left is None or value is None or "__slots__" in program.document.text_of(owner):
        return True
    if left.type == "attribute":
        return False
    function = value.child_by_field_name("function")
    name = "" if function is None else program.document.text_of(function).rsplit(".", 1)[-1]
    has_bases = owner.child_by_field_name("superclasses") is not None
    return has_bases or assignment.child_by_field_name("type") is not None or not name.endswith("Client")


def _makes_client(program: PythonProgram, assignment: Node, left: Node) -> bool:
    """Whether an assignment always gives its target a client."""
    value = assignment.child_by_field_name("right")
    if assignment.type != "assignment" or assignment.child_by_field_name("left") != left or value is None:
        return False
    if value.type == "identifier":
        binders = [(program.binder(node), node) for node in program.reaching(value)]
        return all(
            binder is not None and binder.type in _PARAMETERS and not _is_optional(program, binder, node)
            for binder, node in binders
        )
    return value.type in _MADE and all(child.type != "none" for child in value.named_children)


@lru_cache(maxsize=1)
def _has_workspace(program: PythonProgram) -> bool:
    """Whether a program names a workspace, which the client of v2 has to be told."""
    return _WORKSPACE.search(program.document.text) is not None


def _behind(program: PythonProgram, assignment: Node, client: str, seen_as: str, constructor: str) -> SyncClient | None:
    """A statement behind an assignment that makes the client of v2, or the one that is there already."""
    statement = program.parent(assignment)
    block = None if statement is None else program.parent(statement)
    if statement is None or statement.type != "expression_statement" or block is None or block.type not in _BLOCKS:
        return None
    text = program.document.text
    making = _making(program, constructor, client)
    end = program.document.span(statement).end
    made = re.compile(rf"[^\n]*\n[ \t]*([\w.]+) = {re.escape(making)}").match(text, end)
    own = re.sub(r"\w+\Z", "", client)
    if made is not None:
        name = made[1].removeprefix(own)
        return SyncClient(re.sub(r"\w+\Z", name, seen_as), seen_as, ())
    name = _free_name(program, client.removeprefix(own))
    return SyncClient(
        re.sub(r"\w+\Z", name, seen_as), seen_as, (following_statement(program, statement, f"{own}{name} = {making}"),)
    )


def _free_name(program: PythonProgram, client: str) -> str:
    """A name for the client of v2 that stands nowhere in the program."""
    number, name = 2, f"{client}_v2"
    while name in program.words:
        name, number = f"{client}_v2_{number}", number + 1
    return name


def following_statement(program: PythonProgram, statement: Node, code: str) -> Edit:
    """The edit that writes a statement behind another one, on a line of its own where the other one has that."""
    text = program.document.text
    span = program.document.span(statement)
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    indent, rest = text[start : span.start], text[span.end : end].strip()
    if indent.strip() or (rest and not rest.startswith("#")):
        return insert(span.end, f"; {code}")
    newline = "\r\n" if text[end - 1 : end] == "\r" else "\n"
    return insert(end - len(newline) + 1, f"{newline}{indent}{code}")


def _in_front(program: PythonProgram, call: Node, receiver: str, constructor: str) -> SyncClient | None:
    """Statements in front of the one with the call, which make both clients, for a client that the call itself makes."""
    statement, previous = call, call
    while (parent := program.parent(statement)) is not None and parent.type not in _BLOCKS:
        if statement.type in _CONDITIONAL:
            return None
        previous, statement = statement, parent
    if statement.type in _UNREPEATED or previous.type in ("elif_clause", "else_clause", "except_clause"):
        return None
    text = program.document.text
    start = program.document.span(statement).start
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    client = _free_client_name(program)
    lines = (f"{client} = {receiver}", f"{client}_v2 = {_making(program, constructor, client)}")
    is_compound = statement.type.endswith("_statement") and any(child.type == "block" for child in statement.children)
    if indent.strip() and is_compound:
        return None
    between = "; " if indent.strip() else f"\n{indent}"
    return SyncClient(f"{client}_v2", client, (insert(start, between.join((*lines, ""))),))


def _free_client_name(program: PythonProgram) -> str:
    number, name = 2, "client"
    while not program.words.isdisjoint((name, f"{name}_v2")):
        name, number = f"client_{number}", number + 1
    return name
