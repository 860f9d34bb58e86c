"""The rule for several pairs of one family side by side."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.evidence import NESTED_PAIRS

RULE = Rule(
    "FL302", "ambiguous-pairs", Phase.MEANING, Severity.WARNING,
    summary="Several pairs of one family stand side by side.",
    why=(
        "Which value belongs to which key is not defined: nest each pair in an and(…) of its own. A warning, because a wrong "
        "guess of the backend selects other runs."
    ),
    evidence=(NESTED_PAIRS,),
    about_pairs=True,
    examples=(
        Bad(
            'and(eq(input_key, "a"), eq(input_value, 1), eq(input_key, "b"), eq(input_value, 2))',
            fixed='and(and(eq(input_key, "a"), eq(input_value, 1)), and(eq(input_key, "b"), eq(input_value, 2)))',
        ),
        Good('and(and(eq(input_key, "a"), eq(input_value, 1)), and(eq(input_key, "b"), eq(input_value, 2)))'),
    ),
)  # fmt: skip
