"""Reports of files, made by hand: what checking a file gives, without a linter."""

from filterlang.filters import check
from filterlang.findings.diagnostic import Diagnostic
from filterlang.lint.reported import FileFinding, FilePlace, FileReport, FoundFilter
from filterlang.text.source import Source, Span


def place_of(source: Source, span: Span) -> FilePlace:
    return FilePlace(*source.position(span.start), *source.position(span.end))


def report_of(path: str, text: str, *, skipped: str | None = None, notes: tuple[str, ...] = ()) -> FileReport:
    """The report of a file of which the whole text is one filter."""
    source = Source(text, path)
    whole = Span(0, len(text))
    filter = FoundFilter("filter", "run", text, whole, place_of(source, whole), "a file of filters", (), injection=False)
    findings = tuple(FileFinding(found, place_of(source, found.span), filter) for found in check(text))
    return FileReport(path, (filter,), findings, skipped, notes)


def report_with(path: str, text: str, *diagnostics: Diagnostic) -> FileReport:
    """The report of a file with findings about the file itself."""
    source = Source(text, path)
    return FileReport(path, (), tuple(FileFinding(found, place_of(source, found.span), None) for found in diagnostics))
