"""The rule for an object or a list as the value of a pair."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL339", "json-in-value", Phase.MEANING, Severity.NOTE,
    summary="A value is compared with the text of a JSON object or list.",
    why=(
        "An object has a pair for each of its members, under a key with a dot for each level, and a list one for each item; "
        "neither has a value of its own. A note, because a value can be a text of JSON."
    ),
    examples=(
        Bad("and(eq(metadata_key, \"config\"), eq(metadata_value, '{\"a\": 1}'))"),
        Bad("and(eq(input_key, \"tags\"), eq(input_value, '[\"a\", \"b\"]'))"),
        Bad("and(eq(output_key, \"answer\"), neq(output_value, \"{'text': 'hi'}\"))"),
        Good('and(eq(metadata_key, "config.a"), eq(metadata_value, 1))'),
        Good('and(eq(metadata_key, "note"), eq(metadata_value, "[draft]"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports values that are texts of objects or lists."""
    for comparison, text in context.analysis.texts:
        if comparison.field.role == "value" and text.value.lstrip()[:1] in ("{", "["):
            from filterlang.syntax.recovery.objects import as_json

            if text.value.strip("{}[] ") and as_json(text.value) is not None:
                of_list = text.value.lstrip()[0] == "["
                kind = "a list" if of_list else "an object"
                message = f"{kind} has no value of its own: {context.spelled(text)} is compared as a text"
                advice = "compare one item" if of_list else "compare one member, with a dot before its name in the key"
                context.report(RULE, text, message, help=advice)
