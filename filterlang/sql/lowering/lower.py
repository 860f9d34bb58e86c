"""From a predicate to SQL, as sqlglot expressions: what surely holds of a row, and what may.

Owns the invariants that no value becomes SQL (values are bound, names are identifiers), and that of all rows those that surely
match do match in the reference, and those that may not do not. Where both conditions are one, SQL says all there is to say;
the rows between them are tried in Python. So SQL never has to imitate what it has no words for.
"""

from filterlang.sql.columns import Columns
from filterlang.sql.lowering.row_conditions import Condition, both, either, negated, unsure
from filterlang.sql.lowering.engine import Engine
from filterlang.sql.lowering.feedback import FeedbackLeaf
from filterlang.sql.lowering.field_conditions import FieldLeaf
from filterlang.sql.lowering.pair_conditions import PairLeaf
from filterlang.sql.lowering.searching import SearchLeaf
from filterlang.schema.types import Type
from filterlang.semantics.predicate import And, Not, Pair, Predicate, Search, Or

_DEEPEST, _MOST = 60, 4000  # levels, and conditions, that become SQL; what is beyond is tried in Python


class Lowering:
    """One predicate after another over the columns of one table. The engine keeps the values that are bound."""

    def __init__(self, engine: Engine, columns: Columns) -> None:
        self.engine = engine
        self.columns = columns
        self._left = _MOST

    def lower(self, predicate: Predicate, depth: int = 0) -> Condition:
        """The condition for a predicate."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            return unsure()
        if isinstance(predicate, And):
            return both([self.lower(part, depth + 1) for part in predicate.parts])
        if isinstance(predicate, Or):
            return either([self.lower(part, depth + 1) for part in predicate.parts])
        if isinstance(predicate, Not):
            return negated(self.lower(predicate.part, depth + 1))
        if isinstance(predicate, Search):
            return SearchLeaf(self.engine, self.columns).condition(predicate)
        if isinstance(predicate, Pair):
            leaf = FeedbackLeaf if predicate.family == "feedback" else PairLeaf
            return leaf(self.engine, self.columns).condition(predicate)
        if predicate.field.type is Type.JSON:
            return PairLeaf(self.engine, self.columns).whole(predicate)
        return FieldLeaf(self.engine, self.columns).condition(predicate)
