"""Conditions on ids use the keys, statistics and partitions of engines, and decide every row as the reference does."""

from collections.abc import Sequence
from pathlib import Path
import re
from typing import TYPE_CHECKING, Any

from agreement import disagreements
from chdb_tables import keep
import duckdb
from effort import examples
from hypothesis import given, settings, strategies as st
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp

from filterlang.checking.meaning import to_predicate
from filterlang.evaluate.query import plan
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import Record
from filterlang.opening import open_runs
from filterlang.semantics.durations import canonical_uuid, is_uuid
from filterlang.semantics.predicate import Predicate
from filterlang.semantics.stored_ids import spellings, stored_id
from filterlang.sql.engines.clickhouse_connections import written
from filterlang.sql.engines.clickhouse_table import ClickHouseTable
from filterlang.sql.engines.spark_table import SparkTable
from filterlang.sql.statements import Statement, Statements
from filterlang.sql.table_runs import EngineTable, TableRuns
from filterlang.syntax.strings import quote

if TYPE_CHECKING:
    from chdb.session import Session
    from pyspark.sql import SparkSession

FIRST, SECOND = "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9329"
MIXED = "0190a1B2-c3d4-7ef0-a5b6-6ea3a82e9328"
UNUSUAL = (
    MIXED, "0190a1b2c3d4-7ef0-a5b6-6ea3a82e9328", "{0190a1b2c3d47ef0a5b66ea3a82e9328}", "URN:UUID:" + FIRST, " " + FIRST,
    FIRST + "\n", "{" + FIRST, FIRST[:-1], "run 3", "a", "A", "É" * 36,
)  # fmt: skip
"""Texts that are not UUIDs as they are stored, some of which a user may write for one."""

FIELDS = ("id", "trace_id", "session_id", "parent_run_id", "reference_example_id")
stored = st.sampled_from([*spellings(FIRST), *spellings(SECOND), *UNUSUAL])
asked_ids = stored | st.just("{" + MIXED + "}")
orders = (
    st.none() | st.just("") | st.lists(stored, min_size=1, max_size=2).map(lambda ids: ".".join(f"2026Z{id}" for id in ids))
)
stored_runs: st.SearchStrategy[Record] = st.fixed_dictionaries(
    {"id": stored, **dict.fromkeys(FIELDS[1:], stored | st.sampled_from([None, ""])), "dotted_order": orders}
)
filters = st.one_of(
    st.builds("{}({}, {})".format, st.sampled_from(["eq", "neq"]), st.sampled_from(FIELDS), asked_ids.map(quote)),
    st.builds("eq({}, null)".format, st.sampled_from(FIELDS)),
    st.builds(
        "{}in({}, [{}]){}".format, st.just(""), st.sampled_from(FIELDS),
        st.lists(asked_ids.map(quote) | st.just("null"), max_size=3).map(", ".join), st.just(""),
    ),
    st.sampled_from(["eq(is_root, true)", "neq(is_root, true)", "not(eq(is_root, true))", "not(in(id, []))"]),
)  # fmt: skip


@given(st.uuids().map(str), st.randoms(use_true_random=False))
def test_a_stored_uuid_has_few_spellings_and_a_written_one_many(id: str, random: Any) -> None:
    assert len(spellings(id)) <= 8
    assert {stored_id(text) for text in spellings(id)} == {id} == {canonical_uuid(text) for text in spellings(id)}
    assert spellings(id) == spellings(random.choice(spellings(id)))
    mixed = "".join(random.choice((letter.lower(), letter.upper())) for letter in id)
    assert stored_id(mixed) == (id if mixed in spellings(id) else mixed)


def of_texts(records: Sequence[Record]) -> EngineTable:
    return table_of(open_runs(duckdb.connect().from_arrow(arrow(records))))


def of_uuids(records: Sequence[Record]) -> EngineTable:
    """A table with the ids that are UUIDs in columns of UUIDs."""
    kept = [
        {
            key: value if key == "dotted_order" else canonical_uuid(value) if value and is_uuid(value) else None
            for key, value in record.items()
        }
        for record in records
        if is_uuid(record["id"])
    ]
    columns = ", ".join(f"{name}::UUID AS {name}" for name in FIELDS)
    return table_of(open_runs(duckdb.connect().from_arrow(arrow(kept)).project(f"{columns}, dotted_order")))


