"""The rule for true and false in quotes where metadata, inputs and outputs hold booleans."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.types import Type
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL327", "text-for-truth-value", Phase.MEANING, Severity.NOTE,
    summary="A value is compared with true or false in quotes.",
    why=(
        "Values under keys keep their kind, and kinds are never converted: a user who compared true with \"true\" found no "
        "runs. A note, because a value can be such a text."
    ),
    examples=(
        Bad('and(eq(metadata_key, "beta"), eq(metadata_value, "true"))'),
        Bad('and(eq(input_key, "stream"), neq(input_value, "False"))'), Bad('eq(output_value, "TRUE")'),
        Bad("has(metadata, '{\"beta\": \"true\"}')", dialect="examples"),
        Good('and(eq(metadata_key, "beta"), eq(metadata_value, true))'), Good('has(tags, "true")'),
    ),
)  # fmt: skip

_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MEMBER = r'("\s*:\s*)"(true|false)"(?=\s*[,}])'
_EQUALITIES = frozenset({"eq", "neq", "in"})


def check(context: Context) -> None:
    """Reports texts that are truth values, unless the project has texts there, or another rule knows the type."""
    for comparison in context.analysis.by_type[Type.SCALAR]:
        for value in comparison.literals if comparison.operator in _EQUALITIES else ():
            truth = _TRUTH.get(value.value) if isinstance(value, String) else None
            if truth is None or Type.STRING in context.analysis.known_types(comparison) or context.findings_about(value):
                continue
            message = f"{context.spelled(value)} is a text, which equals no truth value"
            advice = f"write {print_line(Boolean(truth))} for the truth value"
            context.report(RULE, value, message, suggest=Suggestion(Boolean(truth), safe=False), help=advice)
    for comparison in context.analysis.by_type[Type.JSON]:
        if comparison.operator == "has" and isinstance(comparison.value, String):
            _check_members(context, comparison.value)


def _check_members(context: Context, value: String) -> None:
    """Reports an object of JSON with a member that is a truth value in quotes."""
    import re

    meant = re.sub(_MEMBER, lambda match: match[1] + match[2].lower(), value.value, flags=re.IGNORECASE)
    if meant != value.value and not context.findings_about(value):
        message = f"{context.spelled(value)} has a text that equals no truth value"
        advice = f"write {print_line(String(meant))} for the truth value"
        context.report(RULE, value, message, suggest=Suggestion(String(meant), safe=False), help=advice)
