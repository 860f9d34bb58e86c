"""JSON values of unknown shape, seen as what they are."""

from collections.abc import Mapping
from typing import Any, cast


def as_mapping(value: object) -> Mapping[str, Any]:
    """A JSON object; anything else as an object without keys."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    """A JSON array; anything else as an array without items."""
    return list(cast("list[Any]", value)) if isinstance(value, (list, tuple)) else []


def is_object(value: object) -> bool:
    """Whether a value is a JSON object."""
    return isinstance(value, Mapping)


def is_array(value: object) -> bool:
    """Whether a value is a JSON array."""
    return isinstance(value, (list, tuple))
