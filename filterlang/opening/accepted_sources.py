"""What ``open_runs`` takes, for type checkers.

Owns the invariant that no library is imported for it at run time.
"""

import os
from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from chdb.session import Session
    from clickhouse_connect.driver.client import Client
    import duckdb
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    from pyarrow import dataset  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    from pyspark.sql import DataFrame, SparkSession


class RunModel(Protocol):
    """A model of pydantic 2, such as a ``Run`` of filterlang or of the langsmith SDK."""

    def model_dump(self) -> dict[str, Any]: ...


class OldRunModel(Protocol):
    """A model of pydantic 1."""

    def dict(self) -> dict[str, Any]: ...


RunObject = Mapping[str, Any] | RunModel | OldRunModel
"""A run as an object of Python."""

if TYPE_CHECKING:
    RunSource = (
        str | os.PathLike[str] | RunObject | Iterable[RunObject | str | os.PathLike[str]] | IO[bytes] | IO[str]
        | pd.DataFrame | pl.DataFrame | pl.LazyFrame | pa.Table | pa.RecordBatch | pa.RecordBatchReader | dataset.Dataset
        | duckdb.DuckDBPyRelation | duckdb.DuckDBPyConnection | tuple[duckdb.DuckDBPyConnection | Client | Session, str]
        | DataFrame | tuple[SparkSession, str]
    )  # fmt: skip
    """A source of runs."""
