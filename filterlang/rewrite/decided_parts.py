"""What the conditions around an alternative decide: that it never holds, that it changes nothing, or that its ``or`` does not.

Owns the invariant that each junction is entered once, and its tests are tried one by one on what stands around it, so that the
work is linear; it ends where the steps do.
"""

from __future__ import annotations

from contextlib import suppress

from filterlang.rewrite.junctions import opposite_test
from filterlang.rewrite.normal_form import FieldTest, RowTest
from filterlang.rewrite.run_domains import RunDomains
from filterlang.rewrite.satisfying import contradiction
from filterlang.rewrite.value_domains import OutOfSteps, Trail
from filterlang.schema.run_facts import JOINED
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from filterlang.rewrite.junctions import Junction
    from filterlang.rewrite.normal_form import SignedTest
    from filterlang.rewrite.value_domains import Reasons
    from filterlang.semantics.conditions import Condition

_STEPS, _STEPS_OF_A_TEST = 5_000, 100
_FEW_JOINED = 12
"""The most tests of fields that a fact joins of which the facts are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class DecidedPart:
    """A part of a filter that the tests around it decide.

    ``origins`` are the conditions that it is of; ``by`` are the tests around it, and of a part that is impossible also its own.
    """

    origins: tuple[Condition, ...]
    by: Reasons


def superfluous_parts(junctions: Sequence[Junction]) -> Iterator[DecidedPart]:
    """Yields the parts without which the filter means the same for every run, because of conditions on an outer level."""
    if _can_meet(junctions):
        with suppress(OutOfSteps):
            yield from _Walk(junctions, stored=False).superfluous()


def impossible_alternatives(junctions: Sequence[Junction]) -> Iterator[DecidedPart]:
    """Yields the parts of an alternative that no stored run can meet there, where other alternatives are left."""
    if _can_meet(junctions):
        with suppress(OutOfSteps):
            yield from _Walk(junctions, stored=True).impossible()


def _can_meet(junctions: Sequence[Junction]) -> bool:
    """Whether tests of two junctions are on one subject."""
    if len(junctions) < 2:
        return False
    seen: set[object] = set()
    for junction in junctions:
        own = {_subject(test) for test in junction.tests}
        if not seen.isdisjoint(own):
            return True
        seen |= own
    return False


def _subject(test: SignedTest) -> object:
    if isinstance(test.test, FieldTest):
        return JOINED if test.test.field in JOINED else test.test.field
    return test.test.family if isinstance(test.test, RowTest) else ""


class _Walk:
    """One walk over the junctions, with what holds at each.

    Junctions alternate: those of even depth have to hold, and those of odd depth have to fail, for a part to matter. So each
    kind has domains of its own, which have the tests of the junctions of that kind around a place.
    """

    def __init__(self, junctions: Sequence[Junction], *, stored: bool) -> None:
        self._outermost = junctions[0]
        self._stored = stored
        steps = _STEPS + _STEPS_OF_A_TEST * sum(len(junction.tests) for junction in junctions)
        self._domains = tuple(RunDomains(Trail(steps), stored=stored) for _ in range(2))
        self._around: tuple[list[SignedTest], list[SignedTest]] = [], []
        self._joined: tuple[list[SignedTest], list[SignedTest]] = [], []  # the tests around on fields that a fact joins

    def superfluous(self) -> Iterator[DecidedPart]:
        """Yields tests that follow from those around, and junctions of which one alternative does."""
        for junction, parity in self._visits():
            for test in junction.tests:
                by = self._conflict(opposite_test(test), parity)
                if by:
                    yield DecidedPart(test.origins, by)
            by = next(filter(None, (self._conflict(test, 1 - parity) for test in junction.tests)), ())
            if by:
                yield DecidedPart(junction.origins, by)

    def impossible(self) -> Iterator[DecidedPart]:
        """Yields alternatives that contradict what stands around them, and of one that is an ``and``, its conditions."""
        for junction, parity in self._visits():
            tests = junction.tests if parity == 0 else [opposite_test(test) for test in junction.tests]
            found = [DecidedPart(test.origins, (*by, test)) for test in tests if (by := self._conflict(test, 0))]
            if parity == 0 or len(found) < len(tests) or junction.inner:
                yield from found

    def _visits(self) -> Iterator[tuple[Junction, int]]:
        """Yields each junction that can matter with its parity, before its tests are added to those around."""
        pending: list[tuple[Junction, int, int | None]] = [(self._outermost, 0, None)]
        while pending:
            junction, parity, mark = pending.pop()
            domains, around, joined = self._domains[parity], self._around[parity], self._joined[parity]
            tests, joined_tests = junction.tests, [test for test in junction.tests if _is_joined(test)]
            if mark is not None:
                domains.trail.undo(mark)
                del around[len(around) - len(tests) :]
                del joined[len(joined) - len(joined_tests) :]
                continue
            yield junction, parity
            mark = len(domains.trail.changes)
            if domains.add(tests) is not None:
                domains.trail.undo(mark)
                continue
            around += tests
            joined += joined_tests
            pending.append((junction, parity, mark))
            pending.extend((part, 1 - parity, None) for part in reversed(junction.inner))

    def _conflict(self, test: SignedTest, parity: int) -> Reasons:
        """The tests around that a test contradicts; none where no conflict is proven, or the test contradicts itself."""
        if not self._around[parity]:
            return ()
        domains = self._domains[parity]
        mark = len(domains.trail.changes)
        conflict = domains.add([test]) or self._conflict_by_facts(test, parity)
        domains.trail.undo(mark)
        return tuple(other for other in conflict if other is not test) if conflict else ()

    def _conflict_by_facts(self, test: SignedTest, parity: int) -> Reasons:
        others = self._joined[parity]
        if not self._stored or not 0 < len(others) <= _FEW_JOINED or not _is_joined(test):
            return ()
        return contradiction([*others, test], stored=True)


def _is_joined(test: SignedTest) -> bool:
    """Whether a test is on a field that a fact joins with others."""
    return isinstance(test.test, FieldTest) and test.test.field in JOINED
