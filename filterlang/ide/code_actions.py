"""The code actions of a document at a place: fixes of its findings, and other ways to write its filters.

Owns the invariant that every action was tried: what it leaves is checked again, and has no more or worse findings.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from filterlang.hosts.documents import UnparsedError
from filterlang.ide.code_action import ALL_KINDS, ActionCommand, ActionKind, CodeAction, titled
from filterlang.ide.edit_trials import EditTrials
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.ide.ignore_actions import ignore_actions
from filterlang.ide.quick_fixes import quick_fixes, reported_in
from filterlang.ide.refactorings import moves, refactorings
from filterlang.lint.file_texts import FileText
from filterlang.lint.fixing_files import fix_text
from filterlang.lint.reported import FileFinding
from filterlang.text.edits import Edit, apply
from filterlang.text.source import Span

__all__ = ["ALL_KINDS", "ActionCommand", "ActionKind", "CodeAction", "code_actions", "fix_all"]

_MOST_FINDINGS = 10
"""Findings at a place for which actions are offered."""
_MOST_FILTERS = 3
"""Filters at a place for which actions are offered."""


def code_actions(document: EditorDocument, span: Span, kinds: Container[ActionKind] = ALL_KINDS) -> list[CodeAction]:
    """The actions of some kinds at a span of a document, the best first.

    The action that fixes the whole document takes a while to try: it has its edits only where it is the only kind that is
    asked for, and else the command to make them.
    """
    actions: list[CodeAction] = []
    trials = EditTrials(document, span)
    views = [view for view in document.views if document.span_of(view).touches(span)][:_MOST_FILTERS]
    if ActionKind.QUICK_FIX in kinds:
        findings = _findings(document, span, views)[:_MOST_FINDINGS]
        actions += [
            *quick_fixes(trials, views, findings),
            *ignore_actions(trials, views, findings),
            *_explanations(findings),
        ]
    if ActionKind.REWRITE in kinds:
        rewrites = [action for view in views for action in refactorings(trials, view, view.source.from_file(span))]
        actions = list(_without_repetitions(document, [*actions, *rewrites]))
        actions += [action for view in views for action in moves(trials, view)]
    if ActionKind.FIX_ALL in kinds:
        actions += _fix_of_document(document, with_edits=ActionKind.QUICK_FIX not in kinds)
    return actions


def fix_all(document: EditorDocument) -> tuple[Edit, ...]:
    """The edits that ``filterlang check --fix`` makes in the document."""
    source = document.source
    try:
        return fix_text(FileText(source.text), source.name, document.language, document.settings).edits
    except (UnparsedError, ImportError):
        return ()


def _fix_of_document(document: EditorDocument, *, with_edits: bool) -> Iterator[CodeAction]:
    """Yields the action that fixes the whole document, where it has safe fixes."""
    fixable = tuple(finding for finding in document.findings if any(fix.safe for fix in finding.diagnostic.fixes))
    edits = fix_all(document) if fixable and with_edits else ()
    if fixable and (edits or not with_edits):
        command = ActionCommand.NONE if edits else ActionCommand.FIX_ALL
        title = "Fix all safe problems in this file"
        yield CodeAction(title, ActionKind.FIX_ALL, edits, fixable, command=command)


def _findings(document: EditorDocument, span: Span, views: Sequence[FilterView]) -> list[FileFinding]:
    """The findings at a span; where there are none, the findings of the filters there."""
    findings = [finding for finding in document.findings if finding.diagnostic.span.touches(span)]
    return findings or [finding for view in views for finding in reported_in(document, view)]


def _explanations(findings: Iterable[FileFinding]) -> Iterator[CodeAction]:
    """Yields the actions that explain the rules of findings."""
    for code, slug in dict.fromkeys((finding.diagnostic.code, finding.diagnostic.slug) for finding in findings):
        title = titled(f"explain {code} ({slug})")
        yield CodeAction(title, ActionKind.QUICK_FIX, command=ActionCommand.EXPLAIN, argument=code)


def _without_repetitions(document: EditorDocument, actions: Iterable[CodeAction]) -> Iterator[CodeAction]:
    """Yields each action unless an action before it leaves the same text."""
    texts: set[str] = set()
    for action in actions:
        text = apply(document.source.text, action.edits) if action.edits else ""
        if not text or text not in texts:
            texts.add(text)
            yield action
