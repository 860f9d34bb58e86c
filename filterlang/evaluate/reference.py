"""The reference evaluator: the meaning of a predicate in plain Python, with which every engine has to agree.

Owns the invariant that a run, however odd, matches or does not: no run raises an error, and no result is unknown. A run is a
dict in the shape of the v1 API. docs/semantics.md describes the meaning with its evidence; what LangSmith does not document is
marked as ours.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from filterlang.checking.meaning import to_predicate
from filterlang.evaluate.rows import field_values, json_text, key_rows, pair_rows, texts
from filterlang.evaluate.run_objects import record_of_object
from filterlang.evaluate.shapes import in_v1_form
from filterlang.schema.operators import NEGATIVE
from filterlang.semantics.predicate import And, Compare, Not, Or, Pair, Predicate, Search, Value, search_terms
from filterlang.semantics.value_tests import VALUE_TESTS
from filterlang.syntax.input import FilterLike
from filterlang.text.jsonvalues import as_mapping, is_object

Record = Mapping[str, Any]
Matcher = Callable[[Record], bool]


def matcher(filter: FilterLike) -> Matcher:
    """Returns a function that tests runs, and which never raises.

    Raises ``FilterError`` when the filter has errors of syntax, names or types.

    >>> failed = matcher('eq(status, "error")')
    >>> [failed({"status": status}) for status in ("error", "success")]
    [True, False]
    """
    return holds(to_predicate(filter))


def matches(filter: FilterLike, run: object) -> bool:
    """Whether a filter selects a run: a dict in the shape of either API, a ``Run``, or a run of the langsmith SDK.

    Raises ``FilterError`` as ``matcher`` does, which is the better choice for one filter and many runs, and ``TypeError`` for
    any other object.

    >>> from filterlang import matches
    >>> matches("gt(latency, 10)", {"start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-01T00:00:12Z"})
    True
    """
    return matcher(filter)(record_of(run))


def record_of(run: object) -> dict[str, Any]:
    """Returns a run, in any form that ``matches`` takes, as a new dict in the shape of the v1 API.

    Raises ``TypeError`` for anything else.
    """
    copied = record_of_object(run)
    if copied is None:
        raise TypeError(f"a run is a dict or a Run, not {type(run).__name__}")
    in_v1_form(copied)
    return copied


def holds(predicate: Predicate) -> Matcher:
    """Returns a predicate as a test of runs, without recursion: it becomes one list of steps with jumps."""
    return matcher_of(steps_of(predicate))


Step = tuple[Predicate | bool | None, int]
"""A condition on the record; or a boolean, and the position to jump to if it is the result so far; or None: a negation."""


def matcher_of(steps: Sequence[Step]) -> Matcher:
    """Returns a predicate's steps as a test of runs."""
    tests = [(step if step is None or isinstance(step, bool) else condition_test(step), target) for step, target in steps]

    def matches(record: Record) -> bool:
        result = True
        position = 0
        while position < len(tests):
            test, target = tests[position]
            position += 1
            if test is None:
                result = not result
            elif isinstance(test, bool):
                if result is test:
                    position = target
            else:
                result = test(record)
        return result

    return matches


class _Jump(NamedTuple):
    """A jump to the end of a conjunction or disjunction, taken if the result so far decides it."""

    decisive: bool
    positions: list[int]
    """The positions of all jumps to the same end."""


class _End(NamedTuple):
    """The end of a conjunction or disjunction, with the positions of the jumps to it."""

    positions: list[int]


def steps_of(predicate: Predicate) -> list[Step]:
    """Returns the steps of a predicate in the order in which they run. They can be pickled, however deep the predicate is."""
    steps: list[Step] = []
    pending: list[Predicate | _Jump | _End | None] = [predicate]
    while pending:
        item = pending.pop()
        if item is None:  # the negation of what stands before it
            steps.append((None, 0))
        elif isinstance(item, _Jump):
            item.positions.append(len(steps))
            steps.append((item.decisive, 0))
        elif isinstance(item, _End):
            for position in item.positions:
                steps[position] = (steps[position][0], len(steps))
        elif isinstance(item, Not):
            pending += (None, item.part)
        elif isinstance(item, (And, Or)) and item.parts:
            pending += reversed(_with_jumps(item))
        else:
            steps.append((item, 0))
    return steps


def _with_jumps(junction: And | Or) -> list[Predicate | _Jump | _End]:
    """Returns the parts of a conjunction or disjunction, a jump to its end after each but the last, and its end."""
    positions: list[int] = []
    jump = _Jump(isinstance(junction, Or), positions)
    parts = [item for part in junction.parts for item in (part, jump)]
    return [*parts[:-1], _End(positions)]


