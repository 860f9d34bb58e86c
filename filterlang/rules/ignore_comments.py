"""The rules about comments that ignore other rules."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Phase, Rule

UNUSED = Rule(
    "FL603", "unused-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment ignores a rule that finds nothing there.",
    why="The comment would hide the next mistake, and readers look for a mistake that is not there.",
)  # fmt: skip

EXPIRED = Rule(
    "FL604", "expired-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment ignores a rule until a date that has passed.",
    why="From the day after the date on, the findings are reported again.",
)  # fmt: skip

UNKNOWN = Rule(
    "FL605", "unknown-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment ignores a rule that does not exist.",
    why="A comment ignores rules by their codes or slugs; a misspelled one ignores nothing.",
)  # fmt: skip

MALFORMED = Rule(
    "FL606", "malformed-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment that should ignore rules cannot be read.",
    why="Such a comment ignores nothing.",
)  # fmt: skip

RULES: tuple[Rule, ...] = (UNUSED, EXPIRED, UNKNOWN, MALFORMED)
