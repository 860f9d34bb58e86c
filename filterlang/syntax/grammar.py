"""``grammar/filter.lark`` made ready to run: Lark's LALR table and terminals as plain tuples.

Owns the invariant that the grammar file is the one definition of the language. Building the package stores the table as
``_table.py`` so that a start needs no Lark; a stored table that was made from any other text than the grammar beside it
is not used.
"""

from __future__ import annotations

from importlib import import_module
import os

from filterlang.syntax.automaton import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def load() -> Table:
    """Returns the table of the language: the stored one if it belongs to the grammar file, else one that Lark makes anew."""
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
    from filterlang.syntax.table_building import lay_out

    return Table(*lay_out(grammar))
