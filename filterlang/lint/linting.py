"""Checks many files: reads each once, searches it for the words of a filter, and parses it where it has them.

Owns the invariants that the reports come in the order of the files, and that a file which could be slow to parse is parsed in
a worker.
"""

from __future__ import annotations

import os

from filterlang.lint.checking_files import check_content
from filterlang.lint.discovery import ChosenFile
from filterlang.lint.file_texts import SkippedFileError, read_content
from filterlang.lint.prefilter import may_hold_filters
from filterlang.lint.reported import FileReport
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from typing import Self

    from filterlang.lint.lint_cache import LintCache
    from filterlang.lint.workers import WorkerPool

_SMALL_IN_ALL = 200_000
"""Bytes of all files together that are parsed in this process: starting a worker would take longer."""
_MOST_BRACKETS_OPEN = 200


@dataclass(frozen=True, slots=True)
class LintWork:
    """How to check many files: with how many worker processes, and with which cache."""

    jobs: int
    cache: LintCache | None = None


class _Ordered:
    """Reports that come out of order, and go on in order."""

    def __init__(self) -> None:
        self._reports: dict[int, FileReport] = {}
        self._next = 0

    def put(self, number: int, report: FileReport) -> None:
        self._reports[number] = report

    def ready(self) -> Iterator[FileReport]:
        while (report := self._reports.pop(self._next, None)) is not None:
            self._next += 1
            yield report


class LazyPool:
    """A pool of workers that is made, and its module loaded, when the first file needs it."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: WorkerPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.close()

    def submit(self, number: int, file: ChosenFile, content: bytes) -> Iterator[tuple[int, FileReport]]:
        """Adds a file; yields results that are there."""
        from filterlang.lint.workers import CheckTask, WorkerPool

        self._pool = self._pool or WorkerPool(self._jobs)
        yield from self._pool.submit(CheckTask(number, file.path, content, file.language.name, file.configuration.settings))

    def finish(self) -> Iterator[tuple[int, FileReport]]:
        """Yields the results of all files that are left."""
        return iter(()) if self._pool is None else self._pool.finish()


def check_files(files: Iterable[ChosenFile | FileReport], work: LintWork) -> Generator[FileReport]:
    """Yields the report of each file, in their order."""
    ordered = _Ordered()
    keys: dict[int, tuple[str, str]] = {}
    in_process = 0

    def remembered(number: int, file: ChosenFile, content: bytes) -> FileReport | None:
        if work.cache is None:
            return None
        key = work.cache.key(file, content)
        keys[number] = file.path, key
        return work.cache.get(file.path, key)

    def done(number: int, report: FileReport) -> None:
        if number in keys and report.skipped is None and work.cache is not None:
            work.cache.put(*keys.pop(number), report)
        ordered.put(number, report)

    with LazyPool(work.jobs) as pool:
        for number, file in enumerate(files):
            content = content_of(file) if isinstance(file, ChosenFile) else file
            if isinstance(content, FileReport) or isinstance(file, FileReport):
                assert isinstance(content, FileReport)
                ordered.put(number, content)
            elif (kept := remembered(number, file, content)) is not None:
                ordered.put(number, kept)
            elif in_process + len(content) <= _SMALL_IN_ALL and is_tame(file, content):
                in_process += len(content)
                done(number, check_content(file.path, content, file.language, file.configuration.settings))
            else:
                for result in pool.submit(number, file, content):
                    done(*result)
            yield from ordered.ready()
        for result in pool.finish():
            done(*result)
            yield from ordered.ready()


def check_one(file: ChosenFile, content: bytes) -> FileReport:
    """Checks one content, in a worker where it could be slow to parse."""
    if is_tame(file, content):
        return check_content(file.path, content, file.language, file.configuration.settings)
    with LazyPool(1) as pool:
        results = [*pool.submit(0, file, content), *pool.finish()]
    return results[0][1]


def content_of(file: ChosenFile) -> bytes | FileReport:
    """The content of a file that may hold filters, or the report of one that is not parsed."""
    try:
        content = read_content(file.path)
    except SkippedFileError as error:
        return FileReport(file.path, skipped=str(error))
    except FileNotFoundError as error:
        return FileReport(file.path, skipped=error.strerror, is_failure=file.is_named)
    except (OSError, ValueError) as error:
        return FileReport(file.path, skipped=getattr(error, "strerror", None) or str(error), is_failure=True)
    if not may_hold_filters(content, file.language):
        return FileReport(file.path)
    if file.language.is_installed:
        return content
    return FileReport(file.path, skipped=f"{NOT_INSTALLED} {file.language.name}", is_failure=file.is_named)


NOT_INSTALLED = "there is no parser installed for"
"""How a report begins that a file was skipped because of its language."""


def is_tame(file: ChosenFile, content: bytes) -> bool:
    """Whether a file is surely parsed in no time: short, not nested deeply, in a language whose parser is well-behaved."""
    if len(content) > file.language.quick_bytes:
        return False
    opened = sum(map(content.count, (b"(", b"[", b"{")))
    closed = sum(map(content.count, (b")", b"]", b"}")))
    return abs(opened - closed) < _MOST_BRACKETS_OPEN or opened < _MOST_BRACKETS_OPEN


def jobs_of_this_machine() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
