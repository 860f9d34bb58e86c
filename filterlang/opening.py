"""Opens runs: recognises what a source is, and picks the engine that reads it.

Owns the invariant that the same source and filter select the same runs in every engine.
"""

from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, cast

from filterlang.text.extras import install
from filterlang.sql.addresses import is_address, open_address, shown_address
from filterlang.sql.engine_registry import ENGINES
from filterlang.sql.columns import Columns, Form
from filterlang.exports.files import FileKind, check_end, files_of, is_named_as_packed, kind_of
from filterlang.exports.memory import LocalRuns
from filterlang.exports.posts_and_patches import OPERATION
from filterlang.exports.nesting import BELOW, unread_sentences
from filterlang.exports.records import MAX_LINE_BYTES, RecordError, folder_keys, open_unpacked, read_json, read_records
from filterlang.exports.results import Runs
from filterlang.text.display import clip
from filterlang.schema.fields import FIELDS
from filterlang.text.jsonvalues import as_mapping

if TYPE_CHECKING:
    from chdb.session import Session
    from clickhouse_connect.driver.client import Client
    import duckdb
    from pyspark.sql import DataFrame, SparkSession

    from filterlang.sql.table_runs import TableRuns

    SparkSource = DataFrame | tuple[SparkSession, str]

_WHOLE_RUN = frozenset({"id", "trace_id", "run_type", "status", "start_time"})
"""The keys of a whole run, in the shape of v1 or of v2. DuckDB reads runs that have them all: nothing is left to fill in."""

_ONLY_PYTHON = frozenset({OPERATION, *BELOW})
"""The keys of records that only Python reads: posts and patches, and runs inside of runs."""


class UnreadWarning(UserWarning):
    """Warns of runs in an export that were not read. ``runs.unread()`` returns the same sentences."""


