"""Parquet that filterlang makes answers as the lines do that it was made of, whatever numbers they hold."""

import io
import json
from typing import Any

from answers import differences
from export_files import RUNS, lines, uuid
import pytest

from filterlang.tables.arrow import write_parquet
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record, read_records
from filterlang.exports.results import Runs
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type

NUMBERS = [
    None, 0, 1, -1, 0.5, -0.5, 3, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**20, 1e21, 1e40, -1e300,
    5e-324, 1e-13, 0.1234567890123, 0.123456789012, 12345.678901234567, 9007.199254740993, 1e25, 1e26, 10**400, True, "5",
    "0.5", "1e40", "0.1234567890123456789", "12345678901234567890.5", "1e999", "soon", "", [1], {"a": 1},
    float("nan"), float("inf"),
]  # fmt: skip
FIELDS_OF_NUMBERS = [name for name, field in FIELDS.items() if field.type is Type.NUMBER and field.stored and not field.family]
ASKED = ["0", "1", "0.5", "-1", "9007199254740992", "9007199254740993", "1e20", "1e21", "1e40", "18446744073709551616",
         "0.1234567890123", "12345.678901234567", "9007.199254740993", "1e-13", "5"]  # fmt: skip
OPERATORS = ("eq", "neq", "gt", "gte", "lt", "lte")


def records() -> list[Record]:
    """A run for each number, which it has in every field for one."""
    return [
        {**RUNS[0], "id": uuid(100 + number), "trace_id": uuid(100 + number), **dict.fromkeys(FIELDS_OF_NUMBERS, value),
         "extra": {"metadata": {"n": value}}, "inputs": {"n": value}}
        for number, value in enumerate(NUMBERS)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> LocalRuns:
    path = tmp_path_factory.mktemp("lines") / "runs.jsonl"
    path.write_bytes(lines(*records()))
    return LocalRuns(read_records(path))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory, local: LocalRuns) -> Runs:
    path = tmp_path_factory.mktemp("parquet") / "runs.parquet"
    file = io.BytesIO()
    write_parquet(local.records, file)
    path.write_bytes(file.getvalue())
    return open_runs(path)


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("field", FIELDS_OF_NUMBERS)
def test_every_field_compares_as_in_the_lines(local: LocalRuns, converted: Runs, field: str, operator: str) -> None:
    asked = [f"{operator}({field}, {number})" for number in ASKED]
    assert differences(converted, local, asked) == []
    assert converted.list_runs(filter=asked[4]).count() == len(local.matching(filter=asked[4]))


OTHERS = (
    'and(eq(metadata_key, "n"), eq(metadata_value, 12345.678901234567))', 'and(eq(input_key, "n"), gt(input_value, 1e20))',
        'like(inputs, "%e+40%")', 'like(inputs, "%1e-13%")', "eq(total_tokens, null)",
    "or(eq(total_cost, null), gt(total_tokens, 1e30))",
)  # fmt: skip


def test_so_do_others(local: LocalRuns, converted: Runs) -> None:
    assert differences(converted, local, OTHERS) == []


def test_numbers_come_back_as_they_were(local: LocalRuns, converted: Runs) -> None:
    def kept(runs: Runs, **query: Any) -> dict[str, Any]:
        return {run["id"]: json.dumps(run.get("total_tokens")) for run in runs.list_runs(**query).records()}

    numbers = [record["id"] for record in local.records if type(record["total_tokens"]) in (int, float)]
    plain, chosen, before = kept(converted), kept(converted, select=["total_tokens"]), kept(local)
    for id in numbers[:-3]:
        assert plain[id] == chosen[id] == before[id]
