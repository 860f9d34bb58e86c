"""Draws filters as trees: comparisons, pairs and searches that a dialect accepts, under and, or and not.

Owns the invariant that every tree is valid: ``check`` has no error for it, and its printed text parses to the same tree.
"""

from collections.abc import Sequence

from hypothesis import strategies as st

from filterlang.schema.fields import FAMILIES
from filterlang.schema.names import DialectName
from filterlang.schema.operators import OPERATORS
from filterlang.schema.types import Field
from filterlang.strategies.language import DialectChoices, Side, Stock, language
from filterlang.strategies.values import literals
from filterlang.strategies.vocabulary import pick, texts
from filterlang.syntax.tree import Call, Name, Node, String


def trees(dialect: DialectName = "portable", *, max_depth: int = 3) -> st.SearchStrategy[Node]:
    """Draws valid filters of a dialect, as syntax trees.

    They are comparisons of every field of the schema with every operator that ``check`` has no error for (the attested
    ones more often than those with a warning or a note), pairs of a key and a value or score, searches, and up to ``max_depth``
    levels of ``and``, ``or`` and ``not`` over these. The ``and`` that joins a pair counts as no level.

    Shrinks to one comparison, with a short text or a small number. Raises ``ValueError`` for an unknown dialect or a negative
    depth, at once.
    """
    return _trees(known_dialect(dialect), checked_depth(max_depth))


def known_dialect(dialect: DialectName) -> DialectName:
    """Returns the dialect. Raises ``ValueError`` for an unknown one."""
    return language(dialect).dialect


def checked_depth(max_depth: int) -> int:
    """Returns the depth. Raises ``ValueError`` for a negative one."""
    if max_depth < 0:
        raise ValueError(f"max_depth has to be at least 0, not {max_depth}")
    return max_depth


@st.composite
def _trees(draw: st.DrawFn, dialect: DialectName, depth: int) -> Node:
    return draw_tree(draw, language(dialect), depth, Side.ANY)


def draw_tree(draw: st.DrawFn, known: DialectChoices, depth: int, side: Side) -> Node:
    """Draws a tree whose conditions are about one side."""
    operator = pick(draw, known.shapes) if depth else ""
    if not operator:
        return draw_condition(draw, known, side)
    if operator == "or" and side is Side.ANY:
        side = pick(draw, known.sides)
    count = OPERATORS[operator].most or draw(_COUNTS)
    return Call(operator, tuple(draw_tree(draw, known, depth - 1, side) for _ in range(count)))


_COUNTS = st.integers(1, 3)
_VALUES = st.integers(1, 2)


def draw_condition(draw: st.DrawFn, known: DialectChoices, side: Side) -> Node:
    """Draws a condition: a comparison, a pair or a search; mostly an attested one."""
    stock = pick(draw, (known.attested, known.attested, known.taken))
    shapes = ["comparison", "comparison"]
    if stock.families[side]:
        shapes.append("pair")
    if stock.searches and side is not Side.FEEDBACK:
        shapes.append("search")
    shape = pick(draw, shapes)
    if shape == "pair":
        return draw_pair(draw, stock, pick(draw, stock.families[side]))
    if shape == "search":
        return Call(pick(draw, stock.searches), (String(draw(texts)),))
    taken = pick(draw, pick(draw, stock.kinds[side]))
    return _compared(draw, taken.field, taken.operators)


def draw_pair(draw: st.DrawFn, stock: Stock, family: str) -> Call:
    """Draws an ``and`` of a condition on a key and conditions on its values."""
    roles = dict(FAMILIES[family])
    key = roles.pop("key")
    values = [pick(draw, tuple(roles.values())) for _ in range(draw(_VALUES))]
    return Call("and", tuple(_compared(draw, field, stock.operators(field)) for field in (key, *values)))


def _compared(draw: st.DrawFn, field: Field, operators: Sequence[str]) -> Call:
    operator = pick(draw, operators)
    return Call(operator, (Name(field.name), draw(literals(operator, field))))
