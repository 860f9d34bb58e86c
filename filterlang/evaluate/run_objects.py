"""Runs that are Python objects: dicts, models of pydantic such as the SDK's ``Run``, and what other libraries put into them.

Owns the invariant that the objects themselves are never changed, and that a record of a run has no value where the object has
a missing one: None in a model, and NaN, NaT and NA, which pandas writes into dicts.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from math import isnan
from typing import Any, cast
from uuid import UUID

from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

Record = dict[str, Any]

_MISSING = ("NaTType", "NAType")
"""The types of missing values of pandas."""


_OF_RUNS = ("child_runs", "runs", "items")
"""The keys under which a run or an answer of an API holds runs."""


def record_of_object(run: object) -> Record | None:
    """Returns a run as a dict of its own, whose outermost values are of JSON types; None for an object that is not a run.

    A run is a dict or another mapping, or a model of pydantic 2 or 1: a ``Run`` of filterlang or of either SDK. The runs that
    it holds become dicts as well.
    """
    record = _outermost(run)
    pending = [] if record is None else [record]
    while pending:
        holder = pending.pop()
        for key in _OF_RUNS:
            if is_array(holder.get(key)):
                runs = [_outermost(item) or item for item in as_list(holder[key])]
                pending += [inner for inner in runs if isinstance(inner, dict)]
                holder[key] = runs
    return record


def _outermost(run: object) -> Record | None:
    """Returns a run as a dict, but not the runs that it holds."""
    if is_object(run):
        return {key: value if type(value) in _OF_JSON else plain(value) for key, value in as_mapping(run).items()}
    values = _dumped(run)
    if not is_object(values):
        return None
    return {key: plain(value) for key, value in as_mapping(values).items() if value is not None}


def _dumped(run: object) -> object:
    """Returns the fields of a model as a dict; None for any other object."""
    if isinstance(run, type):
        return None
    dump: Callable[..., object] | None = getattr(run, "model_dump", None)
    if callable(dump):
        return dump(warnings=False)
    dump = getattr(run, "dict", None)  # of pydantic 1
    return dump() if callable(dump) else None


def plain(value: Any) -> Any:
    """Returns a value as one of JSON: ids and times as texts, arrays of numpy as lists, and None for a missing value."""
    kind = cast("type[object]", type(value))
    if kind in _OF_JSON:
        return value
    if kind is float:
        return None if isnan(value) else value
    if kind.__name__ in _MISSING or (isinstance(value, float) and isnan(value)):
        return None
    if kind.__module__ == "numpy":
        return cast("Any", value).tolist()
    convert = next((convert for type_, convert in _CONVERTERS.items() if isinstance(value, type_)), None)
    return value if convert is None else convert(value)


def _with_ids_as_texts(items: Iterable[object]) -> list[object]:
    return [str(item) if isinstance(item, UUID) else item for item in items]


_OF_JSON = frozenset((str, int, bool, dict, type(None)))
_CONVERTERS: dict[Any, Callable[[Any], Any]] = {
    Enum: lambda value: value.value,
    date: lambda value: value.isoformat(),
    UUID: str,
    list: _with_ids_as_texts,
    tuple: _with_ids_as_texts,
    Mapping: dict,
}
"""The functions that make a value one of JSON, by its type."""
