"""Strategies for the values of a run: one for each path of keys under which the schema stores a field.

Owns the invariant that the paths come from the schema: a new field has a value in the runs drawn here.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.strategies.vocabulary import NUMBERS, ids, instants, keys, numbers, scalars, texts, words

Record = dict[str, Any]
"""A run as JSON has it."""

KeyPath = tuple[str, ...]
"""The keys that lead to a value of a run, the outermost first."""

_LEAVES = scalars | st.none()
_NESTED = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=4
)
objects: st.SearchStrategy[dict[str, Any]] = st.dictionaries(keys, _LEAVES | _NESTED, max_size=4)
"""Values of metadata, inputs and outputs: scalars, and objects and arrays of them."""

_MESSAGES = st.lists(st.fixed_dictionaries({"role": words, "content": texts | _NESTED}), min_size=1, max_size=2)
_PAYLOADS = objects | _MESSAGES.map(lambda messages: {"messages": messages}) | texts.map(lambda text: {"input": text})
_SCORES = st.sampled_from((*NUMBERS, None)) | st.floats(0, 1)
_LABELS = st.dictionaries(words, st.integers(1, 3), max_size=2)


def _stat(score: float | None, labels: dict[str, int]) -> Record:
    return {"n": max(1, sum(labels.values())), "avg": score, "values": labels}


_STATS = st.dictionaries(keys, st.builds(_stat, _SCORES, _LABELS), max_size=3)


def _dollars(atoms: int) -> str:
    return format(Decimal(atoms).scaleb(-8), "f")


_COUNTS = st.integers(0, 3) | st.integers(0, 10**6)
_AMOUNTS: dict[str, st.SearchStrategy[Any]] = {
    "tokens": _COUNTS,
    "US dollars": st.sampled_from(("0", "0.5", "1", "0.00088140")) | st.integers(0, 10**11).map(_dollars),
}
"""Strategies for amounts, by unit: v1 sends costs as decimal text (OpenAPI, RunSchema)."""

_STORED: dict[Type, Callable[[Field], st.SearchStrategy[Any]]] = {
    Type.STRING: lambda _: texts,
    Type.UUID: lambda _: ids,
    Type.ENUM: lambda field: st.sampled_from(field.values),
    Type.NUMBER: lambda field: _AMOUNTS.get(field.unit, _COUNTS),
    Type.DATETIME: lambda _: instants.map(write_datetime),
    Type.LIST: lambda _: st.lists(texts, max_size=3),
    Type.JSON: lambda _: objects,
    Type.BOOLEAN: lambda _: st.booleans(),
    Type.DURATION: lambda _: numbers,
    Type.SCALAR: lambda _: scalars,
}


def _paths() -> dict[KeyPath, st.SearchStrategy[Any]]:
    """Returns a strategy for each path of the schema. A text that is computed may be stored under its own name."""
    fields_by_path: dict[KeyPath, list[Field]] = {}
    for field in FIELDS.values():
        own = (field.name,) if field.derived and field.type is Type.STRING else ()
        if path := field.stored or own:
            fields_by_path.setdefault(path, []).append(field)
    return {path: _values(fields) for path, fields in fields_by_path.items()}


def _values(fields: list[Field]) -> st.SearchStrategy[Any]:
    """Returns the strategy for a path that several fields read: pairs before lists, lists before single values."""
    roles = {field.role for field in fields}
    if "score" in roles:
        return _STATS
    if "key" in roles:
        return objects if any(field.type is Type.JSON for field in fields) else _PAYLOADS
    widest = next((field for field in fields if field.type is Type.LIST), fields[0])
    return _STORED[widest.type](widest)


PATHS = _paths()
