"""The rule for a pattern over whole inputs or outputs where a search serves."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.citations import FULL_TEXT, UI_DOC
from filterlang.syntax.tree import Call, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL408", "pattern-on-payload", Phase.COST, Severity.NOTE,
    summary="A pattern looks through whole inputs or outputs where a search serves.",
    why=(
        "A search has an index; for a pattern with % at both ends no index is documented. Only words that the search index has "
        "are reported. A note, because the two do not find quite the same runs."
    ),
    evidence=(UI_DOC, FULL_TEXT),
    examples=(
        Bad('like(inputs, "%refund%")'), Bad('like(outputs, "%image classification%")'),
        Good('search("refund")'), Good('like(inputs, "{\\"question\\":%")'), Good('like(name, "%bot%")'),
    ),
)  # fmt: skip

_LOST = (
    "a search ignores case and the order of words, looks at inputs and outputs alike, and on v1 at their first 250 characters"
)


def check(context: Context) -> None:
    """Reports patterns on payloads that look for words."""
    for condition in context.analysis.by_operator["like"] if context.analysis.dialect.lists("search") else ():
        subject, pattern = condition.subject, condition.node.arguments[-1] if condition.node.arguments else None
        if subject is None or subject.field is None or subject.field.operators != "payload" or not isinstance(pattern, String):
            continue
        words = _words(pattern.value)
        if words and not context.findings_about(condition.node) and not context.findings_about(pattern):
            tree = Call("search", (String(words),))
            message = f"a pattern looks through the whole text of `{subject.field.name}`, and search has an index of its words"
            context.report(RULE, condition.node, message, suggest=Suggestion(tree, safe=False, lost=_LOST))


def _words(pattern: str) -> str:
    """The words between % and %, where a search finds them; empty for any other pattern."""
    if not (pattern.startswith("%") and pattern.endswith("%") and len(pattern) > 2):
        return ""
    import re

    from filterlang.semantics.search_words import why_unindexed

    inner = pattern[1:-1]
    words = inner.split()
    plain = re.fullmatch(r"[\w\s.,'/-]+", inner) is not None and all(why_unindexed(word) is None for word in words)
    return " ".join(words) if plain else ""
