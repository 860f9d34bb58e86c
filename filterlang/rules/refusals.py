"""The rules of dialects: what a backend refuses."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import (
    DATASETS, EXISTS_DROPPED, GONE, INTERRUPTED, LIVE_0930, LIVE_TAGS, NO_EVIDENCE, NULL_INFERRED, NULL_REFUSED, SEARCH_ARITY,
    SEARCH_BAR, TOKENS_V2,
)  # fmt: skip

REFUSED_OPERATOR = Rule(
    "FL201", "refused-operator", Phase.DIALECT,
    summary="A backend refuses this operator here.",
    why="The diagnostic names the backend and the source.",
    evidence=(SEARCH_ARITY, LIVE_TAGS, LIVE_0930, EXISTS_DROPPED),
    examples=(
        Bad('search(name, "bot")'),
        Bad('not(eq(status, "error"))', fixed='neq(status, "error")'),
        Bad('exists(metadata, "user_id")', fixed='eq(metadata_key, "user_id")'),
        Bad('neq(tags, "beta")'),
        Good('like(name, "%bot%")'),
        Good('not(exists(metadata, "user_id"))', dialect="examples"),
    ),
)  # fmt: skip

REFUSED_FIELD = Rule(
    "FL202", "refused-field", Phase.DIALECT,
    summary="A backend refuses this field.",
    why="The diagnostic names the backend and the source.",
    evidence=(DATASETS, TOKENS_V2, GONE, NO_EVIDENCE),
    examples=(
        Bad("gt(total_tokens, 5000)"),
        Bad("lt(execution_order, 10)"),
        Bad('eq(name, "bot")', dialect="examples"),
        Good("gt(total_tokens, 5000)", dialect="v2"),
    ),
)  # fmt: skip

REFUSED_NULL = Rule(
    "FL203", "refused-null", Phase.DIALECT, Severity.WARNING,
    summary="Both backends refuse null.",
    why=(
        "neq(error, null) was documented until June 2026; it selected failed runs. At least a warning, because no value equals "
        "null."
    ),
    evidence=(NULL_REFUSED, NULL_INFERRED),
    examples=(
        Bad("neq(error, null)", fixed='eq(status, "error")'),
        Bad("or(eq(error, null), gt(latency, 5))", fixed='or(neq(status, "error"), gt(latency, 5))'),
        Bad("eq(name, null)"),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

UNATTESTED = Rule(
    "FL205", "unattested", Phase.DIALECT,
    summary="There is no public evidence that this works.",
    why="It may work: there is no evidence against it either.",
    evidence=(NO_EVIDENCE, SEARCH_BAR, INTERRUPTED),
    examples=(
        Bad("gt(total_cost, 0.1)"),
        Bad('like(status, "err%")'),
        Bad("""has(metadata, '{"env": "prod"}')""", fixed='and(eq(metadata_key, "env"), eq(metadata_value, "prod"))'),
        Good('eq(status, "error")'),
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    REFUSED_OPERATOR, REFUSED_FIELD, REFUSED_NULL, UNATTESTED,
)  # fmt: skip
