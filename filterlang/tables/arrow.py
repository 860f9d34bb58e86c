"""Converts runs to Arrow tables, data frames and Parquet files.

Owns the invariant that the schema depends only on the selected fields, never on the runs: no run makes it fail, and an empty
result has the same schema. ``tabular`` defines the columns.
"""

# pyarrow has no types: they are not checked here, nor where ``Results`` returns its objects.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
from pyarrow import parquet  # type: ignore[import-untyped,unused-ignore]

from filterlang.tables.tabular import columns_for, rows
from filterlang.schema.run_schema import ColumnType

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    import polars as pl

_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.WHOLE: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.COST: pa.decimal128(38, 12),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATETIME: pa.timestamp("us", tz="UTC"),
    ColumnType.TEXTS: pa.list_(pa.string()),
    ColumnType.JSON: pa.string(),
}
_BATCH = 500
_ROW_GROUP_BYTES = 64 << 20
"""The size of a row group of Parquet, which has to be in memory as a whole."""


def arrow_schema(select: Sequence[str] | None = None) -> pa.Schema:
    """Returns the schema of a table of runs: the selected fields in their order, or all columns of ``tabular``."""
    return pa.schema([pa.field(name, _TYPES[kind]) for name, kind in columns_for(select).items()])


def arrow_table(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None = None) -> pa.Table:
    """Returns a table of runs. No value raises an error: see ``tabular.rows``."""
    return pa.Table.from_batches(list(arrow_batches(records, _BATCH, select)), arrow_schema(select))


def arrow_batches(
    records: Iterable[Mapping[str, Any]], size: int, select: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yields batches of at most ``size`` runs, while the runs are being read."""
    schema = arrow_schema(select)
    cells = rows(records, select)
    while batch := list(islice(cells, size)):
        columns = [pa.array(column, field.type) for column, field in zip(zip(*batch, strict=True), schema, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def write_parquet(records: Iterable[Mapping[str, Any]], file: IO[bytes], select: Sequence[str] | None = None) -> None:
    """Writes runs into a Parquet file while they are being read."""
    schema = arrow_schema(select)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        group: list[pa.RecordBatch] = []
        size = 0
        for batch in arrow_batches(records, _BATCH, select):
            group.append(batch)
            size += batch.nbytes
            if size >= _ROW_GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(group, schema))
                group, size = [], 0
        if group:
            writer.write_table(pa.Table.from_batches(group, schema))


def write_table(table: pa.Table, file: IO[bytes]) -> None:
    """Writes a table into a Parquet file."""
    parquet.write_table(table, file, compression="zstd")


def pandas_frame(table: pa.Table) -> "pd.DataFrame":
    """Returns a table as a data frame of pandas. Columns with missing values keep their type and do not become floats."""
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]

    nullable_types: dict[Any, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(types_mapper=nullable_types.get)


def polars_frame(table: pa.Table) -> "pl.DataFrame":
    """Returns a table as a data frame of polars."""
    import polars as pl

    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
