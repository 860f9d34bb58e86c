"""The rule for a list of one value."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.equalities import of_single_item
from filterlang.rewrite.nesting_of_junctions import family_of
from filterlang.rules.context import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL503", "single-item-in", Phase.STYLE, Severity.NOTE,
    summary="A field is compared with a list of one value.",
    why=(
        "eq with the value says the same. Conditions on keys and values of pairs are left alone, and lists that a program "
        "fills. A note, because the filter selects the same runs: `fix` leaves "
        "the list, which has room for more, and `simplify` writes eq."
    ),
    examples=(
        Bad('in(name, ["a"])'), Good('in(name, ["a", "b"])'), Good('in(metadata_key, ["k"])'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``in`` with a list of one value, but for conditions on keys and values of pairs."""
    for condition in context.analysis.by_operator.get("in", ()):
        node = condition.node
        equal = of_single_item(node)
        if equal is not None and not family_of(node) and not context.findings_about(node):
            context.report(RULE, node, "this list has only one value", suggest=Suggestion(equal, safe=False))
