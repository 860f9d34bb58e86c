"""What a filter has to have for a rule to find something: a rule that needs more than a filter has is not even loaded.

Owns the invariant that skipping a rule loses no finding. A rule that is not listed here always runs, so that listing one is a
matter of speed alone.
"""

from __future__ import annotations

from filterlang.schema.project_lists import LISTED
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.analysed_filter import Analysis

CALL = "a call"
"""The word of a filter that was found in a call or an object of a file."""
PAIRS = "pairs"
"""The word of a filter with a condition on a key or a value."""

LISTS: dict[str, str] = {name: f"the {name} of the project" for name in LISTED.values()}
"""The word of a filter that is checked for a project of which the configuration lists the metadata, the tags and so on."""

_OF_HOSTS = (
    "concatenated_filter", "escaped_by_hand", "expression_in_text", "injection_risk", "joined_clauses", "printed_value",
    "quoted_twice", "repeated_filter",
)  # fmt: skip
"""Rules about the code that makes a filter: ``hosts`` has their checks."""

NEEDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(_OF_HOSTS, frozenset[str]()),
    "ambiguous_pairs": frozenset({PAIRS}),
    "argument_contradiction": frozenset({CALL}),
    "argument_instead": frozenset({CALL}),
    "argument_repeated": frozenset({CALL}),
    "double_negation": frozenset({"not"}),
    "empty_in": frozenset({"in"}),
    "feedback_window": frozenset({CALL}),
    "last_day_only": frozenset({CALL}),
    "metadata_type": frozenset({LISTS["metadata"]}),
    "milliseconds": frozenset({Type.DURATION}),
    "nested_junction": frozenset({"and", "or"}),
    "no_time_bound": frozenset({CALL}),
    "or_across_feedback": frozenset({"or"}),
    "or_of_equals": frozenset({"or"}),
    "page_size": frozenset({CALL}),
    "repeated_item": frozenset({"in"}),
    "root_in_trace_filter": frozenset({CALL}),
    "run_ids_with_filter": frozenset({CALL}),
    "single_argument": frozenset({"and", "or"}),
    "single_item_in": frozenset({"in"}),
    "split_pair": frozenset({PAIRS}),
    "start_time_in_filter": frozenset({CALL}),
    "unknown_feedback_key": frozenset({LISTS["feedback"]}),
    "unknown_metadata_key": frozenset({LISTS["metadata"]}),
    "unknown_name": frozenset({LISTS["names"]}),
    "unknown_tag": frozenset({LISTS["tags"]}),
    "unpaired_value": frozenset({PAIRS}),
}
"""For each rule, by the name of its module, words of which a filter has to have at least one.

A word is the name of an operator, as it is written or as it is meant, the type of a field, ``PAIRS``, ``CALL``, or one of
``LISTS``. A rule without words is not run for a filter at all.
"""


def words_of(analysis: Analysis) -> frozenset[str]:
    """The words of a filter."""
    words: set[str] = {*analysis.by_operator, *analysis.by_type}
    words.update(comparison.operator for comparison in analysis.comparisons)
    if analysis.families:
        words.add(PAIRS)
    if analysis.call is not None:
        words.add(CALL)
    words.update(word for name, word in LISTS.items() if getattr(analysis.project, name) is not None)
    return frozenset(words)
