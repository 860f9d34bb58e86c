"""What Spark groups and measures by is what the reference reads, whatever the settings of its session."""

import hostile
from pyspark.sql import SparkSession
from spark_tables import AS_JSON, as_json
from test_run_values import EXPORT, QUERIES, assert_same
from test_spark import peculiar
from value_agreement import value_differences

from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.sql.engines.spark_table import SparkTable


def test_values_of_hostile_rows_are_those_of_the_reference(spark: SparkSession) -> None:
    records = [record for record in hostile.records() if record.get("name") != "big"]
    table = SparkTable(as_json(spark, records), columns=AS_JSON)
    with peculiar(spark):
        assert value_differences(table)[0] == []


def test_groups_of_an_export_are_those_of_the_reference(spark: SparkSession) -> None:
    lines = open_runs(EXPORT).list_runs()
    runs = open_runs(spark.createDataFrame(lines.to_arrow()))
    local = LocalRuns(lines.records())
    for by in ((), ("tags", "month"), ("model", "week"), ("error", "is_root"), ("metadata.tier",)):
        assert_same(runs, local, by=by)
    for query in QUERIES:
        assert_same(runs, local, by=("name",), **query)
