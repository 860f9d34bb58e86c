"""Opening runs: which engine reads what, recognised by what is there.

Owns the invariant that whatever can be opened means the same in every engine.
"""

import codecs
import glob
from importlib.util import find_spec
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filterlang.evaluate.columns import Columns
from filterlang.evaluate.local import LocalRuns
from filterlang.evaluate.records import LONGEST, UNPACKING, RecordError, opened, read_records
from filterlang.evaluate.runs import Runs
from filterlang.syntax.jsonvalues import as_list

if TYPE_CHECKING:
    from chdb.session import Session
    from clickhouse_connect.driver.client import Client
    import duckdb
    from pyspark.sql import DataFrame, SparkSession
    from typing_extensions import TypeIs

    OfSpark = DataFrame | tuple[SparkSession, str]

_HINT = 'pip install "filterlang[local]"'
_LINES = (".jsonl", ".ndjson", ".json")
_PACKED = (".gz", ".zst")
_WHOLE = frozenset({"id", "trace_id", "run_type", "status", "start_time"})
"""What a whole run in the v1 form has, so that nothing has to be worked out."""


def open_runs(
    source: "str | os.PathLike[str] | duckdb.DuckDBPyRelation | tuple[Client | Session, str] | OfSpark",
    *,
    columns: Columns | None = None,
    skip_broken: bool = False,
) -> Runs:
    """Exported runs, ready to be asked for.

    Args:
        source: a file of JSON lines (``.gz`` and ``.zst`` too) or Parquet, a pattern such as ``runs/*.parquet``, a folder, or a
            relation of DuckDB. JSON holds runs as the v1 API gives them, whole answers of it, or the SDK's ``post`` and
            ``patch`` records. Or a table of ClickHouse: a client of clickhouse-connect or a session of chdb, and its name.
            Or a data frame of Spark, or a table of it: a session, and its name.
        columns: which column of a table holds what, where it is not named as the API names it.
        skip_broken: leave out lines that are no run, instead of raising ``RecordError`` for them.

    Raises ``RecordError`` for what is no export, ``OSError`` for what can not be read, and ``ImportError`` for Parquet without
    DuckDB, with what to install.

    """
    if _is_of_spark(source):
        _require_sqlglot("Spark")
        from filterlang.evaluate.engines.spark_table import spark_runs

        return spark_runs(source, columns)
    if isinstance(source, tuple):
        _require_sqlglot("ClickHouse")
        from filterlang.evaluate.engines.clickhouse_table import clickhouse_runs

        return clickhouse_runs(*source, columns)
    if not isinstance(source, str | os.PathLike):
        from filterlang.evaluate.engines.duckdb_runs import relation_runs

        return relation_runs(source, columns)
    paths = _paths(os.fspath(source))
    if any(path.endswith(".parquet") for path in paths):
        _require_duckdb()
        if not all(path.endswith(".parquet") for path in paths):
            raise RecordError(f"{source}: Parquet and other files: open them one by one")
        for path in paths:
            Path(path).stat()  # no file is an OSError whatever reads it
        from filterlang.evaluate.engines.duckdb_runs import parquet_runs

        return parquet_runs(paths, columns)
    keys = [_first_keys(path) for path in paths]
    if all(map(_is_whole, keys)) and find_spec("duckdb") and find_spec("sqlglot"):
        from filterlang.evaluate.engines.duckdb_runs import lines_runs

        return lines_runs(paths, sorted(frozenset().union(*keys)), skip_broken=skip_broken)
    skipped: list[RecordError] | None = [] if skip_broken else None
    records = [record for path in paths for record in read_records(path, skipped=skipped)]
    return LocalRuns(records, skipped=None if skipped is None else len(skipped))


def _require_duckdb() -> None:
    if not (find_spec("duckdb") and find_spec("sqlglot")):
        raise ImportError(f"Parquet is read by DuckDB: {_HINT}")


def _require_sqlglot(engine: str) -> None:
    if not find_spec("sqlglot"):
        raise ImportError(f'{engine} is asked in SQL that sqlglot writes: pip install "filterlang[{engine.lower()}]"')


def _is_of_spark(source: object) -> "TypeIs[OfSpark]":
    """Whether this is a data frame of Spark, or a session and a name; pyspark is not loaded to find out."""
    first = next(iter(as_list(source)), source)
    return any(kind.__module__.startswith("pyspark.sql") for kind in type(first).__mro__)


def _paths(source: str) -> list[str]:
    """The files that a path, a pattern or a folder stands for, in order."""
    if Path(source).is_dir():
        found = [str(path) for path in sorted(Path(source).rglob("*")) if path.is_file() and _is_export(path.name)]
        if not found:
            raise RecordError(f"{source}: no runs in this folder: JSON lines and Parquet are looked for")
        return found
    if glob.has_magic(source) and not Path(source).exists():
        found = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - pathlib takes no pattern that begins with /
        if not found:
            raise FileNotFoundError(2, "no file matches this pattern", source)
        return found
    return [source]


def _is_export(name: str) -> bool:
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return name.endswith((*_LINES, ".parquet")) and not name.startswith((".", "_"))


def _is_whole(keys: frozenset[str]) -> bool:
    return keys >= _WHOLE and "operation" not in keys


def _first_keys(path: str) -> frozenset[str]:
    """The keys of the first record of JSON lines; none where that is no object on a line of its own."""
    if path == "/dev/stdin" or not Path(path).is_file():
        return frozenset()
    try:
        first: Any = json.loads(_first_line(path))
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(first) if isinstance(first, dict) else frozenset()


def _first_line(path: str) -> bytes | str:
    if path.endswith(".zst"):
        _require_duckdb()
        from filterlang.evaluate.engines.duckdb_lines import first_line

        return first_line(path) or ""
    with opened(path) as file:
        try:
            line = file.readline(LONGEST)
        except UNPACKING as problem:
            raise RecordError(f"{path}: can not be unpacked: {problem}") from None
    return b"" if line.startswith(codecs.BOM_UTF8) else line  # which Python reads, and DuckDB does not
