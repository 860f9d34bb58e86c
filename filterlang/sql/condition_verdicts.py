"""The verdicts of the lowering on the conditions of a query: which of them SQL decides, and why it leaves rows undecided."""

from collections.abc import Iterable

from filterlang.exports.explanation import ExplainedCondition
from filterlang.semantics.description import condition_in_words
from filterlang.semantics.predicate import And, Not, Or, Predicate
from filterlang.sql.columns import Columns
from filterlang.sql.lowering import EngineExpressions, PredicateLowering
from filterlang.text.display import clip

_LONGEST = 300


def explained_conditions(
    expressions: EngineExpressions, columns: Columns, scopes: Iterable[tuple[str, Predicate | None]]
) -> tuple[ExplainedCondition, ...]:
    """Returns the conditions of predicates, each with what the lowering for an engine and its columns leaves undecided."""
    found: list[ExplainedCondition] = []
    for scope, predicate in scopes:
        if predicate is not None:
            lowering = PredicateLowering(expressions, columns)
            lowering.lower(predicate)
            found += verdicts(scope, lowering)
    return tuple(found)


def verdicts(scope: str, lowering: PredicateLowering) -> list[ExplainedCondition]:
    """Returns the conditions that a lowering has lowered, each with what it leaves undecided."""
    return [
        ExplainedCondition(scope, _in_words(part), tuple(reason.value for reason in condition.reasons))
        for part, condition in lowering.conditions
    ]


def _in_words(part: Predicate) -> str:
    """Returns a predicate in words; one that joins others is too large to be written."""
    return "conditions that are joined" if isinstance(part, (And, Or, Not)) else clip(condition_in_words(part), _LONGEST)
