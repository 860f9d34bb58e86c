"""Other ways to write a filter: shorter, negated, with calls, for v2.

Owns the invariant that no edit touches a hole, and that a filter with holes is only rewritten where that holds for every value.
"""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.filters import simplify
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.findings.rule import Phase
from filterlang.hosts.embedded import Grounds, HolePlace, PlacedHole
from filterlang.hosts.embedded_checks import fix_embedded
from filterlang.ide.builder_actions import builder_actions
from filterlang.ide.code_action import ActionKind, CodeAction, titled
from filterlang.ide.edit_trials import EditTrials
from filterlang.ide.filter_view import FilterView
from filterlang.migrate.between_dialects import to_dialect
from filterlang.migrate.migration import ChangeKind
from filterlang.rewrite.negation import negation
from filterlang.schema.operators import OPERATORS
from filterlang.schema.places import OF_RUNS
from filterlang.semantics.conditions import Condition
from filterlang.syntax.differences import differences
from filterlang.syntax.parser import parse
from filterlang.text.edits import Edit
from filterlang.text.source import Span

_LONGEST = 10_000
"""The length of a filter up to which it is rewritten: each rewrite is tried on the whole of it, while a person waits."""
_VALUES = frozenset({HolePlace.VALUE, HolePlace.QUOTED, HolePlace.LIST})
"""Places of holes that leave the conditions of a filter as they are."""


def refactorings(trials: EditTrials, view: FilterView, span: Span) -> Iterator[CodeAction]:
    """Yields the ways to rewrite a filter, or its conditions at a span of its text."""
    if _may_rewrite(view):
        yield from _with_calls(trials, view)
        if not _holes(view):
            yield from _shorter(trials, view)
            yield from builder_actions(trials, view)
        yield from _negated(trials, view, span)


def moves(trials: EditTrials, view: FilterView) -> Iterator[CodeAction]:
    """Yields the action that writes a filter for v2, where v2 refuses it as it is."""
    if trials.document.settings.dialect == "v2" or not _may_rewrite(view) or _holes(view):
        return
    try:
        migration = to_dialect(view.text, "v1", "v2")
    except FilterError:
        return
    if migration.ok and migration.edits:
        changes = [change.message for change in migration.changes if change.kind is ChangeKind.MEANING]
        note = f" (this changes the meaning: {changes[0]})" if changes else ""
        yield from _rewrite(trials, view, f"move to v2{note}: {migration.after}", migration.edits)


def _may_rewrite(view: FilterView) -> bool:
    """Whether a filter is a whole filter of runs that may be edited, and short enough to be."""
    embedded = view.embedded
    if len(view.text) > _LONGEST:
        return False
    if embedded is None:
        return True
    is_open = embedded.fixable and not embedded.fragment and embedded.grounds is not Grounds.MENTION
    return is_open and embedded.kind in OF_RUNS


def _holes(view: FilterView) -> tuple[PlacedHole, ...]:
    return view.embedded.holes if view.embedded is not None else ()


def _rewrite(trials: EditTrials, view: FilterView, title: str, edits: tuple[Edit, ...]) -> Iterator[CodeAction]:
    """Yields an action, unless its edits change nothing or would not be right."""
    if written := trials.edits_of_filter(view, edits):
        yield CodeAction(titled(title), ActionKind.REWRITE, written, target=view)


def _with_calls(trials: EditTrials, view: FilterView) -> Iterator[CodeAction]:
    """Yields the action that writes a filter which is spelled in another way in the syntax of the language."""
    embedded, settings = view.embedded, trials.document.settings
    if embedded is None or not view.analysis.parsed.diagnostics:
        return
    fixed = fix_embedded(embedded, settings.dialect, settings.facts, wanted=_is_about_syntax)
    if fixed is None or any(_is_about_syntax(finding) for finding in fixed.remaining):
        return
    if trials.is_right(fixed.edits, {view: fixed.text}):
        yield CodeAction(titled(f"write {fixed.text}"), ActionKind.REWRITE, fixed.edits, target=view)


def _is_about_syntax(finding: Diagnostic) -> bool:
    return finding.phase is Phase.SYNTAX


def _shorter(trials: EditTrials, view: FilterView) -> Iterator[CodeAction]:
    try:
        simplified = simplify(view.text)
    except FilterError:
        return
    if simplified.steps:
        edits = differences(parse(view.text).tree, parse(simplified.text).tree)
        yield from _rewrite(trials, view, f"simplify to {simplified.text}", edits)


def _negated(trials: EditTrials, view: FilterView, span: Span) -> Iterator[CodeAction]:
    """Yields the actions that negate the condition at a span, and the whole filter."""
    analysis = view.analysis
    if not analysis.conditions or any(finding.is_error for finding in analysis.diagnostics):
        return
    whole = analysis.conditions[0]
    inner = [
        condition
        for condition in analysis.conditions
        if view.span(condition.node.span).contains(span) and condition.pair is None
    ]
    for condition in dict.fromkeys((whole, *inner[-1:])):
        if not condition.negated and condition.node.operator != "not":
            title = "negate this filter" if condition is whole else "negate this condition"
            yield from _negation(trials, view, condition, title)


def _negation(trials: EditTrials, view: FilterView, condition: Condition, title: str) -> Iterator[CodeAction]:
    negative = negation(condition.node)
    edits = () if negative is None else differences(condition.node, negative.tree)
    if negative is None or (_holes(view) and not _leaves_holes(view, edits)):
        return
    note = f" ({negative.lost})" if negative.lost else ""
    yield from _rewrite(trials, view, title + note, tuple(Edit(view.span(edit.span), edit.text) for edit in edits))


def _leaves_holes(view: FilterView, edits: tuple[Edit, ...]) -> bool:
    """Whether edits of a filter with holes are right whatever the holes hold: they change operators only."""
    only_values = all(hole.place in _VALUES for hole in _holes(view))
    return only_values and all(edit.text in OPERATORS and not view.is_filled(edit.span) for edit in edits)
