"""Finds the records inside a document: runs in lists, in answers of an API, in traces, and inside of the runs that called them.

Owns the invariants that a record keeps the trace and the parent that it names itself, and otherwise gets them from the object
around it, that values which should be runs and are not are counted, and that nothing recurses.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from filterlang.evaluate.lineage import PARENT, TRACE, parent_of, trace_of
from filterlang.exports.posts_and_patches import OPERATION
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object, is_scalar

Record = dict[str, Any]

CHILDREN = "child_runs"
"""The key of a run under which the SDK keeps its child runs (schemas.Run, ``load_child_runs=True``)."""

BELOW = (CHILDREN, "children", "runs")
"""The keys of a run that may hold its child runs."""

_KEYS_OF_RUNS = ("runs", "items", "data", "results", "traces", "trace", "run", "child_runs")
"""The keys under which an object that is not a run holds runs: answers of v1 and v2 (OpenAPI, ListRunsResponse,
query.QueryRunsResponseBody), traces of LangSmith's command line, and what people put around these."""

_OPERATIONS = ("post", "patch")
"""The keys under which a body that the SDK sends holds posts and patches."""

_IDS = ("id", "run_id")
_SIGNS_OF_A_RUN = (CHILDREN, "name", "run_type", "start_time", "dotted_order", "status", "inputs")
"""The keys of which every run has at least one; objects around runs have none of them, except projects."""
_ALSO_OF_PROJECTS = ("name", "start_time")
"""Those that a project has too, which may stand around its runs (schemas.TracerSession)."""
_SIGNS_OF_RUNS_ONLY = (CHILDREN, "run_type", "dotted_order")
"""The keys that, among objects with an id, only runs have."""

_ID_LISTS = ("child_run_ids", "direct_child_run_ids")
_PAYLOADS = ("inputs", "outputs", "extra")
"""The keys of a run that hold values of the traced program, which may look like runs."""

ONLY_IDS, NO_RECORDS, NOT_CHILDREN = "only ids", "no objects", "not children"
_UNREAD = {
    ONLY_IDS: ("child run that is an id only (child_run_ids) was", "child runs that are ids only (child_run_ids) were"),
    NO_RECORDS: ("child run that is not a JSON object was", "child runs that are not JSON objects were"),
    NOT_CHILDREN: ("run inside a run, but not under child_runs, was", "runs inside runs, but not under child_runs, were"),
}
"""The kinds of runs that are counted and not read, each as the subject of a sentence in the singular and in the plural."""


class Above(NamedTuple):
    """The ids that the object around a record gives it."""

    trace: str | None = None
    parent: str | None = None


class Entry(NamedTuple):
    """A value that should be a record or hold records, and its location for messages."""

    location: str
    value: object
    above: Above = Above()


def entries(document: object, location: str, unread: Counter[str]) -> Iterator[tuple[str, object]]:
    """Yields the records of a document, each with its location, a run before its child runs.

    A value that should be a record and is not an object is yielded as it is. ``unread`` counts the runs that are not read.
    """
    pending = [Entry(location, document)]
    while pending:
        entry = pending.pop()
        value = as_mapping(entry.value)
        if is_array(entry.value):
            pending.extend(_items(entry, "run")[::-1])
        elif not is_object(entry.value):
            yield entry.location, entry.value
        elif _is_run(value):
            record: Record = dict(value)
            _add_ids(record, entry.above)
            children = _remove_children(record, entry.location, unread)
            own_id = _id_of(record)
            if own_id is None or not any(_id_of(as_mapping(child.value)) == own_id for child in children):
                yield entry.location, record
            pending.extend(children[::-1])
        else:
            inner = _entries_inside(entry)
            pending.extend(inner[::-1])
            if not inner and not _is_empty_answer(value):
                yield entry.location, _root_of_fetched_trace(value)


def _items(entry: Entry, kind: str) -> list[Entry]:
    """Returns the items of a list, with numbered locations."""
    return [
        Entry(f"{entry.location}: {kind} {number}", item, entry.above) for number, item in enumerate(as_list(entry.value), 1)
    ]


def _id_of(record: Mapping[str, Any]) -> str | None:
    for key in _IDS:
        id = record.get(key)
        if isinstance(id, str) and id:
            return id
    return None


def _is_run(value: Mapping[str, Any]) -> bool:
    """Whether an object is a run, and not an object around runs that has the id of their trace or project."""
    if not any(key in value for key in _IDS):
        return False
    signs = [key for key in _SIGNS_OF_A_RUN if key in value]
    if signs and all(key in _ALSO_OF_PROJECTS for key in signs):
        return not any(_runs_in(value.get(key)) for key in _KEYS_OF_RUNS)
    return bool(signs) or not any(is_array(value.get(key)) for key in _KEYS_OF_RUNS)


