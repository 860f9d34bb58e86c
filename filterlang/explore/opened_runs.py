"""Opens files to explore them: with the engine that answers many small questions fastest.

Owns the invariant that Parquet and databases are queried where they are, so that memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from filterlang.explore.explored_runs import ExploredRuns
from filterlang.exports.files import FileKind, files_of, kind_of
from filterlang.opening import in_memory, open_files


def explored_files(sources: Sequence[str], *, skip_broken: bool = False) -> ExploredRuns:
    """Opens files, patterns and folders to explore them. Raises as ``open_runs`` does."""
    runs = open_files(sources, skip_broken=skip_broken)
    paths = [path for source in sources for path in files_of(source)]
    if all(Path(path).is_file() and kind_of(path) is FileKind.JSON for path in paths):
        runs = in_memory(runs)
    skipped = runs.skipped()
    notes = [*runs.unread(), *([f"{skipped:,} broken lines were left out"] if skipped else [])]
    return ExploredRuns(runs, ", ".join(sources), notes)
