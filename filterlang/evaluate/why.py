"""Explains why a filter selects a run or does not: each condition with its verdict, and the value of the run that it met.

Owns the invariant that the verdict of every condition is the reference's, whose tests it runs on the filter's own predicate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from filterlang.checking.meaning import to_meaning
from filterlang.evaluate.lineage import text_of, trace_of
from filterlang.evaluate.met_values import met
from filterlang.evaluate.query import listed
from filterlang.evaluate.reference import Matcher, condition_test, record_of
from filterlang.evaluate.verdict_tree import Why
from filterlang.semantics.predicate import And, Not, Or, Predicate
from filterlang.semantics.stored_ids import stored_id
from filterlang.syntax.input import FilterLike
from filterlang.syntax.tree import Call
from filterlang.text.display import clip

Record = Mapping[str, Any]


class _Part(NamedTuple):
    """A part of a predicate: its calls in the filter, how many parts it has inside, and its test if it has none."""

    predicate: Predicate
    nodes: tuple[Call, ...]
    inner: int
    test: Matcher | None


class ExplainedFilter:
    """A filter that is explained on runs. Raises ``FilterError`` for a filter with errors of syntax, names or types."""

    def __init__(self, filter: FilterLike, name: str = "filter") -> None:
        self._name = name
        self._parts = list(_parts(filter, name))

    def holds(self, record: Record) -> bool:
        """Whether a run in the v1 form meets the filter."""
        return self._verdicts(record)[0]

    def nearness(self, record: Record) -> int:
        """Returns how many conditions a run meets."""
        verdicts = self._verdicts(record)
        return sum(verdict for part, verdict in zip(self._parts, verdicts, strict=True) if part.test is not None)

    def why(self, record: Record) -> Why:
        """Returns the tree of conditions for a run in the v1 form. Without recursion, in linear time."""
        verdicts = self._verdicts(record)
        built: list[Why] = []
        for part, verdict in zip(reversed(self._parts), reversed(verdicts), strict=True):
            children = tuple(built[len(built) - part.inner :][::-1])
            del built[len(built) - part.inner :]
            joins = _joins(part.predicate) if part.test is None else ""
            words = _counted(children) if joins else met(part.predicate, record, verdict)
            built.append(Why(verdict, words, children, part.nodes, joins, self._name))
        return built[0]

    def _verdicts(self, record: Record) -> list[bool]:
        """The verdict of each part: those of the parts of a part first, from the last to the first."""
        verdicts: list[bool] = []
        open_results: list[bool] = []
        for part in reversed(self._parts):
            if part.test is not None:
                verdict = part.test(record)
            else:
                results = open_results[len(open_results) - part.inner :]
                del open_results[len(open_results) - part.inner :]
                verdict = _joined(part.predicate, results)
            open_results.append(verdict)
            verdicts.append(verdict)
        return verdicts[::-1]


def _parts(filter: FilterLike, name: str) -> Iterator[_Part]:
    """Yields the parts of a filter's predicate, each before its own parts."""
    predicate, origins = to_meaning(filter, name)
    pending = [predicate]
    while pending:
        part = pending.pop()
        inner = part.parts if isinstance(part, (And, Or)) else (part.part,) if isinstance(part, Not) else ()
        nodes = tuple(condition.node for condition in origins.get(id(part), ()))
        yield _Part(part, nodes, len(inner), None if inner else condition_test(part))
        pending += reversed(inner)


def _joined(predicate: Predicate, results: Sequence[bool]) -> bool:
    if isinstance(predicate, Not):
        return not results[0]
    return all(results) if isinstance(predicate, And) else any(results)


def _joins(predicate: Predicate) -> str:
    return "not" if isinstance(predicate, Not) else "and" if isinstance(predicate, And) else "or"


def _counted(children: Sequence[Why]) -> str:
    """How many of the joined conditions hold."""
    if len(children) == 1:
        return f"the condition inside {'holds' if children[0].verdict else 'does not hold'}"
    holding = sum(child.verdict for child in children)
    if holding == len(children):
        return f"all {holding:,} conditions hold" if holding > 2 else "both conditions hold"
    number = f"{holding:,}" if holding else "none"
    return f"{number} of {len(children):,} conditions {'holds' if holding < 2 else 'hold'}"


