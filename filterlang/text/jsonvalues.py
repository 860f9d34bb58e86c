"""Access to JSON values of unknown shape."""

from collections.abc import Mapping
from typing import Any, TypeGuard, cast

_SCALARS = frozenset((str, int, float, bool, type(None)))
"""The types of most values, which hold no others."""


def as_mapping(value: object) -> Mapping[str, Any]:
    """Returns a JSON object as it is, and an empty one for any other value."""
    return value if _is_mapping(value) else {}


def as_list(value: object) -> list[Any]:
    """Returns a JSON array as a list, and an empty list for any other value."""
    return list(cast("list[Any]", value)) if isinstance(value, (list, tuple)) else []


def is_object(value: object) -> bool:
    """Whether a value is a JSON object."""
    return _is_mapping(value)


def is_array(value: object) -> bool:
    """Whether a value is a JSON array."""
    return isinstance(value, (list, tuple))


def is_scalar(value: object) -> bool:
    """Whether a value is surely neither an object nor an array. It is cheaper than asking for both."""
    return type(value) in _SCALARS


def _is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is a mapping. The abstract class takes six times as long as ``dict`` and comes last."""
    return isinstance(value, dict) or (type(value) not in _SCALARS and isinstance(value, Mapping))
