"""Makes tables of records with the libraries that are installed, and says which one is missing.

Owns the invariant that a missing library is an ``ImportError`` of one line, with what to install, before any run is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from filterlang.tables.tabular import with_id
from filterlang.text.extras import install

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]

Records = Iterable[Mapping[str, Any]]
Select = Sequence[str] | None
"""The selected fields; the table has the id before them. None for all columns."""

_INSTALLED_BY = {
    "pyarrow": f"tables need pyarrow: {install('local')}",
    "pandas": "data frames of pandas need pandas: pip install pandas",
    "polars": "data frames of polars need polars: pip install polars",
}


def arrow_of(records: Records, select: Select) -> pa.Table:  # pyright: ignore[reportUnknownParameterType, reportUnknownMemberType]
    """Returns an Arrow table of records. Raises ``ImportError`` without pyarrow."""
    _require("pyarrow")
    from filterlang.tables.arrow import arrow_table

    return arrow_table(records, with_id(select))


def pandas_of(records: Records, select: Select) -> pd.DataFrame:  # pyright: ignore[reportUnknownParameterType]
    """Returns a data frame of pandas. Raises ``ImportError`` without pyarrow and pandas."""
    _require("pyarrow", "pandas")
    from filterlang.tables.arrow import pandas_frame

    return pandas_frame(arrow_of(records, select))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def polars_of(records: Records, select: Select) -> pl.DataFrame:
    """Returns a data frame of polars. Raises ``ImportError`` without pyarrow and polars."""
    _require("pyarrow", "polars")
    from filterlang.tables.arrow import polars_frame

    return polars_frame(arrow_of(records, select))  # pyright: ignore[reportUnknownMemberType]


def _require(*libraries: str) -> None:
    """Raises ``ImportError`` with what to install if a library is missing."""
    for library in libraries:
        try:
            import_module(library)
        except ImportError:
            raise ImportError(_INSTALLED_BY[library]) from None
