"""Makes one finding of one mistake, where recovery and the checker both report one about a condition.

Owns the invariant that ``tags contains "beta"`` or ``tags:beta`` is one finding, whose help has the whole filter to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from filterlang.findings.diagnostic import Fix
from filterlang.findings.finding import Finding
from filterlang.findings.rule import Phase, Rule
from filterlang.rules.context import Context, Suggestion
from filterlang.rules.names_and_types import (
    BAD_DATETIME, BAD_DURATION, BAD_UUID, NAIVE_DATETIME, NOT_A_CONDITION, NUMBER_AS_TEXT, OPERATOR_NOT_FOR_FIELD, QUOTED_FIELD,
    RARE_ESCAPE, UNKNOWN_FIELD, UNKNOWN_OPERATOR, UNKNOWN_VALUE, WRONG_TYPE,
)  # fmt: skip
from filterlang.rules.refusals import REFUSED_NULL, REFUSED_OPERATOR
from filterlang.semantics.resolving import resolve
from filterlang.syntax.lowered import Lowered, Part
from filterlang.syntax.printer import print_line
from filterlang.syntax.syntax_rules import INFIX, OTHER_LANGUAGE, SEARCH_BAR
from filterlang.syntax.tree import Call, Name, Node, Origin, Subscript, fold
from filterlang.text.edits import Edit, in_order
from filterlang.text.frozen import dataclass, replace

_SHOWN = 400  # a rewritten expression of up to so many characters is spelled out in the help

_OF_OPERATORS = frozenset({UNKNOWN_OPERATOR, OPERATOR_NOT_FOR_FIELD, NOT_A_CONDITION, REFUSED_OPERATOR, REFUSED_NULL})
"""Rules about the operator of a call, which an infix expression has in another spelling."""

_OF_VALUES = frozenset({WRONG_TYPE, UNKNOWN_VALUE, BAD_DATETIME, NAIVE_DATETIME, BAD_DURATION, BAD_UUID, NUMBER_AS_TEXT})
"""Rules about a value. Only a translation replaces their findings: a value has no place of its own in one."""

_OF_SPELLINGS = frozenset({QUOTED_FIELD, RARE_ESCAPE})
"""Rules about how a name or a value is spelled, whose findings are never replaced."""

_REPLACING = (INFIX, SEARCH_BAR, OTHER_LANGUAGE)
"""Rules of syntax whose findings replace those of the checker about the calls that recovery made."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rewrite:
    """A finding about a call that recovery made, and what it suggests to write, if anything."""

    finding: Finding
    suggestion: Suggestion | None
    replaced: bool
    """Whether the finding of recovery replaces it; otherwise both stay, and both write the suggestion."""

    @property
    def safe(self) -> bool:
        return self.suggestion is None or self.suggestion.safe


def superseded(context: Context) -> list[Finding]:
    """The findings of recovery and of the checks, and for each infix expression one that replaces those about its calls."""
    findings = [*context.analysis.parsed.findings, *context.findings]
    for lowered in context.analysis.parsed.lowered if context.findings else ():
        if lowered.finding.rule in _REPLACING and lowered.finding.fixes:
            whole = _with_rewrites(context, lowered)
            if whole is not None:
                findings.append(whole)
    return findings


def _with_rewrites(context: Context, lowered: Lowered) -> Finding | None:
    """The finding about an infix expression with the calls in its fix rewritten; None where none of them is."""
    finding = lowered.finding
    translated = finding.rule is OTHER_LANGUAGE
    replacements, rewrites = _rewritten_parts(context, lowered)
    if not rewrites and not translated:
        return None
    replaced = [rewrite.finding for rewrite in rewrites if rewrite.replaced]
    dead_end = next((rewrite.finding for rewrite in reversed(rewrites) if rewrite.suggestion is None), None)
    if dead_end is not None:
        return replace(finding, help=dead_end.help, fixes=(), replaces=(finding, *replaced))
    losses = [rewrite.suggestion.lost for rewrite in rewrites if rewrite.suggestion is not None]
    provisos = [f"; {lost}" for lost in losses if lost]
    if translated:
        remaining = _remaining_errors(context, replaced)
        provisos = [*filter(None, map(_proviso, rewrites)), *map(_as_proviso, remaining)]
        replaced += remaining
    written = _spelled_out(lowered, replacements) if len(lowered.span) <= _SHOWN else "it as calls"
    safe = finding.fixes[0].safe and all(rewrite.safe for rewrite in rewrites) and not provisos
    fix = Fix(f"write {written}", _edits(lowered, replacements), safe)
    advice = fix.message + (provisos[-1] if provisos else "")
    return replace(finding, help=advice, fixes=(fix,), replaces=(finding, *replaced))


