"""The rule for equality with a point in time."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.types import Type
from filterlang.syntax.tree import Call, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.analysed_filter import FieldComparison

RULE = Rule(
    "FL332", "exact-time", Phase.MEANING, Severity.NOTE,
    summary="A time is compared for equality, to the second.",
    why=(
        "Times are stored to the microsecond, so hardly any run has exactly this time. Times with a fraction, as copied from a "
        "run, are left alone. A note, because a run can have this time."
    ),
    examples=(
        Bad('eq(start_time, "2025-11-02T09:30:00Z")'), Bad('eq(end_time, "2025-11-02T09:30:15+01:00")'),
        Bad('and(eq(is_root, true), eq(start_time, "2025-11-02T09:00:00Z"))'),
        Good('and(gte(start_time, "2025-11-02T09:30:00Z"), lt(start_time, "2025-11-02T09:31:00Z"))'),
        Good('eq(start_time, "2025-11-02T09:30:00.123456Z")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports ``eq`` with a time that has no fraction of a second; another rule reports whole days."""
    for comparison in context.analysis.by_type[Type.DATETIME]:
        value = comparison.value
        if comparison.operator == "eq" and isinstance(value, String) and "." not in value.value:
            _check_time(context, comparison, value)


def _check_time(context: Context, comparison: FieldComparison, value: String) -> None:
    from filterlang.semantics.datetimes import begun_day, later, read_datetime, write_datetime

    start = read_datetime(value.value)
    if start is None or begun_day(value.value) is not None:
        return
    length = 1 if start.second else 60
    end = later(start, length)
    if end is None:
        return
    subject = comparison.node.arguments[0]
    tree = Call("and", (Call("gte", (subject, value)), Call("lt", (subject, String(write_datetime(end))))))
    suggest = Suggestion(tree, lost=f"this takes in the whole {'second' if start.second else 'minute'}")
    message = f"hardly any run has exactly this `{comparison.field.name}`"
    context.report(RULE, comparison.node, message, at=value, suggest=suggest)
