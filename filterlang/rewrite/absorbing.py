"""Tests that another test of their junction makes superfluous: of ``gt 5`` and ``gt 10``, the first.

Owns the invariant that the junction means the same without the absorbed tests, for every run. Of the tests of a field, those
are compared with the strongest; with each other only where they are few.
"""

from __future__ import annotations

from filterlang.rewrite.field_domains import FieldDomains
from filterlang.rewrite.normal_form import FieldTest, SignedTest
from filterlang.rewrite.value_domains import OutOfSteps, Trail
from filterlang.rewrite.value_sets import BoundedSet, ItemSet, accepted_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from filterlang.rewrite.junctions import Junction

_FEW, _MOST = 6, 100
"""The most tests of a field that are compared with each other, and the most that are compared with the strongest."""


def absorbed_tests(junction: Junction) -> Iterator[tuple[SignedTest, SignedTest]]:
    """Yields each test of a field that follows from another one, and that one; none of a junction with a contradiction."""
    groups = [tests for tests in junction.by_field.values() if 1 < len(tests) <= _MOST]
    if groups and not junction.contradiction:
        for tests in groups:
            yield from _absorbed(tests)


def _absorbed(tests: Sequence[SignedTest]) -> Iterator[tuple[SignedTest, SignedTest]]:
    places = {test: place for place, test in enumerate(tests)}
    strong = tests if len(tests) <= _FEW else _strongest(tests)
    opposites = {test: SignedTest(test.test, not test.holds) for test in tests}
    domains = FieldDomains(Trail(0), stored=False)
    follows = {by: _following(by, opposites, domains) for by in strong}
    for by, others in follows.items():
        for test in tuple(others):
            mutual = by in follows.get(test, ()) or (
                test not in follows and by in _following(test, {by: opposites[by]}, domains)
            )
            if mutual and places[test] < places[by]:
                others.discard(test)  # of two that mean the same, the second is absorbed
    done: set[SignedTest] = set()
    for by, others in sorted(follows.items(), key=lambda item: -len(item[1])):  # the strongest first
        for test in others - done:
            done.add(test)
            yield test, by


def _following(by: SignedTest, opposites: Mapping[SignedTest, SignedTest], domains: FieldDomains) -> set[SignedTest]:
    """The other tests that are proven to hold wherever one test does: those whose opposites contradict it."""
    trail = domains.trail
    trail.steps = 1_000 * len(opposites) + 1_000
    following: set[SignedTest] = set()
    try:
        if domains.add([by]) is None:
            mark = len(trail.changes)
            for test, opposite in opposites.items():
                if test is not by and domains.add([opposite]) is not None:
                    following.add(test)
                trail.undo(mark)
    except OutOfSteps:
        pass
    trail.undo(0)
    return following


def _strongest(tests: Sequence[SignedTest]) -> list[SignedTest]:
    """The tests that can imply many others: the narrowest bounds, and the smallest list of values or the largest one denied."""
    strongest: dict[object, tuple[object, SignedTest]] = {}
    for test in tests:
        assert isinstance(test.test, FieldTest)
        values = accepted_values(test.test.field, test.test.operator, test.test.value)
        if isinstance(values, BoundedSet):
            is_low = (values.low is not None) is test.holds
            bound = values.high if values.low is None else values.low
            kind: object = (values.kind, is_low, test.holds)
            before = strongest.get(kind)
            if before is None or (bound > before[0] if is_low else bound < before[0]):
                strongest[kind] = bound, test
        elif isinstance(values, ItemSet):
            count = sum(map(len, values.by_kind.values())) * (1 if test.holds else -1)
            before = strongest.get(test.holds)
            if before is None or count < before[0]:  # type: ignore[operator]
                strongest[test.holds] = count, test
    return [test for _, test in strongest.values()]
