"""The rule for a tag that the project does not have."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.unlisted import check_listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

_LISTED = 'tags = ["production", "beta"]'

RULE = Rule(
    "FL353", "unknown-tag", Phase.MEANING, Severity.NOTE,
    summary="A tag is not in the list that the configuration has of the project's tags.",
    why=(
        "No run has a tag that is misspelled, and the filter selects nothing, or with a negative operator everything. "
        "A note, because the tag may be new."
    ),
    examples=(
        Bad('has(tags, "prodution")', project=_LISTED),
        Bad('or(has(tags, "production"), has(tags, "staging"))', project=_LISTED),
        Good('has(tags, "production")', project=_LISTED),
        Good('has(tags, "prodution")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports tags, and patterns of tags, that no run of the project has."""
    check_listed(context, RULE, "tags")
