"""Opens data frames and Arrow data: how each is recognised without its library, and how it becomes a table.

Owns the invariant that a dataset is scanned where it is, and that everything else is read once.
"""

from importlib.util import find_spec
from typing import Any

from filterlang.exports.results import Runs
from filterlang.opening.checked_tables import SourceOptions, checked, require_duckdb
from filterlang.text.extras import install


def is_pandas_frame(source: object) -> bool:
    """Whether an object is a data frame of pandas, or of a library that derives its own from it."""
    return _is_of(source, "pandas", "DataFrame")


def is_polars_frame(source: object) -> bool:
    """Whether an object is a data frame of polars, or a lazy one."""
    return _is_of(source, "polars", "DataFrame", "LazyFrame")


def is_dataset(source: object) -> bool:
    """Whether an object is a dataset of Arrow."""
    return _is_of(source, "pyarrow", "Dataset")


def is_arrow(source: object) -> bool:
    """Whether an object is a table, a batch or a reader of Arrow, or anything else that gives a stream of Arrow."""
    return hasattr(source, "__arrow_c_stream__") or _is_of(source, "pyarrow", "RecordBatch")


def _is_of(source: object, library: str, *names: str) -> bool:
    return any(kind.__module__.partition(".")[0] == library and kind.__name__ in names for kind in type(source).__mro__)


def open_pandas(frame: Any, options: SourceOptions) -> Runs:
    """Opens a data frame of pandas."""
    _require("a data frame")
    from filterlang.exports.given_frames import pandas_table

    return _open_table(pandas_table(frame), "pandas frame", options)


def open_polars(frame: Any, options: SourceOptions) -> Runs:
    """Opens a data frame of polars. A lazy one is collected."""
    _require("a data frame")
    from filterlang.exports.given_frames import polars_table

    return _open_table(polars_table(frame.collect() if hasattr(frame, "collect") else frame), "polars frame", options)


def open_arrow(source: Any, options: SourceOptions) -> Runs:
    """Opens a table, a batch or a reader of Arrow; a reader is read to its end."""
    _require("an Arrow table")
    from filterlang.exports.given_frames import streamed_table

    return _open_table(streamed_table(source), "Arrow table", options)


def open_dataset(dataset: Any, options: SourceOptions) -> Runs:
    """Opens a dataset of Arrow, which is not read into memory."""
    _require("an Arrow dataset")
    from filterlang.exports.given_frames import require_distinct
    from filterlang.sql.engines.duckdb_files import lent_runs

    require_distinct(dataset.schema.names, "the Arrow dataset")
    return checked(lent_runs(dataset, options.columns, "Arrow dataset"), "the Arrow dataset", options)


def _open_table(table: Any, label: str, options: SourceOptions) -> Runs:
    from filterlang.sql.engines.duckdb_files import lent_runs

    return checked(lent_runs(table, options.columns, label, table.num_rows), f"the {label}", options)


def _require(source: str) -> None:
    require_duckdb(source)
    if not find_spec("pyarrow"):
        raise ImportError(f"{source} is read through pyarrow: {install('local')}")
