"""Reading exported runs: files of runs, or of what the SDK posts and patches, into the plain dicts the v1 API would give.

Owns the invariant that a record has an ``id``, a ``trace_id`` and a ``status``, ids in their canonical form and times that
can be read, and that nothing here recurses on what a file holds.
"""

import codecs
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
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
from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.separated import CsvError, csv_records, is_csv
from filterlang.evaluate.shapes import in_v1_form
from filterlang.text.display import clip
from filterlang.semantics.durations import canonical_uuid

Record = dict[str, Any]
"""A run in the JSON shape of v1's ``RunSchema`` (LangSmith's OpenAPI document), other keys kept."""

IDS = ("id", "trace_id", "parent_run_id", "session_id", "reference_example_id")
TIMES = ("start_time", "end_time")
LONGEST = 1 << 27
"""The most bytes that a line may have for engines that read many at once."""

_HEAD = 1 << 16
_OPERATIONS = (None, "post", "patch")
_NOWHERE = "__HIVE_DEFAULT_PARTITION__"


class RecordError(ValueError):
    """An export that cannot be read: in which file and line, and what is wrong there."""


def read_records(
    *paths: str | os.PathLike[str], skipped: list[RecordError] | None = None, unread: Counter[str] | None = None
) -> list[Record]:
    """The runs of one or more files, in the order in which their ids first appear.

    A file holds CSV, JSON lines, one JSON array, answers of the API (``{"runs": [...]}``, v2's ``{"items": [...]}``) or traces
    (``{"traces": [{"runs": [...]}]}``, ``child_runs`` inside of runs at any depth, files of langsmith-fetch). Its
    records are whole runs in the shape of v1, of v2 or of LangSmith's command line, or the SDK's ``post`` and ``patch``
    records (key ``operation``, or bodies ``{"post": [...], "patch": [...]}``), which are merged by id across all files: a
    patch wins where it is not null, and ``extra`` is merged key by key. What the server would work out is filled in where
    it is missing: ``trace_id`` and ``status``, and for merged runs the token counts of llm runs (the first
    ``usage_metadata`` of their outputs) and of the runs above them (the sum). What the folders above a file say
    (``session_id=…/``) holds for all of its records. Files that are packed with gzip or zstd are unpacked, whatever they
    are called. With a list ``skipped``, lines and records that are no run are left out, and what is wrong with each is
    appended to it.

    Raises ``RecordError`` for a file that is not such an export, the ordinary ``OSError`` for one that cannot be opened, and
    ``ImportError`` for zstd without pyarrow, with what to install.
    """
    unread = Counter[str]() if unread is None else unread
    records = merged(record for path in paths for record in _records(path, skipped, unread))
    read = {record["id"] for record in records}
    named = {canonical_uuid(id) for record in records for id in ids_below(record)}
    unread[ONLY_IDS] += len(named - read)
    return records


def _records(path: str | os.PathLike[str], skipped: list[RecordError] | None, unread: Counter[str]) -> Iterator[Record]:
    folders = folder_keys(path)
    for place, entry in _read(path, skipped, unread):
        try:
            yield _checked(entry, place, folders)
        except RecordError as problem:
            if skipped is None:
                raise
            skipped.append(problem)


def _read(
    path: str | os.PathLike[str], skipped: list[RecordError] | None, unread: Counter[str]
) -> Iterator[tuple[str, object]]:
    """What should be records in a file of JSON or CSV, each with the place to name when it is not."""
    name = os.fspath(path)
    with opened(path) as file:
        data = file.read().removeprefix(codecs.BOM_UTF8)
    if not is_csv(name, data[:_HEAD]):
        yield from _entries(data, name, skipped, unread)
        return
    try:
        yield from csv_records(data, name)
    except CsvError as problem:
        raise RecordError(str(problem)) from None


def folder_keys(path: str | os.PathLike[str]) -> dict[str, str | None]:
    """What the folders above a file say of its records, in the way of Hive: ``session_id=…/``. DuckDB reads the same."""
    pairs = (folder.split("=") for folder in PurePath(path).parts[:-1])
    named = {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[0]}
    return {key: None if value == _NOWHERE else unquote(value) for key, value in named.items()}


