"""The stages that reports of files go through after a check: fixes, then the baseline, then the output.

Owns the invariant that the baseline hides only findings that are left after the fixes.
"""

from __future__ import annotations

import os
import sys

from filterlang.cli.terminal import Usage, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from filterlang.cli.fixing_paths import PathFixes
    from filterlang.lint.baseline import Baseline
    from filterlang.lint.configuration import Configurations
    from filterlang.lint.lint_result import LintResult
    from filterlang.lint.lint_settings import LintSettings
    from filterlang.lint.reported import FileReport


class LintStages:
    """The fixes and the baseline that a command asks for."""

    def __init__(self, options: argparse.Namespace, configurations: Configurations) -> None:
        self._options = options
        self._fixes: PathFixes | None = self._path_fixes(configurations) if options.fix or options.diff else None
        path = options.baseline or configurations.of(".").baseline
        self._baseline: Baseline | None = None if path is None or options.write_baseline else _read(path)
        self._path: str = options.baseline or os.path.relpath(path or ".")

    def of(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yields the reports of the files after their fixes, without the findings of the baseline."""
        stages = (stage for stage in (self._fixes, self._baseline) if stage is not None)
        for stage in stages:
            reports = stage.of(reports)
        yield from reports

    @property
    def has_failure(self) -> bool:
        """Whether a file could not be fixed."""
        return self._fixes is not None and self._fixes.has_failure

    @property
    def would_change(self) -> bool:
        """Whether ``--diff`` has shown a difference."""
        return self._options.diff and self._fixes is not None and bool(self._fixes.fixed)

    def tell_summary(self) -> None:
        """Prints the counts of fixes and of unused entries of the baseline to standard error."""
        if self._fixes is not None and (self._fixes.fixed or self._options.diff):
            tell(self._fixes.summary() + ":" * (self._options.show_fixes and bool(self._fixes.fixed)))
            for line in self._fixes.lines() if self._options.show_fixes else ():
                tell(line)
        if self._baseline is not None and (unused := self._baseline.unused()):
            counted = "1 finding is" if unused == 1 else f"{unused:,} findings are"
            tell(f"{self._path}: {counted} no longer there: write the baseline again with --write-baseline")

    def _path_fixes(self, configurations: Configurations) -> PathFixes:
        from filterlang.cli.fixing_paths import PathFixes

        if self._options.stdin_filename is not None:
            raise Usage("standard input cannot be fixed in place: name a file, or use `filterlang fix` for filters")

        def settings(path: str) -> tuple[LintSettings, bool]:
            configuration = configurations.of(os.path.dirname(path) or ".")
            chosen = self._options.unsafe_fixes
            return configuration.settings, configuration.unsafe_fixes if chosen is None else chosen

        return PathFixes(settings, diff=self._options.diff)


def _read(path: str) -> Baseline:
    from filterlang.lint.baseline import BaselineError, read_baseline

    try:
        return read_baseline(path)
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}: write the baseline with --write-baseline") from None
    except BaselineError as error:
        raise Usage(f"{path}: {error}") from None


def write_baseline(path: str, reports: Iterable[FileReport]) -> None:
    """Writes the findings of all reports to a file."""
    from filterlang.cli.replacing import replaced
    from filterlang.lint.baseline import baseline_text

    kept = [report for report in reports if report.findings]
    text = baseline_text(kept, os.path.dirname(os.path.abspath(path)))
    with replaced(path) as file:
        file.write(text.encode())
    count = sum(len(report.findings) for report in kept)
    tell(f"{path}: {count:,} finding{'s' * (count != 1)} written")


def write_report(options: argparse.Namespace, name: str, result: LintResult) -> None:
    """Writes the result in a format, or its statistics, to standard output or the file that the options name."""
    pieces = _statistics(name, result) if options.statistics else _pieces(name, result)
    if options.output_file is None:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
        return
    from filterlang.cli.replacing import replaced

    with replaced(options.output_file) as file:
        for piece in pieces:
            file.write(piece.encode("utf-8", "backslashreplace"))


def _pieces(name: str, result: LintResult) -> Iterator[str]:
    from filterlang.lint.report.report_formats import write

    return write(name, result)


def _statistics(name: str, result: LintResult) -> Iterator[str]:
    from filterlang.lint.statistics import rule_counts, statistics_lines

    counts = rule_counts(result.files)
    if name not in ("json", "jsonl"):
        yield from statistics_lines(counts)
        return
    import json

    rows = [row.to_json() for row in counts]
    yield from [json.dumps(rows, indent=2) + "\n"] if name == "json" else (json.dumps(row) + "\n" for row in rows)
