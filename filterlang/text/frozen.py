"""Makes frozen classes as ``dataclasses.dataclass(frozen=True)`` does, in a tenth of the time, which a cold start notices.

``dataclasses`` loads ``inspect`` and compiles six functions for each class. Here the methods are closures over the names of the
fields, and only ``__init__`` is compiled, so that its signature is the real one. Type checkers see ``dataclasses`` itself.

Owns the invariant that such a class is a dataclass for everybody: ``dataclasses.fields``, ``replace``, ``asdict`` and
``is_dataclass`` take it, because its fields are described for ``dataclasses`` when they are first looked up.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter, ge, gt, le, lt
from types import CodeType, FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, field, replace
    from typing import Any, Never

__all__ = ["dataclass", "field", "replace"]

_REQUIRED = object()
"""The default of a field that has none."""


class _Field:
    """How a field departs from others: its default, whether it takes part in comparisons, whether it is given by name only."""

    __slots__ = ("compare", "default", "kw_only")

    def __init__(self, *, default: object = _REQUIRED, compare: bool = True, kw_only: bool = False) -> None:
        self.default = default
        self.compare = compare
        self.kw_only = kw_only


def _dataclass(
    *, frozen: bool, slots: bool = False, eq: bool = True, order: bool = False, repr: bool = True
) -> Callable[[type], type]:
    """The decorator of ``dataclasses``, for frozen classes that inherit no fields and whose defaults are plain values."""
    assert frozen, "classes that change are left to dataclasses"

    def decorate(cls: type) -> type:
        namespace = vars(cls)
        fields = {name: _field_of(namespace.get(name, _REQUIRED)) for name in cls.__annotations__}
        globals_: dict[str, object] = {}
        members: dict[str, object] = {
            "__init__": _initializer(cls, fields, globals_, slots=slots),
            "__match_args__": tuple([name for name, field in fields.items() if not field.kw_only]),
            **_frozen(tuple(fields)),
        }
        members |= _comparing(tuple([name for name, field in fields.items() if field.compare]), order=order) if eq else {}
        members |= {"__repr__": _repr(tuple(fields))} if repr else {}
        members = {name: member for name, member in members.items() if namespace.get(name) is None}
        made = _slotted(cls, fields, members) if slots else _extended(cls, members)
        globals_ |= {f"_set_{number}": vars(made)[name].__set__ for number, name in enumerate(fields)} if slots else {}
        options = {"frozen": True, "eq": eq, "order": order, "repr": repr}
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            setattr(made, name, _Description(made, name, fields, options))
        return made

    return decorate


def _replace(value: Any, /, **changes: object) -> Any:
    """A copy of a frozen value with some of its fields changed."""
    names: dict[str, object] = value.__class__.__annotations__
    return value.__class__(**{name: getattr(value, name) for name in names} | changes)


if not TYPE_CHECKING:
    dataclass, field, replace = _dataclass, _Field, _replace


def _field_of(default: object) -> _Field:
    return default if isinstance(default, _Field) else _Field(default=default)


def _slotted(cls: type, fields: dict[str, _Field], members: dict[str, object]) -> type:
    """The class once more, with more members and a slot for each field: Python takes slots only while it makes a class."""
    left_out = {*fields, "__dict__", "__weakref__"}
    namespace = {name: value for name, value in vars(cls).items() if name not in left_out}
    made: type = type(cls)(cls.__name__, cls.__bases__, {**namespace, **members, "__slots__": tuple(fields)})
    made.__qualname__ = cls.__qualname__
    return made


def _extended(cls: type, members: dict[str, object]) -> type:
    for name, member in members.items():
        setattr(cls, name, member)
    return cls


def _initializer(cls: type, fields: dict[str, _Field], globals_: dict[str, object], *, slots: bool) -> Callable[..., None]:
    """The ``__init__`` that fills the fields. With slots, the caller adds their setters to ``globals_``, its global names."""
    by_place = [field.default for field in fields.values() if not field.kw_only]
    defaults = [default for default in by_place if default is not _REQUIRED]
    assert by_place[len(by_place) - len(defaults) :] == defaults, "a field without a default follows one with a default"
    assert [field.kw_only for field in fields.values()] == sorted(field.kw_only for field in fields.values())
    code = _filling_code(len(fields), slots=slots).replace(
        co_argcount=1 + len(by_place),
        co_kwonlyargcount=len(fields) - len(by_place),
        co_varnames=("self", *fields),
        co_qualname=f"{cls.__qualname__}.__init__",
    )
    globals_ |= {"__name__": cls.__module__, "_set": object.__setattr__}
    globals_ |= {} if slots else {f"_name_{number}": name for number, name in enumerate(fields)}
    made = FunctionType(code, globals_, "__init__", tuple(defaults))
    if len(by_place) < len(fields):
        made.__kwdefaults__ = {
            name: field.default for name, field in fields.items() if field.kw_only and field.default is not _REQUIRED
        }
    made.__annotations__ = {**cls.__annotations__, "return": None}
    return made


@cache
def _filling_code(count: int, *, slots: bool) -> CodeType:
    """The code of an ``__init__`` with so many fields, whose names are filled in for each class.

    Compiling it takes longer than all other work on a class, and most classes have as many fields as another class.
    """
    setter = "_set_{0}(self, _{0})" if slots else "_set(self, _name_{0}, _{0})"
    parameters = ", ".join(["self", *[f"_{number}" for number in range(count)]])
    made: dict[str, Any] = {}
    exec("\n ".join([f"def __init__({parameters}):", *[setter.format(number) for number in range(count)]]), made)  # noqa: S102
    code: CodeType = made["__init__"].__code__
    return code


def _frozen(names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    """The methods that refuse changes, and those that copies and pickles need because of it."""

    def refuse(self: object, name: str, *_: object) -> Never:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot change field {name!r}")

    def state(self: object) -> list[object]:
        return [getattr(self, name) for name in names]

    def set_state(self: object, values: list[object]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    return {
        "__setattr__": refuse,
        "__delattr__": refuse,
        "__getstate__": state,
        "__setstate__": set_state,
        "__replace__": _replace,
    }


def _comparing(names: tuple[str, ...], *, order: bool) -> dict[str, Callable[..., Any]]:
    """The methods that compare values of one class by their fields."""
    values = attrgetter(*names)

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    def ordered(operator: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
        return lambda self, other: (
            operator(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented
        )

    by_operator = {f"__{operator.__name__}__": ordered(operator) for operator in (lt, le, gt, ge)} if order else {}
    return {"__eq__": equal, "__hash__": hashed, **by_operator}


def _repr(names: tuple[str, ...]) -> Callable[[object], str]:
    def shown(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return shown


class _Description:
    """What ``dataclasses`` keeps about a class, made when it is first looked up."""

    def __init__(self, cls: type, name: str, fields: dict[str, _Field], options: dict[str, Any]) -> None:
        self._class = cls
        self._name = name
        self._fields = fields
        self._options = options

    def __get__(self, value: object, cls: type) -> object:
        import dataclasses

        described: list[Any] = []
        for name, field in self._fields.items():
            default = dataclasses.MISSING if field.default is _REQUIRED else field.default
            record: Any = dataclasses.field(default=default, compare=field.compare, kw_only=field.kw_only)
            described.append((name, self._class.__annotations__[name], record))
        made = dataclasses.make_dataclass(self._class.__name__, described, **self._options)
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            setattr(self._class, name, getattr(made, name))
        return getattr(made, self._name)
