"""Data frames of pandas and polars, and what Arrow can stream, as Arrow tables that an engine can query.

Owns the invariant that a missing value of a frame (None, NaN, NaT, NA) is null, and that values which no type of Arrow holds
together are JSON.
"""

# pyarrow and pandas have no types: they are not checked here.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from collections.abc import Callable, Iterable, Iterator, Mapping
import json
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
from pyarrow import compute  # type: ignore[import-untyped,unused-ignore]

from filterlang.evaluate.run_objects import plain
from filterlang.exports.nesting import CHILDREN
from filterlang.exports.records import RecordError
from filterlang.tables.tabular import JSON_FIELDS, json_cell
from filterlang.text.display import clip
from filterlang.text.jsonvalues import as_mapping, is_object


def pandas_table(frame: Any) -> pa.Table:
    """Returns a frame of pandas as a table. The levels of its index that have names are columns.

    Raises ``RecordError`` for two columns of one name.
    """
    levels = [name for name in frame.index.names if name is not None and name not in frame.columns]
    frame = frame.reset_index(level=levels) if levels else frame
    names = list(map(str, frame.columns))
    series = [frame.iloc[:, position] for position in range(len(names))]
    return _table("the pandas frame", names, [_FrameColumn(_array_of_pandas, _objects_of_pandas, each) for each in series])


def polars_table(frame: Any) -> pa.Table:
    """Returns a frame of polars as a table. Raises ``RecordError`` for two columns whose names differ only in capitals."""
    columns = [frame.get_column(name) for name in frame.columns]
    lazy = [_FrameColumn(_array_of_polars, lambda column: column.to_list(), column) for column in columns]
    return _table("the polars frame", frame.columns, lazy)


def streamed_table(source: Any) -> pa.Table:
    """Returns what Arrow can stream, or a batch of it, as a table. Raises ``RecordError`` for two columns of one name."""
    table = pa.table(source) if not isinstance(source, pa.RecordBatch) else pa.Table.from_batches([source])
    lazy = [_FrameColumn(_suited, lambda column: column.to_pylist(), column) for column in table.columns]
    return _table("the Arrow table", table.column_names, lazy)


def require_distinct(names: Iterable[str], source: str) -> None:
    """Raises ``RecordError`` for two columns whose names are equal but for capitals, which SQL does not distinguish."""
    known: dict[str, str] = {}
    for name in names:
        if (other := known.get(name.lower())) is not None:
            columns = f"two columns {clip(name)}" if other == name else f"columns {clip(other)} and {clip(name)}"
            raise RecordError(f"{source}: there are {columns}: leave one out")
        known[name.lower()] = name


class _FrameColumn:
    """A column of a frame, as an array or as a list of objects."""

    def __init__(self, array: Callable[[Any], Any], objects: Callable[[Any], list[Any]], column: Any) -> None:
        self._array, self._objects, self._column = array, objects, column

    def array(self) -> Any:
        return self._array(self._column)

    def objects(self) -> list[Any]:
        """Returns the values, None for a missing one."""
        return self._objects(self._column)


def _table(source: str, names: list[str], columns: list[_FrameColumn]) -> pa.Table:
    """Returns a table of columns; those with dots, such as ``extra.metadata.user_id``, become parts of one column."""
    folded = _folded(names)
    require_distinct([name for name in names if name not in folded], source)
    by_name = dict(zip(names, columns, strict=True))
    arrays = {name: column.array() for name, column in by_name.items() if name not in folded}
    for outer in dict.fromkeys(folded.values()):
        parts = {name: by_name[name].objects() for name, whole in folded.items() if whole == outer}
        arrays[outer] = array_of(list(_joined(outer, parts)))
    if CHILDREN in arrays and arrays[CHILDREN].null_count == len(arrays[CHILDREN]):
        del arrays[CHILDREN]  # models of the SDK have the field, and seldom a value
    fields = [pa.field(name, array.type) for name, array in arrays.items()]
    return pa.Table.from_arrays(list(arrays.values()), schema=pa.schema(fields))


def _folded(names: Iterable[str]) -> dict[str, str]:
    """Returns the names with dots that ``json_normalize`` makes of objects, and those around them, each with the outer name."""
    dotted = [name for name in names if "." in name and name.partition(".")[0] in JSON_FIELDS]
    outer = {name.partition(".")[0] for name in dotted}
    return {name: name.partition(".")[0] for name in names if name in outer or name in dotted}


