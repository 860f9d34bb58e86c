"""Draws filters that match a run, from conditions on the values of the run.

Owns the invariant that every filter drawn for a run matches it, by ``filterlang.evaluate.reference.matcher``.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from filterlang.evaluate.reference import matcher
from filterlang.schema.operators import NEGATIVE
from filterlang.evaluate.rows import field_values, pair_rows, texts
from filterlang.schema.fields import FAMILIES
from filterlang.schema.names import DialectName
from filterlang.schema.types import Field
from filterlang.semantics.resolving import pair_field
from filterlang.strategies.comparisons import draw_pair, draw_tree, known_dialect
from filterlang.strategies.holding import holding
from filterlang.strategies.language import Kind, DialectChoices, Side, Stock, Taken, language
from filterlang.strategies.spelling import draw_spelling
from filterlang.strategies.coherent import draw_run
from filterlang.strategies.stored_paths import Record
from filterlang.strategies.vocabulary import instants, pick
from filterlang.syntax.tree import Call, Name, Node, String

T = TypeVar("T")

_DEPTH = 2
_FREE = 1  # the depth of the other conditions of an or


def matches(dialect: DialectName = "portable") -> st.SearchStrategy[tuple[str, Record]]:
    """Draws pairs of a filter and a run that it selects, by ``filterlang.evaluate.reference.matcher``.

    A run is drawn as ``runs()`` draws it, then conditions that are true of it: on its fields, on pairs of its metadata,
    inputs, outputs and feedback, on words in its texts; negative ones on what it does not hold; and ``and``, ``or`` (with one
    part that is true, and others that need not be) and, rarely or for the dialect ``examples``, ``not`` over these. The filter
    is spelled as ``filters()`` spells it, and ``filterlang.check`` has no error for it in the dialect.

    Shrinks to one comparison and a run with little more than the compared value. Raises ``ValueError`` for an unknown dialect.
    """
    return _matches(known_dialect(dialect))


@st.composite
def _matches(draw: st.DrawFn, dialect: DialectName) -> tuple[str, Record]:
    run = draw_run(draw, draw(instants))
    return draw_spelling(draw, draw_true(draw, language(dialect), run, _DEPTH, Side.ANY)), run


def draw_true(draw: st.DrawFn, known: DialectChoices, run: Record, depth: int, side: Side) -> Node:
    """Draws a filter that matches a run."""
    operator = pick(draw, known.shapes) if depth else ""
    if operator == "and":
        parts = [draw_true(draw, known, run, depth - 1, side) for _ in range(draw(_COUNTS))]
        return Call(operator, tuple(map(_whole, parts)))
    if operator == "or":
        side = pick(draw, known.sides) if side is Side.ANY else side
        parts = [draw_tree(draw, known, _FREE, side) for _ in range(draw(_OTHERS))]
        parts.insert(draw(_SLOTS) % (len(parts) + 1), draw_true(draw, known, run, depth - 1, side))
        return Call(operator, tuple(parts))
    if operator == "not":
        return _matching(draw_tree(draw, known, _FREE, side), run)
    return draw_true_condition(draw, known, run, side)


_COUNTS = st.integers(1, 3)
_OTHERS = st.integers(0, 2)
_SLOTS = st.integers(0, 2)


def _whole(part: Node) -> Node:
    """Returns a condition in a form that does not become a pair with its neighbours in an ``and``."""
    return part if pair_field(part) is None else Call("and", (part,))


def _matching(tree: Node, run: Record) -> Node:
    """Returns a filter or its negation, whichever matches the run."""
    return tree if matcher(tree)(run) else Call("not", (tree,))


def draw_true_condition(draw: st.DrawFn, known: DialectChoices, run: Record, side: Side) -> Node:
    """Draws a condition that matches a run; mostly an attested one, on a value of the run."""
    stock = pick(draw, (known.attested, known.attested, known.taken))
    single = [kind for kind in stock.kinds[side] if not kind[0].field.family]
    terms = [term for text in texts(run, None) for term in text.split()] if stock.searches and side is not Side.FEEDBACK else []
    shapes = {"comparison": len(single), "pair": len(stock.families[side]), "search": len(terms)}
    shape = pick(draw, [shape for shape, count in shapes.items() if count])
    if shape == "search":
        return Call(pick(draw, stock.searches), (String(_search_text(draw, terms)),))
    if shape == "pair":
        held = [family for family in stock.families[side] if pair_rows(run, family)] if pick(draw, _MOSTLY) else []
        return draw_true_pair(draw, stock, run, pick(draw, held or stock.families[side]))
    return draw_true_comparison(draw, single, run) or _matching(draw_tree(draw, known, 0, side), run)


def _search_text(draw: st.DrawFn, terms: Sequence[str]) -> str:
    """Draws a text to search for: some words of a run, or parts of them, in either case."""
    parts: list[str] = []
    for _ in range(draw(_COUNTS)):
        term = pick(draw, terms)
        start = draw(st.integers(0, len(term) - 1))
        part = term[start:]
        parts.append(part.swapcase() if part.isascii() and pick(draw, (False, True)) else part)
    return " ".join(parts)


def draw_true_comparison(draw: st.DrawFn, kinds: Sequence[Kind], run: Record) -> Node | None:
    """Draws a matching comparison of a field outside pairs; None where no field has one."""
    taken = [candidate for kind in _from(draw, kinds) for candidate in _from(draw, kind)]
    return _true(draw, taken, lambda field: field_values(run, field))


def draw_true_pair(draw: st.DrawFn, stock: Stock, run: Record, family: str) -> Node:
    """Draws conditions on a pair: a pair of the run, a key that it does not have, or a value under any key."""
    roles = dict(FAMILIES[family])
    key, *values = (Taken(field, stock.operators(field)) for field in (roles.pop("key"), *roles.values()))
    rows = pair_rows(run, family)
    shape = pick(draw, ("row", "row", "value", "absent") if rows else ("absent", "value"))
    if shape == "row":
        row = pick(draw, rows)
        parts = [_true(draw, (key,), lambda _: (row.key,), (False,))]
        parts += [_true(draw, (value,), lambda field: (getattr(row, field.role),)) for value in values]
    else:
        parts = [_true(draw, _from(draw, values), lambda field: [getattr(row, field.role) for row in rows])]
        if shape == "absent":
            parts.insert(0, _true(draw, (key,), lambda _: [row.key for row in rows], (True,)))
    if parts[0] is None:
        return _matching(draw_pair(draw, stock, family), run)
    conditions = [part for part in parts if part is not None][: draw(_COUNTS)]
    return conditions[0] if len(conditions) == 1 else Call("and", tuple(conditions[:: pick(draw, (1, -1))]))


def _true(
    draw: st.DrawFn,
    taken: Sequence[Taken],
    held_of: Callable[[Field], Sequence[object]],
    negatives: Sequence[bool] = (),
) -> Node | None:
    """Draws a matching comparison of the first field that has one, or None. ``negatives`` are the kinds to try, in order."""
    for negative in negatives or pick(draw, _KINDS):
        for field, operators in taken:
            held = held_of(field)
            for operator in _from(draw, operators) if held or negative else ():
                literal = holding(operator, field, held) if (operator in NEGATIVE) is negative else None
                if literal is not None:
                    return Call(operator, (Name(field.name), draw(literal)))
    return None


_MOSTLY = (True, True, True, False)
_KINDS = ((False, True), (False, True), (False, True), (True, False))


def _from(draw: st.DrawFn, items: Sequence[T]) -> Sequence[T]:
    """Draws a rotation of the items."""
    place = pick(draw, range(len(items))) if len(items) > 1 else 0
    return (*items[place:], *items[:place])
