"""Checks one file: finds its filters, selects their findings, and maps all places to places of the file.

Owns the invariant that a file which cannot be searched gives a report with the reason, and no exception but ``OSError``.
"""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.embedded import Grounds
from filterlang.hosts.host_languages import INSTRUCTION, language_of_file
from filterlang.lint.file_texts import SkippedFileError, decoded, read_content
from filterlang.lint.prefilter import may_hold_filters
from filterlang.lint.reported import FileFinding, FilePlace, FileReport, FoundFilter
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.hosts.documents import HostDocument
    from filterlang.hosts.embedded import EmbeddedFilter
    from filterlang.hosts.ending_calls import FileSearch
    from filterlang.hosts.host_languages import HostLanguage
    from filterlang.lint.lint_settings import LintSettings
    from filterlang.lint.suppressions import Suppressions
    from filterlang.semantics.surroundings import ProjectFacts
    from filterlang.text.source import Span

    Check = Callable[[EmbeddedFilter, str, ProjectFacts], Sequence[Diagnostic]]


def check_file(path: str, settings: LintSettings) -> FileReport:
    """Checks a file in this process. Raises ``OSError`` for one that cannot be read."""
    language = language_of_file(path)
    if language is None:
        return FileReport(path, skipped="filters are not searched in files of this kind")
    try:
        content = read_content(path)
    except SkippedFileError as error:
        return FileReport(path, skipped=str(error))
    if not may_hold_filters(content, language):
        return FileReport(path)
    return check_content(path, content, language, settings)


def check_content(path: str, content: bytes, language: HostLanguage, settings: LintSettings) -> FileReport:
    """Checks the content of a file in a language, or finds what moves in it, as the settings say."""
    try:
        file = decoded(content)
        if settings.moves_to is not None:
            from filterlang.lint.moving_files import move_text

            return FileReport(path, moves=move_text(file, path, language, settings.moves_to))
        return check_text(Source(file.text, path), language, settings)
    except UNSEARCHABLE as error:
        return FileReport(path, skipped=skip_reason(error, language))


UNSEARCHABLE = (SkippedFileError, UnparsedError, ImportError, RecursionError, MemoryError)
"""The exceptions of a text that is not searched."""


def skip_reason(error: Exception, language: HostLanguage) -> str:
    """Why a text of a language is not searched, by one of the ``UNSEARCHABLE`` exceptions."""
    if isinstance(error, ImportError):
        return f"the grammar of {language.name} is not installed"
    return str(error) if isinstance(error, (SkippedFileError, UnparsedError)) else "it takes too much memory to parse"


def check_text(source: Source, language: HostLanguage, settings: LintSettings) -> FileReport:
    """Checks the text of a file. Raises ``UnparsedError`` and ``ImportError`` as ``filters_in`` does."""
    from filterlang.hosts.ending_calls import search_file

    checked = CheckedText(source, language, settings, search_file(source, language))
    return report_of(source, checked.filters, checked.others)


@dataclass(frozen=True, slots=True, eq=False)
class CheckedFilter:
    """A filter with all its ``findings``, and those that are ``reported``, with places in its text."""

    filter: EmbeddedFilter
    findings: Sequence[Diagnostic]
    reported: Sequence[Diagnostic]


