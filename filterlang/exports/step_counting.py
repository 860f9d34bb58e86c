"""Counts the steps of a funnel: the conditions of a query that all have to hold, those of its own filter in one reading.

Owns the invariant that the last step leaves as many runs as the query selects, and no step more than its condition alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
import logging
from typing import Any, NamedTuple, Protocol

from filterlang.checking.meaning import to_meaning
from filterlang.evaluate.met_values import met
from filterlang.evaluate.query import Plan, RunQuery, plan
from filterlang.evaluate.verdict_tree import text_of_nodes
from filterlang.evaluate.why import run_in_words
from filterlang.exports.cancelled_queries import while_wanted
from filterlang.exports.funnel import Funnel, FunnelStep, StepCounts
from filterlang.exports.present_values import MOST_READ, sought_by
from filterlang.exports.selections import Selection
from filterlang.filters import check
from filterlang.schema.query_arguments import FILTERS
from filterlang.rules.never_true import RULE
from filterlang.semantics.predicate import And, Or, Predicate
from filterlang.syntax.input import FilterLike
from filterlang.syntax.tree import Call
from filterlang.text.frozen import replace

Record = Mapping[str, Any]

LOGGER = logging.getLogger("filterlang")
"""The logger that says which condition is counted, at level ``INFO``."""

_MOST = 32
"""The most steps of one filter: the conditions beyond are one step together."""


class CountedRuns(Protocol):
    """Runs that can be counted."""

    def select(self, plan: Plan) -> Selection: ...
    def count_steps(self, base: Plan, conditions: Sequence[Predicate]) -> StepCounts: ...


class _Conjunct(NamedTuple):
    filter: str
    predicate: Predicate
    nodes: tuple[Call, ...]


def funnel_of(runs: CountedRuns, query: RunQuery) -> Funnel:
    """Returns the funnel of a query. Raises what ``list_runs`` raises for its arguments."""
    whole = replace(plan(query), limit=None, select=None)
    base = plan({name: value for name, value in query.items() if name not in (*FILTERS, "limit", "select")})  # type: ignore[arg-type]
    steps = [step for name in FILTERS if (filter := query.get(name)) is not None for step in _steps(name, filter)]  # type: ignore[arg-type]
    counting = _Counting(runs, base, whole, steps)
    counted = tuple(counting.steps())
    funnel = Funnel(counting.total, counted)
    if (number := funnel.empties) is None:
        return funnel
    present = "" if counted[number].alone else counting.present(number)
    contradiction = _contradiction(query, steps[number].filter)
    return replace(funnel, contradiction=contradiction, example=counting.example(number), present=present)


def _steps(name: str, filter: FilterLike) -> Iterator[_Conjunct]:
    """Yields the conditions of a filter that all have to hold."""
    predicate, origins = to_meaning(filter, name)
    while isinstance(predicate, And) and len(predicate.parts) == 1:
        (predicate,) = predicate.parts
    parts = predicate.parts if isinstance(predicate, And) else (predicate,)
    if not parts:
        return
    steps = [_Conjunct(name, part, tuple(condition.node for condition in origins.get(id(part), ()))) for part in parts]
    yield from steps[: _MOST - 1] if len(steps) > _MOST else steps
    if len(steps) > _MOST:
        rest = steps[_MOST - 1 :]
        yield _Conjunct(name, And(tuple(step.predicate for step in rest)), tuple(node for step in rest for node in step.nodes))


class _Counting:
    """Counts the steps of a query, those of its own filter together where the engine can, and all others one by one."""

    def __init__(self, runs: CountedRuns, base: Plan, whole: Plan, steps: Sequence[_Conjunct]) -> None:
        self._runs = runs
        self._base = base
        self._whole = whole
        self._steps = steps
        runs.select(base)  # raises for an argument on a field that no run has
        self._own = [step.predicate for step in steps if step.filter == FILTERS[0]]
        self._counts = runs.count_steps(base, self._own)
        self.total = self._count(base) if self._counts.total is None else self._counts.total

    def steps(self) -> Iterator[FunnelStep]:
        """Yields the steps with their counts."""
        left = self.total
        for number, step in enumerate(self._steps):
            LOGGER.info("counting condition %d of %d", number + 1, len(self._steps))
            known = number < len(self._own)
            alone = self._counts.alone[number] if known else None
            alone = self._count(self._plan([step])) if alone is None else alone
            after = self._counts.left[number] if known else None
            if after is None:
                after = (
                    0 if not min(left, alone) else alone if not number else self._count(self._plan(self._steps[: number + 1]))
                )
            left = after
            yield _counted(step, alone, left, self._alternatives(step))

    def example(self, number: int) -> str:
        """Returns a run that was left before a step, and what the condition of the step met in it."""
        step = self._steps[number]
        if step.filter != FILTERS[0] or isinstance(step.predicate, And):
            return ""
        before = replace(self._plan(self._steps[:number]), limit=1)
        record = next(self._runs.select(before).records(), None)
        if record is None or isinstance(step.predicate, Or):
            return ""
        words = met(step.predicate, record, verdict=False)
        return f"{run_in_words(record)}: {words}" if words else ""

    def present(self, number: int) -> str:
        """Returns which values there are in place of those that the condition of a step looks for."""
        step = self._steps[number]
        sought = sought_by(step.predicate) if step.filter == FILTERS[0] else None
        if sought is None:
            return ""
        few = replace(self._base, limit=MOST_READ, select=sought.kind.fields, ordered=False)
        return sought.in_words(while_wanted(self._runs.select(few).records()))

    def _alternatives(self, step: _Conjunct) -> tuple[FunnelStep, ...]:
        if len(self._steps) > 1 or step.filter != FILTERS[0] or not isinstance(step.predicate, Or) or len(step.nodes) != 1:
            return ()
        parts = step.predicate.parts[:_MOST]
        counts = self._runs.count_steps(self._base, parts)
        nodes = [node for node in step.nodes[0].arguments if isinstance(node, Call)]
        return tuple(
            _counted(_Conjunct(step.filter, part, (node,)), number, number, ())
            for part, node, alone in zip(parts, nodes, counts.alone, strict=False)
            for number in [self._count(self._plan([_Conjunct(step.filter, part, ())])) if alone is None else alone]
        )

    def _plan(self, steps: Sequence[_Conjunct]) -> Plan:
        """The plan for the runs that meet the conditions of some steps."""
        parts = {name: [step.predicate for step in steps if step.filter == name] for name in FILTERS}
        own, root, tree = parts.values()
        seen = [] if self._whole.window is None else [self._whole.window]
        return replace(
            self._base,
            own=And((self._base.own, *own)),
            root=And((*seen, *root)) if root else None,
            tree=And((*seen, *tree)) if tree else None,
            window=self._whole.window if root or tree else None,
        )

    def _count(self, plan: Plan) -> int:
        return self._runs.select(plan).count()


def _counted(step: _Conjunct, alone: int, left: int, alternatives: tuple[FunnelStep, ...]) -> FunnelStep:
    start, end = min(node.start for node in step.nodes), max(node.end for node in step.nodes)
    return FunnelStep(step.filter, text_of_nodes(step.nodes), start, end, alone, left, alternatives)


def _contradiction(query: RunQuery, name: str) -> str:
    """Returns which conditions of a filter exclude each other, so that no run meets it."""
    filter: Any = query.get(name)
    return next((finding.message for finding in check(filter) if finding.code == RULE.code), "")
