"""A cheap test of the raw JSON stands before each condition that parses it. Spark parses the JSON of a row that passes once."""

import json

from agreement import disagreements
from hypothesis import given, strategies as st
from pyspark.sql import SparkSession
import pytest
from sqlglot import exp

from filterlang.checking.meaning import to_predicate
from filterlang.sql.columns import Form, columns_of
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.spark_expressions import SparkExpressions
from filterlang.sql.engines.spark_table import SparkTable
from filterlang.sql.lowering import EngineExpressions, PredicateLowering, RowCondition
from filterlang.sql.lowering.leaf import PLAIN, escapes_of

FORMS = {"id": Form.TEXT, "error": Form.TEXT} | dict.fromkeys(("extra", "inputs", "outputs", "feedback_stats"), Form.JSON)
PAIR = 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u-1"))'
FEEDBACK = 'and(eq(feedback_key, "correctness"), lt(feedback_score, 0.5))'
GUARDED = (PAIR, FEEDBACK, 'eq(metadata_value, "u-1")', 'and(eq(input_key, "a"), like(input_value, "x%"))', 'search("u-1")',
           'and(eq(feedback_key, "correctness"), eq(feedback_value, "good"))')  # fmt: skip
LONG = "1" * 1_200
"""A number that Python reads and Spark does not."""

EXTRAS = (
    None, "null", "{}", "[]", '{"metadata": null}', '{"metadata": {"user_id": "u-1"}}',
    '{"metadata": {"user_id": ["x", "u-1"]}}',
    r'{"metadata": {"user_id": "\u0075-1"}}', r'{"metadata": {"other": "\\"}}',
    r'{"metadata": {"other": "\n\"", "user_id": "u-1"}}', '{"metadata": {"other": "u-1"}}',
    f'{{"metadata": {{"user_id": "u-1", "n": {LONG}}}}}', f'{{"metadata": {{"user_id": "other", "n": {LONG}}}}}',
    '{"metadata": {"user_id": [["u-1"]]}}', '{"metadata": {"user_id": null, "other": "u-1"}}',
)  # fmt: skip


def lowered(engine: EngineExpressions, filter: str) -> RowCondition:
    return PredicateLowering(engine, columns_of(FORMS)).lower(to_predicate(filter))


def parsed_columns(condition: exp.Expr) -> list[str]:
    """The columns that a condition parses, each as often as it does."""
    parses = (call.expressions[0] for call in condition.find_all(exp.Anonymous) if call.name == "from_json")
    return [document.name for document in parses if isinstance(document, exp.Column) and document.this.quoted]


@st.composite
def spelled(draw: st.DrawFn, text: str) -> str:
    r"""A text as JSON may spell it: each character as it is, by its number, or a slash as ``\/``."""
    escapes = [[char, f"\\u{ord(char):04x}", f"\\u{ord(char):04X}", *(["\\/"] if char == "/" else [])] for char in text]
    return "".join(draw(st.sampled_from(spellings)) for spellings in escapes)


@given(st.from_regex(PLAIN, fullmatch=True).filter(str.isascii), st.data())
def test_json_that_spells_a_text_passes_its_test(text: str, data: st.DataObject) -> None:
    raw = f'{{"before\\n": "{data.draw(spelled(text))}"}}'
    assert json.loads(raw)["before\n"] == text
    assert text in raw or any(escape.name in raw for escape in escapes_of(text))


def test_line_breaks_and_quotes_pass_no_test() -> None:
    raw = json.dumps({"messages": 'a line\n"quoted"\ttab \\ slash/'})
    assert not any(escape.name in raw for escape in escapes_of("gpt-4/turbo"))


class TestSpark:
    @pytest.mark.parametrize("filter", GUARDED)
    def test_json_is_parsed_once_and_only_behind_the_test(self, filter: str) -> None:
        condition = lowered(SparkExpressions(), filter)
        for bound in (condition.must, condition.may):
            columns = parsed_columns(bound)
            assert columns
            assert len(columns) == len(set(columns))
            behind = [
                column for case in bound.find_all(exp.Case) for branch in case.args["ifs"] for column in parsed_columns(branch)
            ]
            assert set(behind) == set(columns)
            tests = [branch.this for case in bound.find_all(exp.Case) for branch in case.args["ifs"] if parsed_columns(branch)]
            assert not any(map(parsed_columns, tests))

    def test_the_columns_of_a_search_are_undecided_each_for_itself(self) -> None:
        condition = lowered(SparkExpressions(), 'search("u-1")')
        cases = [case for case in condition.must.find_all(exp.Case) if parsed_columns(case)]
        assert sorted(parsed_columns(case) for case in cases) == [["inputs"], ["outputs"]]

    def test_the_optimizer_keeps_the_parse_behind_the_test(self, spark: SparkSession) -> None:
        frame = spark.createDataFrame([("a", None)], "id string, feedback_stats string")
        engine = SparkExpressions()
        condition = lowered(engine, FEEDBACK).may.sql("spark")
        used = {name: value for name, value in engine.values.items() if f":{name}" in condition}
        plan = spark.sql(f"SELECT count(*) FROM {{frame}} WHERE id <> '' AND {condition}", used, frame=frame)
        optimized = plan._jdf.queryExecution().optimizedPlan().toString()
        assert optimized.count("from_json") == 1
        before, _, _ = optimized.partition("from_json")
        assert before.rindex("THEN") > before.rindex("CASE WHEN")

    def test_guards_select_what_the_reference_selects(self, spark: SparkSession) -> None:
        rows = [(str(number), text, text) for number, text in enumerate(EXTRAS)]
        table = SparkTable(spark.createDataFrame(rows, "id string, extra string, inputs string"))
        filters = [
            PAIR,
            'eq(metadata_value, "u-1")',
            'search("u-1")',
            'and(eq(input_key, "metadata.user_id"), eq(input_value, "u-1"))',
        ]
        found, undecided = disagreements(table, [to_predicate(text) for each in filters for text in (each, f"not({each})")])
        assert found == []
        assert 0 < undecided < len(rows) * len(filters)


class TestDuckDB:
    def test_a_guard_is_a_conjunction(self) -> None:
        condition = lowered(DuckDBExpressions(), FEEDBACK)
        assert condition.exact
        assert isinstance(condition.must, exp.And)
