"""Offers the moves of calls and addresses that end as fixes of the findings about them.

Owns the invariant that a fix makes the whole move of its call, and that a call which a person has to decide has no fix but the
reason in its help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.hosts.host_languages import HostLanguage
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, Target
from filterlang.migrate.code.moving import is_moved_to, moves_of
from filterlang.text.edits import in_order
from filterlang.text.frozen import replace
from filterlang.text.source import Source

TITLES: dict[Target, str] = {"v2": "move the call to v2", "filterlang": "move the call to filterlang's client"}
"""The message of a fix, by the target of its move, in the order in which they are offered."""

_MOST_REASONS = 3
"""Reasons in the help of a finding. The report of a migration has all of them, each at its place."""


def with_moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings about calls and addresses that end, each with the moves of its call as unsafe fixes.

    They are unsafe because the API behind the call changes: a person has to look at what is said about it.
    """
    targets: list[Target] = [target for target in TITLES if is_moved_to(target, language)]
    moves = {target: {move.span: move for move in moves_of(source, language, findings, target)} for target in targets}
    return [_offering(finding, [(target, moves[target].get(finding.span)) for target in targets]) for finding in findings]


def _offering(finding: Diagnostic, moves: Sequence[tuple[Target, CodeMove | None]]) -> Diagnostic:
    fixes = tuple(
        Fix(TITLES[target], in_order(move.edits), safe=False)
        for target, move in moves
        if move is not None and move.outcome is MoveOutcome.MOVED and move.edits
    )
    first = moves[0][1]
    reasons = list(dict.fromkeys(_reasons(first)))
    advice = finding.help or ""
    is_repeated = any(advice in reason for reason in reasons)
    return replace(finding, fixes=fixes, help="; ".join(filter(None, ["" if is_repeated else advice, *reasons])) or None)


def _reasons(move: CodeMove | None) -> Iterator[str]:
    """Why a call is for a person to decide. What to know of a moved call stands in the report of a migration."""
    if move is not None and move.outcome is MoveOutcome.TO_DECIDE:
        yield from (note.message for note in move.notes[:_MOST_REASONS])
