"""The LALR automaton of a grammar, as plain tuples."""

from __future__ import annotations

from filterlang.text.frozen import dataclass


SHIFT, KEEP, LEAF, REDUCE = range(4)
"""The actions for a token: shift it, shift and keep it, shift the node that it makes, or reduce by a rule first."""

Entry = tuple[int, int, str]
"""An action, its target (a state to go to, or how many symbols a rule spans), and the rule it makes a node for."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A grammar's terminals in the order they are tried, and its LALR automaton. States count from 0."""

    grammar: str
    ignored: str
    terminals: tuple[tuple[str, str], ...]
    start: int
    actions: tuple[tuple[Entry | None, ...], ...]
    gotos: tuple[dict[str, int], ...]
