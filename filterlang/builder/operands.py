# pyright: reportPrivateUsage=false
"""Operands of comparisons: a field, or the value under a key.

Owns the invariant that a comparison which a field does not take raises at once, with what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, NoReturn, TypeVar, cast

from filterlang.builder.expression import Expression, atom
from filterlang.builder.literals import literal_list, writer
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


_METHODS = {"==": "__eq__", "!=": "__ne__", ">": "__gt__", ">=": "__ge__", "<": "__lt__", "<=": "__le__"}
"""The methods that Python calls for its own operators."""


def unhashable(field: object) -> TypeError:
    """Returns the error for hashing a field: comparing two fields makes an expression, not a bool."""
    return TypeError(f"{field!r} cannot be the key of a dict or a member of a set: write its name as a string")


class Operand:
    """A field in comparisons. Each field has a class of its own, which ``operand_class`` makes: its methods know the field."""

    __slots__ = ()

    _field: ClassVar[Field]

    def __hash__(self) -> NoReturn:
        raise unhashable(self)

    def is_(self, value: object, /) -> Expression:
        """Returns the same as ``==``, for linters that do not allow ``== True``."""
        return cast("Expression", self == value)

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


class KeyedOperand(Operand):
    """The value under a key of a pair. ``key`` is the text of the condition on the key, empty for any key."""

    __slots__ = ("_key",)

    _key: str


Kind = TypeVar("Kind", bound=Operand)


def operand_class(kind: type[Kind], field: Field) -> type[Kind]:
    """Returns the class of a field: a kind of operand with a method for each comparison."""
    members: dict[str, object] = {"__slots__": (), "__module__": kind.__module__, "__hash__": kind.__hash__, "_field": field}
    taken = offered(field)
    for operator in OPERATORS.values():
        if operator.python:
            method = _comparison(field, operator) if operator.name in taken else _refusal(operator.name)
            method = _of_one_list(method) if operator.takes is Takes.LIST else method
            method.__name__ = _METHODS.get(operator.python, operator.python)
            method.__qualname__ = f"{Operand.__qualname__}.{method.__name__}"
            method.__doc__ = f"{operator.says[0].upper()}{operator.says[1:]}."
            members[method.__name__] = method
    return cast("type[Kind]", type(kind.__name__, (kind,), members))


def _comparison(field: Field, operator: Operator) -> Callable[..., Expression]:
    """Returns the method that compares a field, or the value under a key, by an operator."""
    family = field.family
    opening = write_call(operator.name, (field.name, "")).removesuffix(")")
    before, between, after = write_call("and", ("\0", "\0")).split("\0")
    write = writer(field, operator.name)
    write = partial(literal_list, write) if operator.takes is Takes.LIST else write

    def compare(_: Operand, value: object, /) -> Expression:
        return atom(opening + write(field, value) + ")")

    def compare_under_key(self: KeyedOperand, value: object, /) -> Expression:
        condition = opening + write(field, value) + ")"
        key = self._key
        return atom(f"{before}{key}{between}{condition}{after}") if key else atom(condition, family)

    return compare_under_key if family else compare


def _refusal(operator: str) -> Callable[..., Expression]:
    """Returns the method for an operator that a field does not take."""

    def refuse(self: Operand, value: object, /) -> NoReturn:
        raise self._refused(operator)

    return refuse


def _of_one_list(compare: Callable[[Operand, object], Expression]) -> Callable[..., Expression]:
    """Returns the method that compares with a list and refuses several values."""

    def compare_with_list(self: Operand, value: object, /, *more: object) -> Expression:
        if more:
            raise TypeError(f"`{self._name()}` is compared with one list: write .in_([…])")
        return compare(self, value)

    return compare_with_list


OPERANDS: dict[str, Operand] = {name: operand_class(Operand, field)() for name, field in FIELDS.items() if not field.family}
"""The operand of each field that holds one value."""


def _operand(name: str) -> Operand:
    """Returns the operand of a field by its name, to restore a pickle."""
    return OPERANDS[name]
