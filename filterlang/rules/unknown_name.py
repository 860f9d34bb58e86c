"""The rule for a name that no run of the project has."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.unlisted import check_listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

_LISTED = 'names = ["extractor", "ChatOpenAI"]'

RULE = Rule(
    "FL354", "unknown-name", Phase.MEANING, Severity.NOTE,
    summary="A name is not in the list that the configuration has of the names of runs.",
    why=(
        "Names are compared letter by letter, also small and capital ones: no run has a name that is misspelled. "
        "A note, because the name may be new."
    ),
    examples=(
        Bad('eq(name, "extracter")', project=_LISTED),
        Bad('eq(name, "chatopenai")', project=_LISTED),
        Bad('like(name, "%Anthropic%")', project=_LISTED),
        Good('in(name, ["extractor", "ChatOpenAI"])', project=_LISTED),
        Good('like(name, "%OpenAI")', project=_LISTED),
        Good('eq(name, "extracter")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports names, and patterns of names, that no run of the project has."""
    check_listed(context, RULE, "names")
