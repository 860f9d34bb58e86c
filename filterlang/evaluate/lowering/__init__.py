"""Predicates as SQL: see ``lower``."""

from filterlang.evaluate.lowering.conditions import TRUE as TRUE, Condition as Condition, Probe as Probe
from filterlang.evaluate.lowering.engine import Engine as Engine
from filterlang.evaluate.lowering.leaf import MAX as MAX
from filterlang.evaluate.lowering.lower import Lowering as Lowering
from filterlang.evaluate.lowering.touched import places_of as places_of, touched as touched
