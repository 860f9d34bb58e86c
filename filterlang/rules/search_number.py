"""The rule for a search for a number or an address."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import FULL_TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL405", "search-number", Phase.COST, Severity.NOTE,
    summary="A search is for a number or an address, which v2 does not index.",
    why=(
        "v2 leaves numbers, addresses with :// and images out of its index. A note, because it is not documented whether such "
        "a word is ignored or finds no run, and v1 indexes it."
    ),
    evidence=(FULL_TEXT,),
    examples=(
        Bad('search("order 12345")'), Bad('search("https://example.com/docs")'),
        Good('search("order 12345")', dialect="v1"), Good('search("gpt-4")'),
        Good('and(eq(input_key, "order"), eq(input_value, 12345))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports words that are numbers, addresses or images."""
    if context.analysis.full_text_searches:
        from filterlang.rules.unindexed_words import report_words
        from filterlang.schema.search_index import Unindexed

        number = "compare it under its key, as in and(eq(input_key, …), eq(input_value, 5))"
        report_words(context, RULE, Unindexed.NUMBER, "no numbers", number)
        report_words(context, RULE, Unindexed.ADDRESS, "no addresses", "search for a word of it")
