"""Spark selects what the reference selects: every condition is sure of nothing else, and leaves nothing out.

A session of Spark runs in this process's own Java machine. Its time zone is one with summer time, which must not count.
"""

from collections.abc import Iterator, Sequence
import json
from pathlib import Path
from typing import Any

import hostile
from hypothesis import given, settings, strategies as st
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
import pytest
from sqlglot import exp
import yaml

from filterlang.diagnostics import FilterError
from filterlang.evaluate.columns import JSON_FIELDS, Columns, Form, columns_of
from filterlang.evaluate.engines.spark_table import SparkTable
from filterlang.evaluate.lowering import Lowering
from filterlang.evaluate.records import Record
from filterlang.evaluate.reference import test as meaning
from filterlang.semantics.predicate import understand
from filterlang.strategies import runs
from filterlang.strategies.conditions import draw_tree
from filterlang.strategies.language import Side, language
from filterlang.strategies.matching import draw_true
from filterlang.syntax.strings import quote

pytestmark = pytest.mark.xdist_group("spark")  # one Java machine is enough

CONFORMANCE = Path(__file__).parents[2] / "grammar" / "conformance"
NAMES = (*hostile.IDS, *hostile.PLACES)
AS_JSON = columns_of(dict.fromkeys(NAMES, Form.JSON))
AS_TEXT = columns_of({name: Form.JSON if name in JSON_FIELDS else Form.TEXT for name in NAMES})
BATCH = 60
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "America/New_York",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        warehouse = str(tmp_path_factory.mktemp("warehouse"))
        builder = SparkSession.builder.master("local[2]").config("spark.sql.warehouse.dir", warehouse)
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        yield session
        session.stop()


def as_json(spark: SparkSession, records: Sequence[Record], columns: Columns = AS_JSON) -> DataFrame:
    """The records in columns of texts: JSON, or what the texts in it say."""
    rows = [(number, *(_cell(record, name, columns) for name in NAMES)) for number, record in enumerate(records)]
    return spark.createDataFrame(rows, "row bigint, " + ", ".join(f"`{name}` string" for name in NAMES))


def _cell(record: Record, name: str, columns: Columns) -> str | None:
    value = record.get(name)
    if columns.places[name,].form is Form.TEXT:
        return None if value is None else str(value)
    return json.dumps(value) if name in record else None


def disagreements(table: SparkTable, records: Sequence[Record], filters: Sequence[Any]) -> tuple[list[Any], int]:
    """Where SQL is sure of what the reference denies, or leaves out what it holds; and how often Python has to decide."""
    found: list[Any] = []
    undecided = 0
    for start in range(0, len(filters), BATCH):
        words = table.words()
        batch = filters[start : start + BATCH]
        predicates = [understand(one) for one in batch]
        answers = [_answer(Lowering(words, table.columns), predicate) for predicate in predicates]
        query = exp.select(exp.column("row"), *(exp.alias_(sql, f"f{number}") for number, sql in enumerate(answers)))
        tests = [meaning(predicate) for predicate in predicates]
        for row in table.rows(query.from_(table.source).sql(words.dialect), words.values):
            record = records[row["row"]]
            for number, (asked, holds) in enumerate(zip(batch, tests, strict=True)):
                answer = row[f"f{number}"]
                undecided += answer == "maybe"
                if answer != "maybe" and (answer == "yes") is not holds(record):
                    found.append((str(asked), answer, record))
    return found, undecided


def _answer(lowering: Lowering, predicate: Any) -> exp.Expr:
    """Yes, maybe or no, in SQL."""
    condition = lowering.lower(predicate)
    answer = exp.Case().when(condition.sure.copy(), exp.Literal.string("yes"))
    if not condition.exact:
        answer = answer.when(condition.maybe.copy(), exp.Literal.string("maybe"))
    return answer.else_(exp.Literal.string("no"))


def conformance() -> list[str]:
    files = [path for path in sorted(CONFORMANCE.glob("*.yaml")) if path.stem != "runs"]
    cases = [case for path in files for case in yaml.safe_load(path.read_text("utf-8"))]
    return list(dict.fromkeys(case["text"] for case in cases if "matches" in case))


RUNS: list[Record] = yaml.safe_load((CONFORMANCE / "runs.yaml").read_text("utf-8"))


def asked(pattern: str, values: Sequence[str]) -> Iterator[str]:
    """Filters of one shape with many values."""
    return (pattern.replace("X", value) for value in values)


def is_filter(text: str) -> bool:
    try:
        understand(text)
    except FilterError:
        return False
    return True


