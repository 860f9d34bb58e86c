"""Lowering: predicates become conditions in SQL, written with the expressions of an engine. See ``PredicateLowering``."""

from filterlang.sql.lowering.columns_read import paths_read as paths_read, places_of as places_of
from filterlang.sql.lowering.engine import Bound as Bound, EngineExpressions as EngineExpressions, TypedScore as TypedScore
from filterlang.sql.lowering.leaf import MAX as MAX
from filterlang.sql.lowering.lower import PredicateLowering as PredicateLowering
from filterlang.sql.lowering.reasons import Reason as Reason, UndecidedRows as UndecidedRows
from filterlang.sql.lowering.row_conditions import TRUE as TRUE, RowCondition as RowCondition, Probe as Probe
