"""The texts that searches find, or do not find.

Owns the invariant that a conflict is proven: a search that finds nothing contradicts others, and texts, that have all of its
terms.
"""

from __future__ import annotations

from filterlang.rewrite.like_patterns import LikePattern
from filterlang.rewrite.normal_form import FieldTest, RowTest, TextTest
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.run_facts import SEARCHED
from filterlang.schema.types import Type
from filterlang.semantics.predicate import folded, search_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from filterlang.rewrite.normal_form import SignedTest
    from filterlang.rewrite.value_domains import Trail, Reasons
    from filterlang.schema.types import Field


class SearchDomains:
    """The searches that hold and those that do not, with their terms, and the tests that texts are found by."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._holding: list[tuple[SignedTest, TextTest, list[str]]] = []
        self._with_texts: list[tuple[SignedTest, Field, str]] = []
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
        return self._conflict({by for by, _ in searches})

    def add_texts(self, tests: Sequence[SignedTest]) -> Reasons | None:
        """Adds tests that hold of texts which are searched; returns tests that contradict each other, or None."""
        found = [(by, *text) for by in tests if by.holds and (text := _text_of(by)) is not None]
        for item in found:
            self._trail.append(self._with_texts, item)
        return self._conflict() if found and self._failing else None

    def _conflict(self, added: Container[SignedTest] = ()) -> Reasons | None:
        """A search that fails, and the tests that find all of its terms; where none of those was added, only new searches."""
        new_ones = not added or any(by in added for by, _, _ in self._holding)
        for by, test, terms in self._failing:
            if new_ones or by in added:
                found = self._finding(test, terms)
                if found is not None:
                    return (by, *found)
        return None

    def _finding(self, failing: TextTest, terms: list[str]) -> list[SignedTest] | None:
        """The tests that find each of the terms where the failing search looks; None where a term is not found."""
        found: dict[SignedTest, None] = {}
        for term in terms:
            self._trail.spend(1 + len(self._holding) + len(self._with_texts))
            by = next(self._with_term(term, failing.field), None)
            if by is None:
                return None
            found[by] = None
        return list(found)

    def _with_term(self, term: str, field: Field | None) -> Iterator[SignedTest]:
        for by, test, others in self._holding:
            if _is_within(test.field, field) and any(term in other for other in others):
                yield by
        for by, own, text in self._with_texts:
            if _is_within(own, field) and term in folded(text):
                yield by


def has_text(field: Field) -> bool:
    """Whether a search of a field looks at the text of the field, or into it, and a run without a text has no value."""
    return not field.family and (field.derived == "text" or (field.type is Type.STRING and not field.derived))


def _text_of(by: SignedTest) -> tuple[Field, str] | None:
    """A field that is searched and the literal texts that it has where a test holds, with spaces for wildcards."""
    test = by.test
    if isinstance(test, FieldTest):
        if not test.field.derived and has_text(test.field) and isinstance(test.value, str):
            return _literal(test.field, test.operator, test.value)
    elif isinstance(test, RowTest) and test.family in _SEARCHED_FAMILIES:
        for part in test.parts:
            if part.part == "value" and part.holds and isinstance(part.value, str):
                literal = _literal(_SEARCHED_FAMILIES[test.family], part.operator, part.value)
                if literal is not None:
                    return literal
    return None


def _literal(field: Field, operator: str, value: str) -> tuple[Field, str] | None:
    if operator == "eq":
        return field, value
    if operator != "like":
        return None
    return field, "".join(token[0] if isinstance(token, tuple) else " " for token in LikePattern(value).tokens)


_SEARCHED_FAMILIES = {
    family: field
    for field in map(FIELDS.__getitem__, SEARCHED)
    for family, roles in FAMILIES.items()
    if roles["key"].stored == field.stored
}
"""The field that is searched for each family of the pairs in it."""


def _is_within(part: Field | None, whole: Field | None) -> bool:
    """Whether the texts of one search are among those of another."""
    return part is whole or (whole is None and part is not None and part.name in SEARCHED)
