"""The places where tests meet: each ``and`` and ``or`` of a filter, with nested ones of the same kind, and the tests in it.

Owns the invariant that every test of a formula is in one junction, so that a look at each of them takes linear time.
"""

from __future__ import annotations

from filterlang.rewrite.normal_form import AllOf, AnyOf, FieldTest, RowTest, SignedTest
from filterlang.rewrite.satisfying import conflict_of, contradiction
from filterlang.schema.operators import PATTERNS
from filterlang.schema.run_facts import JOINED
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from filterlang.rewrite.normal_form import Formula
    from filterlang.schema.types import Field
    from filterlang.semantics.conditions import Condition


_MOST = 60
"""The most tests of a junction of which the alternatives inside are tried as well."""


class Junction:
    """Tests that are joined by ``and`` or by ``or``.

    ``tests`` are signed so that the question is always whether all can hold: those of an ``or`` are its opposites, which cannot
    all hold where the ``or`` is always true. ``inner`` are the junctions inside, ``origins`` the conditions that it is of.
    """

    __slots__ = ("_conflict", "_fields", "inner", "joins", "origins", "tests")

    def __init__(self, joins: str, origins: tuple[Condition, ...]) -> None:
        self.joins = joins
        self.origins = origins
        self.tests: list[SignedTest] = []
        self.inner: list[Junction] = []
        self._fields: dict[Field, list[SignedTest]] | None = None
        self._conflict: tuple[SignedTest, ...] | None = None

    @property
    def by_field(self) -> dict[Field, list[SignedTest]]:
        """The tests of fields, by field."""
        if self._fields is None:
            self._fields = {}
            for test in self.tests:
                if isinstance(test.test, FieldTest):
                    self._fields.setdefault(test.test.field, []).append(test)
        return self._fields

    @property
    def contradiction(self) -> tuple[SignedTest, ...]:
        """The tests that contradict each other: in any run for an ``or``, in a stored run for an ``and``."""
        if self._conflict is None:
            doubted = [*self._doubted_fields(), *self._doubted_others()] if len(self.tests) > 1 else ()
            stored = self.joins == "and"
            found = contradiction(doubted, stored=stored) if len(doubted) > 1 else ()
            self._conflict = found or self._contradicted_choice(stored=stored)
        return self._conflict

    def _contradicted_choice(self, *, stored: bool) -> tuple[SignedTest, ...]:
        """The tests that contradict the alternatives of junctions inside, where there are few tests."""
        choices = [part.tests for part in self.inner if part.tests and not part.inner]
        if not choices or len(choices) > _MOST or len(self.tests) + sum(map(len, choices)) > _MOST:
            return ()
        fields = [{test.test.field for test in tests if isinstance(test.test, FieldTest)} for tests in choices]
        if sum(map(len, fields)) + len(self.by_field) == len(set(self.by_field).union(*fields)):
            return ()
        alternatives = (AnyOf(tuple(map(opposite_test, tests))) for tests in choices)
        return conflict_of(AllOf((*self.tests, *alternatives)), stored=stored)

    def _doubted_fields(self) -> Iterable[SignedTest]:
        joined = len(JOINED & self.by_field.keys()) > 1
        for field, tests in self.by_field.items():
            if (joined and field in JOINED) or (len(tests) > 1 and any(map(_needs_a_value, tests))):
                yield from tests

    def _doubted_others(self) -> Iterable[SignedTest]:
        """The tests of rows of which some have to be there and some must not be, and those of texts alike."""
        groups: dict[str, list[SignedTest]] = {}
        for test in self.tests:
            if not isinstance(test.test, FieldTest):
                groups.setdefault(test.test.family if isinstance(test.test, RowTest) else "", []).append(test)
        for tests in groups.values():
            if len({test.holds for test in tests}) > 1:
                yield from tests


def junctions(formula: Formula) -> list[Junction]:
    """The junctions of a formula, those around others first; the tests of a formula without any are one ``and``."""
    found = [Junction("and", ())]
    pending: list[tuple[Formula, Junction, type[AllOf | AnyOf]]] = [(formula, found[0], AllOf)]
    while pending:
        item, junction, kind = pending.pop()
        if isinstance(item, SignedTest):
            junction.tests.append(item if kind is AllOf else opposite_test(item))
            continue
        if not isinstance(item, kind):
            kind = type(item)
            operator = item.origins[0].node.operator if item.origins else ""
            joins = operator if operator in ("and", "or") else "and" if kind is AllOf else "or"
            outer, junction = junction, Junction(joins, item.origins)
            outer.inner.append(junction)
            found.append(junction)
        pending.extend((part, junction, kind) for part in reversed(item.parts))
    return found


def opposite_test(test: SignedTest) -> SignedTest:
    """The test that holds where another one does not."""
    return SignedTest(test.test, not test.holds, test.origins)


def never_holds(test: SignedTest) -> bool:
    """Whether a test cannot hold in a stored run, taken by itself and as one that holds."""
    return _is_doubtful(test) and bool(contradiction([SignedTest(test.test, holds=True)], stored=True))


def _needs_a_value(test: SignedTest) -> bool:
    """Whether a run without a value fails a test of a field: without such tests, it meets them all."""
    meant = test.test
    assert isinstance(meant, FieldTest)
    accepts_null = meant.value is None or (isinstance(meant.value, tuple) and None in meant.value)
    return test.holds is not accepts_null or meant.field.type is Type.BOOLEAN


def _is_doubtful(test: SignedTest) -> bool:
    """Whether a look at a test is worth its time: few tests can fail by themselves."""
    meant = test.test
    if isinstance(meant, RowTest):
        parts = meant.parts
        if len(parts) > 1 and len({part.part for part in parts}) < len(parts):
            return True
        return any(part.value is True or part.value is False for part in parts)
    if not isinstance(meant, FieldTest):
        return False
    if meant.field.type is Type.ENUM:
        return meant.operator in PATTERNS
    return meant.field.least is not None and isinstance(meant.value, (int, float)) and meant.value <= meant.field.least
