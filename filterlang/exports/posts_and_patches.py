"""Merges posts and patches into runs, and fills in the values that the server derives from them.

Owns the invariant that a run which was exported whole stays as it is, except that a missing trace or status is filled in, and
that nothing recurses.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard, cast

Record = dict[str, Any]

OPERATION = "operation"
"""The key of the SDK's records that says whether a record is a post or a patch."""

_USAGE = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens", "total_tokens": "total_tokens"}
"""The token counts of a run, with the key of each in ``usage_metadata``."""


def merged(records: Iterable[Record]) -> list[Record]:
    """Returns the runs of some records, in the order in which their ids first appear.

    Records with the same id are one run if one of them is a post or a patch: the values of patches replace the others. Whole
    runs with the same id stay separate, as in a table.
    """
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record["id"], []).append(record)
    runs: list[Record] = []
    merged_runs: list[Record] = []
    for group in groups.values():
        if all(OPERATION not in record for record in group):
            runs += group
            continue
        run = _merged(group)
        runs.append(run)
        merged_runs.append(run)
    for run in runs:
        _fill_in(run)
    for run in merged_runs:
        _fill_in_token_counts(run)
    _sum_token_counts(merged_runs)
    return runs


def _merged(group: Iterable[Record]) -> Record:
    """Returns one record: the posts merged in the order of the file, then the patches merged into the result."""
    posted: Record = {}
    patched: Record = {}
    for record in group:
        _merge_into(patched if record.pop(OPERATION, None) == "patch" else posted, record)
    _merge_into(posted, patched)
    return posted


def _merge_into(record: Record, newer: Record) -> None:
    """Replaces values by those of a newer record, unless these are null. Objects in ``extra`` are merged at any depth."""
    pending: list[tuple[Record, Record, bool]] = [(record, newer, False)]
    while pending:
        old, new, inside_extra = pending.pop()
        for key, value in new.items():
            old_value = old.get(key)
            if (inside_extra or key == "extra") and _is_object(old_value) and _is_object(value):
                old[key] = copied = {**old_value}  # the caller's own object stays as it is
                pending.append((copied, value, True))
            elif value is not None or key not in old:
                old[key] = value


def _fill_in(record: Record) -> None:
    """Fills in a missing trace and status as the server would."""
    if record.get("trace_id") is None:
        record["trace_id"] = record["id"]
    if record.get("status") is None:
        error = record.get("error")
        failed = isinstance(error, str) and error != ""
        record["status"] = "error" if failed else "pending" if record.get("end_time") is None else "success"


def _fill_in_token_counts(record: Record) -> None:
    """Fills in the missing token counts of an llm run from its outputs."""
    if record.get("run_type") == "llm":
        usage = _usage(record.get("outputs"))
        counts = {field: usage[key] for field, key in _USAGE.items() if type(usage.get(key)) is int}
        if {"prompt_tokens", "completion_tokens"} <= counts.keys():
            counts.setdefault("total_tokens", counts["prompt_tokens"] + counts["completion_tokens"])
        record.update((field, count) for field, count in counts.items() if record.get(field) is None)


def _usage(outputs: object) -> Mapping[str, Any]:
    """Returns the first ``usage_metadata`` in a run's outputs, in the order in which they were written."""
    pending = [outputs]
    while pending:
        value = pending.pop()
        if _is_object(value):
            usage: object = value.get("usage_metadata")
            if _is_object(usage):
                return usage
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(cast("list[object]", value)))
    return {}


def _sum_token_counts(records: list[Record]) -> None:
    """Gives each run without token counts the sums of its child runs' counts, from the leaves up.

    A run that has a count of its own adds only this to its parent's, so that an llm run inside another is not counted twice.
    """
    by_id = {record["id"]: record for record in records}
    pending_children = Counter(record.get("parent_run_id") for record in records)
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ready = [record for record in records if not pending_children[record["id"]]]
    while ready:
        record = ready.pop()
        for field, count in sums.pop(record["id"], Counter[str]()).items():
            if record.get(field) is None:
                record[field] = count
        parent = by_id.get(record.get("parent_run_id") or "")
        if parent is None:
            continue
        sums[parent["id"]].update({field: record[field] for field in _USAGE if type(record.get(field)) is int})
        pending_children[parent["id"]] -= 1
        if not pending_children[parent["id"]]:
            ready.append(parent)


def _is_object(value: object) -> TypeGuard[Record]:
    return isinstance(value, dict)