def _is_certainly_run(value: object) -> bool:
    """Whether a value under any other key is a run. An id is not enough: messages, examples and feedback have one too."""
    record = as_mapping(value)
    return not record.keys().isdisjoint(_SIGNS_OF_RUNS_ONLY) and _id_of(record) is not None


def _runs_in(value: object) -> list[Any]:
    """Returns the runs in a list, or the value itself if it is a run."""
    if is_array(value):
        return [item for item in as_list(value) if _is_certainly_run(item)]
    return [value] if _is_certainly_run(value) else []


def _add_ids(record: Record, above: Above) -> None:
    """Adds the trace and the parent of the object around a record, where the record names none."""
    if above.parent and above.parent != _id_of(record) and parent_of(record) is None:
        record[PARENT] = above.parent
    if above.trace and trace_of(record) is None:
        record[TRACE] = above.trace


def _remove_children(record: Record, location: str, unread: Counter[str]) -> list[Entry]:
    """Removes the child runs from a run, and returns them."""
    own_id = _id_of(record)
    above = Above(trace_of(record) or own_id, own_id)
    outermost = location.partition(": child ")[0]
    children: list[Entry] = []
    for key in BELOW:
        runs = [item for item in as_list(record.get(key)) if is_object(item)]
        if key == CHILDREN or (runs and all(map(_id_of, runs))):
            children += [Entry(f"{outermost}: child {number} of {own_id}", run, above) for number, run in enumerate(runs, 1)]
            _keep_ids(record, record.pop(key, None), unread)
    others = [value for key, value in record.items() if not is_scalar(value) and key not in _PAYLOADS]
    unread[NOT_CHILDREN] += sum(len(_runs_in(value)) for value in others)
    return children


def _keep_ids(record: Record, children: object, unread: Counter[str]) -> None:
    """Keeps the ids in a list of child runs under ``child_run_ids``, and counts its values that are neither ids nor objects."""
    items = as_list(children)
    if ids := [item for item in items if isinstance(item, str)]:
        record[_ID_LISTS[0]] = [*as_list(record.get(_ID_LISTS[0])), *ids]
    unread[NO_RECORDS] += sum(not isinstance(item, str) and not is_object(item) for item in items)
    unread[NO_RECORDS] += children is not None and not is_array(children)


def _entries_inside(entry: Entry) -> list[Entry]:
    """Returns the values inside an object that is not a run: runs, objects that hold runs, and posts and patches."""
    document = as_mapping(entry.value)
    above = Above(_trace_of_holder(document, entry.above.trace))
    inner: list[Entry] = []
    known = (*_KEYS_OF_RUNS, *_OPERATIONS)
    other_keys = [key for key, value in document.items() if key not in known and _runs_in(value)]
    for key in (*other_keys, *_KEYS_OF_RUNS):
        value: object = document.get(key)
        if is_array(value):
            inner += _items(Entry(entry.location, value, above), "run")
        elif is_object(value):
            inner.append(Entry(f"{entry.location}: {key}", value, above))
    for operation in _OPERATIONS:
        for location, item, none_above in _items(Entry(entry.location, document.get(operation)), operation):
            marked = {**as_mapping(item), OPERATION: operation} if is_object(item) else item
            inner.append(Entry(location, marked, none_above))
    return inner


def _trace_of_holder(document: Mapping[str, Any], trace: str | None) -> str | None:
    """Returns the id of the trace that an object around runs names, else that of the object around it.

    An object with a ``name`` is a project: its ``id`` is not that of a trace.
    """
    keys = (TRACE,) if "name" in document else (TRACE, "id")
    return next((document[key] for key in keys if isinstance(document.get(key), str)), trace)


def _is_empty_answer(document: Mapping[str, Any]) -> bool:
    """Whether an object is an answer without runs."""
    return any(is_array(document.get(key)) for key in (*_KEYS_OF_RUNS, *_OPERATIONS))


def _root_of_fetched_trace(document: Mapping[str, Any]) -> Record:
    """Returns the root of a trace that langsmith-fetch wrote: the trace's id, its messages, its feedback, and as metadata the
    fields of the run. Any other object is returned as it is.
    """
    record: Record = dict(document)
    if not (isinstance(record.get(TRACE), str) and is_array(record.get("messages"))):
        return record
    fields = as_mapping(record.get("metadata"))
    if "custom_metadata" in fields:
        del record["metadata"]
    else:
        fields = {}
    return {**fields, "outputs": {"messages": record["messages"]}, **record, "id": record[TRACE]}


def unread_sentences(unread: Mapping[str, int]) -> list[str]:
    """Returns a sentence for each kind of runs that were not read, with their number."""
    return [f"{count:,} {_UNREAD[kind][count > 1]} not read" for kind, count in unread.items() if count]


def ids_below(record: Mapping[str, Any]) -> Iterator[str]:
    """Yields the ids of child runs that a run names without holding them."""
    for key in _ID_LISTS:
        yield from (id for id in as_list(record.get(key)) if isinstance(id, str))
