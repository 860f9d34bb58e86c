"""Reports the words of a search that are in no index. Only the rules about such words load this, where there is a search."""

from __future__ import annotations

from filterlang.findings.rule import Phase
from filterlang.schema.search_index import INDEX_LIMITS, Unindexed
from filterlang.text.display import clip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.rule import Rule
    from filterlang.rules.context import Context

_SHOWN = 60  # characters of the words that a message shows


def report_words(context: Context, rule: Rule, reason: Unindexed, indexed: str, help: str) -> None:
    """Reports the words of each searched text that are not indexed for a reason; ``indexed`` is what the index has instead.

    A text that is wrong as a whole, such as a placeholder, is left alone.
    """
    limit = INDEX_LIMITS[reason]
    for search in context.analysis.full_text_searches:
        words = search.words_without_index(reason) if search.unindexed else ()
        if not words or any(finding.rule.phase is not Phase.COST for finding in context.findings_about(search.node)):
            continue
        listed = clip(", ".join(f'"{word}"' for word in words), _SHOWN)
        verb = "is" if len(words) == 1 else "are"
        message = f"{listed} {verb} not in the search index of {limit.named(context.backends)}, which has {indexed}"
        context.report(rule, search.node, message, help=help, evidence=limit.evidence)
