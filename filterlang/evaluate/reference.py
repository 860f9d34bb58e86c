"""What each predicate means for a run, in plain Python: the meaning that every other engine has to agree with.

Owns the invariant that a run either matches or does not: no run, however odd, raises. A run is a dict in the shape of the v1
API. Choices that LangSmith does not document are marked as ours.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
import operator
import re
from typing import Any

from filterlang.evaluate.rows import Row, feedback_rows, field_values, key_rows, texts
from filterlang.syntax.input import FilterLike
from filterlang.syntax.jsonvalues import as_mapping
from filterlang.semantics.predicate import All, Negation, Pair, Predicate, Search, Some, Test, Value, understand

Record = Mapping[str, Any]
Matcher = Callable[[Record], bool]

NEGATIVE = {"neq": "eq", "notlike": "like"}
"""Operators that hold where their opposite holds for nothing: a run without a value is not equal to any (ours)."""


def matcher(filter: FilterLike) -> Matcher:
    """A test for runs. Raises ``FilterError`` when the filter has errors of syntax, names or types; the test never raises."""
    return test(understand(filter))


def test(predicate: Predicate) -> Matcher:
    """A predicate as a test. Nesting costs no recursion: the predicate becomes one list of steps with jumps."""
    steps = _assemble(predicate)

    def matches(record: Record) -> bool:
        result = True
        position = 0
        while position < len(steps):
            step, target = steps[position]
            position += 1
            if step is None:
                result = not result
            elif isinstance(step, bool):
                if result is step:
                    position = target
            else:
                result = step(record)
        return result

    return matches


Step = tuple[Matcher | bool | None, int]
"""Test a record; jump when the result is this; or negate the result."""


def _assemble(predicate: Predicate) -> list[Step]:
    steps: list[Step] = []
    pending: list[Predicate | tuple[list[int], bool] | list[int] | None] = [predicate]
    while pending:
        item = pending.pop()
        if item is None:
            steps.append((None, 0))
        elif isinstance(item, list):  # the end of a conjunction or disjunction: its jumps come here
            for place in item:
                steps[place] = (steps[place][0], len(steps))
        elif isinstance(item, tuple):
            jumps, when = item
            jumps.append(len(steps))
            steps.append((when, 0))
        elif isinstance(item, Negation):
            pending += (None, item.part)
        elif isinstance(item, (All, Some)):
            stops = isinstance(item, Some)
            if not item.parts:
                steps.append((_constant(not stops), 0))
                continue
            places: list[int] = []
            pending.append(places)
            for index in range(len(item.parts) - 1, -1, -1):
                pending.append(item.parts[index])
                if index:
                    pending.append((places, stops))
        else:
            steps.append((_leaf(item), 0))
    return steps


def _constant(result: bool) -> Matcher:
    return lambda _: result


def _leaf(predicate: Test | Pair | Search) -> Matcher:
    if isinstance(predicate, Search):
        return _search(predicate)
    return _pair(predicate) if isinstance(predicate, Pair) else _field(predicate)


def _field(tested: Test) -> Matcher:
    """A run has zero, one or (tags) many values of a field: one of them has to compare."""
    field = tested.field
    positive = NEGATIVE.get(tested.operator)
    compares = comparison(positive or tested.operator, tested.value)

    def matches(record: Record) -> bool:
        return any(map(compares, field_values(record, field))) is not bool(positive)

    if tested.value is None:  # eq and neq with null: whether there is a value at all
        return lambda record: (not any(value not in (None, "") for value in field_values(record, field))) is not bool(positive)
    return matches


def _pair(pair: Pair) -> Matcher:
    """The pair conditions of one ``and``, after the documentation's four negative cases (export-traces).

    A key that must not be there is there nowhere; the conditions that are left have to hold for one and the same pair. With no
    positive condition left, a value that must not be there is there nowhere.
    """
    absent = [comparison(NEGATIVE[key.operator], key.value) for key in pair.keys if key.operator in NEGATIVE]
    keys = [comparison(key.operator, key.value) for key in pair.keys if key.operator not in NEGATIVE]
    positive = bool(keys) or any(value.operator not in NEGATIVE for value in pair.values)
    values = [(value.field.role, _value(value, negate=positive)) for value in pair.values]
    rows_of = _ROWS[pair.family]

    def matches(record: Record) -> bool:
        rows = rows_of(record)
        if any(compares(row.key) for compares in absent for row in rows):
            return False
        if positive:
            return any(
                all(compares(row.key) for compares in keys) and all(compares(row.get(role)) for role, compares in values)
                for row in rows
            )
        return not any(compares(row.get(role)) for role, compares in values for row in rows)

    return matches


def _value(tested: Test, *, negate: bool) -> Callable[[object], bool]:
    """A comparison of a pair's value: on its own row a negative is as it says, over all rows its opposite is looked for."""
    if tested.operator not in NEGATIVE:
        return comparison(tested.operator, tested.value)
    opposite = comparison(NEGATIVE[tested.operator], tested.value)
    return (lambda value: not opposite(value)) if negate else opposite