def open_runs(
    source: "str | os.PathLike[str] | duckdb.DuckDBPyRelation | tuple[Client | Session, str] | SparkSource",
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
            * a database of DuckDB that has a table ``runs`` or only one table, or a relation of DuckDB.
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
    another type.

    >>> runs = open_runs("docs/examples/support_bot.jsonl")
    >>> [run.name for run in runs.list_runs(filter='gt(latency, 10)')]
    ['support_bot', 'support_bot']

    """
    runs = _opened(source, columns, partitions, skip_broken=skip_broken)
    for sentence in runs.unread():
        warnings.warn(sentence, UnreadWarning, stacklevel=2)
    return runs


def _opened(
    source: "str | os.PathLike[str] | duckdb.DuckDBPyRelation | tuple[Client | Session, str] | SparkSource",
    columns: Columns | None,
    partitions: str | Sequence[str] | None,
    *,
    skip_broken: bool,
) -> Runs:
    if isinstance(source, str) and is_address(source):
        return _checked(open_address(source, columns), shown_address(source), partitions)
    if isinstance(source, str | os.PathLike):
        return _open_files([os.fspath(source)], columns, partitions, skip_broken=skip_broken)
    _require_session_before_name(source)
    engine = next((engine for engine in ENGINES.values() if engine.recognises(source)), None)
    if engine is None:
        raise TypeError(
            f"runs are opened from a path, a relation of DuckDB, a data frame of Spark or a table, not {type(source).__name__}"
        )
    if not find_spec("sqlglot"):
        raise ImportError(f"queries for {engine.label} are written by sqlglot: {install(engine.extra)}")
    return _checked(engine.open(source, columns), engine.label_of(source), partitions)


def _require_session_before_name(source: object) -> None:
    """Raises ``TypeError`` for a tuple that is not a session or client and the name of a table, in this order."""
    if not isinstance(source, tuple):
        return
    items = cast("tuple[object, ...]", source)
    if len(items) != 2 or not isinstance(items[1], str):
        raise TypeError(
            "a table is opened with two things, the session or client before the name: "
            "open_runs((session, 'catalog.db.runs')) for Spark, open_runs((client, 'db.runs')) for ClickHouse"
        )


def open_files(sources: Sequence[str], *, skip_broken: bool = False) -> Runs:
    """Opens several files, patterns and folders as one set of runs. See ``open_runs``."""
    return _open_files(sources, None, None, skip_broken=skip_broken)


def open_sources(sources: Sequence[str], *, skip_broken: bool = False) -> Runs:
    """Opens several files, patterns and folders as one set of runs, or the address of one table. See ``open_runs``.

    Raises ``ValueError`` for an address beside other sources.
    """
    addresses = [source for source in sources if is_address(source)]
    if not addresses:
        return open_files(sources, skip_broken=skip_broken)
    if len(sources) > 1:
        raise ValueError(f"{shown_address(addresses[0])}: runs in a table are not joined with others: open them one by one")
    return _opened(addresses[0], None, None, skip_broken=skip_broken)


def _open_files(
    sources: Sequence[str], columns: Columns | None, partitions: str | Sequence[str] | None, *, skip_broken: bool
) -> Runs:
    paths = list(dict.fromkeys(path for source in sources for path in files_of(source)))
    source = ", ".join(sources)
    kinds = {path: kind_of(path) for path in paths}
    if len(set(kinds.values())) > 1:
        both = " and ".join(f"{kind} ({path})" for kind, path in {kind: path for path, kind in kinds.items()}.items())
        raise RecordError(f"{source}: {both} together: open them separately, with patterns such as *.parquet")
    (kind,) = set(kinds.values())
    if kind is FileKind.JSON:
        if columns is not None:
            raise ValueError("columns are for tables: the keys of runs in JSON are those of LangSmith")
        if partitions:
            raise ValueError("partitions are for tables: all JSON is read, whatever its folders are called")
        return _open_json(paths, skip_broken=skip_broken)
    _require_duckdb(kind)
    for path in paths:
        check_end(path, kind)
    if kind is FileKind.DATABASE:
        if len(paths) > 1:
            raise RecordError(f"{source}: several databases ({paths[0]}, {paths[1]}): open them one by one")
        from filterlang.sql.engines.duckdb_files import database_runs

        return _checked(database_runs(source, columns), source, partitions)
    from filterlang.sql.engines.duckdb_files import parquet_runs

    return _checked(parquet_runs(paths, columns), source, partitions)


def _open_json(paths: Sequence[str], *, skip_broken: bool) -> Runs:
    """Opens lines of whole runs with DuckDB if it is installed, and all other JSON and CSV with Python."""
    if find_spec("duckdb") and find_spec("sqlglot"):
        heads = {path: keys for path in paths if (keys := _first_keys(path)) is not None}
        if all(heads.values()) and len({frozenset(folder_keys(path)) for path in heads}) == 1:
            from filterlang.sql.engines.duckdb_lines import lines_runs

            keys = frozenset[str]().union(*heads.values())
            return lines_runs(list(heads), sorted(keys), skip_broken=skip_broken)
    skipped: list[RecordError] | None = [] if skip_broken else None
    unread = Counter[str]()
    records = read_records(*paths, skipped=skipped, unread=unread)
    if skipped and not records:
        raise RecordError(f"{skipped[0]}; and no other record is a run")
    return LocalRuns(records, skipped=None if skipped is None else len(skipped), unread=unread_sentences(unread))


def _first_keys(path: str) -> frozenset[str] | None:
    """Returns the keys of the first record of a file if it is a whole run that DuckDB can read, otherwise no keys.

    Returns None for a file without records.
    """
    if not Path(path).is_file():  # a pipe: bytes that are read here would be missing later
        return frozenset()
    with open_unpacked(path) as file:
        first_line = next((line for line in iter(lambda: file.readline(MAX_LINE_BYTES), b"") if line.strip()), None)
    if first_line is None:
        return None
    try:
        record: object = read_json(first_line.decode())
    except (ValueError, RecursionError):
        return frozenset()
    keys = frozenset(as_mapping(record))
    return keys if keys >= _WHOLE_RUN and keys.isdisjoint(_ONLY_PYTHON) and _is_for_duckdb(path) else frozenset()


def _is_for_duckdb(path: str) -> bool:
    """Whether DuckDB finds a file and unpacks it as ``open_unpacked`` does."""
    return is_named_as_packed(path) and path.isprintable() and "\\" not in Path(path).as_posix()


def _checked(runs: "TableRuns", source: str, partitions: str | Sequence[str] | None) -> "TableRuns":
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

    runs.table.partitions = Partitions(runs.table, partitions)
    return runs


def in_memory(runs: Runs, size: int = 0) -> Runs:
    """Returns the same runs, loaded into memory if that makes many queries cheaper.

    ``size`` is the size of their files in bytes. Raises ``RecordError`` for a record that cannot be read.
    """
    if not (find_spec("duckdb") and find_spec("sqlglot")):
        return runs
    from filterlang.sql.engines.duckdb_loaded import loaded

    return loaded(runs, size)


def _require_duckdb(kind: FileKind) -> None:
    if not (find_spec("duckdb") and find_spec("sqlglot")):
        raise ImportError(f"{kind} is read by DuckDB: {install('local')}")
