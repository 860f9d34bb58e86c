"""The lowering of a predicate to a condition in SQL.

Owns the invariants that no value becomes SQL (values are bound, names are identifiers), that every row for which the condition
``must`` hold matches in the reference, and that every row that matches in the reference ``may`` match. Python tries the rows in
between, so SQL never has to imitate what it cannot express.
"""

from filterlang.schema.operators import NEGATIVE
from filterlang.schema.types import Type
from filterlang.semantics.predicate import And, Compare, Not, Or, Pair, Predicate, Search
from filterlang.sql.columns import Columns
from filterlang.sql.lowering.engine import EngineExpressions
from filterlang.sql.lowering.feedback import FeedbackLeaf
from filterlang.sql.lowering.field_conditions import FieldLeaf
from filterlang.sql.lowering.leaf import LOWERED
from filterlang.sql.lowering.pair_conditions import PairLeaf
from filterlang.sql.lowering.reasons import Reason
from filterlang.sql.lowering.row_conditions import RowCondition, both, either, negated, undecided
from filterlang.sql.lowering.searching import SearchLeaf

_DEEPEST, _MOST = 60, 4000
"""The most levels and the most conditions that become SQL; Python tries what is beyond."""


class PredicateLowering:
    """Lowers one predicate after another over the columns of one table. The engine keeps the values that are bound."""

    def __init__(self, engine: EngineExpressions, columns: Columns) -> None:
        self.engine = engine
        self.columns = columns
        self.conditions: list[tuple[Predicate, RowCondition]] = []
        """The predicates lowered so far that join no others, or are too large to be, with their conditions."""
        self._remaining = _MOST

    def lower(self, predicate: Predicate, depth: int = 0) -> RowCondition:
        """Returns the condition for a predicate. Recursion ends at a fixed depth."""
        self._remaining -= 1
        if depth <= _DEEPEST and self._remaining >= 0:
            if isinstance(predicate, And):
                return both([self.lower(part, depth + 1) for part in predicate.parts])
            if isinstance(predicate, Or):
                return either([self.lower(part, depth + 1) for part in predicate.parts])
            if isinstance(predicate, Not):
                return negated(self.lower(predicate.part, depth + 1))
            condition = self._leaf(predicate)
        else:
            condition = undecided(Reason.TOO_LARGE)
        self.conditions.append((predicate, condition))
        return condition

    def _leaf(self, predicate: Compare | Pair | Search) -> RowCondition:
        if isinstance(predicate, Search):
            return SearchLeaf(self.engine, self.columns).condition(predicate)
        if any(NEGATIVE.get(each.operator, each.operator) not in LOWERED for each in _comparisons(predicate)):
            return undecided(Reason.OPERATOR)
        if isinstance(predicate, Pair):
            leaf = FeedbackLeaf if predicate.family == "feedback" else PairLeaf
            return leaf(self.engine, self.columns).condition(predicate)
        if predicate.field.type is Type.JSON:
            return PairLeaf(self.engine, self.columns).whole(predicate)
        return FieldLeaf(self.engine, self.columns).condition(predicate)


def _comparisons(predicate: Compare | Pair) -> tuple[Compare, ...]:
    return (*predicate.keys, *predicate.values) if isinstance(predicate, Pair) else (predicate,)
