"""What a filter has to have for a rule to find something: a rule that needs more than a filter has is not even loaded.

Owns the invariant that skipping a rule loses no finding. A rule that is not listed here always runs, so that listing one is a
matter of speed alone.
"""

from __future__ import annotations

from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.analysed_filter import Analysis

CALL = "a call"
"""The word of a filter that was found in a call or an object of a file."""
PAIRS = "pairs"
"""The word of a filter with a condition on a key or a value."""

NEEDS: dict[str, frozenset[str]] = {
    "ambiguous_pairs": frozenset({PAIRS}),
    "milliseconds": frozenset({Type.DURATION}),
    "or_across_feedback": frozenset({"or"}),
    "split_pair": frozenset({PAIRS}),
    "unpaired_value": frozenset({PAIRS}),
}
"""For each rule, by the name of its module, words of which a filter has to have at least one.

A word is the name of an operator, as it is written or as it is meant, the type of a field, ``PAIRS`` or ``CALL``.
"""


def words_of(analysis: Analysis) -> frozenset[str]:
    """The words of a filter."""
    words: set[str] = {*analysis.by_operator, *analysis.by_type}
    words.update(comparison.operator for comparison in analysis.comparisons)
    if analysis.families:
        words.add(PAIRS)
    if analysis.call is not None:
        words.add(CALL)
    return frozenset(words)
