"""The rules about comments that ignore other rules."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

_CLEAN = """client.list_runs(filter='eq(status, "error")')"""
_UNPAIRED = """client.list_runs(filter='eq(metadata_value, "u1")')"""

UNUSED = Rule(
    "FL603", "unused-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment ignores a rule that finds nothing there.",
    why="The comment would hide the next mistake, and readers look for a mistake that is not there.",
    embedded=True,
    examples=(
        Bad(_CLEAN + "  # filterlang: ignore[unpaired-value]", fixed=_CLEAN),
        Bad(_CLEAN + "  # filterlang: ignore", fixed=_CLEAN),
        Good(_UNPAIRED + "  # filterlang: ignore[unpaired-value]"),
    ),
)  # fmt: skip

EXPIRED = Rule(
    "FL604", "expired-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment ignores a rule until a date that has passed.",
    why="From the day after the date on, the findings are reported again.",
    embedded=True,
    examples=(
        Bad(_UNPAIRED + "  # filterlang: ignore[unpaired-value] until 2021-01-31 the old alerts"),
        Good(_UNPAIRED + "  # filterlang: ignore[unpaired-value] until 9999-12-31"),
    ),
)  # fmt: skip

UNKNOWN = Rule(
    "FL605", "unknown-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment ignores a rule that does not exist.",
    why="A comment ignores rules by their codes or slugs; a misspelled one ignores nothing.",
    embedded=True,
    examples=(
        Bad(_UNPAIRED + "  # filterlang: ignore[unpaired]"),
        Good(_UNPAIRED + "  # filterlang: ignore[unpaired-value]"),
    ),
)  # fmt: skip

MALFORMED = Rule(
    "FL606", "malformed-ignore", Phase.EMBEDDING, Severity.WARNING,
    summary="A comment that should ignore rules cannot be read.",
    why="Such a comment ignores nothing.",
    embedded=True,
    examples=(
        Bad(_UNPAIRED + "  # filterlang: ignore unpaired-value"),
        Bad(_UNPAIRED + "  # filterlang: ignore[unpaired-value] until May"),
        Good(_UNPAIRED + "  # filterlang: ignore"),
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (UNUSED, EXPIRED, UNKNOWN, MALFORMED)
