"""The rule for a search for nothing but stop words."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import FULL_TEXT, UI_DOC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL402", "search-stop-word", Phase.COST, Severity.NOTE,
    summary="A search has only stop words.",
    why=(
        "Both backends leave the most frequent English words out of their indexes: a search for nothing else has nothing to "
        "look up. Stop words beside other words do no harm. A note, because v2 does not publish its list of stop words."
    ),
    evidence=(UI_DOC, FULL_TEXT),
    examples=(Bad('search("the")'), Bad('search("why not")'), Good('search("my search term")')),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports searched texts that have only stop words and punctuation."""
    if context.analysis.full_text_searches:
        from filterlang.rules.unindexed_words import report_words
        from filterlang.schema.search_index import Unindexed

        report_words(context, RULE, Unindexed.STOP_WORD, "no stop words", "search for a rarer word")
