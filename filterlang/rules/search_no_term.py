"""The rule for a search without any term."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL401", "search-no-term", Phase.COST, Severity.WARNING,
    summary="A search has no term.",
    why=(
        "White space separates the terms of a search, and a text without terms selects no run. A warning, because a search "
        "that was meant to select every run can simply be left out."
    ),
    examples=(Bad('search("")'), Bad('and(eq(status, "error"), search("  "))'), Good('search("image classification")')),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports searched texts that are empty or only white space."""
    for search in context.analysis.full_text_searches:
        if not search.words:
            help = "leave the search out to select runs with any text"
            context.report(RULE, search.node, "a search without a term selects no run", help=help)
