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
from filterlang.text.frozen import replace
from filterlang.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.hosts.embedded import EmbeddedFilter
    from filterlang.hosts.host_languages import HostLanguage
    from filterlang.lint.lint_settings import LintSettings
    from filterlang.lint.suppressions import Suppressions
    from filterlang.text.source import Span


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
    """Checks the content of a file in a language."""
    try:
        text = decoded(content).text
        return check_text(Source(text, path), language, settings)
    except (SkippedFileError, UnparsedError) as error:
        return FileReport(path, skipped=str(error))
    except ImportError:
        return FileReport(path, skipped=f"the grammar of {language.name} is not installed")
    except (RecursionError, MemoryError):
        return FileReport(path, skipped="it takes too much memory to parse")


def check_text(source: Source, language: HostLanguage, settings: LintSettings) -> FileReport:
    """Checks the text of a file. Raises ``UnparsedError`` and ``ImportError`` as ``filters_in`` does."""
    from filterlang.hosts.embedded_checks import check_embedded
    from filterlang.hosts.ending_calls import search
    from filterlang.hosts.repeated_filters import repeated_filters

    settings = settings.in_file(source.name)
    facts = settings.facts
    embedded, others = search(source, language)
    others += repeated_filters(source, embedded, facts.rules)
    places = sorted([*(filter.span for filter in embedded), *(finding.span for finding in others)])
    ignoring = _suppressions(source, language, places, facts.rules)
    filters: list[FoundFilter] = []
    findings: list[FileFinding] = []
    for filter in embedded:
        shown = found_filter(source, filter)
        filters.append(shown)
        if not settings.checks:
            continue
        for finding in check_embedded(filter, settings.dialect, facts):
            is_ignored = ignoring is not None and ignoring.hides(filter.span, finding)
            if not is_ignored and settings.selects_finding(finding):
                findings.append(file_finding(source, filter, shown, finding))
    for finding in others if settings.checks else ():
        is_ignored = ignoring is not None and ignoring.hides(finding.span, finding)
        if not is_ignored and settings.selects_finding(finding):
            findings.append(FileFinding(finding, file_place(source, finding.span), None))
    for problem in ignoring.problems() if ignoring is not None and settings.checks else ():
        if settings.selects_finding(problem):
            findings.append(FileFinding(problem, file_place(source, problem.span), None))
    findings.sort(key=lambda finding: finding.diagnostic.span)
    return FileReport(source.name, tuple(filters), tuple(findings))


def _suppressions(
    source: Source, language: HostLanguage, places: Sequence[Span], selected: Container[str]
) -> Suppressions | None:
    """The comments that ignore findings; None for a file without an instruction to filterlang."""
    if INSTRUCTION not in source.text:
        return None
    from filterlang.lint.suppressions import suppressions_in

    return suppressions_in(source, language, places, selected)


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
