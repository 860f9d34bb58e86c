# pyright: reportPrivateUsage=false
"""Operands of comparisons: a field, or the value under a key.

Owns the invariant that a comparison which a field does not take raises at once, with what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NoReturn

from filterlang.builder.expression import Expression, atom
from filterlang.builder.literals import Writer, literal_list, writer
from filterlang.builder.offering import SPELLINGS, offered
from filterlang.schema.aliases import INSTEAD, PRESENCE
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS
from filterlang.schema.types import Field, Operator, Takes
from filterlang.rewrite.composing import compose
from filterlang.semantics.resolving import ResolvedName
from filterlang.syntax.printer import print_line, write_call

_BRACKETS = 'put each comparison in brackets: (F.status == "error") & (F.latency > 10)'
_INSTEAD = {"has": "has", "in": "in", "contains": "like", "notcontains": "notlike", "eq": "eq"}
"""The comparison that is nearest to each suggestion of the schema's table ``INSTEAD``."""


COMPARISON_WRITERS: dict[str, dict[str, tuple[str, Writer]]] = {
    field.name: {
        operator: (
            write_call(operator, (field.name, "")).removesuffix(")"),
            literal_list if OPERATORS[operator].takes is Takes.LIST else writer(field, operator),
        )
        for operator in offered(field)
    }
    for field in FIELDS.values()
}
"""For each field and operator, the beginning of the comparison, and the function that writes its value."""


def unhashable(field: object) -> TypeError:
    """Returns the error for hashing a field: comparing two fields makes an expression, not a bool."""
    return TypeError(f"{field!r} cannot be the key of a dict or a member of a set: write its name as a string")


class Operand:
    """A field, or the value under a key of a pair (``key`` is then the text of the condition on the key)."""

    __slots__ = ("_comparisons", "_field", "_key")

    _field: Field
    _key: str

    def __init__(self, field: Field, key: str = "") -> None:
        self._field = field
        self._key = key
        self._comparisons = COMPARISON_WRITERS[field.name]

    def _compare(self, operator: str, value: object) -> Expression:
        comparison = self._comparisons.get(operator)
        if comparison is None:
            raise self._refused(operator)
        opening, write = comparison
        condition = opening + write(self._field, value) + ")"
        if self._key:
            return atom(write_call("and", (self._key, condition)))
        return atom(condition, self._field.family)

    def __eq__(self, value: object, /) -> Expression:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._compare("eq", value)

    def __ne__(self, value: object, /) -> Expression:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._compare("neq", value)

    def __hash__(self) -> NoReturn:
        raise unhashable(self)

    def __gt__(self, value: object, /) -> Expression:
        return self._compare("gt", value)

    def __ge__(self, value: object, /) -> Expression:
        return self._compare("gte", value)

    def __lt__(self, value: object, /) -> Expression:
        return self._compare("lt", value)

    def __le__(self, value: object, /) -> Expression:
        return self._compare("lte", value)

    def is_(self, value: object, /) -> Expression:
        """Returns the same as ``==``, for linters that do not allow ``== True``."""
        return self._compare("eq", value)

    def in_(self, value: object, /, *more: object) -> Expression:
        """Returns the condition that the value is one of a list."""
        if more:
            raise TypeError(f"`{self._name()}` is compared with one list: write .in_([…])")
        return self._compare("in", value)

    def exists(self) -> Expression:
        """Returns the condition that there is a value."""
        return self._presence("present")

    def is_null(self) -> Expression:
        """Returns the condition that there is no value: the language has no null, so it is a condition on another field."""
        return self._presence("absent")

    def _presence(self, idea: str) -> Expression:
        condition = compose(idea, ResolvedName(self._field), ())
        if condition is None:
            raise TypeError(f"the language has no condition for whether `{self._name()}` has a value")
        return atom(print_line(condition))

    def _name(self) -> str:
        return self._field.name

    def _refused(self, operator: str) -> TypeError:
        field = self._field
        takes = [SPELLINGS[operator_name] for operator_name in offered(field)]
        if field.name in PRESENCE:
            takes += [".exists()", ".is_null()"]
        instead = SPELLINGS.get(_INSTEAD.get(INSTEAD.get((operator, field.operators), ""), ""))
        hint = f"write {instead}" if instead in takes and field.name not in PRESENCE else f"it takes {', '.join(takes)}"
        return TypeError(f"`{self._name()}` does not take {SPELLINGS[operator]}: {hint}")

    def __getattr__(self, name: str) -> NoReturn:
        takes = ", ".join(SPELLINGS[operator] for operator in offered(self._field))
        raise AttributeError(f"`{self._name()}` has no {name[:60]}: it takes {takes}")

    def __contains__(self, value: object) -> NoReturn:
        raise TypeError(f"`in` runs in Python, not in LangSmith: write .has(…) or .like(…) on `{self._name()}`")

    def __getitem__(self, key: object) -> NoReturn:
        raise TypeError(f'`{self._name()}` has no keys: a value one level down has one key with a dot, as in F.metadata["a.b"]')

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return _operand, (self._field.name,)

    def _incomplete(self) -> TypeError:
        return TypeError(f"`{self._name()}` by itself is not a condition: compare it, as in F.latency > 10; {_BRACKETS}")

    def __bool__(self) -> NoReturn:
        raise self._incomplete()

    def __and__(self, other: object) -> NoReturn:
        raise self._incomplete()

    def __rand__(self, other: object) -> NoReturn:
        raise self._incomplete()

    def __or__(self, other: object) -> NoReturn:
        raise self._incomplete()

    def __ror__(self, other: object) -> NoReturn:
        raise self._incomplete()

    def __invert__(self) -> NoReturn:
        raise self._incomplete()

    __iter__: ClassVar[None] = None

    def __repr__(self) -> str:
        return f"<the field {self._name()}>"


def _method(operator: Operator) -> Callable[[Operand, object], Expression]:
    """Returns the method of an operand that writes a comparison with an operator."""

    def compare(self: Operand, value: object, /) -> Expression:
        return self._compare(operator.name, value)

    compare.__name__ = operator.python
    compare.__qualname__ = f"{Operand.__qualname__}.{operator.python}"
    compare.__doc__ = f"{operator.says[0].upper()}{operator.says[1:]}."
    return compare


for _operator in OPERATORS.values():
    if _operator.python.isidentifier() and not hasattr(Operand, _operator.python):
        setattr(Operand, _operator.python, _method(_operator))


def _operand(name: str) -> Operand:
    """Returns the operand of a field by its name, to restore a pickle."""
    return Operand(FIELDS[name])