def _rewritten_parts(context: Context, lowered: Lowered) -> tuple[list[tuple[Part, Node]], list[_Rewrite]]:
    """The parts of an expression to write differently, from the last to the first, and the findings that say so."""
    rule = lowered.finding.rule
    rewrites: list[_Rewrite] = []

    def rewritten(node: Node) -> Node | None:
        rewrite = _rewrite(context, rule, node)
        if rewrite is None:
            return None
        rewrites.append(rewrite)
        return rewrite.suggestion.tree if rewrite.suggestion is not None else node

    replacements: list[tuple[Part, Node]] = []
    for part in reversed(lowered.parts):
        node = part.node
        new = rewritten(node)
        if rule is OTHER_LANGUAGE:
            new = fold(node, lambda node, children: rewritten(node) or node.with_children(children))
        elif new is None and not part.joins and isinstance(node, Call) and node.origin is not Origin.WRITTEN:
            children = [rewritten(child) if isinstance(child, Call) else None for child in node.arguments]
            if any(children):
                new = node.with_children([new or old for new, old in zip(children, node.arguments, strict=True)])
        if new is not None and not (replacements and part.last > replacements[-1][0].first):
            replacements.append((part, new))
    return replacements, rewrites


def _rewrite(context: Context, rule: Rule, node: Node) -> _Rewrite | None:
    """The last finding about a node that suggests what to write in the fix of a finding of recovery."""
    if isinstance(node, Call) and node.origin is Origin.WRITTEN:
        return None
    for finding in reversed(context.findings_about(node)):
        suggestion = context.suggestion_of(finding)
        path = finding.rule is UNKNOWN_FIELD and isinstance(node, Call) and _is_path(node.arguments[0])
        if suggestion is None and finding.rule is not UNKNOWN_OPERATOR and not path:
            continue
        if path or _replaces(rule, finding.rule, node):
            return _Rewrite(finding, suggestion, replaced=True)
        if rule is INFIX and finding.rule is UNKNOWN_FIELD and suggestion is not None and suggestion.safe:
            return _Rewrite(finding, suggestion, replaced=False)
    return None


def _replaces(rule: Rule, of_checker: Rule, node: Node) -> bool:
    """Whether a finding of recovery replaces one of the checker about a node."""
    if rule is INFIX:
        return of_checker in _OF_OPERATORS
    if of_checker in _OF_SPELLINGS or (of_checker is UNKNOWN_FIELD and not isinstance(node, Call)):
        return False
    return of_checker.phase in (Phase.NAMES, Phase.DIALECT) and (rule is OTHER_LANGUAGE or of_checker not in _OF_VALUES)


def _is_path(subject: Node) -> bool:
    """Whether a field is written as a program reads it, by steps or by a call; any other wrong name is a mistake of its own."""
    return isinstance(subject, (Subscript, Call)) or (
        isinstance(subject, Name) and "." in subject.id and resolve(subject) is not None
    )


def _proviso(rewrite: _Rewrite) -> str:
    """The addition to the help of a translation, such as `` if it is UTC``; for a bare guess, the message of its finding."""
    advice, written = rewrite.finding.help or "", rewrite.suggestion.advice if rewrite.suggestion is not None else ""
    if advice.startswith(written):
        return advice.removeprefix(written)
    return "" if rewrite.safe else f"; {rewrite.finding.message}"


def _remaining_errors(context: Context, replaced: Sequence[Finding]) -> list[Finding]:
    """The errors of a translation that no suggestion fixes, and that its one finding reports."""
    known = set(replaced)
    return [finding for finding in context.findings if finding.is_error and finding not in known]


def _as_proviso(finding: Finding) -> str:
    return f"; {finding.message}{f': {finding.help}' if finding.help else ''}"


def _edits(lowered: Lowered, replacements: Sequence[tuple[Part, Node]]) -> tuple[Edit, ...]:
    """The edits that write an infix expression as calls, with some of its parts replaced."""
    return in_order(_edits_with(lowered, replacements))


def _edits_with(lowered: Lowered, replacements: Sequence[tuple[Part, Node]]) -> Iterator[Edit]:
    position = 0
    for part, new in reversed(replacements):
        yield from lowered.edits[position : part.first]
        yield Edit(part.span, print_line(new))
        position = part.last
    yield from lowered.edits[position:]


def _spelled_out(lowered: Lowered, replacements: Sequence[tuple[Part, Node]]) -> str:
    """The rewritten expression on one line."""
    news = {id(part.node): new for part, new in replacements}
    return print_line(fold(lowered.tree, lambda node, children: news.get(id(node)) or node.with_children(children)))
