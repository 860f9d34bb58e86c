"""Finds the definitions of a variable of a Python program that a reference to it may read, and the reverse.

Owns the invariant that a definition which may reach a reference is never left out, up to a bound on their number.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from filterlang.migrate.code.python_scopes import BINDERS, COMPREHENSIONS, FUNCTIONS, MOST_LEVELS, ProgramNames, PythonVariable

if TYPE_CHECKING:
    from tree_sitter import Node

_REGIONS = frozenset({"block", "module", *FUNCTIONS, *COMPREHENSIONS})
_LOOPS = ("for_statement", "while_statement")


class _Flow(NamedTuple):
    """The references that each definition of a variable reaches, and the reverse, by the ids of the nodes."""

    reached: dict[int, list[Node]]
    reaching: dict[int, list[Node]]


class PythonDefinitions:
    """The definitions of the variables of a program, each looked up once."""

    def __init__(self, names: ProgramNames) -> None:
        self._names = names
        self._flows: dict[int, _Flow] = {}

    def reached(self, definition: Node) -> list[Node]:
        """The references that may read what a definition binds, in order of place."""
        variable = self._names.variables.get(definition.id)
        return [] if variable is None else self._flow(variable).reached.get(definition.id, [])

    def reaching(self, reference: Node) -> list[Node]:
        """The definitions whose value a reference may read, the nearest first."""
        variable = self._names.variables.get(reference.id)
        return [] if variable is None else self._flow(variable).reaching.get(reference.id, [])

    def _flow(self, variable: PythonVariable) -> _Flow:
        flow = self._flows.get(id(variable))
        if flow is None:
            flow = self._flows[id(variable)] = _Flow({}, {})
            effects = self._effects(variable)
            for reference in variable.references:
                flow.reaching[reference.id] = self._definitions_for(variable, effects, reference)
                for definition in flow.reaching[reference.id]:
                    flow.reached.setdefault(definition.id, []).append(reference)
        return flow

    def _effects(self, variable: PythonVariable) -> list[tuple[int, Node]]:
        """The definitions of a variable, each with the byte behind which it is in effect, in that order."""
        return sorted(((self._effect(node), node) for node in variable.definitions), key=lambda effect: effect[0])

    def _effect(self, definition: Node) -> int:
        binder = self._names.binder(definition)
        if binder is None or binder.type not in BINDERS or binder.type in FUNCTIONS or binder.type == "class_definition":
            return definition.end_byte
        right = binder.child_by_field_name("right") if binder.type == "for_statement" else None
        return (right or binder).end_byte if binder.type != "as_pattern" else definition.end_byte

    def _definitions_for(self, variable: PythonVariable, effects: list[tuple[int, Node]], reference: Node) -> list[Node]:
        """The definitions of a variable that reach a reference.

        These are the last one before it that is always passed, those behind that which may be, and those of a loop around it.
        """
        if self._names.scopes.get(reference.id) is not variable.scope or variable.scope.node.type in (
            *COMPREHENSIONS,
            "lambda",
        ):
            return [node for _, node in effects[:MOST_LEVELS]]
        loops = [node for node in self._names.ancestors(reference) if self._repeats(node, reference, variable.scope.node)]
        at = bisect_left(effects, reference.start_byte + 1, key=lambda effect: effect[0])
        reaching: list[Node] = []
        start = 0
        for _, definition in islice(reversed(effects[max(0, at - MOST_LEVELS) : at]), MOST_LEVELS):
            if self._is_other_branch(definition, reference) and not any(_holds(loop, definition) for loop in loops):
                continue
            reaching.append(definition)
            if self._is_always_passed(definition, reference):
                start = definition.start_byte
                break
        outer = [loop for loop in loops if loop.start_byte >= start]
        if outer:
            later = (node for _, node in effects[at : at + MOST_LEVELS])
            reaching += (node for node in later if _holds(outer[-1], node))
        return reaching

    def _repeats(self, node: Node, reference: Node, scope: Node) -> bool:
        """Whether a node is a loop of a scope that evaluates a reference inside of it again."""
        once = node.child_by_field_name("right") if node.type in _LOOPS else None
        return node.type in _LOOPS and _holds(scope, node) and (once is None or not _holds(once, reference))

    def _is_always_passed(self, definition: Node, reference: Node) -> bool:
        """Whether the code before a reference, in the same scope, always passes a definition."""
        region = next((node for node in self._names.ancestors(definition) if node.type in _REGIONS), None)
        return region is not None and _holds(region, reference)

    def _is_other_branch(self, definition: Node, reference: Node) -> bool:
        """Whether a definition and a reference are in two branches of which only one runs."""
        child = definition
        for ancestor in self._names.ancestors(definition):
            if _holds(ancestor, reference):
                is_choice = ancestor.type == "if_statement" or child.type == "case_clause"
                return is_choice and child.type in ("block", "elif_clause", "else_clause", "case_clause")
            child = ancestor
        return False


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
