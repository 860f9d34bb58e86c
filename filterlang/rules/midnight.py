"""The rule for a date at midnight in the place of the whole day."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.types import Type
from filterlang.syntax.tree import Call, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from filterlang.rules.context import Context
    from filterlang.semantics.analysed_filter import FieldComparison
    from filterlang.schema.types import Field

RULE = Rule(
    "FL331", "midnight", Phase.MEANING, Severity.NOTE,
    summary="A date at midnight stands for a whole day.",
    why=(
        "A date is a point in time, the beginning of its day: lte leaves out the day, and eq selects only runs at midnight. "
        "Ranges of exactly a day, a week or whole months are left alone. A note, because the point in time may be meant."
    ),
    examples=(
        Bad('lte(start_time, "2025-11-02T00:00:00Z")'), Bad('eq(start_time, "2025-11-02T00:00:00+01:00")'),
        Bad('and(gte(end_time, "2025-11-01T00:00:00Z"), lte(end_time, "2025-11-30T00:00:00Z"))'),
        Good('lt(start_time, "2025-11-02T00:00:00Z")'), Good('gte(start_time, "2025-11-02T00:00:00Z")'),
        Good('and(gte(start_time, "2025-11-01T00:00:00Z"), lte(start_time, "2025-11-02T00:00:00Z"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports ``lte`` and ``eq`` with the beginning of a day."""
    times = context.analysis.by_type[Type.DATETIME]
    if not any(comparison.operator in ("lte", "eq") for comparison in times):
        return
    from filterlang.semantics.datetimes import begun_day, usual_starts

    starts: set[tuple[Field, date]] = set()
    ends: list[tuple[FieldComparison, String, date]] = []
    for comparison in times:
        value = comparison.value
        day = begun_day(value.value) if isinstance(value, String) else None
        if day is not None and isinstance(value, String):
            if comparison.operator in ("gt", "gte"):
                starts.add((comparison.field, day))
            elif comparison.operator in ("lte", "eq"):
                ends.append((comparison, value, day))
    for comparison, value, day in ends:
        usual = starts and any((comparison.field, start) in starts for start in usual_starts(day))
        if comparison.operator == "eq" or not usual:
            _report(context, comparison, value, day)


def _report(context: Context, comparison: FieldComparison, value: String, day: date) -> None:
    from filterlang.semantics.datetimes import write_midnight

    subject, next_day = comparison.node.arguments[0], write_midnight(day, value.value, days=1)
    tree = Call("lt", (subject, String(next_day))) if next_day else None
    message = f"this leaves out {day.isoformat()}, except for its first moment"
    if comparison.operator == "eq":
        message = f"this selects only the first moment of {day.isoformat()}"
        tree = tree and Call("and", (Call("gte", (subject, String(write_midnight(day, value.value)))), tree))
    suggest = Suggestion(tree, lost="this takes in the whole day") if tree else None
    context.report(RULE, comparison.node, message, at=value, suggest=suggest)
