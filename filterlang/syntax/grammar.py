"""``grammar/filter.lark`` made ready to run: Lark's LALR table and terminals as plain tuples.

Owns the invariant that the grammar file is the one definition of the language. Building the package stores the table as
``_table.py`` so that a start needs no Lark; a stored table that was made from any other text than the grammar beside it
is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHIFT, KEEP, LEAF, REDUCE = range(4)
"""What to do with a token: go on, go on and keep it, go on with the node it makes, or finish a rule first."""

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


def load() -> Table:
    """The table of the language: the stored one when it belongs to the grammar file, else one made anew by Lark."""
    stored = _stored()
    try:
        grammar = _read("filter.lark")
    except OSError:
        if stored is None:
            raise
        return Table(*stored)
    return Table(*stored) if stored is not None and stored[0] == grammar else make(grammar)


def _stored() -> Any:
    """The fields of the stored table; None in a checkout that was never built."""
    try:
        return import_module("filterlang.syntax._table").TABLE
    except ImportError:
        return None


def _read(name: str) -> str:
    """A file of ``grammar/``: inside an installed package, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "grammar", name)
    path = installed if os.path.exists(installed) else os.path.join(os.path.dirname(package), "grammar", name)
    with open(path, encoding="utf-8", newline="\n") as file:
        return file.read()


def make(grammar: str) -> Table:
    """Have Lark build the LALR table of a grammar, and lay it out for the parser's loop."""
    from filterlang.syntax.table import lay_out

    return Table(*lay_out(grammar))