def _joined(outer: str, parts: Mapping[str, list[Any]]) -> Iterator[Any]:
    """Yields for each run the object of which its columns hold the parts."""
    for row in zip(*parts.values(), strict=True):
        whole: Any = None
        for name, value in zip(parts, row, strict=True):
            if value is None:
                continue
            if name == outer:
                whole = value if whole is None or not is_object(value) else {**as_mapping(value), **whole}
                continue
            whole = inner = dict(as_mapping(whole))
            *steps, last = name.split(".")[1:]
            for step in steps:
                inner[step] = inner = dict(as_mapping(inner.get(step)))
            inner[last] = value
        yield whole


def _array_of_pandas(series: Any) -> Any:
    try:
        kind = None if series.dtype != object else _OF_OBJECTS[_kind_of_objects(series)]
        return _suited(pa.array(series, kind, from_pandas=True))
    except (pa.ArrowException, KeyError, TypeError, ValueError):  # no such kind, an integer beyond 64 bits, half of a surrogate
        return array_of(_objects_of_pandas(series))


def _kind_of_objects(series: Any) -> str:
    """Returns what pandas finds in a column of Python objects, without a loop in Python."""
    from pandas.api.types import infer_dtype  # type: ignore[import-untyped,unused-ignore]

    kind: str = infer_dtype(series, skipna=True)
    return "mixed with strings" if kind == "mixed" and str in set(map(type, series.tolist())) else kind


_OF_OBJECTS = {
    "string": pa.string(), "boolean": pa.bool_(), "integer": pa.int64(), "floating": pa.float64(), "decimal": None,
    "mixed": pa.list_(pa.string()),
}  # fmt: skip
"""By what pandas finds in a column of objects, the type of Arrow that is tried; None for the one that Arrow finds. Arrow takes
a string for a list of its characters."""


def _objects_of_pandas(series: Any) -> list[Any]:
    missing = series.isna().tolist()
    return [None if absent else plain(value) for value, absent in zip(series.tolist(), missing, strict=True)]


def _array_of_polars(column: Any) -> Any:
    if str(column.dtype) == "Object":
        return array_of([plain(value) for value in column.to_list()])
    return _suited(column.to_arrow())


def _suited(array: Any) -> Any:
    """Returns an array without dictionaries, with times in microseconds and with durations as seconds."""
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_timestamp(array.type) and array.type.unit == "ns":
        return array.cast(pa.timestamp("us", tz=array.type.tz), safe=False)
    if pa.types.is_duration(array.type):
        microseconds = array.cast(pa.duration("us"), safe=False).cast(pa.int64())
        return compute.divide(microseconds.cast(pa.float64(), safe=False), 1e6)
    return array


def array_of(values: list[Any]) -> Any:
    """Returns values of Python, None for a missing one, as an array: of the one type that they have, or of JSON."""
    kinds = {type(value) for value in values if value is not None}
    for wanted, convert in _ARRAYS:
        if kinds <= wanted:
            try:
                return convert(values)
            except (UnicodeEncodeError, OverflowError, pa.ArrowException):
                break
    texts = [None if value is None else _json(value) for value in values]
    return pa.ExtensionArray.from_storage(pa.json_(pa.string()), pa.array(texts, pa.string()))


_ARRAYS: tuple[tuple[set[type[Any]], Callable[[list[Any]], Any]], ...] = (
    ({str}, lambda values: pa.array(values, pa.string())),
    ({bool}, lambda values: pa.array(values, pa.bool_())),
    ({int}, lambda values: pa.array(values, pa.int64())),
    ({float}, lambda values: pa.array(values, pa.float64())),
)
"""The functions that make an array of values of one type."""


def _json(value: Any) -> str:
    """Returns a value as JSON. Arrays of numpy inside of it are lists."""
    try:
        return (
            json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_of_numpy).encode().decode()
        )
    except (TypeError, ValueError, RecursionError):  # a Python object, NaN, half of a surrogate pair, or nested too deep
        return json_cell(value)


def _of_numpy(value: Any) -> Any:
    if type(value).__module__ != "numpy":
        raise TypeError
    return value.tolist()
