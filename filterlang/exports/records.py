"""Reads exported runs: files of whole runs, or of the SDK's posts and patches, as plain dicts in the shape of the v1 API.

Owns the invariant that a record has an ``id``, a ``trace_id`` and a ``status``, ids in their canonical form and times that
can be read, and that nothing here recurses on what a file holds.
"""

import codecs
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
import gzip
import io
import json
import os
from pathlib import Path, PurePath
from typing import IO, Any, TypeGuard, cast
from urllib.parse import unquote
import zlib

from filterlang.text.extras import install
from filterlang.exports.posts_and_patches import OPERATION, merged
from filterlang.exports.nesting import ONLY_IDS, entries, ids_below
from filterlang.exports.record_checks import problem_in, shown
from filterlang.exports.separated import CsvError, csv_records, is_csv
from filterlang.evaluate.shapes import in_v1_form
from filterlang.semantics.stored_ids import stored_id

Record = dict[str, Any]
"""A run in the JSON shape of v1's ``RunSchema`` (LangSmith's OpenAPI document), other keys kept."""

MAX_LINE_BYTES = 1 << 27
"""The most bytes of a line for engines that read many lines at once."""

_HEAD_BYTES = 1 << 16
_HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"


class RecordError(ValueError):
    """An export that cannot be read. The message names the file, the line and the problem."""


def read_records(
    *paths: str | os.PathLike[str], skipped: list[RecordError] | None = None, unread: Counter[str] | None = None
) -> list[Record]:
    """Returns the runs of one or more files, in the order in which their ids first appear.

    A file holds CSV, JSON lines, one JSON array, answers of the API (``{"runs": [...]}``, v2's ``{"items": [...]}``) or traces
    (``{"traces": [{"runs": [...]}]}``, ``child_runs`` inside of runs at any depth, files of langsmith-fetch). Its
    records are whole runs in the shape of v1, of v2 or of LangSmith's command line, or the SDK's ``post`` and ``patch``
    records (key ``operation``, or bodies ``{"post": [...], "patch": [...]}``).

    * Posts and patches are merged by id across all files: a patch replaces a value unless it has null, and ``extra`` is merged
      key by key.
    * Values that the server derives are filled in where they are missing: ``trace_id`` and ``status``, and for merged runs the
      token counts of llm runs (the first ``usage_metadata`` of their outputs) and of the runs above them (the sum).
    * A folder ``key=value`` above a file, such as ``session_id=…/``, sets this key in all of the file's records.
    * Files packed with gzip or zstd are unpacked, whatever their name.

    With a list ``skipped``, lines and records that are not runs are left out, and the error of each is appended to the list.
    ``unread`` counts the runs inside of runs that were not read, by kind: see ``nesting.unread_sentences``.

    Raises ``RecordError`` for a file that is not such an export, the ordinary ``OSError`` for a file that cannot be opened, and
    ``ImportError`` for zstd without pyarrow, with what to install.
    """
    unread = Counter[str]() if unread is None else unread
    return _merged((record for path in paths for record in _records(path, skipped, unread)), unread)


def records_in(
    documents: Iterable[tuple[str, object]], skipped: list[RecordError] | None, unread: Counter[str]
) -> list[Record]:
    """Returns the runs of some documents, each with its location, as ``read_records`` does for the documents of files."""
    located = (entry for location, document in documents for entry in entries(document, location, unread))
    return _merged(_valid(located, {}, skipped), unread)


def records_in_data(
    files: Iterable[tuple[str, bytes]], skipped: list[RecordError] | None, unread: Counter[str]
) -> list[Record]:
    """Returns the runs in the bytes of some files, each with its name, as ``read_records`` does for files on disk."""
    valid = (
        record
        for name, data in files
        for record in _valid(_read_data(unpacked(data, name), name, skipped, unread), folder_keys(name), skipped)
    )
    return _merged(valid, unread)


