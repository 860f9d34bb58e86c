"""The hover text of a finding: its message, and the reason for it from the rule's record.

Owns the invariant that a finding of a filter with holes is shown only if it stands whatever they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from filterlang.text.safe_markdown import with_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.ide.filter_view import FilterView
    from filterlang.text.source import Span

_MOST = 3


def finding_blocks(view: FilterView, span: Span) -> Iterator[str]:
    """The paragraphs on the findings that lie within a span, or touch it where it is empty."""
    from filterlang.rules.registry import RULES

    for finding in [finding for finding in findings_of(view) if _lies_in(finding.span, span)][:_MOST]:
        message = with_code(finding.message)
        advice = f": {with_code(finding.help)}" if finding.help else ""
        yield f"**{finding.severity.value} {finding.code}** {message}{advice}"
        why = RULES[finding.code].why if finding.code in RULES else ""
        if why:
            yield with_code(why)


def findings_of(view: FilterView) -> Sequence[Diagnostic]:
    """The findings of a filter, including findings about its holes."""
    if view.embedded is None or not (view.embedded.holes or view.embedded.fragment):
        return view.analysis.diagnostics
    from filterlang.hosts.embedded_checks import check_embedded

    return check_embedded(view.embedded, view.dialect, view.project)


def _lies_in(finding: Span, span: Span) -> bool:
    if len(span) == 0:
        return finding.start <= span.start <= finding.end
    return span.contains(finding)
