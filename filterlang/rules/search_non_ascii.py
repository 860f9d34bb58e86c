"""The rule for a search for letters beyond ASCII."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import FULL_TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL406", "search-non-ascii", Phase.COST, Severity.NOTE,
    summary="A word of a search has letters that v2 does not index.",
    why=(
        "v2 indexes words of ASCII characters only: no other scripts, and no letters with accents. A note, because it is not "
        "documented whether such a word is ignored or finds no run, and v1 indexes it."
    ),
    evidence=(FULL_TEXT,),
    examples=(
        Bad('search("café")'), Bad('search("返金")'),
        Good('search("café")', dialect="v1"), Good('search("cafe")'), Good('search("“refund”")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports words with letters or digits beyond ASCII."""
    if context.analysis.full_text_searches:
        from filterlang.rules.unindexed_words import report_words
        from filterlang.schema.search_index import Unindexed

        indexed, help = "only words of ASCII characters", "compare a field: like(inputs, …) finds every letter"
        report_words(context, RULE, Unindexed.NON_ASCII, indexed, help)
