"""Moves the files of a command off v1: lists what would be moved, shows the differences, or writes the files.

Owns the invariants that a file is replaced whole and only if it is still as it was searched, that a report replaces nothing but
an earlier report, and that everything that a person has to decide is listed, whatever is printed beside it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import closing
import json
import sys

from filterlang.cli.checking_paths import LintSession
from filterlang.cli.fixing_paths import changed
from filterlang.cli.terminal import Usage, tell
from filterlang.hosts.documents import UnparsedError
from filterlang.lint.file_texts import SkippedFileError, decoded, read_content
from filterlang.lint.fixing_files import FixedText
from filterlang.lint.moved_files import MovedFile, MoveCounts, is_common_cost, part_lines
from filterlang.lint.moving_files import digest
from filterlang.migrate.code.code_moves import MoveOutcome
from filterlang.text.edits import apply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.lint.reported import FileReport
    from filterlang.migrate.code.file_moves import FileMoves


class PathMoves:
    """The moves of the files of a command. Without ``diff`` and ``write`` no file is changed."""

    def __init__(self, session: LintSession, *, diff: bool, write: bool) -> None:
        self._session = session
        self._diff = diff
        self._write = write
        self.has_failure: bool = False

    def of(self, reports: Iterable[FileReport]) -> Iterator[MovedFile]:
        """Yields the files with parts to move, to decide or to keep, after they are written where that is wanted."""
        for report in reports:
            if report.moves is not None and report.moves.parts:
                yield MovedFile(report.path, self._session.source(report), report.moves, is_written=self._changed(report))

    def _changed(self, report: FileReport) -> bool:
        """Writes the file or prints the difference, where it has edits; returns whether it was written."""
        moves = report.moves
        if moves is None or not moves.edits or not (self._diff or self._write):
            return False
        try:
            self._edit(report.path, moves)
        except (Usage, SkippedFileError, UnparsedError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            tell(f"filterlang: {reason if isinstance(error, Usage) else f'{report.path}: not moved: {reason}'}")
            self.has_failure = True
            return False
        return self._write

    def _edit(self, path: str, moves: FileMoves) -> None:
        """Writes a file, or prints the difference. Raises ``Usage`` for one that is no longer as it was searched."""
        content = read_content(path) if self._session.content is None else self._session.content
        file = decoded(content)
        if digest(file.text) != moves.digest:
            raise Usage(f"{path}: not moved: the file was changed meanwhile")
        result = FixedText(file.text, apply(file.text, moves.edits), moves.edits)
        changed(path, content, file, result, diff=self._diff, verb="moved")


def migrate_paths(options: argparse.Namespace) -> int:
    """Moves files and the files of folders; returns the exit status."""
    from filterlang.lint.configuration import Overrides

    _refuse_combinations(options)
    session = LintSession(options, options.inputs or ["."], Overrides({"checks": False, "moves_to": options.to}))
    if session.shows_choice():
        return 0
    moves = PathMoves(session, diff=options.diff, write=options.write)
    counts = MoveCounts()
    files: list[MovedFile] = []
    with closing(session.reports()) as reports:
        for file in moves.of(reports):
            counts.add(file)
            _print(file, options)
            if options.report is not None:
                files.append(file)
    _print_costs(counts, options)
    if options.report is not None:
        _write_report(options, files, counts)
    if not options.quiet and (session.tally.files or not session.tally.has_failure):
        _tell_summary(counts, session.tally.files, options)
    if session.tally.has_failure or moves.has_failure:
        return 2
    return int(counts.is_left or session.tally.has_skipped)


def _refuse_combinations(options: argparse.Namespace) -> None:
    """Raises ``Usage`` for options that exclude each other."""
    for first, second in (("diff", "write"), ("diff", "json")):
        if getattr(options, first) and getattr(options, second):
            raise Usage(f"--{first} and --{second} exclude each other: leave one out")
    if "-" in options.inputs:
        options.stdin_filename = options.stdin_filename or "<stdin>"
    if options.stdin_filename is not None and options.write:
        raise Usage("standard input cannot be written in place: name a file, or use --diff")
    if options.stdin_filename is not None and any(path != "-" for path in options.inputs):
        raise Usage("standard input is moved by itself: leave out the paths, or - and --stdin-filename")
    if options.report is not None:
        _refuse_report(options.report)


def _refuse_report(path: str) -> None:
    """Raises ``Usage`` for a report that cannot be written, or that would replace a file which is no report."""
    import os

    from filterlang.lint.migration_report import TITLE

    if path in ("", "-"):
        raise Usage("--report writes a file: name it")
    if not os.path.isdir(os.path.dirname(path) or "."):
        raise Usage(f"{path}: there is no such folder to write a report to")
    if not os.path.exists(path):
        return
    try:
        before = read_content(path)
    except (OSError, SkippedFileError) as error:
        raise Usage(f"{path}: no report is written: {getattr(error, 'strerror', None) or error}") from None
    if before and not before.startswith(TITLE.encode()):
        raise Usage(f"{path}: no report is written: the file exists and is no report of a migration")


def _print(file: MovedFile, options: argparse.Namespace) -> None:
    """Prints what becomes of a file; beside a difference, only what is to decide or to know, on standard error."""
    if options.json:
        sys.stdout.write(f"{json.dumps(file.to_json())}\n")
        return
    for part in file.moves.parts:
        if options.diff:
            if part.outcome is MoveOutcome.TO_DECIDE or not all(is_common_cost(part, note) for note in part.notes):
                sys.stdout.flush()
                print("\n".join(part_lines(file, part)), file=sys.stderr)
        else:
            sys.stdout.writelines(f"{line}\n" for line in part_lines(file, part))


def _print_costs(counts: MoveCounts, options: argparse.Namespace) -> None:
    """Prints the costs of all that is moved, each once; beside a difference, on standard error."""
    if not options.json:
        stream = sys.stderr if options.diff else sys.stdout
        sys.stdout.flush()
        stream.writelines(f"{line}\n" for line in counts.costs())
    sys.stdout.flush()


def _tell_summary(counts: MoveCounts, searched: int, options: argparse.Namespace) -> None:
    """Prints the counts, what holds for all calls, and what to do next, on standard error."""
    tell(counts.summary(searched))
    if counts.about_synchronous():
        tell(counts.about_synchronous())
    if counts.total(MoveOutcome.MOVED) and not (options.diff or options.write or options.json):
        tell("See the changes with `--diff`; `--report FILE.md` lists all of this for planning")


def _write_report(options: argparse.Namespace, files: list[MovedFile], counts: MoveCounts) -> None:
    from filterlang.cli.replacing import replaced
    from filterlang.lint.migration_report import report_text

    with replaced(options.report) as target:
        target.write(report_text(files, counts, options.to).encode("utf-8", "backslashreplace"))
