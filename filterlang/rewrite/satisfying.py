"""Whether a run can meet a formula: domains of values for the tests, and a bounded search over the alternatives.

Owns the invariant that a formula with the verdict False matches no run by the reference evaluator, however odd the run is (with
``stored``, no run as LangSmith stores them). docs/decisions/solver.md lists what is complete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from filterlang.rewrite.choice_search import ChoiceSearch, flat, tests_of
from filterlang.rewrite.normal_form import AllOf, AnyOf, FieldTest, Formula, SignedTest, opposite
from filterlang.rewrite.run_domains import RunDomains
from filterlang.rewrite.sample_values import sample_value
from filterlang.rewrite.value_domains import Trail, OutOfSteps, unique
from filterlang.schema.run_facts import OF_EVERY_RUN, OF_STORED_RUNS
from filterlang.schema.types import Field
from filterlang.text.frozen import dataclass

_STEPS, _STEPS_OF_A_TEST = 5_000, 20
"""The steps that the solver may take: some, and more for each test."""

_FEW = 6
"""The most tests of a conflict that are tried one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A run that should meet a formula: values by the name of the field, rows by family, texts that a search finds.

    A field that is not in ``fields`` has no value. A row has values by part: ``key``, ``value``, ``score``.
    """

    fields: Mapping[str, object]
    rows: Mapping[str, Sequence[Mapping[str, object]]]
    texts: Sequence[tuple[str, Field | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The answer of the solver.

    ``verdict`` is False where no run meets the formula, True where the ``model`` should, and None where neither is known.
    ``conflict`` has the tests from which False follows.
    """

    verdict: bool | None
    conflict: tuple[SignedTest, ...] = ()
    model: Model | None = None


def solve(formula: Formula, *, stored: bool = False) -> Outcome:
    """Whether a run meets a formula: any run, or one as LangSmith stores them."""
    domains = _domains(formula, stored=stored)
    try:
        conflict = _conflict(formula, domains, stored=stored)
        if conflict is None:
            return Outcome(True, model=_model(domains))
        return Outcome(False, _needed(formula, conflict, stored=stored))
    except OutOfSteps:
        return Outcome(None)


def conflict_of(formula: Formula, *, stored: bool) -> tuple[SignedTest, ...]:
    """The tests for which no run meets a formula, as few as are needed; none where no conflict is proven."""
    try:
        conflict = _conflict(formula, _domains(formula, stored=stored), stored=stored)
        return () if conflict is None else _needed(formula, conflict, stored=stored)
    except OutOfSteps:
        return ()


def never(formula: Formula, *, stored: bool = False) -> bool:
    """Whether it is proven that no run meets a formula."""
    try:
        return _conflict(formula, _domains(formula, stored=stored), stored=stored) is not None
    except OutOfSteps:
        return False


def implies(premise: Formula, conclusion: Formula, *, stored: bool = False) -> bool:
    """Whether it is proven that every run that meets one formula meets the other."""
    return never(AllOf((premise, opposite(conclusion))), stored=stored)


def disjoint(one: Formula, other: Formula, *, stored: bool = False) -> bool:
    """Whether it is proven that no run meets both formulas."""
    return never(AllOf((one, other)), stored=stored)


def contradiction(tests: Sequence[SignedTest], *, stored: bool) -> tuple[SignedTest, ...]:
    """Tests that contradict each other, as few as are needed; none where no conflict is proven."""
    return conflict_of(AllOf(tuple(tests)), stored=stored)


def _domains(formula: Formula, *, stored: bool) -> RunDomains:
    return RunDomains(Trail(_STEPS + _STEPS_OF_A_TEST * sum(1 for _ in tests_of(formula))), stored=stored)


def _conflict(formula: Formula, domains: RunDomains, *, stored: bool) -> list[SignedTest] | None:
    """The tests of a conflict, without those of facts, or None where a run was found. Raises ``OutOfSteps``."""
    facts = _facts_about(formula, stored=stored)
    tests = _only_tests(formula)
    if tests and not facts:  # there is nothing to choose
        reasons = domains.add(tests)
        return None if reasons is None else list(reasons)
    conflict = ChoiceSearch(domains).run(formula, facts)
    if conflict is None or not facts:
        return conflict
    of_facts = {test for fact in facts for test in fact.parts}
    return [test for test in conflict if test not in of_facts]


def _model(domains: RunDomains) -> Model:
    values = {field.name: sample_value(domain) for field, domain in domains.fields.items()}
    fields = {name: value for name, value in values.items() if value is not None}
    return Model(fields, domains.rows.models, domains.searches.texts)


def _facts_about(formula: Formula, *, stored: bool) -> list[AnyOf]:
    """The facts that join two fields of a formula, as choices without origins."""
    fields = {item.test.field for item in tests_of(formula) if isinstance(item.test, FieldTest)}
    if len(fields) < 2:
        return []
    return [
        AnyOf(
            (
                SignedTest(FieldTest(fact.field, "eq", fact.value), holds=False),
                SignedTest(FieldTest(fact.other, "eq", None), holds=True),
            )
        )
        for fact in (*OF_EVERY_RUN, *(OF_STORED_RUNS if stored else ()))
        if fact.field in fields and fact.other in fields
    ]


def _only_tests(formula: Formula) -> list[SignedTest]:
    """The parts of a formula that joins tests and nothing else."""
    parts = formula.parts if isinstance(formula, AllOf) else ()
    tests = [part for part in parts if isinstance(part, SignedTest)]
    return tests if len(tests) == len(parts) else []


def _needed(formula: Formula, conflict: Sequence[SignedTest], *, stored: bool) -> tuple[SignedTest, ...]:
    """The tests of a conflict without those that it does not need, where they are few and contradict each other."""
    tests = unique(conflict)
    joined = {item for item in flat(formula, AllOf) if isinstance(item, SignedTest)}
    if not joined.issuperset(tests):  # some are alternatives
        return tuple(conflict)
    if not 1 < len(tests) <= _FEW or (len(tests) != len(_only_tests(formula)) and not _contradict(tests, stored=stored)):
        return tuple(tests)
    for test in tuple(tests):
        fewer = [other for other in tests if other is not test]
        if _contradict(fewer, stored=stored):
            tests = fewer
    return tuple(tests)


def _contradict(tests: Sequence[SignedTest], *, stored: bool) -> bool:
    formula = AllOf(tuple(tests))
    return _conflict(formula, _domains(formula, stored=stored), stored=stored) is not None
