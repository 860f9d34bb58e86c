"""Checks again whenever a file changes, until Ctrl-C.

Owns the invariant that only the reports that differ from the check before are shown.
"""

from __future__ import annotations

import os

from filterlang.cli.terminal import Usage, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from filterlang.lint.reported import FileReport


class ReportChanges:
    """The reports of the last check, against which those of the next are compared."""

    def __init__(self) -> None:
        self._last: dict[str, FileReport] = {}

    def of(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yields the reports that have changed; prints a message for a file that has become clean."""
        gone = dict(self._last)
        for report in reports:
            before = gone.pop(report.path, None)
            self._last[report.path] = report
            if report != before:
                if before is not None and before.findings and not report.findings:
                    tell(f"{report.path}: no findings")
                yield report
        for path in gone:
            del self._last[path]


def watch(paths: list[str], check: Callable[[ReportChanges], int]) -> int:
    """Checks, and checks again after each change of the paths; ends with Ctrl-C."""
    try:
        import watchfiles
    except ImportError:
        from filterlang.text.extras import install

        raise Usage(f"--watch needs watchfiles: {install('watch')}") from None
    from filterlang.lint.lint_cache import FOLDER

    existing = [path for path in paths if os.path.exists(path)]
    if not existing:
        raise Usage("--watch needs a file or folder that is there")
    changes = ReportChanges()
    check(changes)
    tell("Watching for changes; Ctrl-C ends.")
    noticed = watchfiles.DefaultFilter(ignore_dirs=(*watchfiles.DefaultFilter.ignore_dirs, FOLDER))
    for _ in watchfiles.watch(*existing, watch_filter=noticed, raise_interrupt=True):
        check(changes)
    return 0
