"""Runs as Arrow: tables for data frames, and Parquet files.

Owns the invariant that the schema depends on what is selected alone, never on the runs: no run makes it fail, and an empty
result has it too. ``tabular`` says what the columns hold.
"""

# pyarrow comes without types: here, and in what ``Results`` gives of it, they are not checked.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
from pyarrow import parquet  # type: ignore[import-untyped,unused-ignore]

from filterlang.exports.tabular import columns_for, rows
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
_GROUP = 64 << 20  # bytes of runs in a row group of Parquet, which have to be in memory together


def arrow_schema(select: Sequence[str] | None = None) -> pa.Schema:
    """The schema of a table of runs: the fields selected, in their order, or the columns of ``tabular`` and ``other``."""
    return pa.schema([pa.field(name, _TYPES[kind]) for name, kind in columns_for(select).items()])


def arrow_table(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None = None) -> pa.Table:
    """A table of runs. Raises nothing for their values: see ``tabular.rows``."""
    return pa.Table.from_batches(list(arrow_batches(records, _BATCH, select)), arrow_schema(select))


def arrow_batches(
    records: Iterable[Mapping[str, Any]], size: int, select: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The same in batches of at most so many runs, made as the runs come in."""
    schema = arrow_schema(select)
    cells = rows(records, select)
    while batch := list(islice(cells, size)):
        columns = [pa.array(column, field.type) for column, field in zip(zip(*batch, strict=True), schema, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def write_parquet(records: Iterable[Mapping[str, Any]], file: IO[bytes], select: Sequence[str] | None = None) -> None:
    """Write runs into a Parquet file as they come in."""
    schema = arrow_schema(select)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        group: list[pa.RecordBatch] = []
        size = 0
        for batch in arrow_batches(records, _BATCH, select):
            group.append(batch)
            size += batch.nbytes
            if size >= _GROUP:
                writer.write_table(pa.Table.from_batches(group, schema))
                group, size = [], 0
        if group:
            writer.write_table(pa.Table.from_batches(group, schema))


def pandas_frame(table: pa.Table) -> "pd.DataFrame":
    """A table as a data frame of pandas. Columns that miss values stay what they are, and do not become floats."""
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]

    kept: dict[Any, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(types_mapper=kept.get)


def polars_frame(table: pa.Table) -> "pl.DataFrame":
    """A table as a data frame of polars."""
    import polars as pl

    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
