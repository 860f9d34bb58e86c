"""Findings and filters of files as plain JSON values.

Owns the invariant that these keys are stable, and that lines and columns count from 1 in code points of the file.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Fix
    from filterlang.lint.reported import FileFinding, FilePlace, FoundFilter
    from filterlang.text.source import Source, Span


def finding_values(path: str, finding: FileFinding, source: Source) -> dict[str, object]:
    """A finding, its fixes and its filter. ``source`` is the text of the file."""
    diagnostic = finding.diagnostic
    return {
        "file": path,
        **place_values(finding.place),
        "code": diagnostic.code,
        "slug": diagnostic.slug,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "fixes": [_fix_values(fix, source) for fix in diagnostic.fixes],
        "filter": None if finding.filter is None else filter_values(path, finding.filter),
    }


def filter_values(path: str, filter: FoundFilter) -> dict[str, object]:
    """A filter that was found in a file."""
    return {
        "file": path,
        "host": filter.host,
        "kind": filter.kind,
        **place_values(filter.place),
        "text": filter.text,
        "where": filter.where,
        "holes": list(filter.holes),
        "injection": filter.injection,
    }


def place_values(place: FilePlace) -> dict[str, object]:
    """A range of a file."""
    return {"line": place.line, "column": place.column, "end_line": place.end_line, "end_column": place.end_column}


def span_values(source: Source, span: Span) -> dict[str, object]:
    """A span of a file's text as a range of the file."""
    line, column = source.position(span.start)
    end_line, end_column = source.position(span.end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}


def _fix_values(fix: Fix, source: Source) -> dict[str, object]:
    edits = [{**span_values(source, edit.span), "text": edit.text} for edit in fix.edits]
    return {"message": fix.message, "safe": fix.safe, "edits": edits}