def arrow(records: Sequence[Record]) -> pa.Table:
    return pa.Table.from_pylist(list(records), pa.schema([(name, pa.string()) for name in (*FIELDS, "dotted_order")]))


def table_of(runs: Any) -> EngineTable:
    assert isinstance(runs, TableRuns)
    return runs.table


def undecided_for(predicates: Sequence[Predicate]) -> bool:
    """Whether a predicate is on the parent, which may be named in a dotted order that only Python reads."""
    return any("parent_run_id" in str(predicate) for predicate in predicates)


class TestAgreement:
    @given(st.lists(stored_runs, min_size=1, max_size=6), st.lists(filters.map(to_predicate), min_size=1, max_size=6))
    @settings(max_examples=examples(40), deadline=None)
    def test_in_duckdb(self, records: list[Record], predicates: list[Predicate]) -> None:
        for table in (of_texts(records), of_uuids(records)):
            found, undecided = disagreements(table, predicates)
            assert found == []
            assert not undecided or undecided_for(predicates)

    @given(st.lists(stored_runs, min_size=1, max_size=6), st.lists(filters.map(to_predicate), min_size=1, max_size=6))
    @settings(max_examples=examples(15), deadline=None)
    def test_in_clickhouse(self, embedded: "Session", records: list[Record], predicates: list[Predicate]) -> None:
        types = {"id": "String", **dict.fromkeys((*FIELDS[1:], "dotted_order"), "Nullable(String)")}
        types["session_id"] = "LowCardinality(Nullable(String))"
        found, undecided = disagreements(ClickHouseTable(embedded, keep(embedded, "spelled", types, records)), predicates)
        assert found == []
        assert not undecided or undecided_for(predicates)

    def test_in_spark(self, spark: "SparkSession", tmp_path: Path) -> None:
        texts = [*spellings(FIRST), *UNUSUAL, None, ""]
        records = [
            {"id": own, "trace_id": trace, "session_id": trace, "dotted_order": None if number % 2 else f"2026Z{trace}"}
            for number, own in enumerate(texts[:-2])
            for trace in texts
        ]
        pq.write_table(arrow(records), tmp_path / "runs.parquet")
        predicates = [
            to_predicate(text)
            for text in (
                f'eq(trace_id, "{FIRST}")', f'neq(session_id, "{FIRST.upper()}")', f'in(id, ["{SECOND}", "{MIXED}", "a"])',
                f'not(in(trace_id, ["{FIRST}", null]))', "eq(is_root, true)", "eq(session_id, null)",
            )
        ]  # fmt: skip
        assert disagreements(SparkTable(spark.read.parquet(str(tmp_path))), predicates) == ([], 0)


def test_a_text_that_is_no_uuid_is_in_no_column_of_uuids(embedded: "Session") -> None:
    records = [{"id": FIRST, "session_id": SECOND}, {"id": SECOND, "session_id": None}]
    embedded.query("CREATE OR REPLACE TABLE ids (id UUID, session_id Nullable(UUID)) ENGINE = MergeTree ORDER BY id")
    embedded.query(f"INSERT INTO ids VALUES ('{FIRST}', '{SECOND}'), ('{SECOND}', NULL)")
    counts = {
        'eq(session_id, "a")': 0, 'neq(session_id, "a")': 2, 'not(eq(session_id, "a"))': 2, "in(session_id, [])": 0,
        'in(session_id, ["a", null])': 1, f'in(session_id, ["a", "{SECOND.upper()}"])': 1, "neq(session_id, null)": 1,
        f'neq(session_id, "{SECOND}")': 1, 'eq(session_id, "")': 0, 'eq(id, "\\ud800")': 0,
    }  # fmt: skip
    for runs in (open_runs((embedded, "ids")), TableRuns(of_uuids(records))):
        assert {text: runs.list_runs(filter=text).count() for text in counts} == counts


PROJECTS = [f"{number}a1b2c3d-0000-4000-8000-00000000000{number}" for number in range(8)]
_ID = "concat(leftPad(lower(hex({})), 8, '0'), '-0000-4000-8000-0000000000ab')"
_ROWS = (
    f"SELECT {_ID.format('number')}, {_ID.format('intDiv(number, 5)')}, concat(toString(intDiv(number, 1037)), "
    "'a1b2c3d-0000-4000-8000-00000000000', toString(intDiv(number, 1037))), toDateTime64(number, 6, 'UTC') FROM numbers(8296)"
)


