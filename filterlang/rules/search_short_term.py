"""The rule for a search for a word of one character."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import FULL_TEXT, UI_DOC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL403", "search-short-term", Phase.COST, Severity.NOTE,
    summary="A word of a search is too short for the index.",
    why=(
        "Both backends index words of two characters and more; punctuation around a word does not count. A note, because it is "
        "not documented whether such a word is ignored or finds no run."
    ),
    evidence=(UI_DOC, FULL_TEXT),
    examples=(
        Bad('search("x")'), Bad('search("vitamin c")'), Bad('search("***")'),
        Good('search("ok")'), Good('search("vitamin - mineral")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports words of one letter or digit, and texts of nothing but punctuation."""
    if context.analysis.full_text_searches:
        from filterlang.rules.unindexed_words import report_words
        from filterlang.schema.search_index import Unindexed

        indexed, help = "words of 2 characters and more", "search for a longer word"
        for reason in (Unindexed.SHORT, Unindexed.PUNCTUATION):
            report_words(context, RULE, reason, indexed, help)
