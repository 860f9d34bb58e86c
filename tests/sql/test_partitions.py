"""Partitions by the date of the start: which are skipped, and that no run is lost where the date is another one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
import re
from typing import Any

import duckdb
from effort import examples
from hypothesis import given, settings, strategies as st
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
import pytest
from sqlglot import exp

from filterlang.evaluate.query import RunQuery, plan
from filterlang.evaluate.time_bounds import StartBounds, start_bounds
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import Record, RecordError
from filterlang.opening import open_runs
from filterlang.sql.columns import Column, Form
from filterlang.sql.date_columns import DATE, PARTS, DateColumns
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.partitions import MARGINS, Partitions
from filterlang.sql.table_runs import TableRuns, TableSelection

FIRST = datetime(2027, 12, 27, 12, tzinfo=UTC)
STARTS = [
    *(FIRST + timedelta(days=day) for day in range(70)),
    *(datetime(2028, 1, day, tzinfo=UTC) - timedelta(microseconds=early) for day in (1, 2, 31) for early in (0, 1)),
    *(datetime(2028, 2, 29, 23, 59, 59, 999_999, UTC), datetime(2028, 3, 1, tzinfo=UTC)),
]
"""The starts of the runs: each day over the end of a year and of a February with 29 days, and around midnight."""

LAST = max(STARTS)
RECORDS: list[Record] = [
    {"id": f"run {number}", "name": "a", "run_type": "llm", "start_time": start.isoformat()}
    for number, start in enumerate(STARTS)
]
FOLDERS: dict[str, Callable[[datetime], str]] = {
    "a day": lambda start: f"day={start:%Y-%m-%d}",
    "digits": lambda start: f"dt={start:%Y%m%d}",
    "capitals": lambda start: f"Date={start:%Y-%m-%d}",
    "parts": lambda start: f"year={start.year}/month={start.month}/day={start.day}",
    "parts with zeros": lambda start: f"year={start:%Y}/month={start:%m}/day={start:%d}",
    "months": lambda start: f"year={start.year}/month={start.month}",
    "hours": lambda start: f"year={start.year}/month={start.month}/day={start.day}/hour={start.hour}",
    "a bulk export": lambda start: (
        f"export_id=4a/tenant_id=7/session_id=9/runs/year={start.year}/month={start.month}/day={start.day}"
    ),
}
"""The folder of a start, in the usual shapes."""

WRONG: dict[str, Callable[[datetime], str]] = {
    "a local date": lambda start: f"day={start.astimezone(timezone(timedelta(hours=14))):%Y-%m-%d}",
    "the date of an export": lambda start: f"day={start + timedelta(days=start.day % 9):%Y-%m-%d}",
    "one late run": lambda start: f"day={start + timedelta(days=9 * (start.day == 17)):%Y-%m-%d}",
    "one date": lambda _: "day=2028-01-02",
    "no date": lambda start: "day=__HIVE_DEFAULT_PARTITION__" if start.day % 7 == 2 else f"day={start:%Y-%m-%d}",
    "other months": lambda start: f"year={start.year}/month={start.month % 12 + 1}/day={start.day}",
    "a weekday": lambda start: f"day={start.isoweekday()}",
}
"""Folders with the usual names that do not hold the date of the start in UTC."""

DAY = datetime(2028, 1, 2, tzinfo=UTC)
QUERIES: list[RunQuery] = [
    {"start_time": DAY, "end_time": DAY + timedelta(days=1, microseconds=-1)},
    {"start_time": datetime(2027, 12, 31, 23, 59, 59, 999_999, UTC), "end_time": datetime(2028, 1, 1, tzinfo=UTC)},
    {"start_time": datetime(2028, 2, 28, 23, tzinfo=UTC), "filter": 'neq(name, "b")'},
    {"filter": 'or(lt(start_time, "2028-01-01T01:00:00+02:00"), eq(start_time, "2028-02-29T12:00:00Z"))'},
    {"filter": 'or(eq(name, "b"), gte(start_time, "2028-01-01T00:00:00-05:00"))', "end_time": DAY},
    {"filter": 'lte(start_time, "2028-01-02T00:00:00Z")', "tree_filter": 'gte(start_time, "2028-01-01T00:00:00Z")'},
]


FILES = {"months": (1, 2), "hours": (2, 2)}
"""How many files DuckDB opens for the first two queries: elsewhere it opens those of one day and of two days."""

TEXT = {name: Column(name, Form.TEXT) for name in PARTS}
SHAPES = [
    DateColumns((Column("date", Form.TEXT),), (DATE,)),
    *(DateColumns(tuple(TEXT.values())[:count], tuple(PARTS.values())[:count]) for count in (1, 2, 3, 4)),
]
NEAR = st.timedeltas(timedelta(days=-30), timedelta(days=150)).map(FIRST.__add__)
ANY = st.timedeltas(timedelta(days=-370_000), timedelta(days=2_911_000)).map(FIRST.__add__)


def written(folder: Path, of_start: Callable[[datetime], str], *, until: datetime = LAST) -> Path:
    """A folder of Parquet files with all runs, one file in each folder of partitions."""
    groups: dict[str, list[Record]] = {}
    for record, start in zip(RECORDS, STARTS, strict=True):
        if start > until:
            continue
        groups.setdefault(of_start(start), []).append({**record, "start_time": start})
    for name, records in groups.items():
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(records), folder / name / "part-0.parquet")
    return folder


def opened(source: object, partitions: str | Sequence[str] | None = None) -> TableRuns:
    runs = open_runs(source, partitions=partitions)  # type: ignore[arg-type]
    assert isinstance(runs, TableRuns)
    return runs


def selected(runs: Any, query: RunQuery) -> tuple[list[str], int]:
    results = runs.list_runs(**query, select=["id"])
    return [record["id"] for record in results.records()], results.count()


def files_read(runs: TableRuns, query: RunQuery) -> int:
    """How many files DuckDB reads for a count."""
    statement = TableSelection(runs.table, plan(query)).statements.count()
    plans = "".join(str(row) for row in runs.table.rows(f"EXPLAIN {statement.sql}", statement.values))
    match = re.search(r"Scanning Files: (\d+)/", plans)
    return int(match[1]) if match else len(runs.table.files())


@pytest.fixture(scope="module")
def local() -> LocalRuns:
    return LocalRuns(RECORDS)


class TestTheConditionOnDates:
    @given(
        ANY,
        st.integers(-14 * 60, 14 * 60),
        st.timedeltas(timedelta(0), timedelta(days=800)),
        st.timedeltas(timedelta(0), timedelta(days=800)),
        st.sampled_from(SHAPES),
    )
    @settings(max_examples=examples(300))
    def test_holds_for_the_local_date_of_each_run_within_the_bounds(
        self, start: datetime, minutes: int, before: timedelta, after: timedelta, shape: DateColumns
    ) -> None:
        bounds = StartBounds(shifted(start, -before), shifted(start, after))
        for columns, zone in ((shape, 0), (replace(shape, margin=MARGINS[-1]), minutes)):
            low, high = columns.limits(bounds)
            numbers = columns.numbers(start + timedelta(minutes=zone))
            assert (low is None or low <= numbers) and (high is None or numbers <= high)

    @given(st.sampled_from(SHAPES), st.lists(st.none() | NEAR, min_size=2, max_size=2))
    @settings(max_examples=examples(30), deadline=None)
    def test_is_that_of_tuples_in_sql(self, shape: DateColumns, edges: list[datetime | None]) -> None:
        bounds = StartBounds(*edges)
        expressions = DuckDBExpressions()
        condition = shape.condition(expressions, bounds)
        if condition is None:
            assert edges == [None, None]
            return
        low, high = shape.limits(bounds)
        rows = sorted({shape.numbers(FIRST + timedelta(hours=7 * step)) for step in range(400)})
        names = [column.name for column in shape.columns]
        written = [tuple(str(number) for number in row) for row in rows]
        source = exp.values(written, alias="dates", columns=names)
        query = exp.select(*names).from_(source).where(condition).sql("duckdb")
        kept = {tuple(map(int, row)) for row in duckdb.connect().execute(query, expressions.values).fetchall()}
        assert kept == {row for row in rows if (low is None or low <= row) and (high is None or row <= high)}


class TestFolders:
    @pytest.mark.parametrize("shape", FOLDERS)
    def test_of_other_dates_are_not_opened(self, shape: str, tmp_path: Path, local: LocalRuns) -> None:
        runs = opened(written(tmp_path, FOLDERS[shape]))
        day, midnight, *_ = [files_read(runs, query) for query in QUERIES]
        assert (day, midnight) == FILES.get(shape, (1, 2))
        for query in QUERIES:
            assert selected(runs, query) == selected(local, query), query

    @pytest.mark.parametrize("shape", WRONG)
    def test_of_another_date_lose_no_run(self, shape: str, tmp_path: Path, local: LocalRuns) -> None:
        runs = opened(written(tmp_path, WRONG[shape]))
        for query in QUERIES:
            assert selected(runs, query) == selected(local, query), query

    def test_of_a_local_date_have_a_margin(self, tmp_path: Path) -> None:
        runs = opened(written(tmp_path, WRONG["a local date"]))
        assert files_read(runs, QUERIES[0]) == 3
        assert partitions_of(runs).described() == "partitions by day are skipped by start_time, with a margin of 1 day"

    def test_that_are_not_used_are_described(self, tmp_path: Path) -> None:
        runs = opened(written(tmp_path, WRONG["one late run"]))
        assert files_read(runs, QUERIES[0]) == len(runs.table.files())
        assert partitions_of(runs).described().startswith("partitions by day are not used: runs in day=2028-01-26 start more")

    def test_are_not_looked_at_where_nothing_bounds_the_start(self, tmp_path: Path) -> None:
        runs = opened(written(tmp_path, FOLDERS["a day"]))
        assert runs.list_runs(filter='or(eq(name, "a"), gt(start_time, "2028-01-01"))').count() == len(RECORDS)
        assert partitions_of(runs).described() == "partitions are looked for by the first query that bounds start_time"

    def test_are_all_read_on_request(self, tmp_path: Path) -> None:
        runs = opened(written(tmp_path, FOLDERS["a day"]), ())
        assert files_read(runs, QUERIES[0]) == len(runs.table.files())
        assert partitions_of(runs).described() == "no partitions are skipped by start_time"


class TestDeclaredColumns:
    def test_need_not_have_the_usual_names(self, tmp_path: Path, local: LocalRuns) -> None:
        runs = opened(written(tmp_path, lambda start: f"von={start:%Y%m%d}"), "von")
        assert files_read(runs, QUERIES[0]) == 1
        assert all(selected(runs, query) == selected(local, query) for query in QUERIES)

    def test_can_be_fewer_than_the_folders(self, tmp_path: Path) -> None:
        runs = opened(written(tmp_path, FOLDERS["parts"]), ("year", "month"))
        assert files_read(runs, QUERIES[0]) == 31

    @pytest.mark.parametrize(
        ("partitions", "problem"),
        [
            ("date", "none of its columns"),
            ("name", "the column name holds 'a', and not a date (2026-11-01 or 20261101): correct partitions=…"),
            (("year", "day", "month"), "the column day holds '27', and not a month from 1 to 12"),
            ("year", "the column year holds '2027', and not a date"),
            (("year", "month", "day", "id", "name"), "partitions= has 5 columns, and dates have at most 4"),
        ],
    )
    def test_that_hold_no_dates_are_an_error(self, partitions: Any, problem: str, tmp_path: Path) -> None:
        with pytest.raises(RecordError, match=re.escape(problem)):
            opened(written(tmp_path, FOLDERS["parts"]), partitions)

    def test_are_for_tables(self) -> None:
        with pytest.raises(ValueError, match="partitions are for tables"):
            open_runs("docs/examples/support_bot.jsonl", partitions="day")

    @pytest.mark.parametrize("type_", ["DATE", "VARCHAR", "TIMESTAMP"])
    def test_can_have_any_type_of_dates(self, type_: str, local: LocalRuns) -> None:
        connection = duckdb.connect()
        records = pa.Table.from_pylist(
            [{**record, "day": str(start.date())} for record, start in zip(RECORDS, STARTS, strict=True)]
        )
        runs = opened(connection.from_arrow(records).project(f"* REPLACE (CAST(day AS {type_}) AS day)"), "day")
        assert all(selected(runs, query) == selected(local, query) for query in QUERIES)


class TestSpark:
    @pytest.mark.parametrize(
        ("shape", "inference"),
        [("a day", "true"), ("digits", "true"), ("parts with zeros", "true"), ("a bulk export", "false")],
    )
    def test_folders_of_other_dates_are_not_read(
        self, spark: SparkSession, shape: str, inference: str, tmp_path: Path, local: LocalRuns
    ) -> None:
        setting = "spark.sql.sources.partitionColumnTypeInference.enabled"
        spark.conf.set(setting, inference)
        runs = opened(spark.read.parquet(str(written(tmp_path, FOLDERS[shape], until=DAY + timedelta(days=5)))))
        spark.conf.unset(setting)
        results = TableSelection(runs.table, plan(QUERIES[0]))
        statement = results.statements.count()
        (explained,) = runs.table.rows(f"EXPLAIN FORMATTED {statement.sql}", statement.values)
        assert re.search(r"PartitionFilters: \[\S.*(day|dt)", explained["plan"])
        assert len(partitions_kept(runs)) == 1
        assert results.count() == selected(local, QUERIES[0])[1]

    @pytest.mark.parametrize("shape", ["a local date", "one late run"])
    def test_folders_of_another_date_lose_no_run(
        self, spark: SparkSession, shape: str, tmp_path: Path, local: LocalRuns
    ) -> None:
        runs = opened(spark.read.parquet(str(written(tmp_path, WRONG[shape], until=datetime(2028, 1, 18, tzinfo=UTC)))))
        query: RunQuery = {"start_time": DAY, "end_time": datetime(2028, 1, 17, 13, tzinfo=UTC)}
        assert runs.list_runs(**query).count() == local.list_runs(**query).count()
        assert ("not used" in partitions_of(runs).described()) is (shape == "one late run")

    def test_a_column_that_is_no_folder_is_declared(self, spark: SparkSession, local: LocalRuns) -> None:
        rows = [
            (str(record["id"]), str(record["start_time"]), start.date()) for record, start in zip(RECORDS, STARTS, strict=True)
        ]
        frame = spark.createDataFrame(rows, "id string, start_time string, day date").coalesce(1)
        assert opened(frame, "day").list_runs(**QUERIES[0]).count() == selected(local, QUERIES[0])[1]
        with pytest.raises(RecordError, match="the column id holds 'run 0', and not a date"):
            opened(frame, "id")


def partitions_of(runs: TableRuns) -> Partitions:
    assert runs.table.partitions is not None
    return runs.table.partitions


def partitions_kept(runs: TableRuns) -> list[Any]:
    """The partitions that meet the condition of the first query."""
    expressions = runs.table.expressions()
    condition = partitions_of(runs).condition(expressions, start_bounds(plan(QUERIES[0]).own))
    names = [name for name in runs.table.names if name in ("year", "month", "day", "dt")]
    query = exp.select(*names).distinct().from_(runs.table.source.copy()).where(condition)
    return list(runs.table.rows(query.sql(expressions.dialect), expressions.values))


def shifted(start: datetime, span: timedelta) -> datetime | None:
    try:
        return start + span
    except OverflowError:
        return None
