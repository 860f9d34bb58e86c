"""What the schema knows, in words: every field and operator has its facts."""

import pytest

from filterlang.ide.hovers_of_names import field_blocks, operator_blocks
from filterlang.schema.facts_in_words import (
    best_source, dialects_with, fields_of, operators_of, refusals_of_every_use, stored_in_words, type_in_words,
)  # fmt: skip
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS
from filterlang.semantics.durations import spelled_duration


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_says_what_it_is_and_where_it_is_stored(name: str) -> None:
    field = FIELDS[name]
    assert type_in_words(field).startswith(field.type.value)
    assert stored_in_words(field)
    assert best_source(field.evidence)
    first, *_ = field_blocks(name, field, None)
    assert first.startswith(f"`{name}`: ")


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_says_what_it_does(name: str) -> None:
    operator = OPERATORS[name]
    blocks = list(operator_blocks(name, operator))
    assert blocks[0].startswith(f"`{name}({operator.arguments})`: ")
    assert blocks[-1].startswith("Source: ")


def test_a_field_is_among_the_fields_of_its_operators() -> None:
    by_field = {(name, operator) for name, field in FIELDS.items() for _, names in operators_of(field) for operator in names}
    by_operator = {(field, name) for name, each in OPERATORS.items() for _, names in fields_of(each) for field in names}
    assert by_field == by_operator


@pytest.mark.parametrize(
    ("name", "dialects"),
    [
        ("latency", ["v1", "v2"]), ("total_tokens", ["v2"]), ("parent_run_id", ["v1"]), ("execution_order", []),
        ("metadata", ["v1", "v2", "examples"]), ("search", ["v1", "v2"]), ("exists", ["examples"]),
        ("has", ["v1", "v2", "examples"]),
    ],
)  # fmt: skip
def test_dialects_that_take_a_name(name: str, dialects: list[str]) -> None:
    assert dialects_with(FIELDS.get(name) or OPERATORS[name]) == dialects


def test_a_search_is_refused_with_a_field_only() -> None:
    assert refusals_of_every_use(OPERATORS["search"]) == []
    assert refusals_of_every_use(OPERATORS["not"]) != []


@pytest.mark.parametrize(
    ("seconds", "spelled"),
    [
        (0.0005, "0.5 ms"), (0.35, "350 ms"), (1, "1 s"), (59.5, "59.5 s"), (60, "1 min"), (5000, "1 h 23 min 20 s"),
        (86400, "1 d"), (90061.5, "1 d 1 h 1 min 1.5 s"), (0, ""), (-5, ""), (1e300, ""),
        (float("nan"), ""), (float("inf"), ""),
    ],
)  # fmt: skip
def test_durations_are_spelled_out(seconds: float, spelled: str) -> None:
    assert spelled_duration(seconds) == spelled
