"""Compares two filters: whether they select the same runs, and if not, runs that show the difference.

Owns the invariants that a verdict is proven, and that every run shown was tried on the reference evaluator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from filterlang.checking.analysis import analyse
from filterlang.evaluate.reference import Matcher, holds
from filterlang.evaluate.witnesses import witness
from filterlang.rewrite.normal_form import AllOf, Formula, formula
from filterlang.rewrite.satisfying import solve
from filterlang.rewrite.shared_parts import difference
from filterlang.semantics.predicate import Predicate
from filterlang.syntax.input import FilterLike, parsed
from filterlang.text.frozen import dataclass

Verdict = Literal["same", "contains", "contained", "disjoint", "differ", "unknown"]

SENTENCES: dict[str, str] = {
    "same": "Both filters select the same runs.",
    "contains": "The first filter selects every run that the second selects, and more.",
    "contained": "The second filter selects every run that the first selects, and more.",
    "disjoint": "No run is selected by both filters.",
    "differ": "Each filter selects runs that the other does not select, and some runs are selected by both.",
    "unknown": "It is not known how the filters relate: {}.",
}
"""Each verdict in a sentence; that of ``unknown`` is filled with the reason."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two filters relate, the first called ``a`` and the second ``b``. ``str()`` says it in a sentence.

    ``verdict`` is one of:

    * ``same``: they select the same runs.
    * ``contains``: every run of ``b`` is one of ``a``, and ``a`` selects others as well.
    * ``contained``: every run of ``a`` is one of ``b``, and ``b`` selects others as well.
    * ``disjoint``: no run is selected by both.
    * ``differ``: each selects runs that the other does not, and some runs are selected by both.
    * ``unknown``: none of these is proven; ``reason`` says what is not known.

    ``only_a``, ``only_b`` and ``both`` are runs in the form of LangSmith's v1 API that only ``a``, only ``b``, or both select.
    They are None where there is no such run, or none was found.
    """

    verdict: Verdict
    only_a: Mapping[str, Any] | None = None
    only_b: Mapping[str, Any] | None = None
    both: Mapping[str, Any] | None = None
    reason: str = ""

    def __str__(self) -> str:
        return SENTENCES[self.verdict].format(self.reason)


def compare(a: FilterLike, b: FilterLike) -> Comparison:
    """Compares two filters by the runs that they select, and gives runs that show the difference.

    The meaning of a filter is that of ``matches``; LangSmith is not asked. A verdict is proven, and ``unknown`` where no proof
    was found in bounded time. Raises ``FilterError`` when one of the filters has errors of syntax, names or types.

    >>> comparison = compare("gt(latency, 5)", "gt(latency, 60)")
    >>> comparison.verdict
    'contains'
    >>> compare('eq(status, "error")', 'neq(status, "success")').only_b["status"]
    'pending'
    """
    first, second = (analyse(parsed(filter, name), "portable", rules=False) for filter, name in ((a, "a"), (b, "b")))
    return compare_predicates(first.predicate, second.predicate)


def compare_predicates(a: Predicate, b: Predicate) -> Comparison:
    """Compares the meanings of two filters as ``compare`` does."""
    sides = holds(a), holds(b)
    first, second = formula(a), formula(b)
    only_a = _look_for(difference(first, second), _selected_by(*sides, first=True, second=False))
    only_b = _look_for(difference(second, first), _selected_by(*sides, first=False, second=True))
    both = _look_for(AllOf((first, second)), _selected_by(*sides, first=True, second=True))
    verdict = _verdict(only_a, only_b, both)
    reason = _reason(only_a, only_b) if verdict == "unknown" else ""
    return Comparison(verdict, only_a.run, only_b.run, both.run, reason)


class _Finding(NamedTuple):
    """Runs that were looked for: one was found, or it is proven that there is none, or neither."""

    run: Mapping[str, Any] | None
    impossible: bool


def _look_for(wanted: Formula, fits: Callable[[Mapping[str, Any]], bool]) -> _Finding:
    outcome = solve(wanted)
    run = None if outcome.model is None else witness(outcome.model, fits)
    return _Finding(run, outcome.verdict is False)


def _selected_by(a: Matcher, b: Matcher, *, first: bool, second: bool) -> Matcher:
    return lambda run: a(run) is first and b(run) is second


def _verdict(only_a: _Finding, only_b: _Finding, both: _Finding) -> Verdict:
    if only_a.impossible and only_b.impossible:
        return "same"
    if only_b.impossible and only_a.run is not None:
        return "contains"
    if only_a.impossible and only_b.run is not None:
        return "contained"
    if both.impossible:
        return "disjoint"
    return "unknown" if None in (only_a.run, only_b.run, both.run) else "differ"


def _reason(only_a: _Finding, only_b: _Finding) -> str:
    """What is not known about two filters, as a clause."""
    for finding, opposite_finding, filter, other in ((only_a, only_b, "first", "second"), (only_b, only_a, "second", "first")):
        if finding.run is None and not finding.impossible:
            known = f"the {filter} selects every run of the {other}, but " if opposite_finding.impossible else ""
            return f"{known}no run was found that only the {filter} selects, and it is not proven that there is none"
    return "no run was found that both select, and it is not proven that there is none"
