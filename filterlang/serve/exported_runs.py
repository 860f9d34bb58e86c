"""The served export: runs and their projects, read again when their files change.

Owns the invariant that the runs and the projects of one answer were read from the same state of the files.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from filterlang.exports.files import Stamp, files_of, stamp_of
from filterlang.exports.results import Runs
from filterlang.opening import in_memory, open_runs
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.run_pages import ReadAhead
from filterlang.sql.addresses import local_source


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The runs and projects of an export as they were at one point in time."""

    runs: Runs
    projects: ExportedProjects
    ahead: ReadAhead
    skipped: int | None
    """How many broken lines were skipped; None where a broken line is an error."""


class ServedExport:
    """Runs that are opened once, and again before the next request when their files have changed.

    Raises ``RecordError`` for runs that cannot be read, and the other errors of opening them.
    """

    def __init__(self, opened: Callable[[], Runs], project: str, files: Callable[[], Iterable[str]] = tuple) -> None:
        self._open = opened
        self._project = project
        self._files = files
        self._lock = threading.Lock()
        self._stamp = stamp_of(files())
        self._snapshot = self._read()

    def snapshot(self) -> Snapshot:
        """Returns the runs and projects of the files as they are now. Raises ``OSError`` for missing files."""
        with self._lock:
            stamp = stamp_of(self._files())
            if stamp != self._stamp:
                self._snapshot = self._read(stamp)
                self._stamp = stamp
            return self._snapshot

    def _read(self, stamp: Stamp | None = None) -> Snapshot:
        size = sum(size for _, _, size in stamp or self._stamp)
        opened = self._open()
        runs = in_memory(opened, size)
        return Snapshot(runs, ExportedProjects(runs, self._project), ReadAhead(), opened.skipped())


def export_at(source: str, project: str, *, skip_broken: bool = False) -> ServedExport:
    """Returns the export in a file, in the files of a folder, in those that match a pattern, or in a table of DuckDB."""
    path = local_source(source) or source
    return ServedExport(lambda: open_runs(source, skip_broken=skip_broken), project, lambda: files_of(path))