def _merged(valid: Iterable[Record], unread: Counter[str]) -> list[Record]:
    """Returns records as runs, and counts the ids of child runs that are not among them."""
    records = merged(valid)
    ids = {record["id"] for record in records}
    ids_of_children = {stored_id(id) for record in records for id in ids_below(record)}
    unread[ONLY_IDS] += len(ids_of_children - ids)
    return records


def _records(path: str | os.PathLike[str], skipped: list[RecordError] | None, unread: Counter[str]) -> Iterator[Record]:
    """Yields the records of a file, each checked."""
    name = os.fspath(path)
    with open_unpacked(path) as file:
        data = file.read()
    return _valid(_read_data(data, name, skipped, unread), folder_keys(path), skipped)


def _valid(
    located: Iterable[tuple[str, object]], folders: Mapping[str, object], skipped: list[RecordError] | None
) -> Iterator[Record]:
    """Yields values as records, each checked."""
    for location, entry in located:
        try:
            yield _checked(entry, location, folders)
        except RecordError as problem:
            if skipped is None:
                raise
            skipped.append(problem)


def _read_data(data: bytes, name: str, skipped: list[RecordError] | None, unread: Counter[str]) -> Iterator[tuple[str, object]]:
    """Yields the values in a file of JSON or CSV that should be records, each with its location for messages."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if not is_csv(name, data[:_HEAD_BYTES]):
        yield from _json_entries(data, name, skipped, unread)
        return
    try:
        yield from csv_records(data, name)
    except CsvError as problem:
        raise RecordError(str(problem)) from None


def folder_keys(path: str | os.PathLike[str]) -> dict[str, str | None]:
    """Returns the keys and values that the folders above a file set, as in Hive: ``session_id=…/``. DuckDB reads the same."""
    pairs = (folder.split("=") for folder in PurePath(path).parts[:-1])
    values = {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[0]}
    return {key: None if value == _HIVE_NULL else unquote(value) for key, value in values.items()}


@contextmanager
def open_unpacked(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """Opens a file for reading, and unpacks it on the way. Raises ``RecordError`` if it cannot be unpacked."""
    with Path(path).open("rb") as file, _unpacked(file, os.fspath(path)) as contents:
        yield contents


@contextmanager
def _unpacked(file: io.BufferedReader, name: str) -> Generator[IO[bytes]]:
    """Unpacks an open file on the way. Raises ``RecordError`` if it cannot be unpacked."""
    unpack = next((unpack for mark, unpack in _UNPACKERS.items() if file.peek(4).startswith(mark)), None)
    if unpack is None:
        yield file
        return
    try:
        with unpack(file) as contents:
            yield contents
    except (EOFError, OSError, zlib.error) as problem:
        raise RecordError(f"{name}: cannot be unpacked to its end ({problem}): fetch the file again") from None


def unpacked(data: bytes, name: str) -> bytes:
    """Returns the bytes of a file, unpacked. Raises ``RecordError`` if they cannot be unpacked."""
    with _unpacked(io.BufferedReader(io.BytesIO(data)), name) as file:
        return file.read()


def _gzip(file: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return cast("AbstractContextManager[IO[bytes]]", gzip.GzipFile(fileobj=file))


def _zstd(file: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    try:
        import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise ImportError(f"zstd is unpacked by pyarrow: {install('local')}") from None
    stream: Any = pa.input_stream(cast("io.IOBase", file), compression="zstd")
    return io.BufferedReader(stream)


_UNPACKERS = {b"\x1f\x8b": _gzip, b"\x28\xb5\x2f\xfd": _zstd}
"""The functions that unpack files, by the first bytes of a packed file."""


def broken_lines(path: str | os.PathLike[str]) -> Iterator[RecordError | None]:
    """Yields the error of each record in a file of JSON lines, None for a valid record. Keeps one line in memory at a time."""
    name, folders = os.fspath(path), folder_keys(path)
    with open_unpacked(path) as file:
        for number, line in enumerate(file, 1):
            try:
                for location, entry in _entries_of_line(_without_bom(line, number), name, number, Counter()):
                    yield _problem(entry, location, folders)
            except RecordError as problem:
                yield problem


def _without_bom(line: bytes, number: int) -> bytes:
    """Returns a line without the byte order mark that the first line of a file may have."""
    return line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def _problem(entry: object, location: str, folders: Mapping[str, object]) -> RecordError | None:
    try:
        _checked(entry, location, folders)
    except RecordError as problem:
        return problem
    return None


def _json_entries(
    data: bytes, name: str, skipped: list[RecordError] | None, unread: Counter[str]
) -> Iterator[tuple[str, object]]:
    """Yields the values of a file of JSON that should be records, each with its location for messages."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if lines and _is_one_document(data, lines[0][1], name):
        yield from entries(_load(data, name), name, unread)
        return
    for number, line in lines:
        try:
            yield from _entries_of_line(line, name, number, unread)
        except RecordError as problem:
            if skipped is None:
                raise
            skipped.append(problem)


