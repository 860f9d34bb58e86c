"""The rows of a run: pairs, feedbacks and tags, of which there are to be some and not to be others.

Owns the invariant that a conflict is proven: a row that there has to be contradicts rows that there must not be.
"""

from __future__ import annotations

from filterlang.rewrite.choice_search import ChoiceSearch
from filterlang.rewrite.field_domains import FieldDomains
from filterlang.rewrite.normal_form import TAGS, AllOf, AnyOf, FieldTest, RowTest, SignedTest
from filterlang.rewrite.sample_values import sample_value
from filterlang.rewrite.value_domains import Trail, unique
from filterlang.schema.fields import FAMILIES, FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from filterlang.rewrite.normal_form import PartTest
    from filterlang.rewrite.value_domains import Reasons
    from filterlang.schema.types import Field

    Index = dict[tuple[str, str | None], list[SignedTest]]
    """Row tests by family and by the key that the row has to have; None where it may have several."""


class RowDomains:
    """The row tests that hold and those that do not, by family and key."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._holding: Index = {}
        self._failing: Index = {}
        self._of_null: dict[RowTest, SignedTest] = {}

    @property
    def models(self) -> dict[str, list[dict[str, object]]]:
        """A row for each that there has to be, by family."""
        models: dict[str, list[dict[str, object]]] = {}
        for (family, key), tests in self._holding.items():
            for by in tests:
                search = self._search(by, self._opposed(self._failing, family, key))
                assert isinstance(search, FieldDomains)
                row = {field.role or "value": sample_value(domain) for field, domain in search.by_field.items()}
                models.setdefault(family, []).append(row)
        return models

    def add(self, rows: Sequence[tuple[SignedTest, RowTest]]) -> Reasons | None:
        """Adds row tests; returns those that contradict each other, or None."""
        to_check: dict[SignedTest, tuple[str, str | None]] = {}
        for by, row in rows:
            if row.family == TAGS and _is_of_null(row):
                before = self._of_null.get(row)
                if before is not None and before.holds is not by.holds:
                    return (before, by)
                if before is None:
                    self._trail.insert(self._of_null, row, by)
                continue
            place = (row.family, _key_of(row))
            self._trail.append((self._holding if by.holds else self._failing).setdefault(place, []), by)
            for holding in (by,) if by.holds else self._opposed(self._holding, *place):
                to_check[holding] = (row.family, _key_of(holding.test)) if isinstance(holding.test, RowTest) else place
        for by, place in to_check.items():
            found = self._search(by, self._opposed(self._failing, *place))
            if not isinstance(found, FieldDomains):
                return found
        return None

    def _opposed(self, index: Index, family: str, key: str | None) -> list[SignedTest]:
        """The row tests of a family that a row with a key may meet."""
        if key is None:
            self._trail.spend(len(index))
            return [test for (other, _), tests in index.items() if other == family for test in tests]
        return [*index.get((family, key), ()), *index.get((family, None), ())]

    def _search(self, holding: SignedTest, failing: Sequence[SignedTest]) -> FieldDomains | Reasons:
        """The domains of the parts of a row that there has to be, and that meets none of the failing tests; or why not."""
        owners: dict[SignedTest, SignedTest] = {}
        parts = tuple(_of_parts(holding, owners, holds=True))
        others = tuple(AnyOf(tuple(_of_parts(test, owners, holds=False))) for test in failing)
        self._trail.spend(len(owners))
        trail = Trail(self._trail.steps)
        domains = FieldDomains(trail, stored=False)
        conflict = ChoiceSearch(domains).run(AllOf((*parts, *others)))
        self._trail.spend(self._trail.steps - trail.steps)
        return domains if conflict is None else tuple(unique((holding, *(owners[test] for test in conflict))))


def _of_parts(by: SignedTest, owners: dict[SignedTest, SignedTest], *, holds: bool) -> Iterator[SignedTest]:
    """The tests of the parts of a row; each belongs to the test of the row."""
    row = by.test
    assert isinstance(row, RowTest)
    for part in row.parts:
        test = SignedTest(FieldTest(_field_of(row.family, part), part.operator, part.value), part.holds is holds)
        owners[test] = by
        yield test


def _field_of(family: str, part: PartTest) -> Field:
    return FIELDS[TAGS] if family == TAGS else FAMILIES[family][part.part]


def _key_of(row: RowTest) -> str | None:
    """The key that a row has to have, or of a tag the text; None where it may have several."""
    name = "value" if row.family == TAGS else "key"
    return next(
        (
            part.value
            for part in row.parts
            if part.part == name and part.operator == "eq" and part.holds and isinstance(part.value, str)
        ),
        None,
    )


def _is_of_null(row: RowTest) -> bool:
    """Whether a test of the tags accepts null, and so a run without tags: these tests are compared only with themselves."""
    return any(None in part.value if isinstance(part.value, tuple) else part.value is None for part in row.parts)
