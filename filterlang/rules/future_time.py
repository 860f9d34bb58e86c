"""The rule for a time in the future that a run has to be after."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.types import Type
from filterlang.syntax.tree import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL333", "future-time", Phase.MEANING, Severity.NOTE,
    summary="A run has to be later than a time in the future.",
    why=(
        "Runs are stored when they start, so none is later than now; a day is allowed for other zones. Upper bounds in the "
        "future are left alone. A note, because the filter may be written for later."
    ),
    examples=(
        Bad('gt(start_time, "2199-01-01T00:00:00Z")'), Bad('gte(end_time, "2199-01-01T09:30:00+01:00")'),
        Bad('and(eq(is_root, true), gte(start_time, "2199-01-01T00:00:00Z"))'),
        Good('gt(start_time, "2025-01-01T00:00:00Z")'), Good('lt(start_time, "2199-01-01T00:00:00Z")'),
    ),
)  # fmt: skip

_LOWER = frozenset({"gt", "gte"})


def check(context: Context) -> None:
    """Reports lower bounds that are later than the time of the check."""
    bounds = [each for each in context.analysis.by_type[Type.DATETIME] if each.operator in _LOWER]
    if not bounds:
        return
    from datetime import timedelta

    from filterlang.semantics import datetimes

    latest = datetimes.present() + timedelta(days=1)
    for comparison in bounds:
        value = comparison.value
        if isinstance(value, String):
            time = datetimes.read_datetime(value.value)
            if time is not None and time > latest:
                message = f"{context.spelled(value)} is in the future: no run has such a `{comparison.field.name}` yet"
                context.report(RULE, comparison.node, message, at=value, help="check the year and the order of day and month")
