"""The rule for an or(…) over pairs of one key that each leave out a value."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.semantics.pairs import whole_pair
from filterlang.syntax.tree import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition
    from filterlang.semantics.pairs import WholePair

RULE = Rule(
    "FL312", "several-negated-values", Phase.MEANING, Severity.NOTE,
    summary="An or(…) leaves out several values of one key, and so none of them.",
    why=(
        "Every value differs from one of two values, so the or(…) holds for each run that has the key. To leave out all of the "
        "values, put the conditions into one and(…) with the key. A note, because the filter selects what it says."
    ),
    about_pairs=True,
    examples=(
        Bad(
            'or(and(eq(metadata_key, "env"), neq(metadata_value, "dev")), '
            'and(eq(metadata_key, "env"), neq(metadata_value, "test")))'
        ),
        Good('and(eq(metadata_key, "env"), neq(metadata_value, "dev"), neq(metadata_value, "test"))'),
        Good(
            'or(and(eq(metadata_key, "env"), neq(metadata_value, "dev")), '
            'and(eq(metadata_key, "tier"), neq(metadata_value, "free")))'
        ),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports the pairs of an ``or`` that have one key and leave out different values."""
    analysis = context.analysis
    for disjunction in analysis.by_operator["or"] if analysis.families and analysis.by_operator["neq"] else ():
        pairs: dict[tuple[str, str], list[tuple[Condition, WholePair]]] = {}
        for part in disjunction.parts:
            pair = whole_pair(part)
            if pair is not None and pair.value.node.operator == "neq":
                pairs.setdefault((pair.family, pair.key), []).append((part, pair))
        for (_, key), group in pairs.items():
            if any(pair.compared != group[0][1].compared for _, pair in group):
                _report(context, disjunction, key, group)


def _report(context: Context, disjunction: Condition, key: str, group: list[tuple[Condition, WholePair]]) -> None:
    """Reports the pairs of one key; they become one ``and`` where the ``or`` has no other parts."""
    first = group[0][0].node
    joined = Call("and", (*first.arguments, *(pair.value.node for _, pair in group[1:])))
    is_whole = len(group) == len(disjunction.node.arguments)
    suggest = Suggestion(joined, safe=False, lost="this leaves out each of the values") if is_whole else None
    context.report(
        RULE,
        disjunction.node,
        f'every value under the key "{key}" differs from one of these, so no value is left out',
        at=group[1][0].node,
        suggest=suggest,
        help=None if is_whole else "put the values into one and(…) with the key",
    )
