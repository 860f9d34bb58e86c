"""Opens runs: recognises what a source is, and picks the engine that reads it.

Owns the invariant that the same source and filter select the same runs in every engine.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING
import warnings

from filterlang.exports.results import Runs
from filterlang.opening.checked_tables import SourceOptions
from filterlang.opening.local_files import open_local_files
from filterlang.opening.sources import open_paths, open_source
from filterlang.sql.columns import Columns

if TYPE_CHECKING:
    from filterlang.opening.accepted_sources import RunSource


class UnreadWarning(UserWarning):
    """Warns of runs in an export that were not read. ``runs.unread()`` returns the same sentences."""


def open_runs(
    source: "RunSource",
    *,
    columns: Columns | None = None,
    partitions: str | Sequence[str] | None = None,
    skip_broken: bool = False,
) -> Runs:
    """Opens exported runs for queries.

    Args:
        source: the runs, as one of these:

            * a file of JSON, CSV or Parquet, a pattern such as ``runs/*.parquet``, or a folder of such files. The first bytes
              of a file decide its format; JSON and CSV may be packed with gzip or zstd. JSON holds runs as the v1 API, the v2
              API or LangSmith's command line return them, whole answers, runs inside of runs, or the SDK's ``post`` and
              ``patch`` records. A folder such as ``session_id=…`` sets this key in all runs below it.
            * runs that you have in Python: dicts in any of these shapes, or models such as the SDK's ``Run``, in a list or any
              other iterable, which is read once; or one run, or a dict with runs in it, such as an answer of the API.
            * a list of paths, whose files are opened as one set of runs.
            * a data frame of pandas or polars, a table, batch or reader of Arrow, or a dataset of Arrow, which is scanned.
            * an open file of bytes or text, which is read from where it stands to its end and stays open.
            * the address of files elsewhere: ``"s3://bucket/export/"``, ``"https://host/runs.parquet"``, if DuckDB's extension
              for them is installed.
            * a database of DuckDB that has a table ``runs`` or only one table; a connection with such a table, alone or with
              the name of a table; or a relation of DuckDB.
            * a table of ClickHouse: a client of clickhouse-connect or a session of chdb, and the name of the table.
            * a data frame of Spark, or a table of Spark: a session, and the name of the table.
            * the address of a table: ``"spark:catalog.db.runs"``, which is asked through the session of this process or a new
              one, ``"clickhouse://user@host:8123/db.runs"``, or ``clickhouses://`` for TLS, with the password in
              ``CLICKHOUSE_PASSWORD``, or ``"duckdb:runs.duckdb#runs"``. A file with such a name is opened as ``"./spark:…"``.
        columns: the columns of a table by field, if they do not have the names of the API.
        partitions: the columns of a table or of folders that hold the UTC date of each run's ``start_time``, so that queries
            skip the others: the name of a column with dates (``"day"``), or the names of those with the year, the month, and
            perhaps the day and the hour. Without it, columns such as ``day`` or ``year``, ``month`` and ``day`` are
            recognised if they are folders of Parquet files and one query of all starts finds that they are such dates;
            ``()`` recognises none.
        skip_broken: leave out lines and records of JSON that are not runs, instead of raising ``RecordError`` for them. A file
            that is broken as a whole is always an error: the number of its runs is unknown.

    Warns with ``UnreadWarning`` of runs inside of runs that were not read, such as child runs that are ids only. Raises
    ``RecordError`` for a source that is not an export, ``OSError`` for a file that cannot be read, ``ImportError`` with what to
    install for a library that is missing, ``ValueError`` for an address that cannot be read, and ``TypeError`` for an object of
    another type, or with the index of an object in a list that is not a run.

    >>> runs = open_runs("docs/examples/support_bot.jsonl")
    >>> [run.name for run in runs.list_runs(filter='gt(latency, 10)')]
    ['support_bot', 'support_bot']

    """
    runs = open_source(source, SourceOptions(columns, partitions, skip_broken))
    for sentence in runs.unread():
        warnings.warn(sentence, UnreadWarning, stacklevel=2)
    return runs


def open_files(sources: Sequence[str], *, skip_broken: bool = False) -> Runs:
    """Opens several files, patterns and folders as one set of runs. See ``open_runs``."""
    return open_local_files(sources, SourceOptions(skip_broken=skip_broken))


def open_sources(sources: Sequence[str], *, skip_broken: bool = False) -> Runs:
    """Opens several files, patterns and folders as one set of runs, or the address of one table. See ``open_runs``.

    Raises ``ValueError`` for an address beside other sources.
    """
    return open_paths(sources, SourceOptions(skip_broken=skip_broken))


def in_memory(runs: Runs, size: int = 0) -> Runs:
    """Returns the same runs, loaded into memory if that makes many queries cheaper.

    ``size`` is the size of their files in bytes. Raises ``RecordError`` for a record that cannot be read.
    """
    if not (find_spec("duckdb") and find_spec("sqlglot")):
        return runs
    from filterlang.sql.engines.duckdb_loaded import loaded

    return loaded(runs, size)
