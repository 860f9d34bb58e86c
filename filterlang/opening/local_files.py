"""Opens files of this machine: JSON and CSV in memory or in place, Parquet and databases with DuckDB.

Owns the invariant that the files of one call have one format.
"""

from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from filterlang.exports.files import FileKind, check_end, files_of, is_named_as_packed, kind_of
from filterlang.exports.memory import LocalRuns
from filterlang.exports.nesting import BELOW, unread_sentences
from filterlang.exports.posts_and_patches import OPERATION
from filterlang.exports.records import MAX_LINE_BYTES, RecordError, folder_keys, open_unpacked, read_json, read_records
from filterlang.exports.results import Runs
from filterlang.opening.checked_tables import SourceOptions, checked, require_duckdb, require_no_columns
from filterlang.text.jsonvalues import as_mapping

_WHOLE_RUN = frozenset({"id", "trace_id", "run_type", "status", "start_time"})
"""The keys of a whole run, in the shape of v1 or of v2. DuckDB reads runs that have them all: nothing is left to fill in."""

_ONLY_PYTHON = frozenset({OPERATION, *BELOW})
"""The keys of records that only Python reads: posts and patches, and runs inside of runs."""


def open_local_files(sources: Sequence[str], options: SourceOptions) -> Runs:
    """Opens several files, patterns and folders as one set of runs."""
    paths = list(dict.fromkeys(path for source in sources for path in files_of(source)))
    source = ", ".join(sources)
    kinds = {path: kind_of(path) for path in paths}
    if len(set(kinds.values())) > 1:
        both = " and ".join(f"{kind} ({path})" for kind, path in {kind: path for path, kind in kinds.items()}.items())
        raise RecordError(f"{source}: {both} together: open them separately, with patterns such as *.parquet")
    (kind,) = set(kinds.values())
    if kind is FileKind.JSON:
        require_no_columns(options)
        return _open_json(paths, skip_broken=options.skip_broken)
    require_duckdb(str(kind))
    for path in paths:
        check_end(path, kind)
    if kind is FileKind.DATABASE:
        if len(paths) > 1:
            raise RecordError(f"{source}: several databases ({paths[0]}, {paths[1]}): open them one by one")
        from filterlang.sql.engines.duckdb_files import database_runs

        return checked(database_runs(source, options.columns), source, options)
    from filterlang.sql.engines.duckdb_files import parquet_runs

    return checked(parquet_runs(paths, options.columns), source, options)


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