class CheckedText:
    """The check of a text that was searched: its filters, and the reported findings about ``others`` of its parts.

    Reported are the findings that the settings select and no comment ignores. ``check`` gives the findings of a filter, as
    ``check_embedded`` does.
    """

    def __init__(
        self,
        source: Source,
        language: HostLanguage,
        settings: LintSettings,
        search: FileSearch,
        check: Check | None = None,
    ) -> None:
        from filterlang.hosts.repeated_filters import repeated_filters

        self._settings = settings.in_file(source.name)
        facts = self._settings.facts
        self.facts: ProjectFacts = facts
        filters = search.found.filters
        repeated = list(repeated_filters(source, filters, facts.rules))
        others = [*search.findings, *repeated]
        places = sorted([*(filter.span for filter in filters), *(finding.span for finding in others)])
        self._ignoring = _suppressions(source, language, places, facts.rules, search.documents)
        self.filters: list[CheckedFilter] = [self.checked(filter, filter.span, check) for filter in filters]
        self.others: list[Diagnostic] = []
        if self._settings.checks:
            endings = [finding for finding in search.findings if self._reports(finding, finding.span)]
            if endings:
                from filterlang.migrate.code.offered_moves import with_moves

                endings = with_moves(source, language, endings)
            self.others += endings
            self.others += (finding for finding in repeated if self._reports(finding, finding.span))
            problems = () if self._ignoring is None else self._ignoring.problems()
            self.others += filter(self._settings.selects_finding, problems)

    def checked(self, filter: EmbeddedFilter, place: Span, check: Check | None = None) -> CheckedFilter:
        """A filter with its findings; ``place`` is where it stands in the text that was searched."""
        from filterlang.hosts.embedded_checks import check_embedded

        if not self._settings.checks:
            return CheckedFilter(filter, (), ())
        findings = (check or check_embedded)(filter, self._settings.dialect, self.facts)
        return CheckedFilter(filter, findings, [finding for finding in findings if self._reports(finding, place)])

    def _reports(self, finding: Diagnostic, place: Span) -> bool:
        is_ignored = self._ignoring is not None and self._ignoring.hides(place, finding)
        return not is_ignored and self._settings.selects_finding(finding)


def report_of(source: Source, filters: Iterable[CheckedFilter], others: Iterable[Diagnostic]) -> FileReport:
    """The report of a text: its filters with their findings, and ``others`` with places in the text, in order of place."""
    shown: list[FoundFilter] = []
    findings: list[FileFinding] = []
    for checked in filters:
        shown.append(found_filter(source, checked.filter))
        findings += (file_finding(source, checked.filter, shown[-1], finding) for finding in checked.reported)
    findings += (FileFinding(finding, file_place(source, finding.span), None) for finding in others)
    findings.sort(key=lambda finding: finding.diagnostic.span)
    return FileReport(source.name, tuple(shown), tuple(findings))


def _suppressions(
    source: Source,
    language: HostLanguage,
    places: Sequence[Span],
    selected: Container[str],
    documents: Sequence[HostDocument],
) -> Suppressions | None:
    """The comments that ignore findings; None for a file without an instruction to filterlang."""
    if INSTRUCTION not in source.text:
        return None
    from filterlang.lint.suppressions import suppressions_in

    return suppressions_in(source, language, places, selected, documents=documents)


def found_filter(source: Source, filter: EmbeddedFilter) -> FoundFilter:
    """A filter as the inventory shows it; ``source`` is the file."""
    return FoundFilter(
        filter.language,
        filter.kind.value,
        filter.text,
        filter.span,
        file_place(source, filter.span),
        filter.where,
        tuple(hole.place.value for hole in filter.holes),
        any(hole.is_risky for hole in filter.holes),
        filter.grounds is Grounds.MENTION,
    )


def file_finding(source: Source, filter: EmbeddedFilter, shown: FoundFilter, finding: Diagnostic) -> FileFinding:
    """A finding of a filter with its places in the file. A fix that cannot be written there is left out."""
    from filterlang.text.host_edits import in_file

    span = filter.source.in_file(finding.span)[1]
    edited = [(fix, in_file(filter.source, fix.edits)) for fix in finding.fixes] if filter.fixable else []
    fixes = tuple(replace(fix, edits=edits) for fix, edits in edited if edits is not None)
    severity = Severity.NOTE if shown.mention else finding.severity
    return FileFinding(replace(finding, span=span, fixes=fixes, severity=severity), file_place(source, span), shown)


def file_place(source: Source, span: Span) -> FilePlace:
    """The lines and columns of a span of a file."""
    return FilePlace(*source.position(span.start), *source.position(span.end))
