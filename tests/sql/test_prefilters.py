"""The filter that Spark evaluates in generated code before the conditions with lambdas."""

import pytest
from sqlglot import parse_one

from filterlang.sql.engines.spark_expressions import SparkExpressions

GUARDED = "CASE WHEN contains(raw, 'x') THEN EXISTS(l, v -> v = 1) ELSE FALSE END"


@pytest.mark.parametrize(
    ("condition", "prefilter"),
    [
        ("a = 1 AND b = 2", "a = 1 AND b = 2"),
        (f"a = 1 AND {GUARDED}", "a = 1 AND contains(raw, 'x')"),
        (f"a = 1 OR ({GUARDED})", "a = 1 OR (contains(raw, 'x'))"),
        (f"NOT {GUARDED} AND a = 1", "a = 1"),
        (f"NOT {GUARDED} OR a = 1", "TRUE"),
        ("(EXISTS(l, v -> v = 1) OR a = 1) AND b = 2", "b = 2"),
        ("CASE WHEN a = 1 THEN TRUE WHEN b = 1 THEN EXISTS(l, v -> v = 1) ELSE FALSE END", "TRUE"),
    ],
)
def test_a_prefilter_holds_wherever_the_condition_holds(condition: str, prefilter: str) -> None:
    found = SparkExpressions().prefilter(parse_one(condition, dialect="spark"))
    assert found.sql("spark") == parse_one(prefilter, dialect="spark").sql("spark")
