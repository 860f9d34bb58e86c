"""Spark selects what the reference selects: every condition is sure of nothing else, and leaves nothing out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agreement import CONFORMANCE, HOSTILE, conformance, disagreements, runs_and_predicates, telling
from effort import examples, some
import hostile
from hypothesis import Phase, given, settings
from pyspark.sql import SparkSession
from spark_tables import AS_JSON, AS_TEXT, as_json
import yaml

from filterlang.sql.engines.spark_table import SparkTable
from filterlang.exports.records import Record
from filterlang.semantics.predicate import Predicate

RUNS: list[Record] = yaml.safe_load((CONFORMANCE / "runs.yaml").read_text("utf-8"))
PECULIAR = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
    "spark.sql.legacy.timeParserPolicy": "LEGACY",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}
"""Settings of a session that change what SQL means, or how it is worked out."""


@contextmanager
def peculiar(spark: SparkSession) -> Iterator[None]:
    before = {name: spark.conf.get(name) for name in PECULIAR}
    for name, value in PECULIAR.items():
        spark.conf.set(name, value)
    yield
    for name, value in before.items():
        spark.conf.set(name, str(value))


class TestAgreement:
    def test_on_the_cases_of_the_conformance_suite(self, spark: SparkSession) -> None:
        table = SparkTable(as_json(spark, RUNS, AS_TEXT), columns=AS_TEXT)
        predicates = list(some(telling(table, conformance(), 0), 2))
        with peculiar(spark):
            found, undecided = disagreements(table, predicates)
        assert found == []
        assert undecided < 0.1 * len(RUNS) * len(predicates)

    def test_on_runs_that_nobody_should_send(self, spark: SparkSession) -> None:
        records = [record for record in hostile.records() if record.get("name") != "big"]
        table = SparkTable(as_json(spark, records), columns=AS_JSON)
        assert disagreements(table, telling(table, HOSTILE[::2], 1000))[0] == []

    def test_on_columns_of_the_types_that_belong_there(self, spark: SparkSession, tmp_path: Path) -> None:
        typed, _ = hostile.typed_table(hostile.records())
        table = SparkTable(spark.read.parquet(str(hostile.write_parquet(tmp_path / "typed.parquet", typed))))
        assert disagreements(table, telling(table, HOSTILE[1::2], 300))[0] == []

    @given(runs_and_predicates(8))
    @settings(max_examples=examples(1), phases=[Phase.generate])  # Spark takes seconds for each: there is no time to shrink
    def test_on_what_is_drawn(self, builder: SparkSession.Builder, drawn: tuple[list[Record], list[Predicate]]) -> None:
        records, predicates = drawn
        table = SparkTable(as_json(builder.getOrCreate(), records), columns=AS_JSON)
        assert disagreements(table, predicates)[0] == []
