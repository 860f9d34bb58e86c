"""The rule for a wildcard in a text that is compared exactly."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.as_pattern import PATTERNS_ONLY, as_pattern
from filterlang.rules.context import Suggestion
from filterlang.semantics.placeholders import is_unfilled
from filterlang.semantics.wildcards import from_stars, looks_like_pattern
from filterlang.syntax.tree import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL321", "wildcard-in-text", Phase.MEANING, Severity.NOTE,
    summary="A text that is compared exactly has the wildcard %, or a word that is searched for has one.",
    why=(
        "Only like and notlike take patterns; for eq, neq, in and has a % is a character like any other, and a search has no "
        "wildcards at all, % or *. Percentages such as \"100%\" are left alone. A note, because a text may begin or end with %."
    ),
    examples=(
        Bad('eq(name, "bot%")'), Bad('has(tags, "v1%")'), Bad('in(name, ["%bot%", "agent"])'),
        Bad('and(eq(metadata_key, "user"), eq(metadata_value, "a%"))'),
        Bad('search("%timeout%")'), Bad('search("connect* failed")'),
        Good('like(name, "bot%")'), Good('has(tags, "100%")'), Good('search("fails at 100%")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports texts that look like patterns, and searches for words that do."""
    for comparison, text in context.analysis.texts:
        if "%" in text.value and looks_like_pattern(text.value) and not is_unfilled(comparison.operator, text.value):
            tree = as_pattern(comparison, text.value)
            suggest = Suggestion(tree, safe=False) if tree is not None else None
            message = f"`{comparison.operator}` compares {context.spelled(text)} exactly: % is no wildcard here"
            context.report(RULE, comparison.node, message, at=text, suggest=suggest, help=None if suggest else PATTERNS_ONLY)
    for search in context.analysis.full_text_searches:
        words = [_without_wildcards(word) for word in search.words]
        if any(words) and words != [*search.words]:
            suggest = Suggestion(String(" ".join(words)), safe=False)
            context.report(RULE, search.node, "a search has no wildcards: it looks for words", suggest=suggest)


def _without_wildcards(word: str) -> str:
    wild = looks_like_pattern(word) if "%" in word else "*" in word and from_stars(word, pattern=False) is not None
    return word.strip("%*.") if wild else word
