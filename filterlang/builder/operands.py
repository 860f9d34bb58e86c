# pyright: reportPrivateUsage=false
"""What stands left of an operator: a field, or the value under a key.

Owns the invariant that what a field does not take is refused where it is written, with what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import ClassVar, NoReturn, cast

from filterlang.builder.expression import Expression, atom
from filterlang.builder.literals import Writer, literal, writer
from filterlang.schema.aliases import INSTEAD, PRESENCE
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Field, Operator, Support, Takes
from filterlang.rewrite.composing import compose
from filterlang.semantics.resolving import ResolvedName
from filterlang.syntax.printer import print_line, write_call, write_list

SPELLINGS: dict[str, str] = {
    name: f".{operator.python}(…)" if operator.python.isidentifier() else operator.python
    for name, operator in OPERATORS.items()
    if operator.python
}
"""How Python writes each comparison of the language."""

_BRACKETS = 'put each comparison in brackets: (F.status == "error") & (F.latency > 10)'
_INSTEAD = {"has": "has", "in": "in", "contains": "like", "notcontains": "notlike", "eq": "eq"}
"""For each idea of the schema's table of what to ask instead, the comparison that comes nearest."""


def offered(field: Field) -> list[str]:
    """The comparisons a field takes: those that are attested, or likely by what is."""
    taken = (Support.YES, Support.LIKELY)
    return [operator for operator in SPELLINGS if support(operator, field.operators) in taken]


