# ruff: noqa: SLF001 - one class and the functions that make its values
# pyright: reportPrivateUsage=false
"""A filter as a Python value: what comparisons of ``F`` give, joined with ``&``, ``|`` and ``~``.

Owns the invariants that an expression is its canonical text, written when it is first asked for and in linear time, and that
two conditions joined by ``&`` never come to speak of one pair unless they were made as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
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

_SHORT = 8
_SHOWN = 60

_new = object.__new__
_HINT = 'join expressions with & | ~, each comparison in brackets: (F.status == "error") & (F.latency > 10)'


class Expression(Expressible):
    """A filter. ``str()`` of it is the canonical text, which any ``filter=`` takes; equal texts are equal expressions.

    It is made from ``F``, by ``from_text``, or out of others: ``a & b`` holds where both hold, ``a | b`` where one does,
    ``~a`` where ``a`` does not, of the runs that have one value to compare: where there is none, neither need hold, and where
    a key has several (a list, feedback given twice) both may. ``~`` raises ``ValueError`` where the language has no words for
    the negative.
    """

    __slots__ = ("_parts", "_shape", "_text")

    _text: str | None
    _shape: str
    """Of a text: the family of which it is half a pair, or nothing. Of parts: what joins them."""
    _parts: tuple[Expression, ...]

    def __init__(self, *_: Never) -> None:
        raise TypeError("an expression is made from F, as in F.latency > 10, or from a text with from_text()")

    def __str__(self) -> str:
        if self._text is None:
            self._text = self._write()
        return self._text

    def _write(self) -> str:
        """The canonical text, without recursion."""
        pieces: list[str] = []
        pending: list[Expression | str] = [self]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                pieces.append(item)
                continue
            pieces += (item._shape, "(")
            pending.append(")")
            for operand in reversed(item._operands()):
                pending += (operand._text or operand, ", ")
            pending.pop()
        return "".join(pieces)

    def _operands(self) -> list[Expression]:
        """What is joined, with the parts of parts that are joined in the same way among it, and halves of pairs apart."""
        shape = self._shape
        found: list[Expression] = []
        halves: list[str] = []
        pending = [*reversed(self._parts)]
        while pending:
            part = pending.pop()
            if part._parts:
                if part._shape == shape:
                    pending += reversed(part._parts)
                    continue
            elif part._shape:
                halves.append(part._shape)
            found.append(part)
        return _apart(found, Counter(halves)) if shape == "and" and len(halves) > len(set(halves)) else found

    @property
    def tree(self) -> Node:
        """The filter as a tree, whose spans point into ``str()`` of it."""
        tree = accept(str(self))
        assert tree is not None, "what is written parses"
        return tree

    def __and__(self, other: Expression) -> Expression:
        return _pair_up("and", self, _operand(other))

    def __or__(self, other: Expression) -> Expression:
        return _pair_up("or", self, _operand(other))

    if not TYPE_CHECKING:  # a checker that saw them would take `"text" & expression` for right, and what follows as unreachable

        def __rand__(self, other: object) -> NoReturn:
            raise _stranger(other)

        __ror__ = __rand__

    def __invert__(self) -> Expression:
        return read(negative(self.tree))

    def __bool__(self) -> Literal[0]:  # what no bool is: pyright and ty then refuse `if`, `and`, `or`, `not`, chains
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
    """A comparison or a pair that is written already; ``half`` names the family of which it is half a pair."""
    made = _new(Expression)
    made._text = text
    made._shape = half
    made._parts = ()
    return made


def join(logical: str, parts: tuple[Expression, ...]) -> Expression:
    """A conjunction or a disjunction of at least two expressions."""
    made = _new(Expression)
    made._text = None
    made._shape = logical
    made._parts = parts
    return made


def restore(text: str) -> Expression:
    """The expression of a canonical text, which is how copies and pickles come back."""
    tree = accept(text)
    if tree is None:
        raise ValueError("this is not a filter")
    return read(tree)


def read(tree: Node) -> Expression:
    """The expression of a tree that has no mistakes and no ``not``: pairs nested, conjunctions flat, values in one spelling."""
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
    """The conditions of an ``and``, with those on one pair joined in the place of the first of them."""
    operands = {part: expressions[part] for part in conjunction.parts}
    for family in {part.pair.family for part in conjunction.parts if part.pair is not None}:
        for group in groups(conjunction.parts, family):
            if len(group) > 1:
                operands[group[0]] = atom(write_call("and", (str(expressions[part]) for part in group)))
                for part in group[1:]:
                    del operands[part]
    return list(operands.values())


def _pair_up(logical: str, left: Expression, right: Expression) -> Expression:
    """Two expressions joined; a short chain stays one list, a long one is flattened once, when it is written."""
    if left._parts and left._shape == logical and len(left._parts) < _SHORT:
        return join(logical, (*left._parts, right))
    return join(logical, (left, right))


def _apart(operands: list[Expression], halves: Counter[str]) -> list[Expression]:
    """Halves of pairs of one family, each in an ``and`` of its own: side by side they would be read as one pair."""
    return [atom(write_call("and", (str(part),))) if not part._parts and halves[part._shape] > 1 else part for part in operands]


def _operand(other: object) -> Expression:
    if isinstance(other, Expression):
        return other
    raise _stranger(other)


def _stranger(other: object) -> TypeError:
    if isinstance(other, str):
        return TypeError("a text is joined as from_text(…), which checks it first")
    if isinstance(other, (list, tuple)):
        return TypeError(
            "expressions come one by one or as one list: a list inside of another is joined first, with all_of or any_of"
        )
    shown = repr(other)
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return TypeError(f"an expression cannot be joined with {shown}: {_HINT}")


def all_of(*expressions: Expression | Iterable[Expression]) -> Expression:
    """What holds where every one of them holds. They come one by one or as one iterable.

    Raises ``ValueError`` for none at all: no filter takes every run, so leave the filter out.
    """
    return _joined("and", "all_of", expressions)


def any_of(*expressions: Expression | Iterable[Expression]) -> Expression:
    """What holds where at least one of them holds. They come one by one or as one iterable.

    Raises ``ValueError`` for none at all: no filter takes no run.
    """
    return _joined("or", "any_of", expressions)


def none_of(*expressions: Expression | Iterable[Expression]) -> Expression:
    """What holds where not one of them holds: ``~any_of(…)``. Raises ``ValueError`` as both of them do."""
    return ~_joined("or", "none_of", expressions)


def _joined(logical: str, name: str, expressions: tuple[Expression | Iterable[Expression], ...]) -> Expression:
    given: Iterable[object] = expressions
    first: object = expressions[0] if len(expressions) == 1 else None
    if isinstance(first, Iterable) and not isinstance(first, str):
        given = cast("Iterable[object]", first)
    parts = tuple(map(_operand, given))
    if not parts:
        raise ValueError(f"{name}() needs at least one expression: where there is none, leave the filter out")
    return parts[0] if len(parts) == 1 else join(logical, parts)
