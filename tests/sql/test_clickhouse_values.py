"""Values on their way into ClickHouse and back: texts, numbers and times stay what they are, over HTTP too."""

from datetime import UTC, datetime
from math import isfinite
from typing import Any

from chdb.session import Session
from chdb_tables import keep
from effort import examples
import hostile
from hypothesis import given, settings, strategies as st
import pytest
from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.clickhouse_connections import ClickHouseConnection, written
from filterlang.sql.engines.clickhouse_expressions import ClickHouseExpressions

WRITTEN = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.from_regex(
    r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)


class TestValues:
    @pytest.mark.parametrize(
        "text", [text for text in hostile.TEXTS if text] + ["\\N", "\r", "\t\\t", "{p1: String}", "a" * 100_000]
    )
    def test_a_text_stays_what_it_is(self, embedded: Session, served: Any, text: str) -> None:
        for one in (embedded, served):
            expressions = ClickHouseExpressions()
            made = exp.select(
                exp.alias_(expressions.bind(text), "a"),
                exp.alias_(expressions.one_of(expressions.bind(text), [text, "x"]), "b"),
            )
            (row,) = ClickHouseConnection(one).rows(made.sql("clickhouse"), expressions.values)
            assert (row["a"], bool(row["b"])) == (text, True)

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
    @settings(max_examples=examples(60))
    def test_so_do_the_texts_of_a_list(self, embedded: Session, texts: list[str]) -> None:
        expressions = ClickHouseExpressions()
        made = exp.select(exp.alias_(expressions.bind(texts), "a"))
        (row,) = ClickHouseConnection(embedded).rows(made.sql("clickhouse"), expressions.values)
        assert row["a"] == texts

    @given(st.floats(allow_nan=False), st.datetimes(datetime(1901, 1, 1), datetime(2298, 12, 31)))  # noqa: DTZ001 - of UTC
    @settings(max_examples=examples(60))
    def test_so_do_numbers_and_times(self, embedded: Session, number: float, time: datetime) -> None:
        expressions = ClickHouseExpressions()
        moment = time.replace(tzinfo=UTC)
        parts = {
            "a": exp.Anonymous(this="toString", expressions=[expressions.bind(number)]),
            "b": expressions.bind(moment.astimezone()),
        }
        made = exp.select(*(exp.alias_(part, name) for name, part in parts.items()))
        (row,) = ClickHouseConnection(embedded).rows(made.sql("clickhouse"), expressions.values)
        assert float(row["a"]) == number
        assert datetime.fromisoformat(row["b"]) == moment

    @pytest.mark.parametrize("value", ["\ud800", "a\udfff", datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
    def test_what_clickhouse_has_no_value_for_is_left_to_python(self, value: Any) -> None:
        expressions = ClickHouseExpressions()
        expressions.bind(value)
        assert [found.rows for found in expressions.undecided] == [exp.true()]

    def test_a_parameter_is_a_field_of_tab_separated_text(self) -> None:
        assert written("a\tb\nc\\d'e") == "a\\tb\\nc\\\\d\\'e"
        assert written(["a'b", "\\"]) == "['a\\'b','\\\\']"
        assert written(datetime(2026, 11, 2, 10, tzinfo=UTC)) == "2026-11-02 10:00:00.000000"
        assert written(0.1) == "0.1"

    @given(st.lists(WRITTEN, min_size=1))
    @settings(max_examples=examples(30))
    def test_a_number_that_is_written_is_the_double_next_to_it(self, embedded: Session, texts: list[str]) -> None:
        keep(
            embedded,
            "costs",
            {"id": "String", "total_cost": "String"},
            [{"id": str(place), "total_cost": text} for place, text in enumerate(texts)],
        )
        number = exp.Anonymous(this="toString", expressions=[ClickHouseExpressions().number(Column("total_cost", Form.TEXT))])
        rows = ClickHouseConnection(embedded).rows(
            exp.select("total_cost", exp.alias_(number, "number")).from_("costs").sql("clickhouse"), {}
        )
        for row in rows:
            expected = float(row["total_cost"])
            assert (row["number"] is None) is not isfinite(expected)
            assert row["number"] is None or float(row["number"]) == expected
