"""From one dialect of the language to another: v1, v2, and portable, which is what both take.

Owns the invariant that what a dialect refuses is asked of the checker and what differs in meaning is asked of the table of
facts; nothing here knows a field, an operator or a limit.
"""

from collections.abc import Iterable, Iterator

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.migrate.facts import ASIDES, FACTS, Fact
from filterlang.migrate.mending import Mending, mend
from filterlang.migrate.migration import Change, Kind, Migration, migrated
from filterlang.migrate.soundness import is_about_pairs, is_refusal, makes_sense, said, well_formed
from filterlang.migrate.alternatives import alternatives
from filterlang.text.display import clip
from filterlang.schema.dialects import DIALECTS, OR_ACROSS, RUNS
from filterlang.schema.names import RunDialect
from filterlang.checking.analysis import analyse
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node, walk

_SHOWN = 200


def to_dialect(filter: FilterLike, source: RunDialect, target: RunDialect) -> Migration:
    """The filter in the words of another dialect, with a report of what that does to its meaning.

    What the target refuses is put into other words where the meaning stays (``rewritten``), or is ``lost``. A backend that
    the source does not include and the target does brings the facts that are known of it: what the same words mean there
    (``meaning``), and what else to know (``note``, each said once).

    Raises ``ValueError`` for a dialect that runs are not filtered in, and ``FilterError`` for a filter with errors of syntax,
    names or types.

    >>> to_dialect("neq(error, null)", "v1", "v2").after
    'eq(status, "error")'
    """
    for name in (source, target):
        _require(name)
    before = well_formed(filter)
    earlier = makes_sense(before, source)
    mending = mend(before, target)
    refused = [finding for finding in mending.left if is_refusal(finding)]
    lost = [finding for finding in refused if finding.severity is not Severity.NOTE]
    apart = _apart(mending.parsed.tree, lost, target)
    gained = DIALECTS[target] - DIALECTS[source]
    changes = [
        *_rewritten(mending),
        *_lost(mending, lost, len(apart)),
        *_doubted(mending, refused, earlier),
        *(_facts(mending, gained) if gained else ()),
    ]
    tree = apart[0] if len(apart) == 1 else mending.parsed.tree
    return migrated(before, tree, changes, queries=tuple(map(print_line, apart)) if len(apart) > 1 else ())


def _require(name: str) -> None:
    """Raise ``ValueError`` for what is no dialect of the filters of runs."""
    known = [dialect for dialect, backends in DIALECTS.items() if backends <= RUNS]
    if name not in known:
        raise ValueError(f"filters of runs are not migrated from or to {name!r}: choose one of {', '.join(known)}")


def _rewritten(mending: Mending) -> Iterator[Change]:
    """What was mended, and what there is to know about that."""
    for mended in mending.mended:
        now = clip(mended.fix.message.removeprefix("write "), _SHOWN)
        yield Change(Kind.REWRITTEN, f"{mended.finding.message}: now {now}", mended.span, mended.finding.evidence)
        for aside in ASIDES:
            found = aside.looks_for(mended.node) if getattr(mended.node, "operator", "") == aside.operator else None
            if found is not None:
                yield Change(Kind.NOTE, aside.says.format(found), mended.span, aside.evidence)


def _lost(mending: Mending, lost: Iterable[Diagnostic], apart: int) -> Iterator[Change]:
    """What the target is known to refuse and has no other words for."""
    for finding in lost:
        origin = mending.origin(finding.span)
        if OR_ACROSS.evidence not in finding.evidence:
            yield Change(Kind.LOST, said(finding), origin, finding.evidence)
        elif apart == 1:
            message = f"{finding.message}: now without it, since it stands over one condition"
            yield Change(Kind.REWRITTEN, message, origin, finding.evidence)
        else:
            advice = (
                f"make {apart} queries instead and join their results"
                if apart
                else "it cannot be taken apart into a few queries; make them by hand and join the results"
            )
            yield Change(Kind.LOST, f"{finding.message}: {advice}", origin, finding.evidence)


def _doubted(mending: Mending, refused: Iterable[Diagnostic], earlier: Iterable[Diagnostic]) -> Iterator[Change]:
    """What the target may refuse, where the source was not known to have the same doubt."""
    known = {(finding.code, finding.span) for finding in earlier}
    for finding in refused:
        origin = mending.origin(finding.span)
        if finding.severity is Severity.NOTE and (finding.code, origin) not in known:
            yield Change(Kind.NOTE, said(finding), origin, finding.evidence)


def _apart(tree: Node, lost: list[Diagnostic], target: str) -> tuple[Node, ...]:
    """The filters to run one by one, where nothing but an ``or`` over runs and feedback stands in the way."""
    if not lost or any(OR_ACROSS.evidence not in finding.evidence for finding in lost):
        return ()
    filters = alternatives(tree)
    found = (finding for filter in filters for finding in analyse(parsed(filter), target).diagnostics)
    return () if any(is_refusal(finding) and finding.is_error for finding in found) else filters


def _facts(mending: Mending, gained: frozenset[str]) -> Iterator[Change]:
    """What is known of the backends that a filter comes to: each change of meaning where it stands, each note once.

    What is not defined, such as which value belongs to which key, need not be the same on another backend.
    """
    for finding in mending.left:
        if is_about_pairs(finding) and finding.severity is Severity.WARNING:
            message = f"{finding.message}, so another backend may understand it otherwise"
            yield Change(Kind.NOTE, message, mending.origin(finding.span), finding.evidence)
    facts = [fact for fact in FACTS if fact.into in gained]
    for fact in facts:
        if fact.looks_for is None:
            yield Change(fact.kind, fact.says, mending.origin(mending.parsed.tree.span), fact.evidence)
    noted: set[Fact] = set()
    for node in walk(mending.parsed.tree):
        for fact in facts:
            found = fact.looks_for(node) if fact.looks_for is not None and fact not in noted else None
            if found is not None:
                yield Change(fact.kind, fact.says.format(clip(found, _SHOWN)), mending.origin(node.span), fact.evidence)
                noted |= {fact} if fact.kind is Kind.NOTE else set()
