"""One test of a run as clauses of the search bar: on a field, on a row such as a key of the metadata, or on words.

Owns the invariant that clauses select what their test selects, as far as the bar is documented; what may differ is a note.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from filterlang.rewrite.normal_form import FieldTest, PartTest, RowTest, SignedTest, TextTest
from filterlang.schema.fields import FAMILIES
from filterlang.schema.operators import PATTERNS
from filterlang.schema.search_bar_fields import BAR_FIELDS, BAR_ROWS, ELSEWHERE, BarField, BarRows
from filterlang.search_bar.bar_comparisons import AND, OR, BarTest, Joined, with_ranges
from filterlang.search_bar.bar_quoting import NotInBar, bar_key, bar_path, bar_value, words_inside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.schema.types import Field

_MOST = 1_000
"""Clauses for one condition on several keys and several values, which multiply."""

NO_TYPES = 'The search bar knows no types: 3 there may be the number 3 as well as the text "3".'
SEVERAL = "If a run has several values under one key, each clause may be met by another of them."
DOTS = "A dot in a key goes one level down. If it belongs to the key, quote the key there."
WORDS = "The search bar finds words there, where `like` finds any part of the text."

Tell = Callable[[str], object]
"""Takes a note: what may differ."""


def clauses_of(signed: SignedTest, tell: Tell) -> Joined | BarTest:
    """Returns the clauses of a test. Raises ``NotInBar`` where the bar cannot say it."""
    test = signed.test
    if isinstance(test, TextTest):
        return _words(test.field, test.text, holds=signed.holds)
    if isinstance(test, RowTest):
        return _rows(test, tell, holds=signed.holds)
    known = _field_in_bar(test.field)
    if "search" in known.operators:
        return _words_of_pattern(test, known, tell, holds=signed.holds)
    return BarTest(known.name, known, test.operator, test.value, signed.holds)


def _field_in_bar(field: Field) -> BarField:
    known = BAR_FIELDS.get(field.name)
    if known is None:
        reason = ELSEWHERE.get(field.name)
        raise NotInBar(f"the search bar has no field for `{field.name}`{f': {reason}' if reason else ''}")
    return known


def _words(field: Field | None, text: str, *, holds: bool) -> Joined:
    if not holds:
        raise NotInBar("it is not known that the search bar's negation of a search means the same")
    terms = [bar_value(term) for term in text.split()]
    if not terms:
        raise NotInBar("the search bar has no search for an empty text")
    before = "" if field is None else f"{_field_in_bar(field).name}:~"
    return Joined(AND, [before + term for term in terms])


def _words_of_pattern(test: FieldTest, known: BarField, tell: Tell, *, holds: bool) -> Joined:
    """A pattern in a field that takes words only."""
    text = words_inside(test.value) if test.operator in PATTERNS and holds and isinstance(test.value, str) else None
    if text is None:
        raise NotInBar(f"the search bar only finds words in `{test.field.name}`")
    tell(WORDS)
    return Joined(AND, [f"{known.name}:~{bar_value(text)}"])


def _rows(row: RowTest, tell: Tell, *, holds: bool) -> Joined | BarTest:
    rows = BAR_ROWS[row.family]
    if not rows.negated and not (holds and all(part.holds for part in row.parts)):
        raise NotInBar(f"it is not known that the search bar's negation of `{rows.name}` means the same")
    if not rows.has_keys:
        only = row.parts[0]
        return BarTest(rows.name, rows.parts[only.part], only.operator, only.value, holds)
    values = [part for part in row.parts if part.part != "key"]
    if not holds and len(values) > 1:
        raise NotInBar("the search bar has no negation of several conditions on one value")
    keys = _keys([part for part in row.parts if part.part == "key"])
    _require_few(len(keys), values)
    joined = [_row(rows, key, values, tell, holds=holds) for key in keys]
    return Joined(OR if holds else AND, joined)


def _keys(tests: Sequence[PartTest]) -> Sequence[object]:
    """The keys of a row, which the bar has to have by name."""
    if not tests:
        raise NotInBar("the search bar has no clause for a value under any key")
    if len(tests) > 1 or tests[0].operator not in ("eq", "in"):
        raise NotInBar("the search bar needs the key itself, not a pattern or several conditions on it")
    keys = tests[0].value if isinstance(tests[0].value, tuple) else (tests[0].value,)
    if not keys:
        raise NotInBar("the search bar has no clause for an empty list")
    return keys


def _require_few(keys: int, values: Sequence[PartTest]) -> None:
    count = sum(len(part.value) if isinstance(part.value, tuple) else 1 for part in values)
    if keys > 1 and keys * count > _MOST:
        raise NotInBar(f"several keys with several values would be more than {_MOST:,} clauses in the search bar")


def _row(rows: BarRows, key: object, values: Sequence[PartTest], tell: Tell, *, holds: bool) -> Joined:
    """The clauses on the rows with one key."""
    is_nested = rows.name in FAMILIES and "score" not in FAMILIES[rows.name]
    path = f"{rows.name}.{bar_path(key) if is_nested else bar_key(key)}"
    if is_nested and "." in str(key):
        tell(DOTS)
    tests = [_part(rows, path, part, holds=holds is part.holds) for part in values]
    if any(test.is_untyped for test in tests):
        tell(NO_TYPES)
    clauses = with_ranges(tests)
    if not tests or (holds and not any(test.holds for test in tests)):
        clauses.insert(0, f"{'-' * (not holds)}{path}:*")
    if len(clauses) > 1:
        tell(SEVERAL)
    return Joined(AND, clauses)


def _part(rows: BarRows, path: str, part: PartTest, *, holds: bool) -> BarTest:
    known = rows.parts[part.part]
    test = BarTest(f"{path}.{known.name}" if known.name else path, known, part.operator, part.value, holds)
    if None in test.values:
        raise NotInBar(f"the search bar has no null to compare `{rows.name}` with")
    return test
