"""The records inside a document: runs in lists, in answers, in traces, and below the runs that they were called by.

Owns the invariants that a record is given the trace and the parent of the place it was found in only where it names none
itself, that what should be runs and is not is counted, and that nothing recurses.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from filterlang.evaluate.lineage import PARENT, TRACE, parent_of, trace_of
from filterlang.exports.posts_and_patches import OPERATION
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

Record = dict[str, Any]

CHILDREN = "child_runs"
"""Where the SDK keeps the runs below a run (schemas.Run, ``load_child_runs=True``)."""

BELOW = (CHILDREN, "children", "runs")
"""Where a run keeps the runs below it."""

_HOLDERS = ("runs", "items", "data", "results", "traces", "trace", "run", "child_runs")
"""Where a document that is no run keeps runs: v1's and v2's answers (OpenAPI, ListRunsResponse, query.QueryRunsResponseBody),
traces of LangSmith's command line, and what people put around these."""

_HALVES = ("post", "patch")
"""Where a body that the SDK sends keeps halves of runs."""

_IDS = ("id", "run_id")
_OF_RUNS = (CHILDREN, "name", "run_type", "start_time", "dotted_order", "status", "inputs")
"""What every run has one of, and what is only put around runs has not."""
_OF_PROJECTS = ("name", "start_time")
"""What a project has too, which may be put around its runs (schemas.TracerSession)."""
_OF_RUNS_ALONE = (CHILDREN, "run_type", "dotted_order")
"""What nothing else has that has an id."""

_ID_LISTS = ("child_run_ids", "direct_child_run_ids")
_PAYLOADS = ("inputs", "outputs", "extra")
"""Where a run keeps what its program worked on, which may look like anything."""

ONLY_IDS, NO_RECORDS, NOT_CHILDREN = "only ids", "no objects", "not children"
_UNREAD = {
    ONLY_IDS: ("child run that is an id only (child_run_ids) was", "child runs that are ids only (child_run_ids) were"),
    NO_RECORDS: ("child run that is no JSON object was", "child runs that are no JSON objects were"),
    NOT_CHILDREN: ("run inside a run, but not under child_runs, was", "runs inside runs, but not under child_runs, were"),
}
"""What is counted because it is not read, as one says it of one and of several."""


class Above(NamedTuple):
    """What the place that a record was found in says of it."""

    trace: str | None = None
    parent: str | None = None


class Entry(NamedTuple):
    """What should be a record, and the place to name when it is not."""

    place: str
    value: object
    above: Above = Above()


def entries(document: object, place: str, unread: Counter[str]) -> Iterator[tuple[str, object]]:
    """The records of a document, each with its place, a run before those below it. ``unread`` counts what is not read."""
    pending = [Entry(place, document)]
    while pending:
        entry = pending.pop()
        value = as_mapping(entry.value)
        if is_array(entry.value):
            pending.extend(_numbered(entry, "run")[::-1])
        elif not is_object(entry.value):
            yield entry.place, entry.value
        elif _is_run(value):
            record: Record = dict(value)
            _stand(record, entry.above)
            below = _taken_out(record, entry.place, unread)
            own = _id_of(record)
            if own is None or not any(_id_of(as_mapping(each.value)) == own for each in below):
                yield entry.place, record
            pending.extend(below[::-1])
        else:
            held = _held(entry)
            pending.extend(held[::-1])
            if not held and not _is_empty(value):
                yield entry.place, _of_a_trace(value)


def _numbered(entry: Entry, kind: str) -> list[Entry]:
    return [Entry(f"{entry.place}: {kind} {number}", item, entry.above) for number, item in enumerate(as_list(entry.value), 1)]


def _id_of(record: Mapping[str, Any]) -> str | None:
    return next((record[key] for key in _IDS if isinstance(record.get(key), str) and record[key]), None)