def _constant(result: bool) -> Matcher:
    return lambda _: result


def condition_test(predicate: Predicate) -> Matcher:
    """Returns the test of a condition, or of a conjunction or disjunction of nothing."""
    if isinstance(predicate, Search):
        return _search(predicate)
    if isinstance(predicate, Pair):
        return _pair(predicate)
    return _field(predicate) if isinstance(predicate, Compare) else _constant(isinstance(predicate, And))


def _field(condition: Compare) -> Matcher:
    """Returns a test that one of the run's values of a field meets a comparison.

    A run has no value, one, or (of tags) several. A field equals null if it has no value but empty texts.
    """
    if condition.operator in NEGATIVE:
        opposite = _field(replace(condition, operator=NEGATIVE[condition.operator]))
        return lambda record: not opposite(record)
    field, compares = condition.field, comparison(condition.operator, condition.value)
    expected = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    accepts_null = condition.operator in ("eq", "in") and None in expected

    def matches(record: Record) -> bool:
        values = field_values(record, field)
        return any(map(compares, values)) or (accepts_null and all(value == "" for value in values))

    return matches


def _pair(pair: Pair) -> Matcher:
    """Returns a test for the pair conditions of one ``and``, after the documentation's four negative cases (export-traces).

    A key that is negated occurs in no pair; the other conditions have to hold for one and the same pair. Without a positive
    condition, a value that is negated occurs in no pair.
    """
    absent = [comparison(NEGATIVE[key.operator], key.value) for key in pair.keys if key.operator in NEGATIVE]
    keys = [comparison(key.operator, key.value) for key in pair.keys if key.operator not in NEGATIVE]
    positive = bool(keys) or any(value.operator not in NEGATIVE for value in pair.values)
    values = [(value.field.role, _value(value, negate=positive)) for value in pair.values]

    def matches(record: Record) -> bool:
        rows = pair_rows(record, pair.family)
        if any(compares(row.key) for compares in absent for row in rows):
            return False
        if positive:
            return any(
                all(compares(row.key) for compares in keys) and all(compares(getattr(row, role)) for role, compares in values)
                for row in rows
            )
        return not any(compares(getattr(row, role)) for role, compares in values for row in rows)

    return matches


def _value(condition: Compare, *, negate: bool) -> Callable[[object], bool]:
    """Returns a test of a pair's value. A negative comparison becomes its opposite, and with ``negate`` is negated."""
    if condition.operator not in NEGATIVE:
        return comparison(condition.operator, condition.value)
    opposite = comparison(NEGATIVE[condition.operator], condition.value)
    return (lambda value: not opposite(value)) if negate else opposite


def _search(search: Search) -> Matcher:
    """Returns a test that every term occurs in the texts, in any order, also as part of a word (filter-traces-in-application).

    Terms are separated by white space. The case of A to Z does not matter, that of other letters does (ours). The search
    covers the texts inside inputs and outputs and the error, as on v2; v1 does not search the error.
    """
    terms = [_bytes(term) for term in search_terms(search.text)]

    def matches(record: Record) -> bool:
        folded = [_bytes(text).lower() for text in texts(record, search.field)]  # bytes: only A to Z change, and fast
        return bool(terms) and all(any(term in text for text in folded) for term in terms)

    return matches


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def comparison(name: str, value: Value) -> Callable[[object], bool]:
    """Returns a test of one value. Kinds are never converted: true, 1 and "1" are three values (LIVE-0930)."""
    return _COMPARISONS[name](value)


def _like(pattern: Value) -> Callable[[object], bool]:
    """Returns a test that a text matches a pattern, or an object as JSON text."""
    matches = VALUE_TESTS["like"](pattern)
    return lambda value: matches(json_text(value) if is_object(value) else value)


def _has(expected: Value) -> Callable[[object], bool]:
    """Returns a test that a list has an item, or metadata the pairs of a flat JSON object (LangSmith release notes, 2024)."""
    equals = VALUE_TESTS["eq"]
    if not isinstance(expected, Mapping):
        return equals(expected)
    tests = [(key, equals(value)) for key, value in as_mapping(expected).items()]

    def matches(value: object) -> bool:
        rows = key_rows(value)
        return all(any(row.key == key and holds(row.value) for row in rows) for key, holds in tests)

    return matches


def _exists(key: Value) -> Callable[[object], bool]:
    return lambda value: any(row.key == key for row in key_rows(value))


_COMPARISONS: dict[str, Callable[[Value], Callable[[object], bool]]] = {
    **VALUE_TESTS,
    "like": _like,
    "has": _has,
    "exists": _exists,
}
"""The function that makes the test of a value of a run, by operator. Negative operators are the opposites of these."""
