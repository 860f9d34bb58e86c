"""The answers about one run: what it holds, more of a large value, and its trace.

Owns the invariant that the sections of a run hold everything that its record does, each value once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from filterlang.evaluate.lineage import ABOVE, PARENT, STANDING, trace_of
from filterlang.evaluate.rows import double, field_values, stored_datetime
from filterlang.evaluate.trace_tree import PlacedRun, placed_runs
from filterlang.evaluate.verdict_tree import Why, as_text
from filterlang.evaluate.why import why
from filterlang.explore.explored_runs import ExploredRuns, QueryProblem
from filterlang.explore.page_requests import EVERY_RUN, AskedQuery, PageRequest
from filterlang.explore.run_columns import COST, TOKENS
from filterlang.explore.value_conditions import of_entry
from filterlang.explore.value_nodes import Condition, node_at, node_of
from filterlang.ide.json_requests import RequestError
from filterlang.schema.fields import FIELDS
from filterlang.schema.query_arguments import FILTERS
from filterlang.semantics.stored_ids import stored_id
from filterlang.text.jsonvalues import as_mapping, is_array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = Mapping[str, Any]

Json = dict[str, object]
MOST_NODES = 2_000
"""Runs of a trace that one answer has."""
_MOST_OF_TRACE = 100_000
"""Runs of a trace that are read."""
_DEEPEST_VERDICT = 50
_LONGEST_ERROR = 200
_IN_TRACE = (
    "name", "run_type", "status", "error", "start_time", "end_time", "latency", TOKENS, COST,
)  # fmt: skip
"""The fields of a run that its line in the trace is made of."""
_OWN_SECTIONS = ("inputs", "outputs", "error", "tags", "events", "metadata")
"""The keys of a record that have a section of their own."""


def run(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers everything that a run holds."""
    record = _record(explored, request.id)
    sections = [{"name": name, "value": node_of(value, _condition(name, value))} for name, value in sections_of(record).items()]
    return {
        "id": str(record["id"]),
        "title": _text(record.get("name")) or str(record["id"]),
        "run_type": _text(record.get("run_type")),
        "status": _text(record.get("status")),
        "sections": sections,
    }


