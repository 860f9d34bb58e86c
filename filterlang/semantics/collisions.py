"""A quick look at whether conditions of a filter could contradict or imply each other: most filters name each field once.

Owns the invariant that a filter with such conditions passes; one that passes in vain only takes longer.
"""

from __future__ import annotations

from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import NEGATIVE, ORDERING, PATTERNS
from filterlang.schema.run_facts import JOINED, PLACED
from filterlang.schema.types import Type
from filterlang.syntax.tree import Boolean, Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlang.semantics.analysed_filter import Analysis, FieldComparison
    from filterlang.semantics.conditions import Condition

_ROWS = frozenset(field for field in FIELDS.values() if field.family or field.stored == FIELDS["tags"].stored)
"""The fields of which a run has any number of values: two conditions can hold for different ones."""

_ROWS_AND_OBJECTS = _ROWS | {field for field in FIELDS.values() if field.type is Type.JSON}
"""The fields in ``_ROWS``, and those that hold all the pairs of a family."""


def may_collide(analysis: Analysis) -> bool:
    """Whether two conditions are equal, on one field (or tags) or on those of a fact, or one could be false by itself."""
    comparisons, fields = analysis.comparisons, analysis.fields
    return (
        (len(fields) < len(comparisons) and _are_on_one_field(comparisons))
        or len(fields & JOINED) > 1
        or fields >= PLACED
        or _may_rows_collide(analysis)
        or len(analysis.by_operator.get("search", ())) > 1
        or any(map(_is_doubtful, comparisons))
        or (analysis.is_subject_repeated and len(set(analysis.numbers.values())) < len(analysis.numbers))
    )


def _are_on_one_field(comparisons: Sequence[FieldComparison]) -> bool:
    """Whether two conditions are on one field that has at most one value."""
    single = [comparison.field for comparison in comparisons if comparison.field not in _ROWS]
    return len(set(single)) < len(single)


def _may_rows_collide(analysis: Analysis) -> bool:
    """Whether a run could have to have a row and not to have it, or a row to have two values."""
    rows = [item for item in analysis.comparisons if item.field in _ROWS_AND_OBJECTS]
    if len(rows) < 2:
        return False
    if "not" in analysis.by_operator or _are_alike(rows, analysis):
        return True
    return (any(item.operator in NEGATIVE for item in rows) or _has_value_twice(analysis)) and _are_rows_together(analysis)


def _has_value_twice(analysis: Analysis) -> bool:
    """Whether an ``and`` has two conditions on one half of a pair."""
    for conjunction in analysis.by_operator["and"] if analysis.families else ():
        halves = [part.pair for part in conjunction.parts if part.pair is not None]
        if len(halves) > 1 and len(set(halves)) < len(halves):
            return True
    return False


def _are_alike(rows: Sequence[FieldComparison], analysis: Analysis) -> bool:
    """Whether a condition on a tag, or on a key that stands without a value, could be on the tag or key of another one.

    It is on the same text, or one of the two is not on a text.
    """
    with_value = {
        id(part.node)
        for conjunction in (analysis.by_operator["and"] if analysis.families else ())
        if any(part.is_value for part in conjunction.parts)
        for part in conjunction.parts
    }
    if all(id(comparison.node) in with_value for comparison in rows):
        return False
    seen: dict[str, set[str]] = {}
    count = 0
    for comparison in rows:
        if comparison.field.role in ("", "key") and comparison.field.type is not Type.JSON:
            value = comparison.value if comparison.operator in ("eq", "has") else None
            seen.setdefault(comparison.field.family, set()).add(value.value if isinstance(value, String) else "")
            count += 1
    return count > sum(map(len, seen.values())) or any(len(texts) > 1 and "" in texts for texts in seen.values())


def _are_rows_together(analysis: Analysis) -> bool:
    """Whether an ``and`` or an ``or``, with nested ones of the same operator, has conditions on rows but for one pair."""
    outer: dict[Condition, Condition] = {}
    rows: dict[Condition, list[tuple[Condition, Condition]]] = {}  # each with the condition that it is a part of
    for condition in analysis.conditions:
        around = outer.get(condition, condition)
        for part in condition.parts:
            if part.node.operator == condition.node.operator:
                outer[part] = around
            elif part.pair is not None or (part.subject is not None and part.subject.field in _ROWS_AND_OBJECTS):
                rows.setdefault(around, []).append((condition, part))
    return any(len(parts) > 1 and not _is_one_pair(parts) for parts in rows.values())


def _is_one_pair(rows: Sequence[tuple[Condition, Condition]]) -> bool:
    """Whether two conditions are a key and its value in one ``and``."""
    if len(rows) != 2:
        return False
    (conjunction, key), (other, value) = rows if rows[0][1].is_key else reversed(rows)
    if conjunction is not other or conjunction.node.operator != "and" or key.pair is None or value.pair is None:
        return False
    return key.opens_pair and value.is_value and key.pair.family == value.pair.family


def _is_doubtful(comparison: FieldComparison) -> bool:
    field, value = comparison.field, comparison.value
    if isinstance(value, Number):
        return field.least is not None and value.value <= field.least
    if isinstance(value, Boolean):
        return comparison.operator in ORDERING
    return field.type is Type.ENUM and comparison.operator in PATTERNS
