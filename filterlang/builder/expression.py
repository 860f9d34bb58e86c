# ruff: noqa: SLF001 - one class and the functions that construct it
# pyright: reportPrivateUsage=false
"""A filter as a Python value: comparisons of ``F``, joined with ``&``, ``|`` and ``~``.

Owns the invariants that an expression is its canonical text, which is written on first use and in linear time, and that two
conditions joined by ``&`` never become one pair unless they were made as a pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Never, NoReturn, cast

from filterlang.builder.canonical import comparison_text
from filterlang.builder.negatives import negative
from filterlang.builder.python_source import source
from filterlang.semantics.conditions import Condition, conditions_of
from filterlang.semantics.pairs import groups
from filterlang.syntax.input import Expressible
from filterlang.syntax.lalr import accept
from filterlang.syntax.printer import write_call
from filterlang.syntax.tree import Node

if TYPE_CHECKING:
    from typing import Self

_SHORT = 8  # parts of a chain that is kept as one list
_SHOWN = 60  # characters of a value in a message

_new = object.__new__
_HINT = 'join expressions with & | ~, each comparison in brackets: (F.status == "error") & (F.latency > 10)'


class Expression(Expressible):
    """A filter. ``str()`` of it is the canonical text, which any ``filter=`` takes; equal texts are equal expressions.

    It comes from ``F``, from ``from_text``, or from other expressions: ``a & b`` selects the runs that both select, ``a | b``
    those that at least one selects. ``~a`` selects the runs that ``a`` does not select, among those with exactly one value to
    compare: a run without a value may match neither, and a key with several values (a list, feedback given twice) may match
    both. ``~`` raises ``ValueError`` where the language cannot express the negative.
    """

    __slots__ = ("_parts", "_shape", "_text")

    _text: str | None
    _shape: str
    """For a text, the family of which it is half a pair, or empty. For parts, the operator that joins them: no family is
    called like an operator."""
    _parts: tuple[Expression, ...]

    def __init__(self, *_: Never) -> None:
        raise TypeError("an expression is made from F, as in F.latency > 10, or from a text with from_text()")

    def __str__(self) -> str:
        if self._text is not None:
            return self._text
        pieces = [self._shape + "("]
        pending = [iter(self._operands())]
        while pending:
            for operand in pending[-1]:
                text = operand._text
                if text is None:
                    pieces.append(operand._shape + "(")
                    pending.append(iter(operand._operands()))
                    break
                pieces.append(text)
                pieces.append(", ")
            else:
                pending.pop()
                pieces[-1] = ")"  # instead of the last comma
                pieces.append(", ")
        pieces.pop()
        self._text = "".join(pieces)
        return self._text

    def _operands(self) -> Sequence[Expression]:
        """Returns the joined expressions, with nested ones of the same operator flattened, and halves of pairs kept apart."""
        shape = self._shape
        for part in self._parts:
            if part._shape and (part._shape == shape or not part._parts):
                operands = _flattened(self._parts, shape)
                return _apart(operands) if shape == "and" else operands
        return self._parts

    @property
    def tree(self) -> Node:
        """The filter as a tree, whose spans point into ``str()`` of it."""
        tree = accept(str(self))
        assert tree is not None, "a canonical text parses"
        return tree

    def __and__(self, other: Expression) -> Expression:
        return _join_two("and", self, other)

    def __or__(self, other: Expression) -> Expression:
        return _join_two("or", self, other)

    if not TYPE_CHECKING:  # a type checker would accept `"text" & expression` and call the code after it unreachable

        def __rand__(self, other: object) -> NoReturn:
            raise _no_operand(other)

        __ror__ = __rand__

    def __invert__(self) -> Expression:
        return read(negative(self.tree))

    def __bool__(self) -> Literal[0]:  # not a bool: pyright and ty then refuse `if`, `and`, `or`, `not` and chains
        raise TypeError(
            "a filter is neither true nor false: for `and`, `or`, `not` write & | ~, for `in` write .in_(…), "
            "and for 1 < F.latency < 5 write (F.latency > 1) & (F.latency < 5)"
        )

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, Expression) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return source(self.tree)

    def _repr_html_(self) -> str:
        from html import escape

        from filterlang.syntax.printer import print_wrapped

        return f"<pre><code>{escape(print_wrapped(self.tree, 88))}</code></pre>"

    def __reduce__(self) -> tuple[Callable[[str], Expression], tuple[str]]:
        return restore, (str(self),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def atom(text: str, half: str = "") -> Expression:
    """Returns the expression of a text, a comparison or a pair; ``half`` names the family of which it is half a pair."""
    expression = _new(Expression)
    expression._text = text
    expression._shape = half
    expression._parts = ()
    return expression


def join(logical: str, parts: tuple[Expression, ...]) -> Expression:
    """Returns the conjunction or the disjunction of at least two expressions."""
    expression = _new(Expression)
    expression._text = None
    expression._shape = logical
    expression._parts = parts
    return expression


def restore(text: str) -> Expression:
    """Returns the expression of a canonical text, to restore a pickle."""
    tree = accept(text)
    if tree is None:
        raise ValueError("this is not a filter")
    return read(tree)


def read(tree: Node) -> Expression:
    """Returns the expression of a tree without errors and ``not``: pairs nested, conjunctions flat, values in one spelling."""
    conditions = conditions_of(tree)
    if not conditions:
        raise ValueError("this is not a filter")
    expressions: dict[Condition, Expression] = {}
    for condition in reversed(conditions):
        expressions[condition] = _read(condition, expressions)
    return expressions[conditions[0]]


def _read(condition: Condition, expressions: Mapping[Condition, Expression]) -> Expression:
    operator = condition.node.operator
    if operator in ("and", "or"):
        parts = _paired(condition, expressions) if operator == "and" else [expressions[part] for part in condition.parts]
        return parts[0] if len(parts) == 1 else join(operator, tuple(parts))
    return atom(comparison_text(condition.node), condition.pair.family if condition.pair is not None else "")


def _paired(conjunction: Condition, expressions: Mapping[Condition, Expression]) -> list[Expression]:
    """Returns the conditions of an ``and``; those on one pair are joined, in the position of the first of them."""
    operands = {part: expressions[part] for part in conjunction.parts}
    for family in {part.pair.family for part in conjunction.parts if part.pair is not None}:
        for group in groups(conjunction.parts, family):
            if len(group) > 1:
                operands[group[0]] = atom(write_call("and", (str(expressions[part]) for part in group)))
                for part in group[1:]:
                    del operands[part]
    return list(operands.values())


def _join_two(logical: str, left: Expression, right: Expression) -> Expression:
    """Joins two expressions. A short chain stays one list; a long one is flattened once, when it is written."""
    if not isinstance(right, Expression):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not all checked
        raise _no_operand(right)  # pyright: ignore[reportUnreachable]
    parts = (*left._parts, right) if left._shape == logical and len(left._parts) < _SHORT else (left, right)
    return join(logical, parts)


def _flattened(parts: Sequence[Expression], shape: str) -> list[Expression]:
    """Returns joined expressions, with those that are joined by the same operator replaced by their parts."""
    operands: list[Expression] = []
    pending = [*reversed(parts)]
    while pending:
        part = pending.pop()
        if part._shape == shape:
            pending += reversed(part._parts)
        else:
            operands.append(part)
    return operands


def _apart(operands: list[Expression]) -> list[Expression]:
    """Puts each half of several pairs of one family into an ``and`` of its own: side by side they would be read as one pair."""
    halves = Counter(operand._shape for operand in operands if operand._shape and not operand._parts)
    return [
        atom(write_call("and", (str(operand),))) if not operand._parts and halves[operand._shape] > 1 else operand
        for operand in operands
    ]


def _no_operand(other: object) -> TypeError:
    if isinstance(other, str):
        return TypeError("a text is joined as from_text(…), which checks it first")
    if isinstance(other, (list, tuple)):
        return TypeError(
            "give expressions one by one or as one list: join a list inside another list first, with all_of or any_of"
        )
    shown = repr(other)
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return TypeError(f"an expression cannot be joined with {shown}: {_HINT}")


def all_of(*expressions: Expression | Iterable[Expression]) -> Expression:
    """Returns the expression that holds where all of the expressions hold, given one by one or as one iterable.

    Raises ``ValueError`` without expressions: no filter selects every run, so leave the filter out.
    """
    return _joined("and", "all_of", expressions)


def any_of(*expressions: Expression | Iterable[Expression]) -> Expression:
    """Returns the expression that holds where at least one of the expressions holds, given one by one or as one iterable.

    Raises ``ValueError`` without expressions: no filter selects no runs.
    """
    return _joined("or", "any_of", expressions)


def none_of(*expressions: Expression | Iterable[Expression]) -> Expression:
    """Returns the expression that holds where none of them holds: ``~any_of(…)``. Raises ``ValueError`` as it does."""
    return ~_joined("or", "none_of", expressions)


def _joined(logical: str, name: str, expressions: tuple[Expression | Iterable[Expression], ...]) -> Expression:
    parts: tuple[object, ...] = expressions
    if len(parts) == 1 and isinstance(parts[0], Iterable) and not isinstance(parts[0], str):
        parts = tuple(cast("Iterable[object]", parts[0]))
    if not parts:
        raise ValueError(f"{name}() needs at least one expression: where there is none, leave the filter out")
    for part in parts:
        if not isinstance(part, Expression):
            raise _no_operand(part)
    joined = cast("tuple[Expression, ...]", parts)
    return joined[0] if len(joined) == 1 else join(logical, joined)
