"""The rule for a search for a word that is longer than what v2 indexes."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import FULL_TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL404", "search-long-term", Phase.COST, Severity.NOTE,
    summary="A word of a search is too long for the index of v2.",
    why=(
        "v2 indexes words of up to 44 characters. A word with punctuation inside is left alone, because it is not documented "
        "how it is taken apart. A note, because v1 finds such words."
    ),
    evidence=(FULL_TEXT,),
    examples=(
        Bad('search("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")'),
        Good('search("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")', dialect="v1"),
        Good('search("0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports words of more than 44 characters."""
    if context.analysis.full_text_searches:
        from filterlang.rules.unindexed_words import report_words
        from filterlang.schema.search_index import Unindexed

        indexed, help = "words of at most 44 characters", "compare a field, or search for another word"
        report_words(context, RULE, Unindexed.LONG, indexed, help)
