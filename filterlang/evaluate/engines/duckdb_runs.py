"""Runs that DuckDB looks for: files and relations behind the same call as runs in memory."""

from collections.abc import Sequence

import duckdb

from filterlang.evaluate.columns import Columns
from filterlang.evaluate.engines.duckdb_lines import LinesTable, lines_table
from filterlang.evaluate.engines.duckdb_table import DuckDBTable, parquet_table
from filterlang.evaluate.tables import TableRuns


class LinesRuns(TableRuns):
    """Runs in JSON lines, of which those that are broken are left out."""

    def __init__(self, table: LinesTable) -> None:
        super().__init__(table)
        self._lines = table

    def skipped(self) -> int:
        """How many lines are broken, for which all of them are read once more."""
        return self._lines.skipped()


def parquet_runs(paths: Sequence[str], columns: Columns | None = None) -> TableRuns:
    """The runs of Parquet files."""
    return TableRuns(parquet_table(paths, columns))


def lines_runs(paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> TableRuns:
    """The runs of files of JSON lines, in the v1 form."""
    table = lines_table(paths, keys, skip_broken=skip_broken)
    return LinesRuns(table) if skip_broken else TableRuns(table)


def relation_runs(relation: "duckdb.DuckDBPyRelation", columns: Columns | None = None) -> TableRuns:
    """The runs of a relation of the user's own connection."""
    return TableRuns(DuckDBTable.of(relation, columns))