def why(
    filter: FilterLike | None,
    run: object,
    *,
    trace_filter: FilterLike | None = None,
    tree_filter: FilterLike | None = None,
    trace: Iterable[object] | None = None,
) -> Why:
    """Explains why a run meets a filter or does not: each condition with its verdict, and the value that it met.

    Args:
        filter: the filter on the run itself; None where only the other filters are asked about.
        run: a dict in the shape of either API, a ``Run``, or a run of the langsmith SDK.
        trace_filter: a filter on the root run of the run's trace.
        tree_filter: a filter that at least one run of the trace has to meet, the run itself included.
        trace: the runs of the run's trace, in the forms of ``run``; needed for ``trace_filter`` and ``tree_filter``.

    With several filters, the result joins one tree for each, and the words say which run decided. Raises ``FilterError`` for
    a filter with errors, ``TypeError`` for a run of another type, and ``ValueError`` without any filter, or for a filter on
    the trace without ``trace``.

    >>> from filterlang import why
    >>> why("gt(latency, 5)", {"start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-01T00:00:02Z"}).met
    '`latency` is 2 seconds, not greater than 5'

    """
    given = {"filter": filter, "trace_filter": trace_filter, "tree_filter": tree_filter}
    filters = {name: ExplainedFilter(each, name) for name, each in given.items() if each is not None}
    if not filters:
        raise ValueError("there is no filter to explain: give filter, trace_filter or tree_filter")
    record = record_of(run)
    explained: list[Why] = []
    if "filter" in filters:
        explained.append(filters.pop("filter").why(record))
    if filters and trace is None:
        raise ValueError(f"{' and '.join(filters)}: give the runs of the run's trace as trace=")
    runs = _trace_of_run(record, listed("trace", trace, "runs")) if filters else []
    explained += (_on_trace(name, each, runs) for name, each in filters.items())
    if len(explained) == 1:
        return explained[0]
    holding = sum(each.verdict for each in explained)
    words = f"{holding or 'none'} of {len(explained)} filters {'is' if holding < 2 else 'are'} met"
    return Why(all(explained), words, tuple(explained), joins="and")


def _trace_of_run(record: Record, trace: Iterable[object]) -> list[Record]:
    """The runs of a run's trace, the run itself included."""
    own, own_trace = text_of(record.get("id")), _trace_id(record)
    runs: list[Record] = [each for each in map(record_of, trace) if _trace_id(each) == own_trace]
    if own is None or not any(_own_id(each) == stored_id(own) for each in runs):
        runs.append(record)
    return runs


def _trace_id(record: Record) -> str | None:
    """The id of a run's trace in its canonical spelling: the run's own id if its record names no trace."""
    trace = trace_of(record) or text_of(record.get("id"))
    return None if trace is None else stored_id(trace)


def _own_id(record: Record) -> str | None:
    own = text_of(record.get("id"))
    return None if own is None else stored_id(own)


def _on_trace(name: str, filter: ExplainedFilter, trace: Sequence[Record]) -> Why:
    """Why the runs of a trace meet a filter on its root, or on any of them, or why none does."""
    is_about_root = name == "trace_filter"
    runs = [run for run in trace if _own_id(run) == _trace_id(run)] if is_about_root else trace
    if not runs:
        return Why(False, "the root run of the trace is not among its runs", filter=name)
    deciding = next((run for run in runs if filter.holds(run)), None)
    nearest = max(runs, key=filter.nearness) if deciding is None else deciding
    inside = filter.why(nearest)
    if is_about_root:
        words = f"the root run {run_in_words(nearest)} {'meets' if inside else 'does not meet'} it"
    elif inside:
        words = f"the run {run_in_words(nearest)} meets it"
    elif len(runs) == 1:
        words = f"the only run of the trace, {run_in_words(nearest)}, does not meet it"
    else:
        words = f"none of the {len(runs):,} runs of the trace meets it; the nearest is {run_in_words(nearest)}"
    return Why(inside.verdict, words, (inside,), filter=name)


def run_in_words(record: Record) -> str:
    """Returns a run for people: its name and its id, whole, because the ids of runs of one time begin alike."""
    name, own = record.get("name"), text_of(record.get("id"))
    said = f"`{clip(name, 40)}`" if isinstance(name, str) and name else ""
    return f"{said} ({clip(own, 40)})".lstrip() if own else said or "without an id"