def _search(search: Search) -> Matcher:
    """Every term stands somewhere in the texts, in any order, as part of a word, in any case (filter-traces-in-application).

    Searched are the texts inside inputs and outputs and the error, as on v2; v1 leaves the error out. Limits of the servers'
    indexes (length, stop words) are not imitated (ours).
    """
    terms = search.text.casefold().split()

    def matches(record: Record) -> bool:
        found = " ".join(texts(record, search.field)).casefold()
        return bool(terms) and all(term in found for term in terms)

    return matches


_ROWS: dict[str, Callable[[Record], Sequence[Row]]] = {
    "metadata": lambda record: key_rows(record, ("extra", "metadata")),
    "input": lambda record: key_rows(record, ("inputs",)),
    "output": lambda record: key_rows(record, ("outputs",)),
    "feedback": feedback_rows,
}


def comparison(name: str, value: Value) -> Callable[[object], bool]:
    """A test of one stored value. Kinds are kept apart: true, 1 and "1" are three values (LIVE-0930)."""
    return _COMPARISONS[name](value)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    return type(value).__name__


def _equals(wanted: object) -> Callable[[object], bool]:
    kind = _kind(wanted)
    return lambda value: _kind(value) == kind and _holds(operator.eq, value, wanted)


def _holds(compare: Callable[[Any, Any], bool], value: object, wanted: object) -> bool:
    """Whether a comparison holds; one that Python refuses (a signalling NaN) does not."""
    try:
        return bool(compare(value, wanted))
    except ArithmeticError:
        return False


def _in(wanted: Value) -> Callable[[object], bool]:
    tests = [_equals(item) for item in wanted] if isinstance(wanted, tuple) else []
    return lambda value: any(test(value) for test in tests)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Value], Callable[[object], bool]]:
    def make(wanted: Value) -> Callable[[object], bool]:
        kind = _kind(wanted)
        return lambda value: _kind(value) == kind and _holds(compare, value, wanted)

    return make


def _like(pattern: Value) -> Callable[[object], bool]:
    r"""SQL's LIKE: % is any text, _ any character, a backslash takes its meaning away; case counts (ours).

    Each stretch between two % is looked for behind the one before, so the cost is bounded whatever the pattern.
    """
    (first, _), *rest = _stretches(pattern if isinstance(pattern, str) else "")

    def matches(value: object) -> bool:
        if not isinstance(value, str):
            return False
        found = first.match(value)
        if found is None or not rest:
            return found is not None and found.end() == len(value)
        position = found.end()
        for stretch, _ in rest[:-1]:
            found = stretch.search(value, position)
            if found is None:
                return False
            position = found.end()
        last, length = rest[-1]
        start = len(value) - length
        return start >= position and last.match(value, start) is not None

    return matches


def _stretches(pattern: str) -> list[tuple[re.Pattern[str], int]]:
    """The stretches of a pattern between its %, each with how many characters it takes."""
    stretches: list[list[str]] = [[]]
    for token in re.findall(r"\\.|.", pattern, re.DOTALL):
        if token == "%":
            stretches.append([])
        else:
            stretches[-1].append("." if token == "_" else re.escape(token[-1]))
    return [(re.compile("".join(parts), re.DOTALL), len(parts)) for parts in stretches]


def _has(wanted: Value) -> Callable[[object], bool]:
    if not isinstance(wanted, Mapping):
        return _equals(wanted)
    tests = [(key, _equals(value)) for key, value in wanted.items()]

    def matches(value: object) -> bool:
        held = as_mapping(value)
        return isinstance(value, Mapping) and all(key in held and test(held[key]) for key, test in tests)

    return matches


def _exists(key: Value) -> Callable[[object], bool]:
    return lambda value: any(row.key == key for row in key_rows(as_mapping(value), ()))


_COMPARISONS: dict[str, Callable[[Value], Callable[[object], bool]]] = {
    "eq": _equals,
    "in": _in,
    "gt": _ordered(operator.gt),
    "gte": _ordered(operator.ge),
    "lt": _ordered(operator.lt),
    "lte": _ordered(operator.le),
    "like": _like,
    "has": _has,
    "exists": _exists,
}
