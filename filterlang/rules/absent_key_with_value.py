"""The rule for the score of a feedback beside a key that the run must not have."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import EXPORT
from filterlang.schema.fields import FAMILIES
from filterlang.schema.operators import NEGATIVE
from filterlang.semantics.pairs import groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL311", "absent-key-with-value", Phase.MEANING, Severity.NOTE,
    summary="A score stands beside a feedback that the run must not have.",
    why=(
        "An unequal key means that the run has no feedback of this key at all, as documented for metadata, and the score is "
        "then that of any other feedback. For metadata, inputs and outputs this is a documented use, so they are left alone. A "
        "note, because it can be meant."
    ),
    evidence=(EXPORT,),
    about_pairs=True,
    examples=(
        Bad('and(neq(feedback_key, "correctness"), lt(feedback_score, 0.5))'),
        Good('and(eq(feedback_key, "correctness"), lt(feedback_score, 0.5))'),
        Good('and(neq(metadata_key, "k"), eq(metadata_value, "v"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports the scores and labels of feedback that are joined with nothing but keys which the run must not have."""
    if "feedback" not in context.analysis.families:
        return
    for conjunction in context.analysis.by_operator["and"]:
        for family in {part.pair.family for part in conjunction.parts if part.pair is not None}:
            for group in groups(conjunction.parts, family) if "score" in FAMILIES[family] else ():
                keys = [part for part in group if part.is_key]
                value = next((part for part in group if part.is_value), None)
                if keys and value is not None and all(key.node.operator in NEGATIVE for key in keys):
                    message = "the run must not have this feedback, so the score or label beside it is that of any other"
                    help = "write eq for the key, or leave the score out"
                    context.report(RULE, keys[0].node, message, help=help, evidence=(EXPORT,))
