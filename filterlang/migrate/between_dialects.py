"""From one dialect of the language to another: v1, v2, and portable, which is what both accept.

Owns the invariant that the check decides what a dialect refuses, and that the rules of migration say what differs between the
backends; nothing here knows a field, an operator or a limit.
"""

from collections.abc import Iterable, Iterator

from filterlang.checking.analysis import analyse
from filterlang.checking.fixing import Fixed, fix_parsed
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Move, Rule
from filterlang.findings.verdicts import concerns_acceptance, is_refusal
from filterlang.migrate.alternatives import alternatives
from filterlang.migrate.comparing import moved_condition
from filterlang.migrate.migration import Change, ChangeKind, Migration, migrated
from filterlang.migrate.soundness import is_about_pairs, sound_findings, well_formed, with_advice
from filterlang.rules.moves import rules_into
from filterlang.schema.dialects import DIALECTS, OR_ACROSS, RUN_DIALECTS
from filterlang.schema.names import RunDialectName
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node, walk
from filterlang.text.display import clip
from filterlang.text.source import Span

_SHOWN = 200


def to_dialect(filter: FilterLike, source: RunDialectName, target: RunDialectName) -> Migration:
    """Writes a filter for another dialect, and reports what that does to its meaning.

    A condition that the target refuses is replaced by one that means the same (``rewritten``), or is ``lost``. Where the target
    has a backend that the source does not have, the rules of migration to that backend are reported: a text that means
    something else there (``meaning``), and what else to know (``note``, each once).

    Raises ``ValueError`` for a dialect that is not one of the filters of runs, and ``FilterError`` for a filter with errors of
    syntax, names or types.

    >>> to_dialect("neq(error, null)", "v1", "v2").after
    'eq(status, "error")'
    """
    for dialect in (source, target):
        _require_dialect_of_runs(dialect)
    before = well_formed(filter)
    earlier = sound_findings(before, source)
    fixes = fix_parsed(before, target, wanted=concerns_acceptance)
    refusals = [finding for finding in fixes.findings if is_refusal(finding)]
    certain = [finding for finding in refusals if finding.severity is not Severity.NOTE]
    queries = _queries(fixes.after.tree, certain, target)
    changes = [
        *_rewritten(fixes),
        *_lost(fixes, certain, len(queries)),
        *_doubtful(fixes, refusals, earlier),
        *_gained(fixes, DIALECTS[target].backends - DIALECTS[source].backends),
    ]
    tree = queries[0] if len(queries) == 1 else fixes.after.tree
    return migrated(before, tree, changes, queries=tuple(map(print_line, queries)) if len(queries) > 1 else ())


def _require_dialect_of_runs(dialect: str) -> None:
    """Raises ``ValueError`` for any dialect that is not one of the filters of runs."""
    if dialect not in RUN_DIALECTS:
        raise ValueError(f"filters of runs are not migrated from or to {dialect!r}: choose one of {', '.join(RUN_DIALECTS)}")


def _rewritten(fixes: Fixed) -> Iterator[Change]:
    """The applied fixes, each with the rules about rewritten conditions that report the node which it replaced."""
    nodes: dict[int, Node] = {}
    tree: Node | None = None
    for applied in fixes.applied():
        if applied.tree is not tree:
            tree = applied.tree
            nodes = {node.start: node for node in reversed(list(walk(tree)))}
        finding = applied.finding
        now = clip(applied.fix.message.removeprefix("write "), _SHOWN)
        yield Change(ChangeKind.REWRITTEN, f"{finding.message}: now {now}", applied.span, finding.evidence)
        condition = moved_condition(nodes.get(applied.fix.edits[0].span.start, applied.tree))
        for rule, move, detector in rules_into({""}):
            detail = detector(condition) if detector is not None and condition is not None else None
            if detail is not None:
                yield _reported(rule, move, applied.span, detail)


def _lost(fixes: Fixed, refusals: Iterable[Diagnostic], queries: int) -> Iterator[Change]:
    """The conditions that the target is known to refuse and that no fix rewrites."""
    for finding in refusals:
        span = fixes.origin(finding.span)
        if OR_ACROSS.evidence not in finding.evidence:
            yield Change(ChangeKind.LOST, with_advice(finding), span, finding.evidence)
        elif queries == 1:
            message = f"{finding.message}: now without it, since it stands over one condition"
            yield Change(ChangeKind.REWRITTEN, message, span, finding.evidence)
        else:
            advice = (
                f"make {queries} queries instead and join their results"
                if queries
                else "it cannot be taken apart into a few queries; make them by hand and join the results"
            )
            yield Change(ChangeKind.LOST, f"{finding.message}: {advice}", span, finding.evidence)


def _doubtful(fixes: Fixed, refusals: Iterable[Diagnostic], earlier: Iterable[Diagnostic]) -> Iterator[Change]:
    """The conditions that the target may refuse, where the same was not known of the source."""
    known = {(finding.code, finding.span) for finding in earlier}
    for finding in refusals:
        span = fixes.origin(finding.span)
        if finding.severity is Severity.NOTE and (finding.code, span) not in known:
            yield Change(ChangeKind.NOTE, with_advice(finding), span, finding.evidence)


def _queries(tree: Node, refusals: list[Diagnostic], target: str) -> tuple[Node, ...]:
    """The filters to run one by one, where the target refuses nothing but an ``or`` over runs and feedback."""
    if not refusals or any(OR_ACROSS.evidence not in finding.evidence for finding in refusals):
        return ()
    filters = alternatives(tree)
    findings = (finding for filter in filters for finding in analyse(parsed(filter), target).diagnostics)
    return () if any(is_refusal(finding) and finding.is_error for finding in findings) else filters


def _gained(fixes: Fixed, backends: frozenset[str]) -> Iterator[Change]:
    """The reports of the rules about the backends that the filter comes to: each change of meaning, and each note once."""
    if not backends:
        return
    yield from _undefined_pairs(fixes)
    tree = fixes.after.tree
    rules = list(rules_into(backends))
    for rule, move, detector in rules:
        if detector is None:
            yield _reported(rule, move, fixes.origin(tree.span))
    noted: set[Rule] = set()
    for node in walk(tree):
        condition = moved_condition(node)
        if condition is None:
            continue
        for rule, move, detector in rules:
            detail = detector(condition) if detector is not None and rule not in noted else None
            if detail is not None:
                yield _reported(rule, move, fixes.origin(node.span), detail)
                noted |= set() if move.changes_meaning else {rule}


def _undefined_pairs(fixes: Fixed) -> Iterator[Change]:
    """The pairs whose meaning is not defined, and so need not be the same on another backend."""
    for finding in fixes.findings:
        if is_about_pairs(finding) and finding.severity is Severity.WARNING:
            message = f"{finding.message}, so another backend may understand it otherwise"
            yield Change(ChangeKind.NOTE, message, fixes.origin(finding.span), finding.evidence)


def _reported(rule: Rule, move: Move, span: Span, detail: str = "") -> Change:
    kind = ChangeKind.MEANING if move.changes_meaning else ChangeKind.NOTE
    return Change(kind, move.message.format(clip(detail, _SHOWN)), span, rule.evidence)
