"""Conditions with a pattern in the place of conditions with one text, and the other way round.

Owns the invariant that a condition is suggested only for a field that is known to take patterns, or likely to.
"""

from __future__ import annotations

from filterlang.schema.aliases import ELEMENT
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import NEGATIVE, support
from filterlang.schema.types import Support
from filterlang.syntax.tree import Call, Name, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.analysed_filter import FieldComparison


PATTERNS_ONLY = "only like and notlike take patterns, one each"
"""The advice where no condition with a pattern can be suggested."""


def as_pattern(comparison: FieldComparison, pattern: str) -> Call | None:
    """The condition that a field matches a pattern, instead of a comparison with one text; None where there is none."""
    field = FIELDS[ELEMENT.get(comparison.field.name, comparison.field.name)]
    if len(comparison.literals) != 1 or support("like", field.operators) is Support.NO:
        return None
    return Call("notlike" if comparison.operator in NEGATIVE else "like", (Name(field.name), String(pattern)))


def as_equality(comparison: FieldComparison, text: str) -> Call:
    """The condition that a field is one text, instead of a comparison with a pattern."""
    return Call("neq" if comparison.operator in NEGATIVE else "eq", (comparison.node.arguments[0], String(text)))
