"""The domains of fields, each of which has at most one value, and the elapsed time, which joins three of them.

Owns the invariant that a conflict is proven.
"""

from __future__ import annotations

from filterlang.rewrite.normal_form import FieldTest
from filterlang.rewrite.value_domains import Domain, unique
from filterlang.rewrite.value_sets import (
    FLAG, LEAST_STEP, NULL, NUMBER, TEXT, TIME, BoundedSet, accepted_values, kinds_of, successor,
)  # fmt: skip
from filterlang.schema.aliases import UNATTESTED_VALUES
from filterlang.schema.run_facts import ELAPSED, ENDED, OWN_ID, PLACED, ROOT, STARTED, TRACE_ID
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from filterlang.rewrite.normal_form import SignedTest
    from filterlang.rewrite.value_domains import Trail, Reasons, Stretch
    from filterlang.rewrite.value_sets import ValueSet
    from filterlang.schema.types import Field


class FieldDomains:
    """The domain of each field that was tested; of runs as they are stored, or of any."""

    def __init__(self, trail: Trail, *, stored: bool) -> None:
        self.trail: Trail = trail
        self.by_field: dict[Field, Domain] = {}
        self._stored = stored
        self._accepted: dict[SignedTest, ValueSet] = {}

    def add(self, tests: Sequence[SignedTest]) -> Reasons | None:
        """Adds tests of fields; returns those that contradict each other, or None."""
        timed = placed = False
        for by in tests:
            test = by.test
            assert isinstance(test, FieldTest)
            values = self._accepted.get(by)
            if values is None:
                values = self._accepted[by] = accepted_values(test.field, test.operator, test.value)
            domain = self.by_field.get(test.field)
            if domain is None:
                domain = self.by_field[test.field] = self._whole(test.field)
            conflict = domain.narrow(values, by, self.trail)
            if conflict is not None:
                return conflict
            timed = timed or test.field in _TIMED
            placed = placed or test.field in PLACED
        return (self._elapsed_conflict() if timed else None) or (self._root_conflict() if placed else None)

    def require_text(self, field: Field, by: SignedTest) -> Reasons | None:
        """Adds that a field has a text which is not empty; returns tests that contradict this, or None."""
        if field not in self.by_field:
            self.by_field[field] = self._whole(field)
        return self.by_field[field].narrow(BoundedSet(TEXT, low="\0"), by, self.trail)

    def _whole(self, field: Field) -> Domain:
        if not self._stored:
            return Domain(kinds_of(field))
        items = (*field.values, *UNATTESTED_VALUES) if field.type is Type.ENUM else ()
        return Domain(kinds_of(field), least=field.least, items=items)

    def _root_conflict(self) -> Reasons | None:
        """The reasons why a run that has to be a root cannot have the id of its trace, where it has to have both."""
        root, own, trace = (self.by_field.get(field) for field in (ROOT, OWN_ID, TRACE_ID))
        if root is None or own is None or trace is None:
            return None
        flag = root.stretches[FLAG]
        absent, other_absent = own.why_never(NULL), trace.why_never(NULL)
        if flag.items is None or False in flag.items or absent is None or other_absent is None:
            return None
        reasons = [*flag.items_by, *flag.removed, *absent, *other_absent]
        for one, other in ((own.stretches[TEXT], trace.stretches[TEXT]), (trace.stretches[TEXT], own.stretches[TEXT])):
            if one.items is None:
                continue
            refuted = [other.why_not(value, self.trail) for value in one.items]
            if None not in refuted:
                lost = [test for tests in refuted for test in tests or ()]
                return tuple(unique((*reasons, *one.items_by, *one.removed, *lost)))
        return None

    def _elapsed_conflict(self) -> Reasons | None:
        """The reasons why the elapsed time is not possible between a start and an end that the run has to have."""
        start, end = self.by_field.get(STARTED), self.by_field.get(ENDED)
        never_absent = [domain.why_never(NULL) for domain in (start, end) if domain is not None]
        if start is None or end is None or None in never_absent:
            return None
        reasons = [test for tests in never_absent for test in tests or ()]
        start_low, start_low_by, start_high, start_high_by = _limits(start.stretches[TIME])
        end_low, end_low_by, end_high, end_high_by = _limits(end.stretches[TIME])
        elapsed = self.by_field.get(ELAPSED)
        numbers = elapsed.stretches[NUMBER] if elapsed is not None else None
        if numbers is not None and numbers.dead is not None:
            return tuple(unique((*reasons, *numbers.dead)))
        low, low_by, high, high_by = _limits(numbers) if numbers is not None else (None, (), None, ())
        if self._stored and (low is None or low < 0):
            low, low_by = 0.0, ()
        if low is not None and end_high is not None and start_low is not None:
            longest = (end_high - start_low - LEAST_STEP).total_seconds()
            if longest < low:
                return tuple(unique((*reasons, *start_low_by, *end_high_by, *low_by)))
        if high is not None and end_low is not None and start_high is not None:
            shortest = (end_low - start_high + LEAST_STEP).total_seconds()
            if shortest >= high:
                return tuple(unique((*reasons, *start_high_by, *end_low_by, *high_by)))
        return None


_TIMED = frozenset({ELAPSED, STARTED, ENDED})


def _limits(stretch: Stretch) -> tuple[Any, Reasons, Any, Reasons]:
    """The least value that may be left, the bound above all of them, and the reasons; None where there is no bound."""
    if not stretch.items:
        return stretch.low, stretch.low_by, stretch.high, stretch.high_by
    by = (*stretch.items_by, *stretch.removed)
    return min(stretch.items), by, successor(stretch.kind, max(stretch.items)), by
