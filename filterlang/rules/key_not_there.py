"""The optional rule for a condition that leaves out a value, and runs without the key as well."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.citations import EXPORT
from filterlang.semantics.pairs import whole_pair
from filterlang.syntax.tree import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL313", "key-not-there", Phase.MEANING, Severity.NOTE,
    summary="A condition that leaves out a value leaves out runs without the key as well.",
    why=(
        "A key with an unequal value is documented to select only runs that have the key. The rule is optional, because that "
        "is often meant."
    ),
    evidence=(EXPORT,),
    about_pairs=True,
    optional=True,
    examples=(
        Bad('and(eq(metadata_key, "env"), neq(metadata_value, "dev"))'),
        Good('or(neq(metadata_key, "env"), and(eq(metadata_key, "env"), neq(metadata_value, "dev")))'),
        Good('and(eq(metadata_key, "env"), eq(metadata_value, "dev"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports pairs of a key and an unequal value, unless runs without the key are selected beside them."""
    analysis = context.analysis
    if not analysis.families or not analysis.by_operator["neq"]:
        return
    allowed = {id(part) for disjunction in analysis.by_operator["or"] for part in disjunction.parts}
    for condition in analysis.by_operator["and"]:
        pair = whole_pair(condition)
        if pair is None or pair.value.node.operator != "neq" or id(condition) in allowed:
            continue
        key = next(part.node for part in condition.parts if part.is_key)
        tree = Call("or", (Call("neq", key.arguments), condition.node))
        lost = "this also selects runs without the key"
        message = f'runs without the key "{pair.key}" are left out as well'
        context.report(RULE, condition.node, message, suggest=Suggestion(tree, safe=False, lost=lost), evidence=(EXPORT,))
