"""Reading exported runs: a file of runs, or of what the SDK posts and patches, into the plain dicts the v1 API would give.

Owns the invariant that a record has an ``id``, a ``trace_id`` and a ``status``, ids in their canonical form and times that
can be read, and that nothing here recurses on what a file holds.
"""

import codecs
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
import gzip
import json
import os
from pathlib import Path
from typing import IO, Any, TypeGuard, cast
import zlib

from filterlang.evaluate.rows import moment
from filterlang.rendering import clip
from filterlang.semantics.reading import canonical_uuid

Record = dict[str, Any]
"""A run in the JSON shape of v1's ``RunSchema`` (LangSmith's OpenAPI document), other keys kept."""

IDS = ("id", "trace_id", "parent_run_id", "session_id", "reference_example_id")
TIMES = ("start_time", "end_time")
_OPERATIONS = (None, "post", "patch")
_USAGE = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens", "total_tokens": "total_tokens"}


class RecordError(ValueError):
    """An export that can not be read: in which file and line, and what is wrong there."""


def read_records(path: str | os.PathLike[str], *, skipped: list[RecordError] | None = None) -> list[Record]:
    """The runs of a file, in the order in which their ids first appear.

    The file holds JSON lines, one JSON array, or answers of the API (``{"runs": [...]}``). Its records are whole runs, or the
    SDK's ``post`` and ``patch`` records (key ``operation``), which are merged by id: a patch wins where it is not null, and
    ``extra`` is merged key by key. What the server would work out is filled in where it is missing: ``trace_id``, ``status``,
    and the token counts of llm runs (the first ``usage_metadata`` of their outputs) and of the runs above them (the sum).
    A file whose name ends in ``.gz`` is unpacked. With a list ``skipped``, lines and records that are no run
    are left out, and what is wrong with each is appended to it.

    Raises ``RecordError`` for a file that is not such an export, and the ordinary ``OSError`` for one that can not be opened.
    """
    name = os.fspath(path)
    with opened(path) as file:
        try:
            data = file.read().removeprefix(codecs.BOM_UTF8)
        except UNPACKING as problem:
            raise RecordError(f"{name}: can not be unpacked: {problem}") from None
    records = _merge(_checked_entries(data, name, skipped))
    for record in records:
        _fill_in(record)
    _add_up(records)
    return records


def opened(path: str | os.PathLike[str]) -> IO[bytes]:
    """A file to read, unpacked on the way when its name ends in ``.gz``. Reading it may raise one of ``UNPACKING``."""
    if os.fspath(path).endswith(".zst"):
        raise RecordError(f"{os.fspath(path)}: DuckDB alone unpacks zst, and of lines that are whole runs: unpack it first")
    return cast("IO[bytes]", gzip.open(path)) if os.fspath(path).endswith(".gz") else Path(path).open("rb")


UNPACKING = (EOFError, gzip.BadGzipFile, zlib.error)
"""What is raised for a packed file that is broken or cut short."""


def broken_line(path: str | os.PathLike[str]) -> RecordError | None:
    """What is wrong with the first of a file's lines that is no whole run, for engines that can not say which it is."""
    name = os.fspath(path)
    try:
        with opened(path) as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1):
                if line.strip():
                    _check_whole(line, name, number)
    except RecordError as problem:
        return problem
    except UNPACKING as problem:
        return RecordError(f"{name}: can not be unpacked: {problem}")
    return None


def _check_whole(line: bytes, name: str, number: int) -> None:
    place = f"{name}:{number}"
    if len(line) > LONGEST:
        raise RecordError(f"{place}: a line of more than {LONGEST >> 20} MB: leave it out")
    record = _checked(_load(line.rstrip(b"\r\n"), name, number), place)
    if record.get("operation") is not None:
        raise RecordError(f"{place}: a post or patch among whole runs: put them into a file of their own")
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise RecordError(f"{place}: half of a surrogate pair, which no text can hold: leave the line out") from None


LONGEST = 1 << 27
"""The most bytes that a line may have for engines that read many at once."""


def _checked_entries(data: bytes, name: str, skipped: list[RecordError] | None) -> Iterator[Record]:
    for place, entry in _entries(data, name, skipped):
        try:
            yield _checked(entry, place)
        except RecordError as problem:
            if skipped is None:
                raise
            skipped.append(problem)