def value(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers more of a value that was cut."""
    sections = sections_of(_record(explored, request.id))
    if request.section not in sections:
        raise RequestError("section", f"is not one of this run: {', '.join(sections)}")
    section = sections[request.section]
    node = node_at(section, request.path, request.offset, _condition(request.section, section))
    if node is None:
        raise RequestError("path", "leads to nothing in this run")
    return {"value": node}


def trace(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers the tree of a run's trace."""
    record = _record(explored, request.id, (*_IN_TRACE, *STANDING))
    trace_id = _trace_id(record)
    placed = placed_runs(_lineage(explored, trace_id) or [record])
    shown = _shown(placed, str(record["id"]))
    of_shown: dict[str, Any] = {"trace_id": trace_id, "id": [str(each.record["id"]) for each in shown], "ordered": False}
    whole = {found["id"]: found for found in explored.records(EVERY_RUN, **of_shown, select=list(_IN_TRACE))}
    own_filter = {name: text for name, text in request.query.filters.items() if name == "filter"}
    matching = (
        {found["id"] for found in explored.records(AskedQuery(own_filter), **of_shown, select=["id"])} if own_filter else whole
    )
    begin = min((start for each in placed if (start := _time(each.record, "start_time"))), default=None)
    end = max((time for each in placed if (time := _time(each.record, "end_time"))), default=None)
    return {
        "trace_id": trace_id,
        "seconds": None if begin is None or end is None else max((end - begin).total_seconds(), 0.0),
        "nodes": [
            _trace_node(each, whole.get(id, each.record), begin, matches=id in matching)
            for each in shown
            for id in [each.record["id"]]
        ],
        "more": len(placed) - len(shown),
    }


def _lineage(explored: ExploredRuns, trace_id: str) -> list[Record]:
    """Returns the times and parents of all runs of a trace. Raises ``QueryProblem`` for a trace that is too large.

    The keys that can name a parent as well grow with the depth of a run: they are read only where runs have no other.
    """
    records: list[Record] = []
    for above in ((PARENT,), ABOVE):
        select = [*above, "start_time", "end_time"]
        records = explored.records(EVERY_RUN, trace_id=trace_id, select=select, limit=_MOST_OF_TRACE + 1, ordered=False)
        if len(records) > _MOST_OF_TRACE:
            raise QueryProblem(f"the trace has more than {_MOST_OF_TRACE:,} runs: its tree is shown for smaller ones")
        if sum(not record.get(PARENT) for record in records) <= 1:
            break
    return records


def explained(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers why a run meets the filters or does not."""
    explored.plan(request.query)  # whose filters are then known to be right
    if not request.query.filters:
        raise QueryProblem("there is no filter to explain")
    record = _record(explored, request.id)
    of_trace: list[Record] | None = None
    if any(name != "filter" for name in request.query.filters):
        of_trace = explored.records(EVERY_RUN, trace_id=_trace_id(record), limit=MOST_NODES + 1)
        if len(of_trace) > MOST_NODES:
            raise QueryProblem(f"the trace has more than {MOST_NODES:,} runs: filters on traces are explained for smaller ones")
    filters = {name: request.query.filters.get(name) for name in FILTERS}
    tree = why(filters.pop("filter"), record, trace=of_trace, **filters)
    return {"text": as_text(tree), "tree": _verdict(tree)}


def _verdict(why: Why, depth: int = 0) -> Json:
    """A part of the tree. Parts that are nested very deeply are left out: their verdicts are counted above them."""
    children = why.children if depth < _DEEPEST_VERDICT else ()
    return {
        "verdict": why.verdict,
        "text": why.text,
        "met": why.met,
        "children": [_verdict(child, depth + 1) for child in children],
    }


def sections_of(record: Record) -> dict[str, Any]:
    """Returns the parts of a record that the page shows, without those that are empty."""
    extra = as_mapping(record.get("extra"))
    metadata = extra.get("metadata", record.get("metadata"))
    feedback = "feedback" if is_array(record.get("feedback")) else "feedback_stats"
    shown = (*_OWN_SECTIONS, feedback, "extra")
    fields = {name: value for name, value in record.items() if name not in shown and value is not None}
    seconds = field_values(record, FIELDS["latency"])
    if seconds and "latency" not in fields:
        fields["latency"] = seconds[0]
    others = {name: value for name, value in extra.items() if name != "metadata"}
    sections = {
        **{name: record.get(name) for name in ("inputs", "outputs", "error")},
        "feedback": record.get(feedback),
        "metadata": metadata,
        **{name: record.get(name) for name in ("tags", "events")},
        "fields": {**fields, **({"extra": others} if others else {})},
    }
    return {name: value for name, value in sections.items() if value not in (None, "", [], {})}


def _record(explored: ExploredRuns, id: str, select: Sequence[str] | None = None) -> Record:
    """Returns the run with an id, the first of several. Raises ``QueryProblem`` if there is none."""
    records = explored.records(EVERY_RUN, id=[id], select=select, limit=1)
    if not records:
        raise QueryProblem("there is no run with this id here")
    return records[0]


def _trace_id(record: Record) -> str:
    return stored_id(trace_of(record) or str(record["id"]))


def _condition(section: str, value: object) -> Condition:
    """The conditions on the values of a section. A list of inputs or outputs has no keys, and no conditions."""
    if section in ("inputs", "outputs", "metadata") and not as_mapping(value):
        return lambda place, value: None
    return lambda place, value: of_entry(section, place.keys, value, place.parent or {}, len(place.path))


def _shown(placed: Sequence[PlacedRun], id: str) -> list[PlacedRun]:
    """The first runs of a tree, and the run with an id with those above it."""
    if len(placed) <= MOST_NODES:
        return list(placed)
    shown = list(placed[:MOST_NODES])
    behind: list[PlacedRun] = []
    depth = -1
    for each in reversed(placed[MOST_NODES:]):
        if not behind and str(each.record["id"]) != id:
            continue
        if not behind or each.depth < depth:
            behind.append(each)
            depth = each.depth
    return shown + behind[:MOST_NODES][::-1]


def _trace_node(placed: PlacedRun, record: Record, begin: datetime | None, *, matches: bool) -> Json:
    start = _time(record, "start_time")
    seconds = field_values(record, FIELDS["latency"])
    error = record.get("error")
    return {
        "id": str(record["id"]),
        "depth": placed.depth,
        "children": placed.children,
        "last": placed.last,
        "name": _text(record.get("name")),
        "run_type": _text(record.get("run_type")),
        "status": _text(record.get("status")),
        "begin": None if begin is None or start is None else (start - begin).total_seconds(),
        "seconds": seconds[0] if seconds else None,
        "tokens": _number(record, TOKENS),
        "cost": _number(record, COST),
        "error": error[:_LONGEST_ERROR] if isinstance(error, str) and error else None,
        "matches": matches,
    }


def _number(record: Record, name: str) -> float | None:
    values = field_values(record, FIELDS[name])
    return double(values[0]) if values else None


def _time(record: Record, name: str) -> datetime | None:
    return stored_datetime(record.get(name))


def _text(value: object) -> str | None:
    return value[:_LONGEST_ERROR] if isinstance(value, str) else None
