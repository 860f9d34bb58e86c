"""Opens files to explore them: with the engine that answers many small questions fastest.

Owns the invariant that Parquet and databases are queried where they are, so that memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from filterlang.explore.explored_runs import ExploredRuns, RunFiles
from filterlang.exports.files import FileKind, Stamp, files_of, kind_of, stamp_of
from filterlang.opening import in_memory, open_files


def explored_files(sources: Sequence[str], *, skip_broken: bool = False) -> ExploredRuns:
    """Opens files, patterns and folders to explore them. Raises as ``open_runs`` does."""
    runs = open_files(sources, skip_broken=skip_broken)
    if bytes_of_json(sources):
        runs = in_memory(runs)
    skipped = runs.skipped()
    notes = [*runs.unread(), *([f"{skipped:,} broken lines were left out"] if skipped else [])]
    stamp = _stamp(sources)
    files = RunFiles(tuple(sources), skip_broken)
    return ExploredRuns(runs, ", ".join(sources), notes, files, lambda: _stamp(sources) != stamp)


def _stamp(sources: Sequence[str]) -> Stamp | None:
    """Returns the state of the files that sources mean; None if one is missing."""
    try:
        return stamp_of(path for source in sources for path in files_of(source))
    except (OSError, ValueError):
        return None


def bytes_of_json(sources: Sequence[str]) -> int:
    """Returns the size of the files of JSON lines, JSON or CSV that sources mean; 0 for others, and for pipes."""
    paths = [Path(path) for source in sources for path in files_of(source)]
    return sum(path.stat().st_size for path in paths if path.is_file() and kind_of(str(path)) is FileKind.JSON)
