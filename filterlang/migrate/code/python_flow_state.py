"""Keeps the state of following runs through a Python program: the shapes of expressions, the reads, and the runs that are lost.

Owns the invariant that an expression is given a shape once, so that following ends.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import CodeNote
from filterlang.migrate.code.flow_shapes import Shape
from filterlang.migrate.code.python_file_calls import PythonFileCalls
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_OTHER_NAME = "the runs go to another module here: check which fields it reads"


@dataclass(frozen=True, slots=True, eq=False)
class FieldRead:
    """An expression that reads a field of a run.

    ``receiver`` is the run, ``name`` the identifier or string that names the field, ``default`` what is read without it
    (``getattr``, ``get``), and ``is_get`` whether it may be missing.
    """

    node: Node
    receiver: Node
    name: Node
    field: str
    default: Node | None = None
    is_get: bool = False
    is_named: bool = False
    """Whether the field is named by a text, as in ``getattr(run, "name")``."""
    is_getter: bool = False
    """Whether the node is a function that reads the field of a run which it gets, as ``attrgetter("name")`` does."""


class RunFlow:
    """The flow of runs from some expressions. ``keyed`` runs are dicts with the fields as keys."""

    def __init__(self, program: PythonProgram, *, keyed: bool) -> None:
        self.program: PythonProgram = program
        self.keyed: bool = keyed
        self.reads: dict[int, FieldRead] = {}
        self.shapes: dict[int, dict[Shape, None]] = {}
        self.nodes: dict[int, Node] = {}
        """The expressions that have shapes, by their ids."""
        self.notes: dict[CodeNote, None] = {}
        self.is_lost: bool = False
        self.bound: set[tuple[int, Shape]] = set()
        """What has been given to all who read a definition, by the id of its node."""
        self.filled: set[tuple[int, Shape]] = set()
        """What has been added to what callers give for a parameter, by the id of its node."""
        self.holders: dict[int, Node] = {}
        """The names and functions that hold or return runs, by the ids of their nodes."""
        self.waiting: list[tuple[Node, Shape]] = []

    @cached_property
    def calls(self) -> PythonFileCalls:
        """The calls of the program's functions."""
        return PythonFileCalls(self.program)

    def give(self, node: Node, shape: Shape | None) -> None:
        """Notes that an expression may have a value of a shape."""
        if shape is None:
            return
        known = self.shapes.setdefault(node.id, {})
        self.nodes[node.id] = node
        if shape not in known:
            known[shape] = None
            self.waiting.append((node, shape))

    def shapes_of(self, node: Node) -> list[Shape]:
        """The shapes that an expression is known to have."""
        return list(self.shapes.get(node.id, ()))

    def lose(self, node: Node, shape: Shape, message: str = _OTHER_NAME, risk: Risk = Risk.ERROR) -> None:
        """Notes that a value goes where it cannot be followed."""
        if shape.has_run:
            self.is_lost = True
            self.note(node, message, risk)

    def note(self, node: Node, message: str, risk: Risk) -> None:
        """Notes something at a place."""
        self.notes[CodeNote(self.program.document.span(node), message, risk)] = None

    def text(self, node: Node) -> str:
        """The text of a node."""
        return self.program.document.text_of(node)

    def constant(self, node: Node) -> str | None:
        """The text of a string without prefixes, escapes and holes; None for anything else."""
        if node.type != "string" or node.named_child_count > 3:
            return None
        parts = node.named_children
        if [part.type for part in parts] != ["string_start", "string_content", "string_end"] or parts[1].named_child_count:
            return None
        return self.text(parts[1]) if self.text(parts[0])[0] in "\"'" else None


def called(flow: RunFlow, function: Node) -> Node | None:
    """The call of a function expression."""
    parent = flow.program.parent(function)
    is_call = parent is not None and parent.type == "call" and parent.child_by_field_name("function") == function
    return parent if is_call else None


def function_name(flow: RunFlow, call: Node) -> str:
    """The last name of a call's function."""
    function = call.child_by_field_name("function")
    if function is not None and function.type == "attribute":
        function = function.child_by_field_name("attribute")
    return "" if function is None or function.type != "identifier" else flow.text(function)


def arguments_of(call: Node) -> list[Node]:
    """The arguments of a call, without comments."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None:
        return []
    if arguments.type != "argument_list":
        return [arguments]
    return [child for child in arguments.named_children if child.type != "comment"]
