"""The rule for a star in the place of the wildcard."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.as_pattern import PATTERNS_ONLY, as_pattern
from filterlang.rules.context import Suggestion
from filterlang.semantics.wildcards import from_stars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL322", "star-wildcard", Phase.MEANING, Severity.NOTE,
    summary="A star is written for the wildcard, which is %.",
    why=(
        "In patterns % stands for any text and _ for any character; a star stands for itself everywhere. In a text that is "
        "compared exactly, only a star at an end of a word counts. A note, because a text may have stars."
    ),
    examples=(
        Bad('like(name, "bot*")'), Bad('eq(name, "bot*")'), Bad('has(tags, "v1.*")'), Bad('notlike(error, "*timeout*")'),
        Good('like(name, "bot%")'), Good('eq(name, "**bot**")'),
        Good('and(eq(metadata_key, "cron"), eq(metadata_value, "0 * * * *"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports patterns with stars instead of wildcards, and texts that look like such patterns."""
    analysis = context.analysis
    for comparisons, in_pattern in ((analysis.patterns, True), (analysis.texts, False)):
        for comparison, text in comparisons:
            meant = from_stars(text.value, pattern=in_pattern)
            if meant is not None:
                tree = as_pattern(comparison, meant)
                suggest = Suggestion(tree, safe=False) if tree is not None else None
                advice = None if suggest else PATTERNS_ONLY
                message = f"the star in {context.spelled(text)} stands for itself: the wildcard is %"
                context.report(RULE, comparison.node, message, at=text, suggest=suggest, help=advice)
