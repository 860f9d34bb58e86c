"""Checks a record in the v1 form: its ids, its times, its feedback and its operation.

Owns the invariant that ids are written in their canonical form, and that each problem is a message that says what is expected.
"""

from collections.abc import Callable
import json
from typing import Any

from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.posts_and_patches import OPERATION
from filterlang.semantics.stored_ids import stored_id
from filterlang.text.display import clip
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

Record = dict[str, Any]

IDS = ("id", "trace_id", "parent_run_id", "session_id", "reference_example_id")
TIMES = ("start_time", "end_time")
_OPERATIONS = (None, "post", "patch")


def problem_in(record: Record) -> str | None:
    """Returns the first problem in a record as a message, or None; writes the record's ids in their canonical form."""
    return next((problem for check in _CHECKS if (problem := check(record)) is not None), None)


def shown(value: object) -> str:
    """Returns a short text for a JSON value, safe to print. Objects and arrays are only named, because they may be deep."""
    if is_object(value):
        return "an object"
    if is_array(value):
        return "an array"
    return clip(json.dumps(value, ensure_ascii=False), 40)


def _problem_in_ids(record: Record) -> str | None:
    """Writes the ids in their canonical form. Returns a problem if an id is not a text, or the run's own id is missing."""
    for key in IDS:
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            return f"{key} has to be a UUID in a string, not {shown(value)}"
        if key in record:
            record[key] = stored_id(value) if value else None
    if record.get("id") is not None:
        return None
    if "messages" in record or {"content", "role"} <= record.keys():
        return "messages without their run: write them with langsmith-fetch --include-metadata"
    return "the run has no id: export it with its id"


def _problem_in_times(record: Record) -> str | None:
    for key in TIMES:
        value = record.get(key)
        if value is not None and stored_datetime(value) is None:
            return f"{key} has to be an ISO 8601 time in a string, not {shown(value)}"
    return None


def _problem_in_feedback(record: Record) -> str | None:
    feedback = record.get("feedback")
    if feedback is None or _are_feedbacks(feedback):
        return None
    return 'feedback has to be a list of objects such as {"key": "correctness", "score": 1}'


def _problem_in_operation(record: Record) -> str | None:
    operation = record.get(OPERATION)
    return None if operation in _OPERATIONS else f"the operation {shown(operation)} is neither post nor patch"


_CHECKS: tuple[Callable[[Record], str | None], ...] = (
    _problem_in_ids, _problem_in_times, _problem_in_feedback, _problem_in_operation,
)  # fmt: skip
"""The checks of a record, in order. Each returns a message, or None for a valid record."""


def _are_feedbacks(value: object) -> bool:
    """Whether a value is a list of feedback: objects with a text under ``key``."""
    return is_array(value) and all(isinstance(as_mapping(item).get("key"), str) for item in as_list(value))
