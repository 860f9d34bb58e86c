"""The domains of a run: what its fields, its rows and its texts can be after tests of all of them.

Owns the invariant that a conflict is proven. Fields are independent of each other but for the elapsed time and the ids of a
root; so are the rows of a family, because a run may have any number of them.
"""

from __future__ import annotations

from filterlang.rewrite.normal_form import FieldTest, RowTest, TextTest
from filterlang.rewrite.row_domains import RowDomains
from filterlang.rewrite.field_domains import FieldDomains
from filterlang.rewrite.search_domains import SearchDomains, has_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlang.rewrite.normal_form import SignedTest
    from filterlang.rewrite.value_domains import Domain, Trail, Reasons
    from filterlang.schema.types import Field


class RunDomains:
    """The state of one search: ``add`` adds tests, and the trail takes them back."""

    def __init__(self, trail: Trail, *, stored: bool) -> None:
        self.trail: Trail = trail
        self.rows: RowDomains = RowDomains(trail)
        self.searches: SearchDomains = SearchDomains(trail)
        self._fields = FieldDomains(trail, stored=stored)

    @property
    def fields(self) -> dict[Field, Domain]:
        """The domains of the fields that were tested."""
        return self._fields.by_field

    def add(self, tests: Sequence[SignedTest]) -> Reasons | None:
        """Adds tests; returns those that contradict each other, or None."""
        rows: list[tuple[SignedTest, RowTest]] = []
        searches: list[tuple[SignedTest, TextTest]] = []
        of_fields: list[SignedTest] = []
        for test in tests:
            if isinstance(test.test, FieldTest):
                of_fields.append(test)
            elif isinstance(test.test, RowTest):
                rows.append((test, test.test))
            else:
                searches.append((test, test.test))
        return (
            self._fields.add(of_fields)
            or (self.rows.add(rows) if rows else None)
            or (self._add_searches(searches) if searches else None)
            or self.searches.add_texts(tests)
        )

    def _add_searches(self, searches: Sequence[tuple[SignedTest, TextTest]]) -> Reasons | None:
        """Adds searches; one that finds a text in a field needs a text there."""
        for by, test in searches:
            if by.holds and test.field is not None and has_text(test.field):
                conflict = self._fields.require_text(test.field, by)
                if conflict is not None:
                    return conflict
        return self.searches.add(searches)