def _is_run(value: Mapping[str, Any]) -> bool:
    """Whether an object is a run, and not only put around runs under the id of their trace or project."""
    if not any(key in value for key in _IDS):
        return False
    signs = [key for key in _OF_RUNS if key in value]
    if signs and all(key in _OF_PROJECTS for key in signs):
        return not any(_runs_at(value.get(key)) for key in _HOLDERS)
    return bool(signs) or not any(is_array(value.get(key)) for key in _HOLDERS)


def _is_surely_run(value: object) -> bool:
    """Whether a value under a key that need not hold runs is one: a message, an example or a feedback has an id too."""
    record = as_mapping(value)
    return _id_of(record) is not None and any(key in record for key in _OF_RUNS_ALONE)


def _runs_at(value: object) -> list[Any]:
    """The runs in a list, or the one that a value is."""
    return [item for item in (as_list(value) if is_array(value) else [value]) if _is_surely_run(item)]


def _stand(record: Record, above: Above) -> None:
    """Fill in the trace and the parent that a record does not name itself."""
    own = _id_of(record)
    if above.parent and above.parent != own and parent_of(record) is None:
        record[PARENT] = above.parent
    if above.trace and trace_of(record) is None:
        record[TRACE] = above.trace


def _taken_out(record: Record, place: str, unread: Counter[str]) -> list[Entry]:
    """The runs that a run keeps below itself, which are taken out of it."""
    own = _id_of(record)
    above = Above(trace_of(record) or own, own)
    found: list[Entry] = []
    for key in BELOW:
        listed = as_list(record.get(key))
        runs = [item for item in listed if is_object(item)]
        if key == CHILDREN or (runs and all(map(_id_of, runs))):
            rest = record.pop(key, None)
            if ids := [item for item in listed if isinstance(item, str)]:
                record[_ID_LISTS[0]] = [*as_list(record.get(_ID_LISTS[0])), *ids]
            no_runs = len(listed) - len(runs) - len(ids)
            unread[NO_RECORDS] += no_runs + (rest is not None and not is_array(rest))
            at = place.partition(": child ")[0]
            found += [Entry(f"{at}: child {number} of {own}", item, above) for number, item in enumerate(runs, 1)]
    unread[NOT_CHILDREN] += sum(len(_runs_at(value)) for key, value in record.items() if key not in _PAYLOADS)
    return found


def _held(entry: Entry) -> list[Entry]:
    """What an object that is no run keeps: runs, objects that keep runs, and halves of runs that the SDK sends."""
    document = as_mapping(entry.value)
    ids = (TRACE,) if "name" in document else (TRACE, "id")  # what has a name is a project, whose id is that of no trace
    trace = next((document[key] for key in ids if isinstance(document.get(key), str)), entry.above.trace)
    held: list[Entry] = []
    others = [key for key, value in document.items() if key not in _HOLDERS and key not in _HALVES and _runs_at(value)]
    for key in (*others, *_HOLDERS):
        value: object = document.get(key)
        if is_array(value):
            held += _numbered(Entry(entry.place, value, Above(trace)), "run")
        elif is_object(value):
            held.append(Entry(f"{entry.place}: {key}", value, Above(trace)))
    for operation in _HALVES:
        for place, half, above in _numbered(Entry(entry.place, document.get(operation)), operation):
            held.append(Entry(place, {**as_mapping(half), OPERATION: operation} if is_object(half) else half, above))
    return held


def _is_empty(document: Mapping[str, Any]) -> bool:
    """Whether an object is an answer without runs."""
    return any(is_array(document.get(key)) for key in (*_HOLDERS, *_HALVES))


def _of_a_trace(document: Mapping[str, Any]) -> Record:
    """The root of a trace that langsmith-fetch wrote: the trace's id, its messages, its feedback, and as metadata the fields
    of the run. Anything else stays as it is.
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


def described(unread: Mapping[str, int]) -> list[str]:
    """What was not read, one sentence each."""
    return [f"{count:,} {_UNREAD[kind][count > 1]} not read" for kind, count in unread.items() if count]


def ids_below(record: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the runs below a run that it names without holding them."""
    for key in _ID_LISTS:
        yield from (id for id in as_list(record.get(key)) if isinstance(id, str))