def merge_tree(session: "Session", kind: str, order: str = "session_id, start_time") -> TableRuns:
    """A table of 8 projects of 1,037 runs, of which 5 are a trace, in granules of 100 runs."""
    columns = ", ".join(f"{name} {kind}" for name in ("id", "trace_id", "session_id"))
    session.query(
        f"CREATE OR REPLACE TABLE keyed ({columns}, start_time DateTime64(6, 'UTC'), "
        "INDEX traces trace_id TYPE bloom_filter(0.001) GRANULARITY 1) "
        f"ENGINE = MergeTree ORDER BY ({order}) SETTINGS index_granularity = 100"
    )
    session.query(f"INSERT INTO keyed {_ROWS}")
    opened = open_runs((session, "keyed"))
    assert isinstance(opened, TableRuns)
    return opened


def granules(session: "Session", sql: str, values: dict[str, str] | None = None) -> str:
    """How many granules a query reads, by the plan of ClickHouse."""
    explained = session.query(f"EXPLAIN indexes = 1 {sql}", "TabSeparated", params=values or {}).bytes().decode()
    return re.findall(r"Granules: (\d+/\d+)", explained)[-1]


def granules_of(session: "Session", runs: TableRuns, **query: Any) -> str:
    statement = counting(runs.table, **query)
    assert "match(" not in statement.sql
    return granules(session, statement.sql, {name: written(value) for name, value in statement.values.items()})


def counting(table: EngineTable, **query: Any) -> Statement:
    return Statements(table, plan(query)).count()


class TestClickHouse:
    @pytest.mark.parametrize("kind", ["String", "LowCardinality(String)", "FixedString(36)", "UUID"])
    def test_reads_the_granules_of_a_project(self, embedded: "Session", kind: str) -> None:
        runs = merge_tree(embedded, kind)
        by_hand = granules(embedded, f"SELECT count() FROM keyed WHERE session_id = '{PROJECTS[3]}'")
        assert by_hand in ("11/83", "12/83")
        assert granules_of(embedded, runs, project_id=PROJECTS[3]) == by_hand
        assert granules_of(embedded, runs, filter=f'eq(session_id, "{PROJECTS[3].upper()}")') == by_hand
        assert runs.list_runs(project_id=PROJECTS[3], limit=3).count() == 3
        assert len(runs.matching(project_id=PROJECTS[3], run_ids=[f"{4000:08x}-0000-4000-8000-0000000000ab"])) == 1

    @pytest.mark.parametrize("kind", ["String", "UUID"])
    def test_finds_a_trace_by_its_index_and_a_run_by_its_key(self, embedded: "Session", kind: str) -> None:
        runs = merge_tree(embedded, kind)
        id = f"{300:08x}-0000-4000-8000-0000000000ab"
        by_hand = granules(embedded, f"SELECT count() FROM keyed WHERE trace_id = '{id}'")
        assert by_hand in ("1/83", "2/83")
        assert granules_of(embedded, runs, trace_id=id) == by_hand
        runs = merge_tree(embedded, kind, "id")
        id = f"{333:08x}-0000-4000-8000-0000000000ab"
        assert granules_of(embedded, runs, run_ids=[id]) == "1/83"
        assert granules_of(embedded, runs, filter=f'in(id, ["{id}", "a"])') == "1/83"


