"""Predicates as SQL: see ``lower``."""

from filterlang.sql.lowering.row_conditions import TRUE as TRUE, Condition as Condition, Probe as Probe
from filterlang.sql.lowering.engine import Engine as Engine
from filterlang.sql.lowering.leaf import MAX as MAX
from filterlang.sql.lowering.lower import Lowering as Lowering
from filterlang.sql.lowering.columns_read import places_of as places_of, paths_read as paths_read
