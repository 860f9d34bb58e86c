"""Posts and patches merged into runs, with what the server would work out of them.

Owns the invariant that a run which came whole stays as it came but for its trace and its status, and that nothing recurses.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard, cast

Record = dict[str, Any]

OPERATION = "operation"
"""The key that says which half of a run a record of the SDK is."""

_USAGE = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens", "total_tokens": "total_tokens"}


def merged(entries: Iterable[Record]) -> list[Record]:
    """The runs of some records, in the order in which their ids first appear.

    Records of one id are one run when one of them is a post or a patch: the patches lie over the others. Whole runs of one id
    stay apart, as they do in a table.
    """
    groups: dict[str, list[Record]] = {}
    for record in entries:
        groups.setdefault(record["id"], []).append(record)
    runs: list[Record] = []
    halves: list[Record] = []
    for group in groups.values():
        if all(OPERATION not in record for record in group):
            runs += group
            continue
        run = _merged(group)
        runs.append(run)
        halves.append(run)
    for record in runs:
        _fill_in(record)
    for record in halves:
        _count(record)
    _add_up(halves)
    return runs


def _merged(group: Iterable[Record]) -> Record:
    """One record: the posts one over another in the order of the file, then the patches over them."""
    posted: Record = {}
    patched: Record = {}
    for record in group:
        _lay_over(patched if record.pop(OPERATION, None) == "patch" else posted, record)
    _lay_over(posted, patched)
    return posted


def _lay_over(below: Record, above: Record) -> None:
    """Let one record's values win over another's, except for nulls; what ``extra`` holds is merged at any depth."""
    pending: list[tuple[Record, Record, bool]] = [(below, above, False)]
    while pending:
        old, new, deep = pending.pop()
        for key, value in new.items():
            before = old.get(key)
            if (deep or key == "extra") and _is_object(before) and _is_object(value):
                pending.append((before, value, True))
            elif value is not None or key not in old:
                old[key] = value


def _fill_in(record: Record) -> None:
    if record.get("trace_id") is None:
        record["trace_id"] = record["id"]
    if record.get("status") is None:
        error = record.get("error")
        failed = isinstance(error, str) and error != ""
        record["status"] = "error" if failed else "pending" if record.get("end_time") is None else "success"


def _count(record: Record) -> None:
    """Fill in an llm run's token counts, from what its outputs say."""
    if record.get("run_type") == "llm":
        usage = _usage(record.get("outputs"))
        counts = {field: usage[key] for field, key in _USAGE.items() if type(usage.get(key)) is int}
        if {"prompt_tokens", "completion_tokens"} <= counts.keys():
            counts.setdefault("total_tokens", counts["prompt_tokens"] + counts["completion_tokens"])
        record.update((field, count) for field, count in counts.items() if record.get(field) is None)


def _usage(outputs: object) -> Mapping[str, Any]:
    """The first ``usage_metadata`` of a run's outputs, in the order they were written."""
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


def _add_up(records: list[Record]) -> None:
    """Give a run without token counts those of the runs right below it, from the leaves up.

    What a run passes up is its own count where it has one, so that an llm run inside another is not counted twice.
    """
    known = {record["id"]: record for record in records}
    waiting = Counter(record.get("parent_run_id") for record in records)
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ready = [record for record in records if not waiting[record["id"]]]
    while ready:
        record = ready.pop()
        for field, count in sums.pop(record["id"], Counter[str]()).items():
            if record.get(field) is None:
                record[field] = count
        parent = known.get(record.get("parent_run_id") or "")
        if parent is None:
            continue
        sums[parent["id"]].update({field: record[field] for field in _USAGE if type(record.get(field)) is int})
        waiting[parent["id"]] -= 1
        if not waiting[parent["id"]]:
            ready.append(parent)


def _is_object(value: object) -> TypeGuard[Record]:
    return isinstance(value, dict)