TEXTS = [quote(text) for text in hostile.TEXTS]
NUMBERS = [repr(number) for number in hostile.NUMBERS if number == number and abs(number) != float("inf")]
TIMES = [quote(time) for time in hostile.TIMES]
HOSTILE = [
    *asked("eq(name, X)", TEXTS[::4]), *asked("like(name, X)", TEXTS[1::4]), *asked("gt(error, X)", TEXTS[2::8]),
    *asked("search(X)", TEXTS[3::4]), *asked("eq(metadata_value, X)", TEXTS[::5]), *asked("like(inputs, X)", TEXTS[::5]),
    *asked("and(eq(metadata_key, X), neq(metadata_value, 1))", TEXTS[1::5]), *asked("has(tags, X)", TEXTS[2::6]),
    *asked("like(tag, X)", TEXTS[3::6]), *asked("and(eq(feedback_key, X), gte(feedback_score, 0))", TEXTS[4::6]),
    *asked("eq(feedback_value, X)", TEXTS[5::6]), *asked("eq(thread_id, X)", TEXTS[::8]), *asked("eq(total_tokens, X)", NUMBERS[::3]),
    *asked("lte(completion_tokens, X)", NUMBERS[1::3]), *asked("gt(metadata_value, X)", NUMBERS[2::3]),
    *asked("eq(feedback_score, X)", NUMBERS[::4]), *asked('and(eq(metadata_key, "n"), eq(metadata_value, X))', NUMBERS[1::4]),
    *asked("lt(completion_cost, X)", NUMBERS[2::4]), *asked("eq(start_time, X)", TIMES[::3]), *asked("lt(end_time, X)", TIMES[1::3]),
    'in(id, ["0000000000004000800000000000000A", "00000000-0000-4000-8000-000000000003"])', "in(id, [])", "eq(is_root, true)",
    "gt(latency, 0)", "eq(latency, null)", "eq(error, null)", "neq(start_time, null)", "eq(total_tokens, null)",
    "or(gt(name, null), lt(total_tokens, null))", "eq(metadata_value, null)", 'neq(metadata_value, "\ud800")', 'gt(name, "\ud800")',
    'and(eq(metadata_key, "a.b"), eq(metadata_value, "a"))', 'and(neq(metadata_key, "a"), neq(metadata_value, "a"))',
    'and(eq(metadata_key, "a"), in(metadata_value, [1, "a", true, null]))', "neq(metadata_value, true)", "eq(input_value, 1)",
    'has(metadata, "{\\"a\\": null}")', 'exists(metadata, "a.b.c")', 'and(eq(feedback_key, "c"), neq(feedback_score, 0.5))',
    'notlike(feedback_value, "o%")', 'like(outputs, "{%}")', 'like(inputs, "%[%,%]%:%")', 'notlike(metadata, "%a%")',
]  # fmt: skip


@st.composite
def with_filters(draw: st.DrawFn) -> tuple[Record, list[Any]]:
    """A run in which anything may stand, a filter that it meets, and one that it may meet."""
    run, known = draw(runs(hostile=True)), language("v1")
    return run, [draw_true(draw, known, run, 2, Side.ANY), draw_tree(draw, known, 2, Side.ANY)]


class TestAgreement:
    def test_on_the_cases_of_the_conformance_suite(self, spark: SparkSession) -> None:
        table = SparkTable(as_json(spark, RUNS, AS_TEXT), columns=AS_TEXT)
        found, undecided = disagreements(table, RUNS, conformance())
        assert found == []
        assert undecided < 0.1 * len(RUNS) * len(conformance())

    def test_on_runs_that_nobody_should_send(self, spark: SparkSession) -> None:
        records = [record for record in hostile.records() if record.get("name") != "big"]
        table = SparkTable(as_json(spark, records), columns=AS_JSON)
        assert disagreements(table, records, [text for text in HOSTILE if is_filter(text)])[0] == []

    def test_on_columns_of_the_types_that_belong_there(self, spark: SparkSession, tmp_path: Path) -> None:
        typed, kept = hostile.typed_table(hostile.records())
        path = hostile.write_parquet(tmp_path / "typed.parquet", typed.append_column("row", pa.array(range(len(kept)))))
        table = SparkTable(spark.read.parquet(str(path)))
        assert disagreements(table, kept, [text for text in HOSTILE[::2] if is_filter(text)])[0] == []

    @given(st.lists(with_filters(), min_size=15, max_size=15))
    @settings(max_examples=3)
    def test_on_what_is_drawn(self, spark: SparkSession, drawn: list[tuple[Record, list[Any]]]) -> None:
        records = [run for run, _ in drawn]
        table = SparkTable(as_json(spark, records), columns=AS_JSON)
        assert disagreements(table, records, [tree for _, trees in drawn for tree in trees])[0] == []
