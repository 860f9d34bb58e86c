"""Checks files, and writes the findings in a format and the notes and the summary to standard error.

Owns the invariant that the exit status is 2 where a file that was named cannot be read, 1 where a finding is as severe as its
configuration says, and 0 otherwise.
"""

from __future__ import annotations

import argparse
from collections import Counter
from contextlib import closing
import os
import sys

from filterlang.cli.lint_options import configurations, lint_work, rule_overrides, settings_lines
from filterlang.cli.lint_stages import LintStages, write_baseline, write_report
from filterlang.cli.progress import progress
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage, shown, tell
from filterlang.text.display import columns, has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from filterlang.cli.watching import ReportChanges
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.lint.configuration import Configuration, Configurations, Overrides
    from filterlang.lint.reported import FileReport
    from filterlang.text.source import Source

_SEVERITIES = ("error", "warning", "note")
_DEFAULT_WIDTH = 100


class LintSession:
    """The files of a command, with their configurations and their reports, which go through ``stages`` where there are any.

    ``content`` is that of standard input where it is read as a file.
    """

    def __init__(self, options: argparse.Namespace, paths: list[str], overrides: Overrides | None = None) -> None:
        self.configurations: Configurations = configurations(options, overrides)
        self.here: Configuration = self.configurations.of(".")
        self.tally: ReportTally = ReportTally()
        self.stages: LintStages | None = None
        self._options = options
        self._paths = paths
        self._stdin: Source | None = None
        self.content: bytes | None = None
        self._sources: dict[str, Source] = {}

    def shows_choice(self) -> bool:
        """Prints the files or the configuration where the options ask only for these; returns whether they do."""
        from filterlang.lint.discovery import ChosenFile, chosen_files

        if not (self._options.show_files or self._options.show_settings):
            return False
        files = [file for file in chosen_files(self._paths, self.configurations) if isinstance(file, ChosenFile)]
        if self._options.show_settings:
            print("\n".join(settings_lines(files[0].configuration if files else self.here)))
        else:
            print(shown("".join(f"{file.path}\n" for file in files)), end="")
        return True

    def reports(self, *, prints_at_once: bool = True) -> Generator[FileReport]:
        """Yields the reports of the files, counted; the files that were not read are noted at the end.

        A command that prints only at the end shows its progress on a terminal meanwhile.
        """
        from filterlang.lint.discovery import chosen_files
        from filterlang.lint.linting import check_files

        if self._options.stdin_filename is not None:
            given = [self._standard_input(self._options.stdin_filename)]
            yield from self.tally.of(given if self.stages is None else self.stages.of(given))
            self.tally.note_skipped()
            return
        with progress(free=not (prints_at_once and sys.stdout.isatty()), noun="files") as bar, interrupted_by_signals():
            files = bar.of(chosen_files(self._paths, self.configurations))
            with closing(check_files(files, lint_work(self._options, self.here))) as reports:
                yield from self.tally.of(reports if self.stages is None else self.stages.of(reports))
        self.tally.note_skipped()

    def _standard_input(self, name: str) -> FileReport:
        """Checks standard input as the file with a name."""
        from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_file
        from filterlang.lint.discovery import ChosenFile
        from filterlang.lint.file_texts import SkippedFileError, check_length, decoded
        from filterlang.lint.linting import check_one
        from filterlang.text.source import Source

        self.content = content = sys.stdin.buffer.read()
        try:
            check_length(len(content))
            self._stdin = Source(decoded(content).text, name)
        except SkippedFileError as error:
            raise Usage(f"standard input: {error}") from None
        configuration = self.configurations.of(os.path.dirname(name) or ".")
        language = language_of_file(name) or HOST_LANGUAGES["filter"]
        return check_one(ChosenFile(name, language, configuration, is_named=True), content)

    def source(self, report: FileReport) -> Source:
        """The text of a file that has findings; an empty one where the file is no longer there."""
        if self._stdin is not None:
            return self._stdin
        if report.path not in self._sources:
            from filterlang.lint.file_texts import SkippedFileError, decoded, read_content
            from filterlang.text.source import Source

            try:
                text = decoded(read_content(report.path)).text
            except (OSError, SkippedFileError):
                text = ""
            self._sources = {report.path: Source(text, report.path)}
        return self._sources[report.path]

    def is_alarming(self, report: FileReport) -> bool:
        """Whether a report has a finding that is as severe as the file's configuration says."""
        if not report.findings:
            return False
        configuration = self.configurations.of(os.path.dirname(report.path) or ".")
        return any(configuration.is_alarmed_by(finding.diagnostic) for finding in report.findings)


