"""Opens the contents of files: of open files, and of files elsewhere that only an engine can fetch.

Owns the invariant that an open file is read from where it stands to its end, and is never closed.
"""

from collections import Counter
from collections.abc import Sequence
import io
from typing import Any

from filterlang.exports.files import FileKind, kind_of_bytes
from filterlang.exports.memory import LocalRuns
from filterlang.exports.nesting import unread_sentences
from filterlang.exports.records import RecordError, records_in_data
from filterlang.exports.results import Runs
from filterlang.opening.checked_tables import SourceOptions, checked, require_duckdb, require_no_columns
from filterlang.text.display import clip

_NAME = "the open file"
_BYTES: tuple[type[Any], ...] = (bytes, bytearray, memoryview)


def is_open_file(source: object) -> bool:
    """Whether an object can be read as a file can."""
    return callable(getattr(source, "read", None))


def open_file(file: Any, options: SourceOptions) -> Runs:
    """Returns the runs in an open file of bytes or text: JSON or CSV, packed or not, or Parquet, by its first bytes.

    Raises ``ValueError`` for a file that is closed or cannot be read, and ``TypeError`` for one that does not return bytes or
    text.
    """
    name = getattr(file, "name", None)
    name = name if isinstance(name, str) and not name.startswith("<") else _NAME
    data = _read(file, name)
    kind = kind_of_bytes(name, data[:16])
    if kind is FileKind.DATABASE:
        raise RecordError(f"{name}: {kind}, which is opened by its path: open_runs('runs.duckdb')")
    return _parquet(data, name, options) if kind is FileKind.PARQUET else runs_in([(name, data)], options, "in an open file")


def runs_in(files: Sequence[tuple[str, bytes]], options: SourceOptions, label: str = "in memory") -> Runs:
    """Returns the runs in the contents of files of JSON or CSV, each with its name."""
    require_no_columns(options)
    skipped: list[RecordError] | None = [] if options.skip_broken else None
    unread = Counter[str]()
    records = records_in_data(files, skipped, unread)
    if skipped and not records:
        raise RecordError(f"{skipped[0]}; and no other record is a run")
    return LocalRuns(records, skipped=None if skipped is None else len(skipped), unread=unread_sentences(unread), label=label)


def _read(file: Any, name: str) -> bytes:
    """Returns what a file holds from where it stands."""
    if getattr(file, "closed", False) is True:
        raise ValueError(f"{name}: the file is closed: open it again")
    try:
        data: Any = file.read()
    except io.UnsupportedOperation:
        raise ValueError(f"{name}: the file is not open for reading: open it with mode 'rb'") from None
    except UnicodeDecodeError as error:
        raise RecordError(f"{name}: not {error.encoding} ({error.reason}): open the file with its encoding") from None
    if isinstance(data, str):
        data = data.encode(errors="surrogateescape")
    if hasattr(data, "__await__"):
        getattr(data, "close", lambda: None)()
        raise TypeError(f"{name} is read asynchronously: open_runs(io.BytesIO(await file.read()))")
    if not isinstance(data, _BYTES):
        raise TypeError(f"{name}: read() has to return bytes or a text, not {type(data).__name__}")
    if not data and _position(file):
        raise RecordError(f"{name}: the file was read or written to its end: go back with seek(0)")
    return bytes(data)


def _position(file: Any) -> int:
    """Returns where a file stands; 0 for one that cannot go back."""
    try:
        return file.tell() if file.seekable() else 0
    except (AttributeError, OSError, ValueError):
        return 0


def _parquet(data: bytes, name: str, options: SourceOptions) -> Runs:
    require_duckdb(str(FileKind.PARQUET))
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    from pyarrow import parquet  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]

    from filterlang.sql.engines.duckdb_files import lent_runs

    try:
        table: Any = parquet.read_table(pa.BufferReader(data))  # pyright: ignore[reportUnknownMemberType]
    except (pa.ArrowException, OSError) as error:  # pyright: ignore[reportUnknownMemberType]
        raise RecordError(f"{name}: a Parquet file that cannot be read: {clip(str(error))}") from None
    return checked(lent_runs(table, options.columns, "open file", table.num_rows), name, options)
