"""The texts that searches find, or do not find.

Owns the invariant that a conflict is proven: a search that finds nothing contradicts others that find all of its terms.
"""

from __future__ import annotations

from filterlang.schema.run_facts import SEARCHED
from filterlang.semantics.predicate import search_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlang.rewrite.normal_form import SignedTest, TextTest
    from filterlang.rewrite.value_domains import Trail, Reasons
    from filterlang.schema.types import Field


class SearchDomains:
    """The searches that hold and those that do not, with their terms."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._holding: list[tuple[SignedTest, TextTest, list[str]]] = []
        self._failing: list[tuple[SignedTest, TextTest, list[str]]] = []

    @property
    def texts(self) -> list[tuple[str, Field | None]]:
        """The searches that hold: a text, and the field that is searched or None."""
        return [(test.text, test.field) for _, test, _ in self._holding]

    def add(self, searches: Sequence[tuple[SignedTest, TextTest]]) -> Reasons | None:
        """Adds searches; returns those that contradict each other, or None."""
        for by, test in searches:
            terms = search_terms(test.text)
            if by.holds and not terms:
                return (by,)
            if terms:
                self._trail.append(self._holding if by.holds else self._failing, (by, test, terms))
        added = {by for by, _ in searches}
        new_ones = any(by.holds for by in added)
        for by, test, terms in self._failing:
            if new_ones or by in added:
                found = self._finding(test, terms)
                if found is not None:
                    return (by, *found)
        return None

    def _finding(self, failing: TextTest, terms: list[str]) -> list[SignedTest] | None:
        """The searches that find each of the terms where the failing search looks; None where a term is not found."""
        found: dict[SignedTest, None] = {}
        for term in terms:
            self._trail.spend(1 + len(self._holding))
            by = next(
                (
                    by
                    for by, test, others in self._holding
                    if _is_within(test.field, failing.field) and any(term in other for other in others)
                ),
                None,
            )
            if by is None:
                return None
            found[by] = None
        return list(found)


def _is_within(part: Field | None, whole: Field | None) -> bool:
    """Whether the texts of one search are among those of another."""
    return part is whole or (whole is None and part is not None and part.name in SEARCHED)
