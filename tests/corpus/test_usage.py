"""The order in which editors offer names is that of the corpus."""

from collections import Counter
import json
from pathlib import Path

from filterlang import parse
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS
from filterlang.schema.usage import USUAL_FAMILIES, USUAL_FIELDS, USUAL_NUMBERS, USUAL_OPERATORS, USUAL_VALUES
from filterlang.syntax.tree import Call, Name, String, walk

ROWS = (Path(__file__).parent / "filters.jsonl").read_text(encoding="utf-8").splitlines()
CALLS = [node for row in ROWS for node in walk(parse(json.loads(row)["filter"]).tree) if isinstance(node, Call)]
COMPARISONS = [
    (call.arguments[0].id, call.arguments[1:]) for call in CALLS if isinstance(next(iter(call.arguments), None), Name)
]


def is_by_frequency(names: tuple[str, ...], counts: Counter[str]) -> bool:
    return [counts[name] for name in names] == sorted((counts[name] for name in names), reverse=True)


def test_operators_are_in_the_order_of_their_frequency() -> None:
    assert set(USUAL_OPERATORS) == set(OPERATORS)
    assert is_by_frequency(USUAL_OPERATORS, Counter(call.operator for call in CALLS))


def test_fields_and_families_are_in_the_order_of_their_frequency() -> None:
    counts = Counter(name for name, _ in COMPARISONS if name in FIELDS)
    assert is_by_frequency(USUAL_FIELDS, counts)
    assert counts.keys() == set(USUAL_FIELDS)
    assert set(USUAL_FAMILIES) == set(FAMILIES)


def test_values_are_in_the_order_of_their_frequency() -> None:
    for field in ("status", "run_type"):
        found = Counter(rest[0].value for name, rest in COMPARISONS if name == field and rest and isinstance(rest[0], String))
        values = USUAL_VALUES.get(field, FIELDS[field].values)
        assert set(values) == set(FIELDS[field].values)
        assert is_by_frequency(values, found)
    assert all(list(numbers) == sorted(numbers) for numbers in USUAL_NUMBERS.values())
