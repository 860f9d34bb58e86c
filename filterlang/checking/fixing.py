"""Fixing: the one loop that applies the fixes of a check, round by round, until none is left.

Owns the invariant that every place of the fixed text, and every fix of any round, can be traced to the first text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from filterlang.checking.analysis import analyse
from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.semantics.surroundings import NO_PROJECT, ProjectFacts
from filterlang.syntax.parser import Parsed, parse
from filterlang.text.alignment import Alignment
from filterlang.text.edits import Edit, aligned, apply, compatible, compose, narrow
from filterlang.text.frozen import dataclass
from filterlang.text.lazy import lazy
from filterlang.text.source import Span
from filterlang.syntax.tree import Node

_MOST_ROUNDS = 100
"""Rounds after which a text is left as it is. Of 8,000 damaged filters and rows of tokens none needed more than six."""


@dataclass(frozen=True)
class Round:
    """A round of fixing: the filter before it, and the fixes applied together, each with its finding."""

    before: Parsed
    fixes: tuple[tuple[Diagnostic, Fix], ...]

    @lazy
    def edits(self) -> tuple[Edit, ...]:
        """The edits of all fixes."""
        return tuple(edit for _, fix in self.fixes for edit in fix.edits)

    @lazy
    def alignment(self) -> Alignment:
        """How the text before the round corresponds to the text after it."""
        return aligned(len(self.before.source.text), self.edits)


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """A fix that was applied: its finding, the tree it was found in, and where the finding's place was in the first text."""

    finding: Diagnostic
    fix: Fix
    tree: Node
    span: Span


@dataclass(frozen=True)
class Fixed:
    """A filter ``before`` and ``after`` its fixes, the rounds in between, and the findings that are left."""

    before: Parsed
    after: Parsed
    rounds: tuple[Round, ...]
    findings: list[Diagnostic]

    @property
    def text(self) -> str:
        """The fixed text."""
        return self.after.source.text

    @lazy
    def edits(self) -> tuple[Edit, ...]:
        """The smallest edits that turn the text before into the fixed text."""
        composed: tuple[Edit, ...] = ()
        for round in self.rounds:
            composed = compose(composed, round.edits)
        return narrow(self.before.source.text, composed)

    def applied(self) -> Iterator[AppliedFix]:
        """The applied fixes, in the order in which they were applied."""
        for number, round in enumerate(self.rounds):
            for finding, fix in round.fixes:
                yield AppliedFix(finding, fix, round.before.tree, _back(self.rounds[:number], finding.span))

    def origin(self, span: Span) -> Span:
        """Where a span of the fixed text was in the text before. A span inside a replaced text comes from all it replaced."""
        return _back(self.rounds, span)

    def destination(self, span: Span) -> Span:
        """Where a span of the text before is in the fixed text."""
        for round in self.rounds:
            span = Span(*round.alignment.forward(span.start, span.end))
        return span


def fix_parsed(
    before: Parsed,
    dialect: str,
    project: ProjectFacts = NO_PROJECT,
    *,
    unsafe: bool = False,
    wanted: Callable[[Diagnostic], bool] = lambda finding: True,
) -> Fixed:
    """Applies the safe fixes of the wanted findings, again and again, until none is left; with ``unsafe``, the guesses as well.

    A round applies all fixes that do not touch each other; of two that do, the one of the first finding. A filter whose fixes
    come to no end, because one undoes another, is left as it is.

    Raises ``ValueError`` for an unknown dialect.
    """
    findings = at_first = analyse(before, dialect, project).diagnostics
    after = before
    rounds: list[Round] = []
    while fixes := _chosen(findings, unsafe, wanted):
        round = Round(after, fixes)
        text = apply(after.source.text, round.edits)
        if text == after.source.text:
            break
        if len(rounds) == _MOST_ROUNDS:
            return Fixed(before, before, (), at_first)
        rounds.append(round)
        after = parse(text)
        findings = analyse(after, dialect, project).diagnostics
    return Fixed(before, after, tuple(rounds), findings)


def _chosen(
    findings: Iterable[Diagnostic], unsafe: bool, wanted: Callable[[Diagnostic], bool]
) -> tuple[tuple[Diagnostic, Fix], ...]:
    """The fixes to apply together, in the order of their findings."""
    offers = [(finding, fix) for finding in findings if wanted(finding) for fix in finding.fixes if fix.safe or unsafe]
    return tuple(offers[index] for index in compatible([fix.edits for _, fix in offers]))


def _back(rounds: tuple[Round, ...], span: Span) -> Span:
    """Where a span of the text after some rounds was before them."""
    for round in reversed(rounds):
        span = Span(*round.alignment.back(span.start, span.end))
    return span
