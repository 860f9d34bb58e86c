"""Dialects that are only printed: sqlglot reads what is printed as it was written, and every function is documented."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
import logging

from agreement import conformance
import hostile
import pytest
import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.tokens import TokenType

from filterlang.builder import F
from filterlang.checking.meaning import to_predicate
from filterlang.sql.engine_registry import DIALECTS, ENGINES, EngineName
from filterlang.sql.lowering import PredicateLowering
from filterlang.sql.sqltext import assumed_columns, sql_text

PRINTED = [name for name in DIALECTS if name not in ENGINES]
UNTESTED = [name for name in PRINTED if not DIALECTS[name].is_tested]

KEYWORDS = frozenset({
    "AND", "AS", "BETWEEN", "ELSE", "EXISTS", "FROM", "IN", "LIKE", "NOT", "OR", "THEN", "TIMESTAMP", "WHEN", "WHERE",
})  # fmt: skip
"""Words before a parenthesis that are no functions."""

FUNCTIONS: dict[str, dict[str, str]] = {
    "trino": {
        "conditional expressions": "COALESCE TRY_CAST", "conversion functions": "CAST", "array functions": "ANY_MATCH CONTAINS",
        "JSON functions": "JSON_EXTRACT JSON_EXTRACT_SCALAR JSON_FORMAT", "map functions": "MAP_KEYS MAP_VALUES",
        "regular expression functions": "REGEXP_LIKE REGEXP_EXTRACT", "string functions": "STRPOS TRANSLATE",
        "mathematical functions": "ABS ROUND", "date and time functions": "TO_UNIXTIME", "types": "ARRAY MAP",
    },
    "bigquery": {
        "conditional expressions": "COALESCE", "conversion functions": "CAST SAFE_CAST",
        "JSON functions": "JSON_KEYS JSON_QUERY JSON_QUERY_ARRAY JSON_TYPE JSON_VALUE TO_JSON_STRING",
        "string functions": "REGEXP_CONTAINS REGEXP_EXTRACT STRPOS TRANSLATE", "timestamp functions": "TIMESTAMP_DIFF",
        "query syntax": "UNNEST",
    },
    "snowflake": {
        "conditional expressions": "COALESCE", "conversion functions": "CAST TO_JSON TO_VARCHAR TO_VARIANT TRY_TO_DOUBLE",
        "semi-structured data functions": "ARRAY_CONTAINS ARRAY_SIZE AS_ARRAY AS_DOUBLE AS_OBJECT AS_VARCHAR FILTER GET "
        "OBJECT_KEYS TRANSFORM TYPEOF",
        "string functions": "CONTAINS REGEXP_INSTR REGEXP_LIKE REGEXP_SUBSTR TRANSLATE", "date and time functions": "DATEDIFF",
    },
    "postgres": {
        "conditional expressions": "COALESCE", "type casts": "CAST DECIMAL", "JSON functions":
        "JSONB_ARRAY_ELEMENTS JSONB_OBJECT_KEYS JSONB_PATH_EXISTS JSONB_PATH_QUERY JSONB_TYPEOF TO_JSONB",
        "string functions": "STRPOS SUBSTRING TRANSLATE", "mathematical functions": "ABS", "date and time functions": "EXTRACT",
        "array functions": "UNNEST",
    },
}  # fmt: skip
"""The functions that the reference of each product documents, by its page."""
FUNCTIONS["athena"] = FUNCTIONS["trino"]  # Athena's documentation refers to that of Trino


def printed(engine: EngineName, *, literals: bool = False) -> Iterator[tuple[str, str]]:
    for filter in [*conformance(), 'search("timeout")', "eq(metadata_value, null)", 'like(tag, "a%")']:
        yield filter, sql_text(filter, engine, literals=literals)


@pytest.mark.parametrize("engine", PRINTED)
def test_what_is_printed_is_read_as_it_was_written(engine: EngineName, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "sqlglot"):
        for filter, text in printed(engine, literals=True):
            (query, *_) = sqlglot.parse(text, dialect=engine)
            assert isinstance(query, exp.Select), filter
            again = query.sql(engine, unsupported_level=ErrorLevel.RAISE)
            assert sqlglot.parse_one(again, dialect=engine).sql(engine) == query.sql(engine), filter
    assert caplog.records == []


@pytest.mark.parametrize("engine", PRINTED)
def test_only_documented_functions_are_called(engine: EngineName) -> None:
    documented = {function for names in FUNCTIONS[engine].values() for function in names.split()}
    called = {name for _, text in printed(engine) for name in calls(text, engine)}
    assert called <= documented
    assert len(called) > 10


def calls(text: str, engine: EngineName) -> Iterator[str]:
    """The words that stand before a parenthesis, in the query and in the comments."""
    sql = "\n".join(line.removeprefix("--") for line in text.splitlines() if not line.startswith("-- ") or "(" in line)
    for token, after in pairwise(sqlglot.tokenize(sql, dialect=engine)):
        if after.token_type is TokenType.L_PAREN and token.text.isupper() and token.text not in KEYWORDS:
            yield token.text


@pytest.mark.parametrize("engine", [name for name in DIALECTS if name != "duckdb"])
def test_a_literal_is_read_as_the_value(engine: EngineName) -> None:
    for value in hostile.TEXTS:
        if engine == "postgres" and "\x00" in value:
            continue
        (query, *_) = sqlglot.parse(sql_text(F.name == value, engine, literals=True), dialect=engine)
        assert query is not None
        assert value in {literal.this for literal in query.find_all(exp.Literal) if literal.is_string}, value


@pytest.mark.parametrize("engine", PRINTED)
def test_numbers_and_times_as_literals_have_all_their_digits(engine: EngineName) -> None:
    time = datetime(2026, 11, 2, 9, 0, 0, 123456, tzinfo=UTC)
    text = sql_text((F.total_tokens > 0.1) & (F.total_tokens > -5e-324) & (F.start_time >= time), engine, literals=True)
    assert "> 0.1e0" in text
    assert "'inf" in sql_text("lte(latency, 1e400)", engine, literals=True).lower()
    assert "> -5e-324" in text.replace("-5E-324", "-5e-324")
    assert "2026-11-02 09:00:00.123456" in text


@pytest.mark.parametrize("engine", PRINTED)
def test_common_questions_are_decided(engine: EngineName) -> None:
    """All rows, or all but those with unusual data: no condition is left to Python as a whole."""
    common = (
        'and(eq(status, "error"), in(run_type, ["llm", "tool"]), neq(error, null))', 'gt(start_time, "2026-11-02T09:00:00Z")',
        "or(gt(latency, 10), gte(total_tokens, 100), lt(total_cost, 0.5))", 'has(tags, "beta")', 'like(name, "%chat%")',
        'eq(trace_id, "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328")', "eq(is_root, true)", "not(eq(is_root, true))",
        "eq(error, null)",
        'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', 'and(eq(metadata_key, "n"), gt(metadata_value, 5))',
        'and(eq(feedback_key, "score"), gte(feedback_score, 0.5))', 'and(eq(feedback_key, "c"), eq(feedback_value, "ok"))',
        'eq(feedback_key, "c")', 'eq(metadata_key, "user_id")', 'eq(thread_id, "t")',
    )  # fmt: skip
    columns = assumed_columns(engine)
    for filter in common:
        condition = PredicateLowering(DIALECTS[engine].expressions(), columns).lower(to_predicate(filter))
        assert not any(reason.every for reason in condition.reasons), (filter, condition.reasons)


@pytest.mark.parametrize("engine", PRINTED)
def test_most_filters_are_decided(engine: EngineName) -> None:
    """SQL decides at least this share of the conformance filters, for all rows or for all but those with unusual data."""
    least = {"postgres": 0.96, "trino": 0.88, "athena": 0.88, "bigquery": 0.85, "snowflake": 0.83}[engine]
    columns, filters = assumed_columns(engine), conformance()
    conditions = [PredicateLowering(DIALECTS[engine].expressions(), columns).lower(to_predicate(text)) for text in filters]
    decided = [condition for condition in conditions if not any(reason.every for reason in condition.reasons)]
    assert len(decided) >= least * len(filters) > 300


@pytest.mark.parametrize("engine", UNTESTED)
def test_sql_that_was_never_run_says_so(engine: EngineName) -> None:
    first, *_ = sql_text(F.name == "a", engine).splitlines()
    assert first.startswith(f"-- SQL for {DIALECTS[engine].label}, written after its documentation and never run there.")


@pytest.mark.parametrize("engine", PRINTED)
def test_comments_fit_in_80_columns_and_name_the_reasons(engine: EngineName) -> None:
    text = sql_text('and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', engine)
    sentences = [line for line in text.splitlines() if line.startswith(("-- S", "-- -", "-- O", "-- b"))]
    assert "-- - JSON with lists inside of lists" in sentences
    assert all(len(line) <= 80 for line in sentences)
