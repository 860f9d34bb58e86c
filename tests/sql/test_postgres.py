"""PostgreSQL selects what the reference selects, on a real server, from the columns that printed SQL assumes."""

from typing import Any

from agreement import CONFORMANCE, HOSTILE, conformance, disagreements, runs_and_predicates, telling
from effort import examples
import hostile
from hypothesis import given, settings
from postgres_server import PostgresTable, tables_columns
from psycopg import Connection
import pytest
import yaml

from filterlang.builder import F
from filterlang.checking.meaning import to_predicate
from filterlang.exports.records import Record
from filterlang.semantics.predicate import Predicate
from filterlang.semantics.stored_ids import is_stored_uuid
from filterlang.sql.columns import Form
from filterlang.sql.sqltext import sql_text

RUNS: list[Record] = yaml.safe_load((CONFORMANCE / "runs.yaml").read_text("utf-8"))
IDS = ("id", "trace_id", "parent_run_id", "session_id", "reference_example_id")


class TestLaw:
    def test_conformance_filters(self, postgres: Connection[Any]) -> None:
        """SQL decides nearly everything: the rest are filters that name an id or JSON as a text."""
        table = PostgresTable(postgres, tables_columns(), RUNS)
        predicates = list(map(to_predicate, conformance()))
        found, undecided = disagreements(table, predicates)
        assert found == []
        assert undecided <= 0.05 * len(predicates) * len(RUNS)

    def test_hostile_runs(self, postgres: Connection[Any]) -> None:
        """Their ids are in any spelling, which printed SQL does not assume."""
        table = PostgresTable(postgres, tables_columns(Form.TEXT), hostile.records()[:-2])
        assert disagreements(table, telling(table, [*HOSTILE, *conformance()], 300))[0] == []

    def test_ids_of_the_type_uuid(self, postgres: Connection[Any]) -> None:
        """Ids that the type refuses are null, and runs with such an id are left out."""
        records = [record for record in hostile.records()[:-2] if is_stored_uuid(record["id"])]
        assert len(records) > 100
        table = PostgresTable(postgres, tables_columns(Form.UUID), records)
        filters = [text for text in HOSTILE if any(name in text for name in (*IDS, "is_root"))]
        assert disagreements(table, list(map(to_predicate, filters)))[0] == []

    @given(drawn=runs_and_predicates(8))
    @settings(max_examples=examples(2))
    def test_runs_and_conditions_of_any_shape(
        self, postgres: Connection[Any], drawn: tuple[list[Record], list[Predicate]]
    ) -> None:
        records, predicates = drawn
        assert disagreements(PostgresTable(postgres, tables_columns(), records), predicates)[0] == []


class TestPrintedSql:
    def test_a_literal_is_the_value(self, postgres: Connection[Any]) -> None:
        texts = [text for text in hostile.TEXTS if text and "\x00" not in text]
        PostgresTable(postgres, tables_columns(), [{"id": str(row), "name": text} for row, text in enumerate(texts)])
        for row, text in enumerate(texts):
            sql = sql_text(F.name == text, "postgres", literals=True)
            assert postgres.execute(sql.encode()).fetchall() == [(str(row),)]

    def test_an_index_finds_names_times_and_tags(self, postgres: Connection[Any]) -> None:
        PostgresTable(postgres, tables_columns(), RUNS)
        for index in ("name", "start_time"):
            postgres.execute(f"CREATE INDEX ON runs ({index})".encode())
        postgres.execute("CREATE INDEX ON runs USING gin (tags)")
        with postgres.transaction():
            postgres.execute("SET LOCAL enable_seqscan = off")
            for filter in ('eq(name, "a")', 'gt(start_time, "2026-11-02T09:00:00Z")', 'has(tags, "prod")'):
                sql = sql_text(filter, "postgres", literals=True)
                plan = "\n".join(row[0] for row in postgres.execute(f"EXPLAIN {sql}".encode()))
                assert "Index Cond" in plan, plan


@pytest.mark.parametrize("filter", ['eq(name, "nul\\u0000")', 'like(inputs, "%a%")'])
def test_what_postgres_cannot_hold_or_keep_is_undecided(filter: str) -> None:
    assert "WHERE\n  FALSE;" in sql_text(filter, "postgres")