@contextmanager
def opened(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """A file to read, unpacked on the way. Raises ``RecordError`` where it cannot be unpacked."""
    with Path(path).open("rb") as file:
        unpacked = next((unpack for mark, unpack in _PACKED.items() if file.peek(4).startswith(mark)), None)
        if unpacked is None:
            yield file
            return
        try:
            with unpacked(file) as inside:
                yield inside
        except (EOFError, OSError, zlib.error) as problem:
            raise RecordError(f"{os.fspath(path)}: cannot be unpacked to its end ({problem}): fetch the file again") from None


def _gzip(file: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return cast("AbstractContextManager[IO[bytes]]", gzip.GzipFile(fileobj=file))


def _zstd(file: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    try:
        import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise ImportError(f"zstd is unpacked by pyarrow: {install('local')}") from None
    stream: Any = pa.input_stream(cast("io.IOBase", file), compression="zstd")
    return io.BufferedReader(stream)


_PACKED = {b"\x1f\x8b": _gzip, b"\x28\xb5\x2f\xfd": _zstd}


def broken_lines(path: str | os.PathLike[str]) -> Iterator[RecordError | None]:
    """What is wrong with each record in a file of JSON lines, None where nothing is. No more than a line is kept in memory."""
    name, folders = os.fspath(path), folder_keys(path)
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                for place, entry in _of_line(_bare(line, number), name, number, Counter()):
                    yield _problem(entry, place, folders)
            except RecordError as problem:
                yield problem


def _bare(line: bytes, number: int) -> bytes:
    return line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def _problem(entry: object, place: str, folders: Mapping[str, object]) -> RecordError | None:
    try:
        _checked(entry, place, folders)
    except RecordError as problem:
        return problem
    return None


def _entries(data: bytes, name: str, skipped: list[RecordError] | None, unread: Counter[str]) -> Iterator[tuple[str, object]]:
    """What should be records, each with the place to name when it is not."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if lines and _is_one_document(data, lines[0][1], name):
        yield from entries(_load(data, name), name, unread)
        return
    for number, line in lines:
        try:
            found = _of_line(line, name, number, unread)
        except RecordError as problem:
            if skipped is None:
                raise
            skipped.append(problem)
            continue
        yield from found


def _of_line(line: bytes, name: str, number: int, unread: Counter[str]) -> list[tuple[str, object]]:
    """What should be records in a line: one or many; nothing in an empty line."""
    if not line.strip():
        return []
    document = _load(line.rstrip(b"\r\n"), name, number)
    place = f"{name}:{number}"
    return list(entries(document, place, unread)) if _is_object(document) else [(place, document)]


def _is_one_document(data: bytes, first: bytes, name: str) -> bool:
    """Whether a file is one array, or an object that is broken over several lines, and not an object a line."""
    if first.lstrip().startswith(b"["):
        return True
    try:
        _load(first, name)
    except RecordError:
        try:
            _load(data, name)
        except RecordError:
            return False
        return True
    return False


def _load(data: bytes, name: str, line: int = 1) -> object:
    """JSON, from the line of a file that it starts at."""
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
    """A JSON value; a whole number that is too long for Python to read as one is the double next to it, which may be infinite.

    Raises ``ValueError`` for a text that is no JSON, and ``RecursionError`` for what is nested too deeply.
    """
    if text.startswith('"') and text.find('"', 1) == len(text) - 1 and "\\" not in text and text.isprintable():
        return text[1:-1]  # which is what most columns hold, read in a third of the time
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return json.loads(text, parse_int=_whole)


def _whole(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


def _checked(entry: object, place: str, folders: Mapping[str, object]) -> Record:
    """A record in the v1 form, whose operation, ids, times and feedback can be relied on."""
    if isinstance(entry, CsvError):
        raise RecordError(str(entry))
    if not _is_object(entry):
        raise RecordError(f"{place}: a run has to be a JSON object, not {_shown(entry)}")
    entry.update(folders)
    in_v1_form(entry)
    for key in IDS:
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            raise RecordError(f"{place}: {key} has to be a UUID in a string, not {_shown(value)}")
        if key in entry:
            entry[key] = canonical_uuid(value) if value else None
    if entry.get("id") is None and ("messages" in entry or {"content", "role"} <= entry.keys()):
        raise RecordError(f"{place}: messages without their run: write them with langsmith-fetch --include-metadata")
    if entry.get("id") is None:
        raise RecordError(f"{place}: the run has no id: export it with its id")
    for key in TIMES:
        value = entry.get(key)
        if value is not None and stored_datetime(value) is None:
            raise RecordError(f"{place}: {key} has to be an ISO 8601 time in a string, not {_shown(value)}")
    feedback = entry.get("feedback")
    if feedback is not None and not are_feedbacks(feedback):
        raise RecordError(f'{place}: feedback has to be a list of objects such as {{"key": "correctness", "score": 1}}')
    operation = entry.get(OPERATION)
    if operation not in _OPERATIONS:
        raise RecordError(f"{place}: the operation {_shown(operation)} is neither post nor patch")
    if operation is None:
        entry.pop(OPERATION, None)
    return entry


def are_feedbacks(value: object) -> bool:
    """Whether this is a list of feedback, each an object with a key."""
    return _is_array(value) and all(_is_object(item) and isinstance(item.get("key"), str) for item in value)


def _is_object(value: object) -> TypeGuard[Record]:
    return isinstance(value, dict)


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _shown(value: object) -> str:
    """A short, harmless sketch of a JSON value. Containers are named only: they may be deep."""
    if _is_object(value):
        return "an object"
    if _is_array(value):
        return "an array"
    return clip(json.dumps(value, ensure_ascii=False), 40)
