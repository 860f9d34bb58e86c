"""The rule for a duration that reads like milliseconds."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.types import Type
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node, Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL304", "milliseconds", Phase.MEANING, Severity.WARNING,
    summary="A duration reads like milliseconds.",
    why=(
        "Durations are numbers of seconds: 5000 is more than 83 minutes. Quarters of an hour and whole hours are taken as "
        "they are. A warning, because the filter is accepted and few runs take so long."
    ),
    examples=(Bad("gt(latency, 5000)"), Bad("lt(latency, 1500)"), Good("gt(latency, 5)"), Good("gt(latency, 3600)")),
)  # fmt: skip

_LEAST, _MOST = 1_000, 1_000_000_000
_HOUR = 3_600


def check(context: Context) -> None:
    """Reports numbers of seconds that are more likely milliseconds."""
    for comparison in context.analysis.by_type[Type.DURATION]:
        if comparison.typed:
            for value in comparison.literals:
                if not context.findings_about(value):
                    _check_value(context, comparison.field.name, value)


def _check_value(context: Context, field: str, value: Node) -> None:
    seconds = _in_seconds(value)
    if seconds is None or not isinstance(value, Number):
        return
    context.report(
        RULE,
        value,
        f"`{field}` is in seconds, and {context.spelled(value)} seconds are {float(value.value) / 60:,.0f} minutes",
        suggest=Suggestion(seconds, safe=False),
        help=f"write {print_line(seconds)} if milliseconds were meant",
    )


def _in_seconds(value: Node) -> Number | None:
    """The seconds in a number of milliseconds; None for a number that is more likely one of seconds.

    Runs of a quarter of an hour are rare, and thresholds for them are written in quarters of an hour or in whole hours.
    """
    if not isinstance(value, Number) or not _LEAST <= value.value < _MOST:
        return None
    amount = value.value
    if amount % _HOUR == 0 or (amount % (_HOUR // 4) == 0 and amount <= 4 * _HOUR):
        return None
    seconds = float(amount) / 1_000
    return Number(int(seconds) if seconds.is_integer() else float(f"{seconds:.12g}"))
