"""Opening runs: which engine reads what, recognised by what is there.

Owns the invariant that whatever can be opened means the same in every engine.
"""

from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from filterlang.text.extras import install
from filterlang.sql.engine_registry import ENGINES
from filterlang.sql.columns import Columns, Form
from filterlang.exports.files import FileKind, check_end, files_of, is_named_as_packed, kind_of
from filterlang.exports.memory import LocalRuns
from filterlang.exports.posts_and_patches import OPERATION
from filterlang.exports.nesting import BELOW, described
from filterlang.exports.records import LONGEST, RecordError, folder_keys, opened, read_json, read_records
from filterlang.exports.results import Runs
from filterlang.text.display import clip
from filterlang.schema.fields import FIELDS
from filterlang.text.jsonvalues import as_mapping

if TYPE_CHECKING:
    from chdb.session import Session
    from clickhouse_connect.driver.client import Client
    import duckdb
    from pyspark.sql import DataFrame, SparkSession

    from filterlang.sql.tables import TableRuns

    OfSpark = DataFrame | tuple[SparkSession, str]

_HINT = install("local")
_WHOLE = frozenset({"id", "trace_id", "run_type", "status", "start_time"})
"""What a whole run has, in the shape of v1 or of v2, so that nothing has to be worked out."""


_FOR_PYTHON = frozenset({OPERATION, *BELOW})
"""What only Python takes apart: halves of runs, and runs inside of runs."""


class UnreadWarning(UserWarning):
    """What an export holds that should be runs and was not read. ``runs.unread()`` says the same."""


def open_runs(
    source: "str | os.PathLike[str] | duckdb.DuckDBPyRelation | tuple[Client | Session, str] | OfSpark",
    *,
    columns: Columns | None = None,
    skip_broken: bool = False,
) -> Runs:
    """Exported runs, ready to be asked for.

    Args:
        source: a file of JSON, CSV or Parquet, a pattern such as ``runs/*.parquet``, a folder of such files, or a database of
            DuckDB with a table ``runs`` or one table. What a file holds is seen by its first bytes; JSON and CSV may be packed
            with gzip or zstd. JSON holds runs as the v1 API, the v2 API or LangSmith's command line give them, whole answers,
            runs inside of runs, or the SDK's ``post`` and ``patch`` records. Folders such as ``session_id=…`` say what holds
            for all runs in them. Or a relation of DuckDB. Or a table of ClickHouse: a client of clickhouse-connect or a session
            of chdb, and its name. Or a data frame of Spark, or a table of it: a session, and its name.
        columns: which column of a table holds what, where it is not named as the API names it.
        skip_broken: leave out lines and records of JSON that are no run, instead of raising ``RecordError`` for them. A file
            that is broken as a whole is always an error: nobody could say how many runs it had.

    Warns with ``UnreadWarning`` of what should be runs inside of runs and was not read, such as child runs that are ids only.
    Raises ``RecordError`` for what is no export, ``OSError`` for what cannot be read, ``ImportError`` for what needs a library
    that is not here, with what to install, and ``TypeError`` for what cannot be opened at all.

    >>> runs = open_runs("docs/examples/support_bot.jsonl")
    >>> [run.name for run in runs.list_runs(filter='gt(latency, 10)')]
    ['support_bot', 'support_bot']

    """
    runs = _opened(source, columns, skip_broken=skip_broken)
    for sentence in runs.unread():
        warnings.warn(sentence, UnreadWarning, stacklevel=2)
    return runs


def _opened(
    source: "str | os.PathLike[str] | duckdb.DuckDBPyRelation | tuple[Client | Session, str] | OfSpark",
    columns: Columns | None,
    *,
    skip_broken: bool,
) -> Runs:
    if isinstance(source, str | os.PathLike):
        return _open_files([os.fspath(source)], columns, skip_broken=skip_broken)
    engine = next((engine for engine in ENGINES.values() if engine.recognises(source)), None)
    if engine is None:
        given = type(source).__name__
        raise TypeError(f"runs are opened from a path, a relation of DuckDB, a data frame of Spark or a table, not {given}")
    if not find_spec("sqlglot"):
        raise ImportError(f"{engine.label} is asked in SQL that sqlglot writes: {install(engine.extra)}")
    return _with_ids(engine.opened(source, columns), engine.place(source))


def open_files(sources: Sequence[str], *, skip_broken: bool = False) -> Runs:
    """Several files, patterns and folders of runs, as one. See ``open_runs``."""
    return _open_files(sources, None, skip_broken=skip_broken)


