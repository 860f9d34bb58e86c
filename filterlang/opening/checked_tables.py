"""Checks that a table holds runs, and gives it its date partitions.

Owns the invariant that a table which is opened has a column of ids, and the columns that its reader names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from filterlang.exports.records import RecordError
from filterlang.schema.fields import FIELDS
from filterlang.sql.columns import Columns, Form
from filterlang.text.display import clip
from filterlang.text.extras import install

if TYPE_CHECKING:
    from filterlang.sql.table_runs import TableRuns


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How a source is read: the arguments of ``open_runs`` beside the source."""

    columns: Columns | None = None
    partitions: str | Sequence[str] | None = None
    skip_broken: bool = False


def checked(runs: "TableRuns", source: str, options: SourceOptions) -> "TableRuns":
    """Returns runs in a table with their partitions.

    Raises ``RecordError`` if the table lacks ids, or a column that ``columns`` or ``partitions`` name.
    """
    columns, names = runs.table.columns, runs.table.names
    all_names = clip(", ".join(names), 200)
    missing = sorted({column.name for column in columns.by_path.values()} - set(names))
    if missing:
        raise RecordError(f"{source}: none of its columns ({all_names}) is called {missing[0]}: correct columns=…")
    column = columns.find(FIELDS["id"].stored)
    if column is None:
        raise RecordError(
            f"{source}: none of its columns ({all_names}) is called id: name the column that has the ids with columns=…"
        )
    if column.form not in (Form.TEXT, Form.UUID, Form.CANONICAL_ID, Form.JSON):
        raise RecordError(
            f"{source}: the ids of runs are strings, and the column {column.name} does not hold strings: convert it"
        )
    from filterlang.sql.partitions import Partitions

    runs.table.partitions = Partitions(runs.table, options.partitions)
    return runs


def require_no_columns(options: SourceOptions) -> None:
    """Raises ``ValueError`` for arguments of tables, where the runs are not in a table."""
    if options.columns is not None:
        raise ValueError("columns are for tables: the keys of runs in JSON are those of LangSmith")
    if options.partitions:
        raise ValueError("partitions are for tables: all JSON is read, whatever its folders are called")


def require_duckdb(source: str) -> None:
    """Raises ``ImportError`` with what to install if DuckDB, which reads the source, is missing."""
    if not (find_spec("duckdb") and find_spec("sqlglot")):
        raise ImportError(f"{source} is read by DuckDB: {install('local')}")
