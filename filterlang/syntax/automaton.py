"""The automaton of a grammar, as plain tuples."""

from __future__ import annotations

from filterlang.text.frozen import dataclass


SHIFT, LEAF, HOLD, REDUCE, OPEN, OPEN_HELD, CLOSE, ACCEPT = range(8)
"""What a token does:

* ``SHIFT``: nothing but lead to another state, as a comma does.
* ``LEAF``: it is a node.
* ``HOLD``: it is a node or opens one; the next token decides.
* ``REDUCE``: the token before it, which was held, is a node. The token itself is looked up again in the next state.
* ``OPEN``: it opens a node with children. ``OPEN_HELD``: together with the token before it, which was held.
* ``CLOSE``: it closes the open node. The state that follows is in ``gotos`` of the state in which that node was opened.
* ``ACCEPT``: the text is complete.
"""

Entry = tuple[int, int, str]
"""An action, the state that follows, and the rule whose node is made."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A grammar's terminals in the order they are tried, and its automaton. States count from 0."""

    grammar: str
    ignored: str
    terminals: tuple[tuple[str, str], ...]
    start: int
    actions: tuple[tuple[Entry | None, ...], ...]
    """For each state, the entry of each terminal, counted from 1, then of the end of the text and of any other character."""
    gotos: tuple[dict[str, int], ...]