def _open_files(sources: Sequence[str], columns: Columns | None, *, skip_broken: bool) -> Runs:
    paths = list(dict.fromkeys(path for source in sources for path in files_of(source)))
    source = ", ".join(sources)
    kinds = {path: kind_of(path) for path in paths}
    if len(set(kinds.values())) > 1:
        both = " and ".join(f"{kind} ({path})" for kind, path in {kind: path for path, kind in kinds.items()}.items())
        raise RecordError(f"{source}: {both} together: open them separately, with patterns such as *.parquet")
    (kind,) = set(kinds.values())
    if kind is FileKind.JSON:
        if columns is not None:
            raise ValueError("columns are for tables: runs in JSON have the names that LangSmith gives them")
        return _open_json(paths, skip_broken=skip_broken)
    _require_duckdb(kind)
    for path in paths:
        check_end(path, kind)
    if kind is FileKind.DATABASE:
        if len(paths) > 1:
            raise RecordError(f"{source}: several databases ({paths[0]}, {paths[1]}): open them one by one")
        from filterlang.sql.engines.duckdb_files import database_runs

        return _with_ids(database_runs(source, columns), source)
    from filterlang.sql.engines.duckdb_files import parquet_runs

    return _with_ids(parquet_runs(paths, columns), source)


def _open_json(paths: Sequence[str], *, skip_broken: bool) -> Runs:
    """Lines of whole runs by DuckDB where it is here, all else by Python."""
    if find_spec("duckdb") and find_spec("sqlglot"):
        heads = {path: keys for path in paths if (keys := _head_of(path)) is not None}
        if all(heads.values()) and len({frozenset(folder_keys(path)) for path in heads}) == 1:
            from filterlang.sql.engines.duckdb_lines import lines_runs

            keys = frozenset[str]().union(*heads.values())
            return lines_runs(list(heads), sorted(keys), skip_broken=skip_broken)
    skipped: list[RecordError] | None = [] if skip_broken else None
    unread = Counter[str]()
    records = read_records(*paths, skipped=skipped, unread=unread)
    if skipped and not records:
        raise RecordError(f"{skipped[0]}; and the rest holds no run")
    return LocalRuns(records, skipped=None if skipped is None else len(skipped), unread=described(unread))


def _head_of(path: str) -> frozenset[str] | None:
    """The keys of the first record of a file, where it is a whole run that DuckDB can read; None for a file with no records."""
    if not Path(path).is_file():  # of what flows nothing is taken away
        return frozenset()
    with opened(path) as file:
        first = next((line for line in iter(lambda: file.readline(LONGEST), b"") if line.strip()), None)
    if first is None:
        return None
    try:
        record: object = read_json(first.decode())
    except (ValueError, RecursionError):
        return frozenset()
    keys = frozenset(as_mapping(record))
    return keys if keys >= _WHOLE and keys.isdisjoint(_FOR_PYTHON) and _is_for_duckdb(path) else frozenset()


def _is_for_duckdb(path: str) -> bool:
    """Whether DuckDB finds a file and unpacks it as ``opened`` does."""
    return is_named_as_packed(path) and path.isprintable() and "\\" not in Path(path).as_posix()


def _with_ids(runs: "TableRuns", source: str) -> "TableRuns":
    """Runs in a table that has ids, and all the columns that it should have. Raises ``RecordError`` where it has not."""
    columns, names = runs.table.columns, runs.table.names
    there = clip(", ".join(names), 200)
    missing = sorted({column.name for column in columns.places.values()} - set(names))
    if missing:
        raise RecordError(f"{source}: there is no column {missing[0]} among its columns ({there}): correct columns=…")
    column = columns.find(FIELDS["id"].stored)
    if column is None:
        raise RecordError(
            f"{source}: none of its columns ({there}) is called id: name the column that has the ids with columns=…"
        )
    if column.form not in (Form.TEXT, Form.UUID, Form.JSON):
        raise RecordError(
            f"{source}: the ids of runs are strings, and the column {column.name} does not hold strings: convert it"
        )
    return runs


def in_memory(runs: Runs, size: int = 0) -> Runs:
    """The same runs, read once into memory where that makes many questions about them cheaper.

    ``size`` is that of their files in bytes. Raises ``RecordError`` for what cannot be read.
    """
    if not (find_spec("duckdb") and find_spec("sqlglot")):
        return runs
    from filterlang.sql.engines.duckdb_loaded import loaded

    return loaded(runs, size)


def _require_duckdb(kind: FileKind) -> None:
    if not (find_spec("duckdb") and find_spec("sqlglot")):
        raise ImportError(f"{kind} is read by DuckDB: {_HINT}")