class ReportTally:
    """Counts the filters and findings of reports, and the files that were not read."""

    def __init__(self) -> None:
        self.files: int = 0
        self.filters: int = 0
        self.files_with_filters: int = 0
        self.files_with_findings: int = 0
        self.fixable: int = 0
        self.ending: int = 0
        self.severities: Counter[str] = Counter()
        self.has_failure: bool = False
        self.has_skipped: bool = False
        self._not_installed: Counter[str] = Counter()

    def of(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yields the reports, and counts them."""
        for report in reports:
            self.add(report)
            yield report

    def add(self, report: FileReport) -> None:
        """Counts a report, and prints at once why its file was not read."""
        self.files += report.skipped is None
        self.filters += len(report.filters)
        self.files_with_filters += bool(report.filters)
        self.has_failure = self.has_failure or report.is_failure
        if report.findings:
            self._add_findings([finding.diagnostic for finding in report.findings])
        if report.skipped is not None:
            self._add_skipped(report.path, report.skipped, is_failure=report.is_failure)
        for note in report.notes:
            tell(f"filterlang: {report.path}: {note}")

    def _add_findings(self, findings: Sequence[Diagnostic]) -> None:
        from filterlang.findings.rule import Phase

        self.files_with_findings += 1
        self.severities.update(finding.severity.value for finding in findings)
        self.fixable += sum(any(fix.safe for fix in finding.fixes) for finding in findings)
        self.ending += sum(finding.phase is Phase.DEPRECATION for finding in findings)

    def _add_skipped(self, path: str, reason: str, *, is_failure: bool) -> None:
        from filterlang.lint.linting import NOT_INSTALLED

        self.has_skipped = True
        if reason.startswith(NOT_INSTALLED):
            self._not_installed[reason.removeprefix(NOT_INSTALLED).strip()] += 1
        else:
            tell(f"filterlang: {path}: {'' if is_failure else 'skipped: '}{reason}")

    def note_skipped(self) -> None:
        """Prints how many files were not read because a parser is missing, and how to install it."""
        if self._not_installed:
            from filterlang.text.extras import install

            counted = ", ".join(f"{count} {name}" for name, count in sorted(self._not_installed.items()))
            total = self._not_installed.total()
            tell(f"filterlang: {_count(total, 'file')} that may hold filters not read ({counted}): {install('hosts')}")

    def summary(self) -> str:
        """A sentence that counts the findings by severity, or says that no file, filter or finding was found."""
        if not self.files:
            return "Found no files to search for filters"
        if not self.filters and not self.severities:
            return f"Found no filters in {_count(self.files, 'file')}"
        if not self.severities:
            return f"No findings in {_count(self.filters, 'filter')} of {_count(self.files_with_filters, 'file')}"
        counted = ", ".join(_count(self.severities[name], name) for name in _SEVERITIES if name in self.severities)
        fixable = f" ({self.fixable} fixable with `filterlang check --fix`)" if self.fixable else ""
        moves = "; `filterlang migrate` moves code off v1" if self.ending else ""
        return f"Found {counted} in {_count(self.files_with_findings, 'file')}{fixable}{moves}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def check_paths(options: argparse.Namespace, paths: list[str], changes: ReportChanges | None = None) -> int:
    """Checks files and the files of folders; returns the exit status. With ``changes``, only those are shown."""
    from filterlang.lint.lint_result import LintResult

    session = LintSession(options, paths, rule_overrides(options))
    if session.shows_choice():
        return 0
    stages = session.stages = LintStages(options, session.configurations)
    status = 0

    def reports() -> Iterator[FileReport]:
        nonlocal status
        with closing(session.reports()) as reports:
            for report in reports:
                status |= session.is_alarming(report)
                yield report

    result = LintResult(
        reports() if changes is None else changes.of(reports()),
        session.source,
        has_colour(sys.stdout) and options.output_file is None,
        options.verbose,
        columns(sys.stdout) or _DEFAULT_WIDTH,
    )
    if options.write_baseline:
        write_baseline(options.write_baseline, reports())
        return 2 if session.tally.has_failure else 0
    if options.diff:
        for _ in reports():
            pass
    else:
        write_report(options, options.output_format or session.here.output_format or "full", result)
    if not options.quiet:
        stages.tell_summary()
        if not options.diff and (session.tally.files or not session.tally.has_skipped):
            tell(session.tally.summary())
    if session.tally.has_failure or stages.has_failure:
        return 2
    return 0 if options.exit_zero else int(stages.would_change if options.diff else status)
