# pyright: reportPrivateUsage=false
"""Operands for pairs: the containers that keys are looked up in, and the value or the score under a key.

Owns the invariant that a comparison of a value carries the condition on its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import ClassVar, NoReturn

from filterlang.builder.expression import Expression, atom
from filterlang.builder.literals import literal_list, writer
from filterlang.builder.offering import FAMILIES_BY_CONTAINER, WHOLES, offered
from filterlang.builder.operands import OPERANDS, KeyedOperand, operand_class, unhashable
from filterlang.schema.fields import FAMILIES
from filterlang.schema.types import Field
from filterlang.syntax.printer import write_call


class KeyedValue(KeyedOperand):
    """The value under one key, or under any of several keys; without a key, under any key."""

    __slots__ = ("_label",)

    def __init__(self, key: str, label: tuple[str, ...]) -> None:
        self._key = key
        self._label = label

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return _restored, (self._field.name, self._key, self._label)

    def exists(self) -> Expression:
        """Returns the condition that the run has such a key."""
        if not self._key:
            raise TypeError(f"{self._name()} has no keys: name the keys to look for")
        return atom(self._key, self._field.family)

    def is_null(self) -> Expression:
        """Returns the condition that the run has no such key."""
        return ~self.exists()

    def _name(self) -> str:
        return "".join(self._label)


_CLASSES: dict[str, type[KeyedValue]] = {
    field.name: operand_class(KeyedValue, field)
    for roles in FAMILIES.values()
    for role, field in roles.items()
    if role != "key"
}
"""The class of the values of each field."""


def _restored(field: str, key: str, label: tuple[str, ...]) -> KeyedValue:
    return _CLASSES[field](key, label)


class FeedbackValues:
    """The values of a feedback: its ``score`` and its ``value``."""

    __slots__ = ("_label", "_score", "_value")

    def __init__(self, key: str, label: tuple[str, ...]) -> None:
        roles = FAMILIES["feedback"]
        self._label = label
        self._score = _CLASSES[roles["score"].name](key, (*label, ".score"))
        self._value = _CLASSES[roles["value"].name](key, (*label, ".value"))

    @property
    def score(self) -> KeyedValue:
        """The number that the feedback gave; True and False count as 1 and 0."""
        return self._score

    @property
    def value(self) -> KeyedValue:
        """The label that the feedback gave."""
        return self._value

    def exists(self) -> Expression:
        """Returns the condition that the run has such feedback."""
        return self._score.exists()

    def is_null(self) -> Expression:
        """Returns the condition that the run has no such feedback."""
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
        raise unhashable(self)


class Keys:
    """A container that keys are looked up in: ``F.metadata["user_id"]``."""

    __slots__ = ("_cached", "_key", "_name", "_value", "_write")

    def __init__(self, name: str, family: str) -> None:
        roles = FAMILIES[family]
        self._name = name
        self._key = roles["key"]
        self._write = writer(self._key)
        self._value = FeedbackValues if "score" in roles else _CLASSES[roles["value"].name]
        self._cached = lru_cache(1024)(self._look_up)  # programs look up few keys, many times

    def __getitem__(self, key: str) -> KeyedValue | FeedbackValues:
        return self._cached(key) if type(key) is str else self._look_up(key)

    def _look_up(self, key: str) -> KeyedValue | FeedbackValues:
        written = self._write(self._key, key)
        return self._value(write_call("eq", (self._key.name, written)), ("F.", self._name, "[", written, "]"))

    def any(self, keys: Iterable[str] | None = None, *more: str) -> KeyedValue | FeedbackValues:
        """Returns the value under any of the keys; without keys, under any key of the run."""
        if more:
            raise TypeError(f"the keys of `{self._name}` come as one list: write .any([…])")
        written = "" if keys is None else write_call("in", (self._key.name, literal_list(self._write, self._key, keys)))
        return self._value(written, ("F.", self._name, ".any(…)"))

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
        raise unhashable(self)

    __iter__: ClassVar[None] = None

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return keys_of, (self._name,)

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f'write F.{self._name}["{name[:60]}"] for a key of the {self._name}')

    def __repr__(self) -> str:
        return f"<the keys of {self._name}>"


class Payload(Keys):
    """Inputs or outputs: looked up by key, or compared as one text."""

    __slots__ = ("_whole",)

    def __init__(self, name: str, family: str, field: Field) -> None:
        super().__init__(name, family)
        self._whole = OPERANDS[field.name]

    def like(self, pattern: str) -> Expression:
        """Returns the condition that the whole text matches a pattern: ``%`` is any text and ``_`` any character."""
        return self._whole.like(pattern)

    def not_like(self, pattern: str) -> Expression:
        """Returns the condition that the whole text does not match a pattern."""
        return self._whole.not_like(pattern)


def keys_of(name: str) -> Keys:
    """Returns the container of ``F`` with a name; inputs and outputs can also be compared as one text."""
    family = FAMILIES_BY_CONTAINER[name]
    whole = WHOLES[family]
    return Payload(name, family, whole) if whole and "like" in offered(whole) else Keys(name, family)