def _entries_of_line(line: bytes, name: str, number: int, unread: Counter[str]) -> list[tuple[str, object]]:
    """Returns the values of a line that should be records: one or several, and none for an empty line."""
    if not line.strip():
        return []
    document = _load(line.rstrip(b"\r\n"), name, number)
    location = f"{name}:{number}"
    return list(entries(document, location, unread)) if _is_object(document) else [(location, document)]


def _is_one_document(data: bytes, first_line: bytes, name: str) -> bool:
    """Whether a file is one JSON value, an array or an object over several lines, instead of one JSON object per line."""
    return first_line.lstrip().startswith(b"[") or (not _is_json(first_line, name) and _is_json(data, name))


def _is_json(data: bytes, name: str) -> bool:
    try:
        _load(data, name)
    except RecordError:
        return False
    return True


def _load(data: bytes, name: str, line: int = 1) -> object:
    """Returns a JSON value that starts at a line of a file. Raises ``RecordError`` with the line of the problem."""
    try:
        return read_json(data.decode())
    except UnicodeDecodeError as error:
        line += data.count(b"\n", 0, error.start)
        raise RecordError(f"{name}:{line}: not UTF-8 ({error.reason}): save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        line += error.lineno - 1
        if data.startswith(codecs.BOM_UTF8):
            raise RecordError(f"{name}:{line}: a byte order mark inside the file: remove it") from error
        raise RecordError(f"{name}:{line}: not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise RecordError(f"{name}:{line}: nested too deeply to be read") from error


def read_json(text: str) -> Any:
    """Returns a JSON value. An integer with more digits than Python reads becomes the nearest double, which may be infinite.

    Raises ``ValueError`` for a text that is not JSON, and ``RecursionError`` for JSON that is nested too deeply.
    """
    if text.startswith('"') and text.find('"', 1) == len(text) - 1 and "\\" not in text and text.isprintable():
        return text[1:-1]  # most columns hold such strings, and this takes a third of the time
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return json.loads(text, parse_int=_integer)


def _integer(digits: str) -> float:
    """Returns an integer, as a double if it has more digits than Python converts."""
    try:
        return int(digits)
    except ValueError:
        return float(digits)


def _checked(entry: object, location: str, folders: Mapping[str, object]) -> Record:
    """Returns an entry as a record in the v1 form with a valid operation, ids, times and feedback.

    Raises ``RecordError`` for any other entry.
    """
    if isinstance(entry, CsvError):
        raise RecordError(str(entry))
    if not _is_object(entry):
        raise RecordError(f"{location}: a run has to be a JSON object, not {shown(entry)}")
    entry.update(folders)
    in_v1_form(entry)
    if (problem := problem_in(entry)) is not None:
        raise RecordError(f"{location}: {problem}")
    if entry.get(OPERATION) is None:
        entry.pop(OPERATION, None)
    return entry


def _is_object(value: object) -> TypeGuard[Record]:
    return isinstance(value, dict)
