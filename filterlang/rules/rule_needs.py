"""What a filter has to have for a rule to find something: a rule that needs more than a filter has is not even loaded.

Owns the invariant that skipping a rule loses no finding. A rule that is not listed here always runs, so that listing one is a
matter of speed alone.
"""

from __future__ import annotations

from filterlang.schema.fields import FAMILIES
from filterlang.schema.operators import PATTERNS
from filterlang.schema.project_lists import LISTED
from filterlang.schema.types import Type
from filterlang.semantics.analysed_filter import OF_TEXT
from filterlang.semantics.collisions import may_collide
from filterlang.semantics.surroundings import NO_PROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.semantics.analysed_filter import Analysis

CALL = "a call"
"""The word of a filter that was found in a call or an object of a file."""
COLLISIONS = "conditions that may collide"
"""The word of a filter with conditions that could contradict or imply each other."""
EMPTY = "an empty text"
"""The word of a filter that has two quotes side by side."""
KEYS = "several keys"
"""The word of a filter with two conditions on keys."""
LOOSE = "pairs that are not whole"
"""The word of a filter with a condition on a key or a value that is not joined to one pair with one of the other kind."""
PAIRS = "pairs"
"""The word of a filter with a condition on a key or a value."""
REPEATED = "a repeated subject"
"""The word of a filter with two conditions on one field, or with two searches."""
SCORES = "pairs with scores"
"""The word of a filter with a condition on a pair of a family that has scores."""
SELECTED = "a selected rule"
"""The word of a filter of a project that selects optional rules."""
WILDCARDS = "wildcards"
"""The word of a filter that has a star or a percent sign, or an escape that could stand for it."""

LISTS: dict[str, str] = {name: f"the {name} of the project" for name in LISTED.values()}
"""The word of a filter that is checked for a project of which the configuration lists the metadata, the tags and so on."""

_OF_HOSTS = (
    "concatenated_filter", "escaped_by_hand", "expression_in_text", "injection_risk", "joined_clauses", "printed_value",
    "quoted_twice", "repeated_filter",
)  # fmt: skip
"""Rules about the code that makes a filter: ``hosts`` has their checks."""

_ANY_TEXT = frozenset(OF_TEXT)
_SEARCH = frozenset({"search"})

NEEDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(_OF_HOSTS, frozenset[str]()),
    "absent_key_with_value": frozenset({LOOSE}),
    "absorbed_condition": frozenset({COLLISIONS}),
    "always_true": frozenset({COLLISIONS}),
    "ambiguous_pairs": frozenset({LOOSE}),
    "argument_contradiction": frozenset({CALL}),
    "argument_instead": frozenset({CALL}),
    "argument_repeated": frozenset({CALL}),
    "case_never_matches": PATTERNS,
    "cents": frozenset({"cents"}),
    "double_negation": frozenset({"not"}),
    "duplicate_condition": frozenset({REPEATED}),
    "empty_text": frozenset({EMPTY}),
    "every_value": frozenset({Type.ENUM}),
    "exact_time": frozenset({Type.DATETIME}),
    "feedback_window": frozenset({CALL}),
    "future_time": frozenset({Type.DATETIME}),
    "idle_bound": frozenset({Type.NUMBER, Type.DURATION}),
    "json_in_value": frozenset({PAIRS}),
    "key_not_there": frozenset({"neq"}),
    "key_twice": frozenset({KEYS}),
    "last_day_only": frozenset({CALL}),
    "like_without_wildcard": PATTERNS,
    "list_index_in_key": frozenset({PAIRS}),
    "long_value": frozenset({Type.SCALAR}),
    "match_all_pattern": PATTERNS,
    "metadata_type": frozenset({LISTS["metadata"]}),
    "midnight": frozenset({Type.DATETIME}),
    "milliseconds": frozenset({Type.DURATION}),
    "nested_junction": frozenset({"and", "or"}),
    "never_true": frozenset({COLLISIONS}),
    "no_time_bound": frozenset({CALL}),
    "or_across_feedback": frozenset({"or"}),
    "or_of_equals": frozenset({"or"}),
    "page_size": frozenset({CALL}),
    "pattern_on_payload": frozenset({"like"}),
    "percent": frozenset({"percent"}),
    "repeated_item": frozenset({"in"}),
    "root_in_trace_filter": frozenset({CALL}),
    "run_ids_with_filter": frozenset({CALL}),
    "score_and_label": frozenset({SCORES}),
    "search_long_term": _SEARCH,
    "search_no_term": _SEARCH,
    "search_non_ascii": _SEARCH,
    "search_number": _SEARCH,
    "search_short_term": _SEARCH,
    "search_stop_word": _SEARCH,
    "several_negated_values": frozenset({"neq"}),
    "single_argument": frozenset({"and", "or"}),
    "single_item_in": frozenset({"in"}),
    "single_quotes": frozenset({SELECTED}),
    "split_pair": frozenset({LOOSE}),
    "star_wildcard": frozenset({WILDCARDS}),
    "start_time_in_filter": frozenset({CALL}),
    "surrounding_space": _ANY_TEXT,
    "text_for_number": frozenset({Type.SCALAR}),
    "text_for_truth_value": frozenset({Type.SCALAR, Type.JSON}),
    "underscore_wildcard": PATTERNS,
    "unformatted": frozenset({SELECTED}),
    "unknown_feedback_key": frozenset({LISTS["feedback"]}),
    "unknown_metadata_key": frozenset({LISTS["metadata"]}),
    "unknown_name": frozenset({LISTS["names"]}),
    "unknown_tag": frozenset({LISTS["tags"]}),
    "unpaired_value": frozenset({LOOSE}),
    "value_before_key": frozenset({LOOSE}),
    "wildcard_in_text": frozenset({WILDCARDS}),
}
"""For each rule, by the name of its module, words of which a filter has to have at least one.

A word is the name of an operator, the type of a field, the unit that people mistake for that of a field, or one of the words
above. A rule without words is not run for a filter at all.
"""


def words_of(analysis: Analysis) -> frozenset[str]:
    """The words of a filter."""
    words: set[str] = {*analysis.by_operator, *analysis.by_type}
    for field in analysis.fields:
        if field.mistaken is not None:
            words.add(field.mistaken.name)
    if analysis.families:
        words.update(_words_of_pairs(analysis))
    if analysis.is_subject_repeated:
        words.add(REPEATED)
    if may_collide(analysis):
        words.add(COLLISIONS)
    if analysis.call is not None:
        words.add(CALL)
    text = analysis.source.text
    if analysis.parsed.findings or '""' in text or "''" in text:
        words.add(EMPTY)
    if analysis.parsed.findings or "%" in text or "*" in text or "\\" in text:
        words.add(WILDCARDS)
    if analysis.project is not NO_PROJECT:
        words.update(word for name, word in LISTS.items() if getattr(analysis.project, name) is not None)
        if analysis.project.rules:
            words.add(SELECTED)
    return frozenset(words)


def _words_of_pairs(analysis: Analysis) -> Iterator[str]:
    yield PAIRS
    if any("score" in FAMILIES[family] for family in analysis.families):
        yield SCORES
    if sum(condition.is_key for condition in analysis.conditions) > 1:
        yield KEYS
    if not analysis.has_whole_pairs:
        yield LOOSE