def _entries(data: bytes, name: str, skipped: list[RecordError] | None) -> Iterator[tuple[str, object]]:
    """What should be records, each with the place to name when it is not."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if lines and _is_one_document(data, lines[0][1], name):
        yield from _unpack(_load(data, name), name)
        return
    for number, line in lines:
        try:
            document = _load(line, name, number)
        except RecordError as problem:
            if skipped is None:
                raise
            skipped.append(problem)
            continue
        yield from _unpack(document, f"{name}:{number}") if _is_object(document) else [(f"{name}:{number}", document)]


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


def _unpack(document: object, place: str) -> Iterator[tuple[str, object]]:
    runs: object = document
    if _is_object(document) and "runs" in document and "id" not in document:
        runs = document["runs"]
    if not _is_array(runs):
        yield place, runs
        return
    for number, run in enumerate(runs, 1):
        yield f"{place}: run {number}", run


def _load(data: bytes, name: str, line: int = 1) -> object:
    """JSON, from the line of a file that it starts at."""
    try:
        return json.loads(data.decode())
    except UnicodeDecodeError as error:
        line += data.count(b"\n", 0, error.start)
        raise RecordError(f"{name}:{line}: not UTF-8 ({error.reason}): save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        line += error.lineno - 1
        raise RecordError(f"{name}:{line}: not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise RecordError(f"{name}:{line}: nested too deeply to be read") from error
    except ValueError as error:
        raise RecordError(f"{name}:{line}: a number has too many digits to be read") from error


def _merge(entries: Iterable[Record]) -> list[Record]:
    """One record an id: the posts one over another in the order of the file, then the patches over them."""
    halves: dict[str, tuple[Record, Record]] = {}
    for record in entries:
        operation = record.pop("operation", None)
        posted, patched = halves.setdefault(record["id"], ({}, {}))
        _lay_over(patched if operation == "patch" else posted, record)
    for posted, patched in halves.values():
        _lay_over(posted, patched)
    return [posted for posted, _ in halves.values()]


def _lay_over(below: Record, above: Record) -> None:
    """Let one record's values win over another's, except for nulls; what ``extra`` holds is merged at any depth."""
    pending: list[tuple[Record, Record, bool]] = [(below, above, False)]
    while pending:
        old, new, deep = pending.pop()
        for key, value in new.items():
            before = old.get(key)
            if (deep or key == "extra") and _is_object(before) and _is_object(value):
                pending.append((before, value, True))
            elif value is not None or key not in old:
                old[key] = value


def _checked(entry: object, place: str) -> Record:
    """A record whose operation, ids, times and feedback can be relied on."""
    if not _is_object(entry):
        raise RecordError(f"{place}: a run has to be a JSON object, and this is {_shown(entry)}")
    for key in IDS:
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            raise RecordError(f"{place}: {key} has to be a UUID in a string, and this is {_shown(value)}")
        if key in entry:
            entry[key] = canonical_uuid(value) if value else None
    if entry.get("id") is None:
        raise RecordError(f"{place}: the run has no id: export it with its id")
    for key in TIMES:
        value = entry.get(key)
        if value is not None and moment(value) is None:
            raise RecordError(f"{place}: {key} has to be an ISO 8601 time in a string, and this is {_shown(value)}")
    feedback = entry.get("feedback")
    if feedback is not None and not (_is_array(feedback) and all(_is_feedback(item) for item in feedback)):
        raise RecordError(f'{place}: feedback has to be a list of objects such as {{"key": "correctness", "score": 1}}')
    operation = entry.get("operation")
    if operation not in _OPERATIONS:
        raise RecordError(f"{place}: the operation {_shown(operation)} is neither post nor patch")
    return entry


def _fill_in(record: Record) -> None:
    if record.get("trace_id") is None:
        record["trace_id"] = record["id"]
    if record.get("status") is None:
        error = record.get("error")
        failed = isinstance(error, str) and error != ""
        record["status"] = "error" if failed else "pending" if record.get("end_time") is None else "success"
    if record.get("run_type") == "llm":
        usage = _usage(record.get("outputs"))
        counts = {field: usage[key] for field, key in _USAGE.items() if type(usage.get(key)) is int}
        if {"prompt_tokens", "completion_tokens"} <= counts.keys():
            counts.setdefault("total_tokens", counts["prompt_tokens"] + counts["completion_tokens"])
        record.update((field, count) for field, count in counts.items() if record.get(field) is None)


def _usage(outputs: object) -> Mapping[str, Any]:
    """The first ``usage_metadata`` of a run's outputs, in the order they were written."""
    pending = [outputs]
    while pending:
        value = pending.pop()
        if _is_object(value):
            usage: object = value.get("usage_metadata")
            if _is_object(usage):
                return usage
            pending.extend(reversed(value.values()))
        elif _is_array(value):
            pending.extend(reversed(value))
    return {}


def _add_up(records: list[Record]) -> None:
    """Give a run without token counts those of the runs right below it, from the leaves up.

    What a run passes up is its own count where it has one, so that an llm run inside another is not counted twice.
    """
    known = {record["id"]: record for record in records}
    waiting = Counter(record.get("parent_run_id") for record in records)
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ready = [record for record in records if not waiting[record["id"]]]
    while ready:
        record = ready.pop()
        for field, count in sums.pop(record["id"], Counter[str]()).items():
            if record.get(field) is None:
                record[field] = count
        parent = known.get(record.get("parent_run_id") or "")
        if parent is None:
            continue
        sums[parent["id"]].update({field: record[field] for field in _USAGE if type(record.get(field)) is int})
        waiting[parent["id"]] -= 1
        if not waiting[parent["id"]]:
            ready.append(parent)


def _is_object(value: object) -> TypeGuard[Record]:
    return isinstance(value, dict)


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_feedback(value: object) -> bool:
    return _is_object(value) and isinstance(value.get("key"), str)


def _shown(value: object) -> str:
    """A short, harmless sketch of a JSON value. Containers are named only: they may be deep."""
    if _is_object(value):
        return "an object"
    if _is_array(value):
        return "an array"
    return clip(json.dumps(value, ensure_ascii=False), 40)
