"""The rules of dialects, FL2xx: what a backend refuses."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

REFUSED_OPERATOR = Rule(
    "FL201", "refused-operator", Phase.DIALECT,
    summary="A backend refuses this operator here.",
    why="The diagnostic names the backend and the source.",
    examples=(Bad('search(name, "bot")'), Good('like(name, "%bot%")')),
)  # fmt: skip

REFUSED_FIELD = Rule(
    "FL202", "refused-field", Phase.DIALECT,
    summary="A backend refuses this field.",
    why="The diagnostic names the backend and the source.",
    examples=(Bad("gt(total_tokens, 5000)"),),
)  # fmt: skip

REFUSED_NULL = Rule(
    "FL203", "refused-null", Phase.DIALECT,
    severity=Severity.WARNING,  # the refusal is documented for some fields, and likely for the others
    summary="Both backends refuse null.",
    why="neq(error, null) was documented until June 2026; it selected failed runs.",
    examples=(Bad("neq(error, null)"), Good('eq(status, "error")')),
)  # fmt: skip

UNATTESTED = Rule(
    "FL205", "unattested", Phase.DIALECT,
    summary="There is no public evidence that this works.",
    why="It may work: there is no evidence against it either.",
    examples=(Bad("gt(total_cost, 0.1)"),),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    REFUSED_OPERATOR, REFUSED_FIELD, REFUSED_NULL, UNATTESTED,
)  # fmt: skip
