"""Columns of Spark whose values Python computes on the executors, from the columns of a row.

Owns the invariants that a batch of rows is in memory at a time, and that executors need filterlang and no other library for it
than Spark does.
"""

# pyarrow has no types: they are not checked here.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
from pyspark.sql import Column as SparkColumn, DataFrame, Row, functions, types

from filterlang.tables.arrow import arrow_schema
from filterlang.tables.tabular import columns_for
from filterlang.schema.run_schema import ColumnType
from filterlang.sql.row_records import DerivedFields, TableRow, UnreadableRow
from filterlang.sql.undecided_rows import UndecidedRowTest

RowFunction = Callable[[Iterable[TableRow | None]], Iterator[Any]]
"""A function of rows, which can be pickled: a value for each row. A row is None where it was left out."""

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_READ_AT_ONCE = 256
"""The most rows of a batch that are Python objects at a time."""

_TYPES: dict[ColumnType, types.DataType] = {
    ColumnType.TEXT: types.StringType(),
    ColumnType.WHOLE: types.LongType(),
    ColumnType.NUMBER: types.DoubleType(),
    ColumnType.COST: types.DecimalType(38, 12),
    ColumnType.BOOLEAN: types.BooleanType(),
    ColumnType.DATETIME: types.TimestampType(),
    ColumnType.TEXTS: types.ArrayType(types.StringType()),
    ColumnType.JSON: types.StringType(),
}
"""The types of Spark that ``tables.arrow`` has for the same columns."""


def named(name: str) -> SparkColumn:
    """Returns the column of this name, whatever characters are in it."""
    return functions.col("`" + name.replace("`", "``") + "`")


def is_met(test: UndecidedRowTest, frame: DataFrame, names: Sequence[str], flag: str) -> SparkColumn:
    """Returns whether the rows whose column ``flag`` is true pass a test of their columns ``names``. All others pass."""
    function = partial(_on_rows, test.results, _times(frame, names))
    return _computed(function, types.BooleanType(), pa.bool_(), functions.when(named(flag), _row(frame, names)))


def derived(reader: DerivedFields, frame: DataFrame, names: Sequence[str]) -> SparkColumn:
    """Returns a struct of fields derived from the columns ``names``, of the types that ``Results.to_arrow`` gives them."""
    fields = [types.StructField(name, _TYPES[kind]) for name, kind in columns_for(reader.fields).items()]
    function = partial(_on_rows, reader.values, _times(frame, names))
    return _computed(function, types.StructType(fields), pa.struct(list(arrow_schema(reader.fields))), _row(frame, names))


def _row(frame: DataFrame, names: Sequence[str]) -> SparkColumn:
    """Returns a struct of columns; times are microseconds, which no time zone changes."""
    times = _times(frame, names)
    return functions.struct(
        *(functions.unix_micros(named(name)).alias(name) if name in times else named(name) for name in names)
    )


def _times(frame: DataFrame, names: Sequence[str]) -> frozenset[str]:
    return frozenset(field.name for field in frame.schema if isinstance(field.dataType, types.TimestampType)) & {*names}


def _computed(function: RowFunction, type_: types.DataType, arrow_type: pa.DataType, row: SparkColumn) -> SparkColumn:
    """Returns the column of a function of rows: by Arrow, which Spark has for this since 4.1, or row by row."""

    def value(row: Row | None) -> Any:
        return next(function([None if row is None else row.asDict()]))

    arrow_udf: Any = getattr(functions, "arrow_udf", None)
    if arrow_udf is None:
        return functions.udf(value, type_, useArrow=False)(row)

    def batch(rows: pa.Array) -> pa.Array:  # type: ignore[type-arg,unused-ignore]
        parts = (rows.slice(start, _READ_AT_ONCE).to_pylist() for start in range(0, len(rows), _READ_AT_ONCE))
        return pa.array([value for part in parts for value in function(part)], arrow_type)

    column: SparkColumn = arrow_udf(batch, type_)(row)
    return column


def _on_rows(function: RowFunction, times: frozenset[str], rows: Iterable[TableRow | None]) -> Iterator[Any]:
    return function(None if row is None else _with_times(row, times) for row in rows)


def _with_times(row: TableRow, times: frozenset[str]) -> Mapping[str, Any]:
    """Returns a row with datetimes instead of microseconds. Raises ``UnreadableRow`` for one that Python does not have."""
    try:
        return {
            name: _EPOCH + value * _MICROSECOND if name in times and value is not None else value for name, value in row.items()
        }
    except OverflowError:
        raise UnreadableRow("a time is not in the years 1 to 9999") from None
