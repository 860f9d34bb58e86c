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
        Good('and(eq(metadata_key, "beta"), eq(metadata_value, true))'), Good('has(tags, "true")'),
    ),
)  # fmt: skip

_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_EQUALITIES = frozenset({"eq", "neq", "in"})


def check(context: Context) -> None:
    """Reports texts that are truth values."""
    project = context.analysis.project.metadata
    for comparison in context.analysis.by_type[Type.SCALAR]:
        for value in comparison.literals if comparison.operator in _EQUALITIES else ():
            truth = _TRUTH.get(value.value) if isinstance(value, String) else None
            if truth is None:
                continue
            keys = context.analysis.pair_keys.get(id(comparison.node), ()) if project else ()
            if any("string" in (project or {}).get(key, ()) for key in keys if comparison.field.family == "metadata"):
                continue
            advice = f"write {print_line(Boolean(truth))} for the truth value"
            suggest = Suggestion(Boolean(truth), safe=False)
            context.report(
                RULE, value, f"{context.spelled(value)} is a text, which equals no truth value", suggest=suggest, help=advice
            )
