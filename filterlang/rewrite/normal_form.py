"""The normal form of a predicate: ``all`` and ``any`` over tests that hold or not, without ``not`` and negative operators.

Owns the invariant that the normal form means what the predicate means, by the reference evaluator, for every run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import NEGATIVE
from filterlang.schema.types import Field, Type
from filterlang.semantics.predicate import And, Compare, Not, Or, Pair, Predicate, Search, Value
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.conditions import Condition
    from filterlang.semantics.predicate import Origins

TAGS = "tags"
"""The name of the tags as a family of rows with one part, ``value``: a run has any number of tags."""


@dataclass(frozen=True, slots=True)
class FieldTest:
    """The value of a field meets a test; ``operator`` is not negative. A run may have no value."""

    field: Field
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class PartTest:
    """A part of a row (``key``, ``value``, ``score``) meets a test, or where it does not ``holds``, fails it."""

    part: str
    operator: str
    value: Value
    holds: bool = True


@dataclass(frozen=True, slots=True)
class RowTest:
    """A run has a row of a family (metadata, input, output, feedback, ``TAGS``) of which every part meets its tests."""

    family: str
    parts: tuple[PartTest, ...]


@dataclass(frozen=True, slots=True)
class TextTest:
    """Every term of a search occurs in the texts of a field, or of all fields that are searched."""

    text: str
    field: Field | None


Test = FieldTest | RowTest | TextTest


@dataclass(frozen=True, slots=True, eq=False)
class SignedTest:
    """A test that ``holds`` or does not, with the conditions of the filter that it comes from, where these are known."""

    test: Test
    holds: bool
    origins: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AllOf:
    """Every part holds; of nothing, it holds. ``origins`` is the condition that joins them, where there is one."""

    parts: tuple[Formula, ...]
    origins: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AnyOf:
    """At least one part holds; of nothing, it does not hold."""

    parts: tuple[Formula, ...]
    origins: tuple[Condition, ...] = ()


Formula = SignedTest | AllOf | AnyOf


def formula(predicate: Predicate, origins: Origins | None = None, *, negated: bool = False) -> Formula:
    """The normal form of a predicate, or of its opposite. Nested ``all`` and ``any`` stay nested, as they are written."""
    known: Mapping[int, tuple[Condition, ...]] = origins or {}
    done: list[Formula] = []
    pending: list[tuple[Predicate | type[AllOf | AnyOf], bool, int, tuple[Condition, ...]]]
    pending = [(predicate, not negated, 0, ())]
    while pending:
        item, holds, count, own = pending.pop()
        if isinstance(item, type):  # the parts of a junction are done
            parts = tuple(done[len(done) - count :])
            del done[len(done) - count :]
            done.append(item(parts, own))
        elif isinstance(item, Not):
            pending.append((item.part, not holds, 0, ()))
        elif isinstance(item, (And, Or)):
            joined = AllOf if isinstance(item, And) is holds else AnyOf
            pending.append((joined, holds, len(item.parts), known.get(id(item), ())))
            pending.extend((part, holds, 0, ()) for part in reversed(item.parts))
        else:
            done.append(_of_leaf(item, known.get(id(item), ()), holds=holds))
    return done[0]


def opposite(whole: Formula) -> Formula:
    """The formula that holds where this one does not, with the same origins."""
    done: list[Formula] = []
    pending: list[tuple[Formula, bool]] = [(whole, False)]
    while pending:
        item, has_parts = pending.pop()
        if isinstance(item, SignedTest):
            done.append(SignedTest(item.test, not item.holds, item.origins))
        elif has_parts:
            count = len(item.parts)
            parts = tuple(done[len(done) - count :])
            del done[len(done) - count :]
            done.append((AnyOf if isinstance(item, AllOf) else AllOf)(parts, item.origins))
        else:
            pending.append((item, True))
            pending.extend((part, False) for part in reversed(item.parts))
    return done[0]


def _of_leaf(leaf: Compare | Pair | Search, origins: tuple[Condition, ...], *, holds: bool) -> Formula:
    if isinstance(leaf, Search):
        return SignedTest(TextTest(leaf.text, leaf.field), holds, origins)
    if isinstance(leaf, Pair):
        return _of_pair(leaf, origins, holds=holds)
    operator = NEGATIVE.get(leaf.operator, leaf.operator)
    holds = holds is (operator == leaf.operator)
    rows = _rows_of(leaf.field, operator, leaf.value)
    if rows is None:
        return SignedTest(FieldTest(leaf.field, operator, leaf.value), holds, origins)
    return _joined([SignedTest(row, holds, origins) for row in rows], origins, holds=holds)


def _rows_of(field: Field, operator: str, value: Value) -> list[RowTest] | None:
    """The rows that a run needs to meet a test of a field whose values are rows; None for a field with at most one value.

    The tags are rows; a key or the pairs of the metadata are those of its family.
    """
    if field.stored == FIELDS["tags"].stored:
        return [RowTest(TAGS, (PartTest("value", "eq" if operator == "has" else operator, value),))]
    if field.type is not Type.JSON:
        return None
    family = next(name for name, roles in FAMILIES.items() if roles["key"].stored == field.stored)
    if operator == "exists":
        return [RowTest(family, (PartTest("key", "eq", value),))]
    if operator == "has" and isinstance(value, Mapping) and value:  # every object has the pairs of an empty one
        return [RowTest(family, tuple(_pair_tests(key, inner))) for key, inner in as_mapping(value).items()]
    return None


def _pair_tests(key: str, value: object) -> Iterator[PartTest]:
    yield PartTest("key", "eq", key)
    yield PartTest("value", "eq", value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def _of_pair(pair: Pair, origins: tuple[Condition, ...], *, holds: bool) -> Formula:
    """A pair as rows that there are and rows that there are not, after the four cases of ``evaluate.reference``."""
    absent = [RowTest(pair.family, (_part(key, holds=True),)) for key in pair.keys if key.operator in NEGATIVE]
    present = [key for key in pair.keys if key.operator not in NEGATIVE]
    tests = [SignedTest(row, not holds, origins) for row in absent]
    if present or any(value.operator not in NEGATIVE for value in pair.values):
        parts = (*(_part(key, holds=True) for key in present), *(_part(value) for value in pair.values))
        tests.append(SignedTest(RowTest(pair.family, parts), holds, origins))
    else:
        tests += (SignedTest(RowTest(pair.family, (_part(value, holds=True),)), not holds, origins) for value in pair.values)
    return _joined(tests, origins, holds=holds)


def _part(test: Compare, *, holds: bool | None = None) -> PartTest:
    """A comparison as the test of a part; a negative one fails its opposite, unless ``holds`` says otherwise."""
    operator = NEGATIVE.get(test.operator, test.operator)
    return PartTest(test.field.role, operator, test.value, holds=operator == test.operator if holds is None else holds)


def _joined(tests: Sequence[SignedTest], origins: tuple[Condition, ...], *, holds: bool) -> Formula:
    if len(tests) == 1:
        return tests[0]
    return (AllOf if holds else AnyOf)(tuple(tests), origins)
