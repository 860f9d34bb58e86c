"""A quick look at whether conditions of a filter could contradict or imply each other: most filters name each field once.

Owns the invariant that a filter with such conditions passes; one that passes in vain only takes longer.
"""

from __future__ import annotations

from filterlang.schema.operators import ORDERING, PATTERNS
from filterlang.schema.run_facts import JOINED
from filterlang.schema.types import Type
from filterlang.syntax.tree import Boolean, Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.analysed_filter import Analysis, FieldComparison


def may_collide(analysis: Analysis) -> bool:
    """Whether two conditions are on one field or on fields that a fact joins, or one could be false by itself."""
    comparisons = analysis.comparisons
    fields = {comparison.field for comparison in comparisons}
    return (
        len(fields) < len(comparisons)
        or len(fields & JOINED) > 1
        or len(analysis.by_operator["search"]) > 1
        or any(map(_is_doubtful, comparisons))
    )


def _is_doubtful(comparison: FieldComparison) -> bool:
    field, value = comparison.field, comparison.value
    if isinstance(value, Number):
        return field.least is not None and value.value <= field.least
    if isinstance(value, Boolean):
        return comparison.operator in ORDERING
    return field.type is Type.ENUM and comparison.operator in PATTERNS
