"""A null in a struct is a key that is not there, in every engine; what Spark infers from JSON is warned of."""

import json
from pathlib import Path
from typing import Any

from answers import differences, ids
from chdb.session import Session
from export_files import RUNS, lines
import duckdb
from effort import some
from pyspark.sql import SparkSession
import pytest

from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record
from filterlang.sql.spark_schema import SPARK_SCHEMA

HELD: list[Any] = [
    {"tier": "gold"}, {"provider": "x", "list": [{"a": 1}]}, {"deep": {"b": "c"}, "Tier": None}, {"mixed": [{"content": "hi"}]},
    {"mixed": [["text", {"content": 5}], "plain"], "number": 1e-7}, {"number": "5"}, {}, {"tier": None, "flag": True},
]  # fmt: skip
RECORDS: list[Record] = [
    {**run, "extra": {"metadata": held}, "inputs": {"q": held}} for run, held in zip(RUNS * 2, HELD, strict=False)
]
for _number, _record in enumerate(RECORDS):
    _record["id"] = f"0190a1b2-0000-7000-8000-0000000002{_number:02}"
KEYS = ("tier", "Tier", "provider", "list", "list.a", "deep", "deep.b", "mixed", "mixed.content", "number", "flag", "nothing")
PLAIN = ("tier", "provider", "list", "list.a", "deep", "deep.b", "flag", "nothing")
"""Keys under which no value is null and all are of one kind."""


def filters(keys: tuple[str, ...]) -> list[str]:
    made = [f'{operator}({family}_key, "{prefix}{key}")' for key in keys for operator in ("eq", "neq")
            for family, prefix in (("metadata", ""), ("input", "q."))]  # fmt: skip
    more = ["gold", "c", "x"]
    return [*made, *(f'and(eq(metadata_key, "tier"), neq(metadata_value, "{value}"))' for value in more)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "runs.jsonl").write_bytes(lines(*RECORDS))
    return tmp_path / "runs.jsonl"


def without(records: list[Record], key: str) -> list[Record]:
    """The runs without what a struct cannot say: a null under a key."""
    text = json.dumps(records)
    return json.loads(text.replace(f'"{key}": null, ', "").replace(f', "{key}": null', "").replace(f'"{key}": null', ""))


STRUCTS = without(without(RECORDS, "tier"), "Tier")


class TestSpark:
    def test_an_inferred_schema_is_warned_of_and_absent_keys_are_absent(self, spark: SparkSession, path: Path) -> None:
        spark.conf.set("spark.sql.caseSensitive", "true")
        try:
            with pytest.warns(UserWarning, match=r"^the data frame: extra, inputs: in a struct, .*spark_schema\.SPARK_SCHEMA"):
                runs = open_runs(spark.read.json(str(path)))
            assert differences(runs, LocalRuns(STRUCTS), some(filters(PLAIN), 5)) == []
        finally:
            spark.conf.set("spark.sql.caseSensitive", "false")

    def test_the_schema_keeps_everything_apart(self, spark: SparkSession, path: Path) -> None:
        frame = spark.read.schema(SPARK_SCHEMA).option("mode", "FAILFAST").json(str(path))
        runs = open_runs(frame)
        others = ('eq(metadata_value, "5")', "eq(metadata_value, 5)", 'search("plain")', "gt(latency, 9)")
        assert differences(runs, LocalRuns(RECORDS), [*some(filters(KEYS), 5), *others]) == []


def test_duckdb(path: Path) -> None:
    path.write_bytes(lines(*STRUCTS))
    read = f"read_json('{path}', map_inference_threshold = -1)"
    relation = duckdb.connect().sql(f"SELECT id, trace_id, start_time, extra, inputs FROM {read}")
    assert "STRUCT" in str(relation.types)
    assert differences(open_runs(relation), LocalRuns(STRUCTS), filters(PLAIN)) == []


TUPLES = "Tuple(metadata Tuple(tier Nullable(String), list Array(Tuple(a Nullable(Int8)))))"


def test_clickhouse(embedded: Session) -> None:
    embedded.query(f"CREATE TABLE structs (id String, extra {TUPLES}) ENGINE = Memory")
    embedded.query(f"INSERT INTO structs SELECT '1', CAST(tuple(tuple('gold', [])), '{TUPLES}')")
    embedded.query(f"INSERT INTO structs SELECT '2', CAST(tuple(tuple(NULL, [tuple(1), tuple(NULL)])), '{TUPLES}')")
    runs = open_runs((embedded, "structs"))
    assert [ids(runs, filter=f'{operator}(metadata_key, "tier")') for operator in ("eq", "neq")] == [["1"], ["2"]]
    assert ids(runs, filter='eq(metadata_key, "list.a")') == ["2"]
    (run,) = runs.matching(filter='eq(id, "2")')
    assert run["extra"] == {"metadata": {"list": [{"a": 1}, {}]}}