class TestParquet:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Runs of 8 projects, a row group for each."""
        ids = [f"{number:08x}-0000-4000-8000-0000000000ab" for number in range(800)]
        columns = {
            "id": ids,
            "trace_id": [ids[number - number % 5] for number in range(800)],
            "session_id": [PROJECTS[number // 100] for number in range(800)],
            "dotted_order": [f"2026Z{ids[number - number % 5]}" for number in range(800)],
        }
        path = tmp_path / "runs.parquet"
        pq.write_table(pa.table(columns), path, row_group_size=100)
        return path

    @pytest.mark.parametrize(
        "query",
        [{"project_id": PROJECTS[3]}, {"trace_id": f"{300:08x}-0000-4000-8000-0000000000ab"},
         {"run_ids": [f"{number:08x}-0000-4000-8000-0000000000ab" for number in range(310, 330)]}],
    )  # fmt: skip
    def test_row_groups_are_skipped_by_duckdb(self, path: Path, query: dict[str, Any]) -> None:
        table = table_of(open_runs(path))
        statement = counting(table, **query)
        explained = "".join(
            str(cell) for row in table.rows(f"EXPLAIN ANALYZE {statement.sql}", statement.values) for cell in row.values()
        )
        assert re.findall(r"Row Groups Scanned: (\d+) / 8", explained) == ["1"]
        assert "regexp_matches" not in statement.sql.lower()

    def test_ids_are_pushed_by_spark(self, path: Path, spark: "SparkSession") -> None:
        table = SparkTable(spark.read.parquet(str(path)))
        trace = f"{300:08x}-0000-4000-8000-0000000000ab"
        queries: dict[str, dict[str, Any]] = {
            "session_id": {"project_id": PROJECTS[:3]}, "trace_id": {"trace_id": trace}, "id": {"run_ids": [trace, "a"]},
        }  # fmt: skip
        for name, query in queries.items():
            statement = counting(table, **query)
            assert "RLIKE" not in statement.sql
            (pushed,) = re.findall(r"PushedFilters: \[(.*)\]", explained_by_spark(spark, table, statement))
            lists = re.findall(rf"In\({name}, \[(.*?)\]\)", pushed)
            assert lists
            assert all(len(texts.split(",")) <= 10 for texts in lists)

    def test_few_runs_are_fetched_for_a_limit(self, path: Path) -> None:
        """No row is undecided, so the engine applies the limit itself."""
        table = table_of(open_runs(path))
        assert "LIMIT 100" in Statements(table, plan({"project_id": PROJECTS[3]})).rows(["id"], limit=100).sql
        assert Statements(table, plan({"project_id": PROJECTS[3]})).own.exact


def explained_by_spark(spark: "SparkSession", table: SparkTable, statement: Statement) -> str:
    sql = statement.sql.replace("{", "{{").replace("}", "}}").replace(table._name, "{runs}")
    (text,) = spark.sql(f"EXPLAIN FORMATTED {sql}", dict(statement.values), runs=table.frame).first() or ("",)
    return str(text)


class TestManyIds:
    """A list of ids is bound as it is, and costs a look-up for each run."""

    COUNTS = (1, 3, 500, 20_000)
    RECORDS: Sequence[Record] = [
        {"id": text, "session_id": text, "dotted_order": None} for text in (*spellings(FIRST), SECOND, "a", MIXED)
    ]

    def filters(self, count: int) -> list[str]:
        ids = ", ".join(f'"{number:08x}-0000-4000-8000-000000000000"' for number in range(count - 1))
        listed = f'[{ids}{", " * (count > 1)}"{FIRST}"]'
        return [f"in(id, {listed})", f"not(in(session_id, {listed}))"]

    @pytest.mark.parametrize("count", COUNTS)
    def test_in_duckdb(self, count: int) -> None:
        runs = TableRuns(of_texts(self.RECORDS))
        self.check(runs, count)

    @pytest.mark.parametrize("count", COUNTS)
    def test_in_clickhouse(self, embedded: "Session", served: Any, count: int) -> None:
        types = {"id": "String", "session_id": "Nullable(String)"}
        keep(embedded, "listed", types, self.RECORDS)
        for client in (embedded, served):
            runs = open_runs((client, "listed"))
            assert isinstance(runs, TableRuns)
            self.check(runs, count)

    def test_in_spark(self, spark: "SparkSession", tmp_path: Path) -> None:
        pq.write_table(arrow(self.RECORDS), tmp_path / "runs.parquet")
        runs = open_runs(spark.read.parquet(str(tmp_path)))
        assert isinstance(runs, TableRuns)
        self.check(runs, 20_000)
        either = f'or({self.filters(2_000)[0]}, like(metadata_key, "a"))'
        assert runs.list_runs(filter=either).count() == 8

    def check(self, runs: TableRuns, count: int) -> None:
        selected, others = self.filters(count)
        assert [runs.list_runs(filter=text).count() for text in (selected, others)] == [8, 3]
        assert [LocalRuns([*map(dict, self.RECORDS)]).list_runs(filter=text).count() for text in (selected, others)] == [8, 3]
        assert len(counting(runs.table, filter=selected).values) <= 1_000
        query = exp.maybe_parse(counting(runs.table, filter=selected).sql, dialect=runs.table.expressions().dialect)
        assert query.find(exp.RegexpLike) is None
