"""Fixes filters in files: writes the files, or shows the differences.

Owns the invariant that a file is replaced whole, and only if it is still as it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
import sys

from filterlang.cli.terminal import Usage, shown, tell
from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage, language_of_file
from filterlang.lint.file_texts import FileText, SkippedFileError, decoded, read_content
from filterlang.lint.fixing_files import FixedText, fix_text
from filterlang.lint.unified_diff import unified_diff

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.lint.lint_settings import LintSettings
    from filterlang.lint.reported import FileReport


class PathFixes:
    """The fixes of the files of a command. With ``diff``, the differences are printed and no file is written.

    ``settings`` are those of a file, by its path, and whether guesses are applied.
    """

    def __init__(self, settings: Callable[[str], tuple[LintSettings, bool]], *, diff: bool) -> None:
        self._settings = settings
        self._diff: bool = diff
        self.fixed: dict[str, Counter[tuple[str, str]]] = {}
        self.has_failure: bool = False

    def of(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yields the report of each file as it is after its fixes."""
        for report in reports:
            settings, unsafe = self._settings(report.path)
            is_fixable = any(fix.safe or unsafe for finding in report.findings for fix in finding.diagnostic.fixes)
            yield self._after_fixes(report, settings, unsafe=unsafe) if is_fixable else report

    def summary(self) -> str:
        """A sentence that counts the findings that were fixed, or would be."""
        if not self.fixed:
            return "Nothing to fix"
        count = sum(counts.total() for counts in self.fixed.values())
        verb = "Would fix" if self._diff else "Fixed"
        files = f"{len(self.fixed):,} file{'s' * (len(self.fixed) != 1)}"
        return f"{verb} {count:,} finding{'s' * (count != 1)} in {files}"

    def lines(self) -> Iterator[str]:
        """Yields the fixes of each file, counted by rule."""
        for path, counts in self.fixed.items():
            yield f"- {path}:"
            yield from (f"    {count} × {code} ({slug})" for (code, slug), count in sorted(counts.items()))

    def _after_fixes(self, report: FileReport, settings: LintSettings, *, unsafe: bool) -> FileReport:
        from filterlang.lint.checking_files import check_content

        language = language_of_file(report.path) or HOST_LANGUAGES["filter"]
        try:
            content = read_content(report.path)
            file = decoded(content)
            result = fix_text(file, report.path, language, settings, unsafe=unsafe)
            for note in result.notes:
                tell(f"{report.path}:{note}")
            written = changed(report.path, content, file, result, diff=self._diff)
        except (Usage, SkippedFileError, UnparsedError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            tell(f"filterlang: {reason if isinstance(error, Usage) else f'{report.path}: not fixed: {reason}'}")
            self.has_failure = True
            return report
        if written is None:
            return report
        self.fixed[report.path] = Counter((finding.code, finding.slug) for finding in result.resolved)
        return report if self._diff else check_content(report.path, written, language, settings)


def changed(path: str, content: bytes, file: FileText, result: FixedText, *, diff: bool, verb: str = "fixed") -> bytes | None:
    """Writes a file with its new text, or prints the difference; returns the new content, or None where nothing changes.

    Raises ``Usage`` for a file that cannot be written, or that is no longer as it was read; then it is not ``verb``.
    """
    if result.after == result.before:
        return None
    written = file.encoded(result.after)
    if diff:
        sys.stdout.writelines(map(shown, unified_diff(path, result.before, result.edits)))
        return written
    from filterlang.cli.replacing import replaced

    with replaced(path) as target:
        target.write(written)
        if read_content(path) != content:
            raise Usage(f"{path}: not {verb}: the file was changed meanwhile")
    return written


def format_paths(files: Iterable[tuple[str, HostLanguage]], width: int, *, check: bool, diff: bool) -> int:
    """Formats the filters in files; returns 1 where one is not in canonical form, 2 where a file cannot be read or written."""
    from filterlang.lint.fixing_files import format_text
    from filterlang.text.extras import install

    status = 0
    for path, language in files:
        try:
            content = read_content(path)
            file = decoded(content)
            result = format_text(file, path, language, width)
            for note in result.notes:
                tell(f"{path}:{note}")
            if result.after == result.before:
                continue
            if check:
                lines = dict.fromkeys(result.before.count("\n", 0, edit.span.start) + 1 for edit in result.edits)
                for line in lines:
                    tell(f"{path}:{line}: not in canonical form")
            else:
                changed(path, content, file, result, diff=diff)
            status |= check or diff
            if not check and not diff:
                tell(f"{path}: formatted")
        except ImportError:
            tell(f"filterlang: {path}: not read: {install('hosts')}")
            status = 2
        except (Usage, SkippedFileError, UnparsedError, OSError) as error:
            tell(f"filterlang: {error if isinstance(error, Usage) else f'{path}: {error}'}")
            status = 2
    return status
