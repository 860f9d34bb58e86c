"""Baselines: findings that were there before, and are not reported again.

Owns the invariants that a finding is recognised when the lines of its file move, and that a baseline's file has one line for
each entry, in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
import json
import os
from typing import Any

from filterlang.lint.file_texts import SkippedFileError, read_content
from filterlang.lint.finding_identity import identified
from filterlang.lint.reported import FileReport
from filterlang.text.frozen import dataclass, replace

_VERSION = 1
_MOST_BYTES = 100_000_000


class BaselineError(Exception):
    """A file that is no baseline, and why."""


@dataclass(frozen=True, slots=True, order=True)
class BaselineEntry:
    """Findings of one rule in filters of one text in one file, whose path is relative to the folder of the baseline."""

    file: str
    code: str
    text: str


class Baseline:
    """The findings of a baseline, each of which hides one finding. ``folder`` is that of its file."""

    def __init__(self, entries: Counter[BaselineEntry], folder: str) -> None:
        self._folder = folder
        self._left = Counter(entries)
        self._checked: set[str] = set()

    def of(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yields the reports without the findings of the baseline."""
        for report in reports:
            if report.skipped is None:
                self._checked.add(_below(report.path, self._folder))
            yield self._without_old(report) if report.findings else report

    def unused(self) -> int:
        """The number of entries for which nothing was found in the files that were checked, or whose file is gone."""
        return sum(count for entry, count in self._left.items() if entry.file in self._checked or self._is_gone(entry.file))

    def _without_old(self, report: FileReport) -> FileReport:
        kept = []
        for entry, finding in zip(entries_of(report, self._folder), report.findings, strict=True):
            if self._left[entry] > 0:
                self._left[entry] -= 1
            else:
                kept.append(finding)
        return replace(report, findings=tuple(kept))

    def _is_gone(self, file: str) -> bool:
        return not os.path.exists(os.path.join(self._folder, file))


def entries_of(report: FileReport, folder: str) -> Iterator[BaselineEntry]:
    """Yields the entry of each finding of a report."""
    file = _below(report.path, folder)
    for identity, _ in identified(report):
        yield BaselineEntry(file, identity.code, identity.text)


def read_baseline(path: str) -> Baseline:
    """The baseline in a file. Raises ``OSError``, and ``BaselineError`` for a file that is no baseline."""
    try:
        document: Any = json.loads(read_content(path, _MOST_BYTES))
        if document["version"] != _VERSION:
            raise BaselineError(f"it is of version {document['version']}, and version {_VERSION} is read")
        entries: Counter[BaselineEntry] = Counter()
        for row in document["findings"]:
            entries[BaselineEntry(str(row["file"]), str(row["code"]), str(row["filter"]))] += int(row["count"])
    except SkippedFileError as error:
        raise BaselineError(str(error)) from None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BaselineError(f"it is no baseline ({type(error).__name__}: {error}): write it with --write-baseline") from None
    return Baseline(entries, os.path.dirname(os.path.abspath(path)))


def baseline_text(reports: Iterable[FileReport], folder: str) -> str:
    """The text of a baseline in a folder with all findings of some reports."""
    entries = Counter(entry for report in reports for entry in entries_of(report, folder))
    rows = [
        json.dumps({"file": entry.file, "code": entry.code, "filter": entry.text, "count": count})
        for entry, count in sorted(entries.items())
    ]
    listed = "".join(f"\n    {row}{',' * (number < len(rows))}" for number, row in enumerate(rows, 1))
    return f'{{\n  "version": {_VERSION},\n  "findings": [{listed}{chr(10) * bool(rows)}{"  " * bool(rows)}]\n}}\n'


def _below(path: str, folder: str) -> str:
    """The path of a file relative to a folder, with slashes."""
    return os.path.relpath(path, folder).replace(os.sep, "/")