def _items(field: Field, values: object) -> str:
    """A list of literals; a set's in a fixed order."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"a list of values is wanted for `{field.name}`, not {type(values).__name__}: write [value]")
    literals = [literal(field, value) for value in cast("Iterable[object]", values)]
    if not literals:
        raise ValueError(f"no value is given for `{field.name}`: an empty list matches nothing, so leave the condition out")
    return write_list(sorted(literals) if isinstance(values, (set, frozenset)) else literals)


_COMPARISONS: dict[str, dict[str, tuple[str, Writer]]] = {
    field.name: {
        operator: (
            write_call(operator, (field.name, "")).removesuffix(")"),
            _items if OPERATORS[operator].takes is Takes.LIST else writer(field, operator),
        )
        for operator in offered(field)
    }
    for field in FIELDS.values()
}
"""For each field and operator, how the comparison begins, and what writes its value."""


def _unhashable(field: object) -> TypeError:
    """Says why a field is no key of a dict: comparing two fields makes an expression, not a verdict."""
    return TypeError(f"{field!r} cannot be the key of a dict or a member of a set: write its name as a string")


class Operand:
    """A field, or the value under a key of a pair (``key`` is then the condition on the key, written)."""

    __slots__ = ("_comparisons", "_field", "_key")

    _field: Field
    _key: str

    def __init__(self, field: Field, key: str = "") -> None:
        self._field = field
        self._key = key
        self._comparisons = _COMPARISONS[field.name]

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
        raise _unhashable(self)

    def __gt__(self, value: object, /) -> Expression:
        return self._compare("gt", value)

    def __ge__(self, value: object, /) -> Expression:
        return self._compare("gte", value)

    def __lt__(self, value: object, /) -> Expression:
        return self._compare("lt", value)

    def __le__(self, value: object, /) -> Expression:
        return self._compare("lte", value)

    def is_(self, value: object, /) -> Expression:
        """The same as ``==``, for those whose linter wants no ``== True``."""
        return self._compare("eq", value)

    def in_(self, value: object, /, *more: object) -> Expression:
        """The value is one of these."""
        if more:
            raise TypeError(f"`{self._name()}` is compared with one list: write .in_([…])")
        return self._compare("in", value)

    def exists(self) -> Expression:
        """Whether there is a value at all."""
        return self._presence("present")

    def is_null(self) -> Expression:
        """Whether there is no value. The language has no null: it becomes a condition on another field that tells."""
        return self._presence("absent")

    def _presence(self, idea: str) -> Expression:
        made = compose(idea, ResolvedName(self._field), ())
        if made is None:
            raise TypeError(f"the language cannot ask whether `{self._name()}` is there")
        return atom(print_line(made))

    def _name(self) -> str:
        return self._field.name

    def _refused(self, operator: str) -> TypeError:
        field = self._field
        takes = [SPELLINGS[taken] for taken in offered(field)]
        if field.name in PRESENCE:
            takes += [".exists()", ".is_null()"]
        instead = SPELLINGS.get(_INSTEAD.get(INSTEAD.get((operator, field.operators), ""), ""))
        hint = f"write {instead}" if instead in takes and field.name not in PRESENCE else f"it takes {', '.join(takes)}"
        return TypeError(f"`{self._name()}` does not take {SPELLINGS[operator]}: {hint}")

    def __getattr__(self, name: str) -> NoReturn:
        takes = ", ".join(SPELLINGS[taken] for taken in offered(self._field))
        raise AttributeError(f"`{self._name()}` has no {name[:60]}: it takes {takes}")

    def __contains__(self, value: object) -> NoReturn:
        raise TypeError(f"`in` asks Python, not LangSmith: write .has(…) or .like(…) on `{self._name()}`")

    def __getitem__(self, key: object) -> NoReturn:
        raise TypeError(
            f'`{self._name()}` has no keys: what lies one level down has one key with a dot, as in F.metadata["a.b"]'
        )

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return _field, (self._field.name,)

    def _alone(self) -> TypeError:
        return TypeError(f"`{self._name()}` by itself is not a condition: compare it, as in F.latency > 10; {_BRACKETS}")

    def __bool__(self) -> NoReturn:
        raise self._alone()

    def __and__(self, other: object) -> NoReturn:
        raise self._alone()

    def __rand__(self, other: object) -> NoReturn:
        raise self._alone()

    def __or__(self, other: object) -> NoReturn:
        raise self._alone()

    def __ror__(self, other: object) -> NoReturn:
        raise self._alone()

    def __invert__(self) -> NoReturn:
        raise self._alone()

    __iter__: ClassVar[None] = None

    def __repr__(self) -> str:
        return f"<the field {self._name()}>"


def _method(operator: Operator) -> Callable[[Operand, object], Expression]:
    """The method of an operand that writes a comparison with this operator."""

    def compare(self: Operand, value: object, /) -> Expression:
        return self._compare(operator.name, value)

    compare.__name__ = operator.python
    compare.__qualname__ = f"{Operand.__qualname__}.{operator.python}"
    compare.__doc__ = f"{operator.says[0].upper()}{operator.says[1:]}."
    return compare


for _operator in OPERATORS.values():
    if _operator.python.isidentifier() and not hasattr(Operand, _operator.python):
        setattr(Operand, _operator.python, _method(_operator))


class Under(Operand):
    """The value under one key, or under any of several; without a key, under whichever."""

    __slots__ = ("_label",)

    def __init__(self, field: Field, key: str, label: tuple[str, ...]) -> None:
        self._field = field
        self._key = key
        self._comparisons = _COMPARISONS[field.name]
        self._label = label

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return _under, (self._field.name, self._key, self._label)

    def exists(self) -> Expression:
        """Whether there is such a key."""
        if not self._key:
            raise TypeError(f"{self._name()} has no keys: name the keys to look for")
        return atom(self._key, self._field.family)

    def is_null(self) -> Expression:
        """Whether there is no such key."""
        return ~self.exists()

    def _name(self) -> str:
        return "".join(self._label)


def _field(name: str) -> object:
    """What ``F`` has under a name: how copies and pickles come back."""
    from filterlang.builder.namespace import F

    return getattr(F, name)


def _under(field: str, key: str, label: tuple[str, ...]) -> Under:
    return Under(FIELDS[field], key, label)


class Scores:
    """A feedback: its ``score`` and its ``value``."""

    __slots__ = ("_key", "_label")

    def __init__(self, key: str, label: tuple[str, ...]) -> None:
        self._key = key
        self._label = label

    @property
    def score(self) -> Under:
        """The number it gave; True and False count as 1 and 0."""
        return Under(FAMILIES["feedback"]["score"], self._key, (*self._label, ".score"))

    @property
    def value(self) -> Under:
        """The label it gave."""
        return Under(FAMILIES["feedback"]["value"], self._key, (*self._label, ".value"))

    def exists(self) -> Expression:
        """Whether there is such a feedback."""
        return self.score.exists()

    def is_null(self) -> Expression:
        """Whether there is no such feedback."""
        return ~self.exists()

    def _whole(self) -> NoReturn:
        label = "".join(self._label)
        raise TypeError(f"compare {label}.score with a number or {label}.value with a text")

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a feedback has .score and .value in filters, and no {name[:60]}")

    def __eq__(self, other: object) -> NoReturn:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._whole()

    def __ne__(self, other: object) -> NoReturn:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._whole()

    def __lt__(self, other: object) -> NoReturn:
        self._whole()

    def __le__(self, other: object) -> NoReturn:
        self._whole()

    def __gt__(self, other: object) -> NoReturn:
        self._whole()

    def __ge__(self, other: object) -> NoReturn:
        self._whole()

    def __hash__(self) -> NoReturn:
        raise _unhashable(self)


class Keys:
    """What keys are looked up in: ``F.metadata["user_id"]``."""

    __slots__ = ("_key", "_name", "_named", "_opening", "_value", "_write")

    def __init__(self, name: str, family: str) -> None:
        roles = FAMILIES[family]
        self._name = name
        self._key = roles["key"]
        self._value = None if "score" in roles else roles["value"]
        self._opening, self._write = _COMPARISONS[self._key.name]["eq"]
        self._named = lru_cache(1024)(self._look_up)  # programs ask for few keys, again and again

    def __getitem__(self, key: str) -> Under | Scores:
        return self._named(key) if type(key) is str else self._look_up(key)

    def _look_up(self, key: str) -> Under | Scores:
        written = self._write(self._key, key)
        return self._under(self._opening + written + ")", ("F.", self._name, "[", written, "]"))

    def any(self, keys: Iterable[str] | None = None, *more: str) -> Under | Scores:
        """The value under any of these keys; without them, under whichever key there is."""
        if more:
            raise TypeError(f"the keys of `{self._name}` come as one list: write .any([…])")
        written = "" if keys is None else write_call("in", (self._key.name, _items(self._key, keys)))
        return self._under(written, ("F.", self._name, ".any(…)"))

    def _under(self, key: str, label: tuple[str, ...]) -> Under | Scores:
        return Scores(key, label) if self._value is None else Under(self._value, key, label)

    def _unkeyed(self) -> NoReturn:
        raise TypeError(f'`{self._name}` is compared key by key: F.{self._name}["key"]')

    def __eq__(self, other: object) -> NoReturn:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._unkeyed()

    def __ne__(self, other: object) -> NoReturn:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._unkeyed()

    def __lt__(self, other: object) -> NoReturn:
        self._unkeyed()

    def __le__(self, other: object) -> NoReturn:
        self._unkeyed()

    def __gt__(self, other: object) -> NoReturn:
        self._unkeyed()

    def __ge__(self, other: object) -> NoReturn:
        self._unkeyed()

    def __contains__(self, other: object) -> NoReturn:
        self._unkeyed()

    def __hash__(self) -> NoReturn:
        raise _unhashable(self)

    __iter__: ClassVar[None] = None

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return _field, (self._name,)

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f'write F.{self._name}["{name[:60]}"] for a key of the {self._name}')

    def __repr__(self) -> str:
        return f"<the keys of {self._name}>"


class Payload(Keys):
    """Inputs or outputs: looked up by key, or as a text as a whole."""

    __slots__ = ("_whole",)

    def __init__(self, name: str, family: str, field: Field) -> None:
        super().__init__(name, family)
        self._whole = Operand(field)

    def like(self, pattern: str) -> Expression:
        """The whole, as text, matches a pattern: ``%`` stands for any text and ``_`` for any character."""
        return self._whole.like(pattern)

    def not_like(self, pattern: str) -> Expression:
        """The whole, as text, does not match a pattern."""
        return self._whole.not_like(pattern)
