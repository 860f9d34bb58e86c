"""Quick fixes: each fix of a finding, and all safe fixes of a filter.

Owns the invariant that no fix is offered for a finding which is ignored or not selected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.rule import Phase
from filterlang.hosts.embedded_checks import check_embedded, fix_embedded
from filterlang.ide.code_action import ActionKind, CodeAction, titled
from filterlang.ide.edit_trials import EditTrials
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.lint.reported import FileFinding
from filterlang.text.edits import Edit

_PRONOUN = re.compile(r"\b(?:it|them)\b")
"""The words of a fix that need the message of its finding beside them."""


def quick_fixes(trials: EditTrials, views: Sequence[FilterView], findings: Sequence[FileFinding]) -> list[CodeAction]:
    """The fixes of findings, the safe ones first; then, for each filter with more than one, all of its safe fixes."""
    document = trials.document
    owners = {document.span_of(view): (view, _checked(document, view)) for view in views}
    fixes = [
        fix
        for finding in findings
        for fix in (
            _of_filter(trials, *owners[finding.filter.span], finding)
            if finding.filter is not None and finding.filter.span in owners
            else _of_file(trials, finding)
        )
    ]
    fixes.sort(key=lambda action: not action.preferred)
    return [*fixes, *(action for view, checked in owners.values() for action in _all_of_filter(trials, view, checked))]


def _of_filter(
    trials: EditTrials, view: FilterView, checked: Sequence[Diagnostic], finding: FileFinding
) -> Iterator[CodeAction]:
    """Yields the fixes of a finding about a filter."""
    diagnostic = next((each for each in checked if _is_same(trials.document, view, each, finding)), None)
    for fix in diagnostic.fixes if diagnostic is not None else ():
        edits = trials.edits_of_filter(view, fix.edits)
        if edits:
            yield _action(finding, fix, edits, view)


def _of_file(trials: EditTrials, finding: FileFinding) -> Iterator[CodeAction]:
    """Yields the fixes of a finding about something else in the file, such as a comment."""
    for fix in finding.diagnostic.fixes:
        if trials.is_right(fix.edits):
            yield _action(finding, fix, fix.edits, None)


def _all_of_filter(trials: EditTrials, view: FilterView, checked: Sequence[Diagnostic]) -> Iterator[CodeAction]:
    """Yields the action that fixes all safe problems of a filter, where it has several."""
    document = trials.document
    embedded, settings = view.embedded, document.settings.in_file(document.source.name)
    reported = reported_in(document, view)
    if embedded is None or len(reported) < 2:
        return
    codes = {finding.diagnostic.code for finding in reported}
    ignored = {finding.code for finding in checked} - codes

    def is_wanted(finding: Diagnostic) -> bool:
        return finding.code not in ignored and settings.selects_finding(finding)

    fixed = fix_embedded(embedded, settings.dialect, settings.facts, wanted=is_wanted)
    if fixed is not None and len(fixed.applied) > 1 and trials.is_right(fixed.edits, {view: fixed.text}):
        resolved = tuple(finding for finding in reported if any(fix.safe for fix in finding.diagnostic.fixes))
        yield CodeAction(
            "Fix all safe problems in this filter", ActionKind.QUICK_FIX, fixed.edits, resolved, target=view
        )  # fmt: skip


def _action(finding: FileFinding, fix: Fix, edits: tuple[Edit, ...], view: FilterView | None) -> CodeAction:
    return CodeAction(
        _title(finding.diagnostic, fix), ActionKind.QUICK_FIX, edits, (finding,), preferred=fix.safe, target=view
    )  # fmt: skip


def _title(finding: Diagnostic, fix: Fix) -> str:
    """The title of a fix, with the reason where it may select other runs."""
    if fix.safe or finding.phase in (Phase.STYLE, Phase.DEPRECATION):
        return titled(f"{fix.message}: {finding.message}" if _PRONOUN.search(fix.message) else fix.message)
    advice, _, loss = (finding.help or "").partition("; ")
    reason = loss if advice == fix.message else finding.help
    return titled(f"{fix.message} ({reason or 'this may select other runs'})")


def reported_in(document: EditorDocument, view: FilterView) -> list[FileFinding]:
    """The findings of a filter that are reported."""
    span = document.span_of(view)
    return [finding for finding in document.findings if finding.filter is not None and finding.filter.span == span]


def _checked(document: EditorDocument, view: FilterView) -> list[Diagnostic]:
    """All findings of a filter with places in its text, including ignored and unselected findings."""
    settings = document.settings.in_file(document.source.name)
    return [] if view.embedded is None else check_embedded(view.embedded, settings.dialect, settings.facts)


def _is_same(document: EditorDocument, view: FilterView, finding: Diagnostic, reported: FileFinding) -> bool:
    """Whether a finding of a filter is one that is reported in the document."""
    other = reported.diagnostic
    return (finding.code, finding.message) == (other.code, other.message) and document.span(view, finding.span) == other.span
