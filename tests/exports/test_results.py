"""What ``list_runs`` gives of runs that are here: as records, as ``Run``, as tables, the same from every engine."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import hostile
import pandas as pd
import polars as pl
import pyarrow as pa
from pyarrow import parquet
from effort import some
import pytest

from filterlang import F
from filterlang.findings.errors import FilterError
from filterlang.tables.tabular import EXACT, OTHER, rows
from filterlang.schema.run_schema import TABLE_COLUMNS
from filterlang.tables.arrow import arrow_batches, arrow_schema, arrow_table, write_parquet
from filterlang.sql.table_runs import TableRuns
from filterlang.tables.notebook import SHOWN
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record, read_records
from filterlang.evaluate.reference import matcher
from filterlang.evaluate.rows import field_values
from filterlang.evaluate.run import Run
from filterlang.exports.results import Results, Runs
from filterlang.schema.fields import FIELDS

ROOT = Path(__file__).parent.parent.parent
BOT = ROOT / "docs" / "examples" / "support_bot.jsonl"
SLOW = 'and(gt(latency, 0.5), neq(run_type, "llm"))'


def written(records: Iterable[Record], path: Path) -> Path:
    with path.open("wb") as file:
        write_parquet(records, file)
    return path


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return read_records(BOT)


@pytest.fixture(params=["reference", "duckdb"])
def runs(request: pytest.FixtureRequest, records: list[Record], tmp_path: Path) -> Runs:
    if request.param == "reference":
        return LocalRuns(records)
    opened = open_runs(written(records, tmp_path / "runs.parquet"))
    assert isinstance(opened, TableRuns)
    return opened


def iterated(results: Results) -> list[str]:
    async def collect() -> list[str]:
        return [str(run.id) async for run in results]

    return asyncio.run(collect())


WAYS: dict[str, Callable[[Results], list[str]]] = {
    "records": lambda results: [record["id"] for record in results.records()],
    "async for": iterated,
    "to_arrow": lambda results: results.to_arrow()["id"].to_pylist(),
    "to_pandas": lambda results: results.to_pandas()["id"].tolist(),
    "to_polars": lambda results: results.to_polars()["id"].to_list(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "query", [{}, {"filter": SLOW}, {"filter": SLOW, "limit": 3}, {"is_root": True, "select": ["name"]}], ids=str
)
def test_every_way_to_ask_gives_the_same_runs_in_the_same_order(
    runs: Runs, records: list[Record], query: dict[str, Any], way: str
) -> None:
    results = runs.list_runs(**query)
    expected = [record["id"] for record in LocalRuns(records).matching(**query)]
    assert expected
    assert WAYS[way](results) == expected
    assert results.count() == len(expected)
    if way != "async for":
        assert WAYS[way](results) == expected, "each asks anew"


def test_parquet_made_of_runs_selects_what_the_runs_do(records: list[Record], tmp_path: Path) -> None:
    runs = open_runs(written(records, tmp_path / "runs.parquet"))
    tried = 0
    for line in some((ROOT / "tests" / "corpus" / "filters.jsonl").read_text(encoding="utf-8").splitlines(), 2):
        filter = json.loads(line)["filter"]
        try:
            matches = matcher(filter)
        except FilterError:
            continue
        tried += 1
        found = {record["id"] for record in runs.matching(filter=filter, select=["id"])}
        assert found == {record["id"] for record in records if matches(record)}, filter
    assert tried > 100


class TestTables:
    def test_all_runs_have_one_schema_and_so_do_none(self, runs: Runs) -> None:
        nothing = runs.list_runs(filter='eq(name, "nobody")')
        assert nothing.to_arrow().num_rows == 0
        assert nothing.to_arrow().schema == runs.list_runs().to_arrow().schema == arrow_schema()
        assert arrow_schema().names == [*TABLE_COLUMNS, EXACT, OTHER]
        assert list(nothing.to_pandas().columns) == nothing.to_polars().columns == [*TABLE_COLUMNS, EXACT, OTHER]

    def test_columns_have_types(self, runs: Runs) -> None:
        (run,) = runs.list_runs(filter='eq(status, "error")', limit=1).to_arrow().to_pylist()
        assert isinstance(run["start_time"], datetime)
        assert run["start_time"].utcoffset() == UTC.utcoffset(None)
        assert isinstance(run["total_tokens"], int)
        assert isinstance(run["tags"], list)
        assert json.loads(run["extra"])["metadata"] is not None
        assert run[OTHER] is None

    def test_costs_add_up_exactly(self, runs: Runs, records: list[Record]) -> None:
        costs = runs.list_runs().to_arrow()["total_cost"]
        assert sum(filter(None, costs.to_pylist())) == sum(Decimal(record.get("total_cost") or 0) for record in records)

    def test_only_what_is_selected_stays_in_its_order(self, runs: Runs) -> None:
        results = runs.list_runs(select=["total_cost", "name", "id", "app_path"])
        assert results.to_arrow().schema.names == ["id", "total_cost", "name", "app_path"]
        assert results.to_arrow().schema == arrow_schema(["id", "total_cost", "name", "app_path"])
        assert list(results.to_pandas().columns) == results.to_polars().columns == ["id", "total_cost", "name", "app_path"]

    def test_data_frames_keep_whole_numbers_whole(self, runs: Runs) -> None:
        results = runs.list_runs(select=["total_tokens", "ttl_seconds"])
        pandas, polars = results.to_pandas(), results.to_polars()
        assert pandas["total_tokens"].dtype == pandas["ttl_seconds"].dtype == pd.Int64Dtype()
        assert polars["total_tokens"].dtype == pl.Int64
        assert int(pandas["total_tokens"].sum()) == polars["total_tokens"].sum() > 0

    def test_batches_are_made_as_the_runs_come(self) -> None:
        given: list[int] = []

        def coming() -> Any:
            for number in range(5):
                given.append(number)
                yield {"id": str(number)}

        batches = arrow_batches(coming(), 2)
        assert next(batches)["id"].to_pylist() == ["0", "1"]
        assert given == [0, 1]
        assert [batch.num_rows for batch in batches] == [2, 1]

    def test_parquet_is_made_of_row_groups_that_fit_into_memory(self, tmp_path: Path) -> None:
        text = "x" * 100_000
        path = written(({"id": str(number), "name": f"{number}{text}"} for number in range(1500)), tmp_path / "big.parquet")
        file = parquet.ParquetFile(path)
        assert (file.metadata.num_rows, file.metadata.num_row_groups) == (1500, 2)


ODD: list[tuple[str, object, object, bool]] = [
    # field, value, cell, whether the cell is all of the value
    ("name", 5, None, False),
    ("name", "\ud800", None, False),
    ("name", "", "", True),
    ("id", "no uuid", "no uuid", True),
    ("total_tokens", 5.0, 5, True),
    ("total_tokens", "5", 5, True),
    ("total_tokens", 5.5, None, False),
    ("total_tokens", True, None, False),
    ("total_tokens", "many", None, False),
    ("total_tokens", 2**63 - 1, 2**63 - 1, True),
    ("total_tokens", 2**63, None, False),
    ("total_tokens", "1e99999999999999999999", None, False),
    ("total_cost", "0.00088140", Decimal("0.0008814"), True),
    ("total_cost", 0.1, Decimal("0.1"), True),
    ("total_cost", 0.1 + 0.2, Decimal("0.3"), False),
    ("total_cost", "1e-13", Decimal(0), False),
    ("total_cost", 1e26, None, False),
    ("total_cost", "free", None, False),
    ("total_cost", float("nan"), None, False),
    ("start_time", "2026-01-01T01:00:00.5+01:00", datetime(2026, 1, 1, 0, 0, 0, 500_000, UTC), True),
    ("start_time", "2026-01-01T00:00:00", datetime(2026, 1, 1, tzinfo=UTC), True),
    ("start_time", "soon", None, False),
    ("start_time", 1767225600, None, False),
    ("tags", ["a", "b"], ["a", "b"], True),
    ("tags", ["a", 1, None], ["a"], False),
    ("tags", "beta", None, False),
    ("inputs", {"q": [1, "é", None]}, '{"q":[1,"é",null]}', True),
    ("inputs", "text", '"text"', True),
    ("inputs", {"q": "\ud800"}, '{"q":"\\ud800"}', True),
    ("inputs", {"q": float("nan")}, '{"q":null}', True),
    ("anything", {"else": 1}, None, False),
]


@pytest.mark.parametrize(("field", "value", "cell", "whole"), ODD, ids=str)
def test_what_does_not_fit_its_column_stands_in_another(field: str, value: object, cell: object, whole: bool) -> None:
    (row,) = arrow_table([{field: value}]).to_pylist()
    assert row.get(field) == cell
    if whole:
        assert row[EXACT] is row[OTHER] is None
    else:
        (held,) = (json.loads(row[column]) for column in (EXACT, OTHER) if row[column] is not None)
        assert list(held) == [field]
        assert value != value or held[field] == value


def test_no_run_is_too_odd_for_a_table() -> None:
    records = hostile.records()
    table = arrow_table(records)
    assert table.schema == arrow_schema()
    for record, row in zip(records, table.to_pylist(), strict=True):
        held = json.loads(row[OTHER] or "{}") | json.loads(row[EXACT] or "{}")
        for field, value in record.items():
            assert value is None or row.get(field) is not None or field in held, (record["id"], field)


def test_nesting_has_no_end() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    ((*_, extra, other),) = ([cells[11], cells[-1]] for cells in rows([{"id": "a", "extra": deep, "more": deep}]))
    assert extra == "[" * 100_001 + "]" * 100_001
    assert isinstance(other, str)


@pytest.mark.parametrize(
    ("missing", "call", "hint"),
    [
        ("pyarrow", "to_arrow", 'tables need pyarrow: pip install ".[local]" in a checkout of filterlang'),
        ("pyarrow", "to_pandas", 'tables need pyarrow: pip install ".[local]" in a checkout of filterlang'),
        ("pandas", "to_pandas", "data frames of pandas need pandas: pip install pandas"),
        ("polars", "to_polars", "data frames of polars need polars: pip install polars"),
    ],
)
def test_a_library_that_is_not_there_is_named_in_one_line(missing: str, call: str, hint: str) -> None:
    code = f"""
import sys
sys.modules[{missing!r}] = None
from filterlang.tables.notebook import SHOWN
from filterlang.exports.memory import LocalRuns
try:
    LocalRuns([]).list_runs().{call}()
except ImportError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout == hint + "\n"


def test_tables_are_of_arrow(runs: Runs) -> None:
    assert isinstance(runs.list_runs().to_arrow(), pa.Table)
    assert isinstance(runs.list_runs().to_pandas(), pd.DataFrame)
    assert isinstance(runs.list_runs().to_polars(), pl.DataFrame)


class TestSelection:
    def test_every_field_of_filters_can_be_selected_and_means_what_it_means_there(
        self, runs: Runs, records: list[Record]
    ) -> None:
        found = {record["id"]: record for record in runs.list_runs(select=[*FIELDS]).records()}
        for record in records:
            for name in ("latency", "is_root", "thread_id", "total_tokens"):
                assert [found[record["id"]].get(name)] == (field_values(record, FIELDS[name]) or [None])
        (run,) = runs.list_runs(filter='eq(id, "01a10b4a-9680-7c18-9c68-5e15bef7fb49")', select=[*FIELDS]).records()
        assert (run["latency"], run["is_root"], run["thread_id"]) == (3.67, True, "a1b2c3d4-e5f6-7890")
        assert (run["feedback_key"], run["feedback_score"]) == (["user_score"], {"user_score": 1.0})
        assert run["metadata"]["thread_id"] == run["metadata_value"]["thread_id"] == run["thread_id"]

    def test_tables_and_files_have_what_is_selected(self, runs: Runs, tmp_path: Path) -> None:
        names = ["name", "latency", "is_root", "metadata", "feedback_score", "tag", "project_id"]
        results = runs.list_runs(filter=SLOW, select=names)
        table = results.to_arrow()
        assert table.schema.names == ["id", *names]
        assert [str(table.schema.field(name).type) for name in names[1:4]] == ["double", "bool", "string"]
        assert min(table["latency"].to_pylist()) > 0.5
        assert results.to_pandas()["latency"].tolist() == results.to_polars()["latency"].to_list()
        with (tmp_path / "slow.parquet").open("wb") as file:
            write_parquet(results.records(), file, ["id", *names])
        again = open_runs(tmp_path / "slow.parquet").matching(select=["latency", "is_root"])
        assert {run["latency"] for run in again} == set(table["latency"].to_pylist())

    def test_a_field_that_nobody_knows_is_refused_with_the_nearest_or_with_all(self, runs: Runs) -> None:
        hints = {"latncy": "'latency'", "duration": "'latency'", "Metadata": "'metadata'", "zzz": "latency, latency_seconds"}
        for name, hint in hints.items():
            with pytest.raises(ValueError, match=f"no field '{name}' to select: .*{hint}"):
                runs.list_runs(select=[name])

    def test_what_was_not_selected_is_no_value(self, runs: Runs) -> None:
        def first(select: list[str] | None) -> Run:
            return next(iter(runs.list_runs(filter=SLOW, select=select, limit=1)))

        for name in ("latency", "metadata", "url"):
            with pytest.raises(AttributeError, match=f"'{name}' was not selected"):
                getattr(first(["name"]), name)
        assert first(["latency"]).latency == first(["start_time", "end_time"]).latency == first(None).latency
        assert first(["metadata"]).metadata == first(["extra"]).metadata == first(None).metadata
        assert first(None).url is None


class TestDisplay:
    def test_results_say_which_query_they_are(self, runs: Runs) -> None:
        results = runs.list_runs(filter=F.latency > 10, limit=2)
        assert repr(results) == "<Results of list_runs(filter='gt(latency, 10)', limit=2)>"
        assert repr(runs).startswith(("<59 runs in memory>", "<runs in DuckDBTable('/"))

    def test_a_notebook_shows_the_first_runs_and_no_markup_of_theirs(self) -> None:
        odd = LocalRuns([{"id": f"{n}", "name": "<script>alert('&')</script>\u202e"} for n in range(30)])
        shown = odd.list_runs(select=["name"])._repr_html_()
        assert "<script" not in shown
        assert "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;\\u202e" in shown
        assert shown.count("<tr>") == 1 + SHOWN + 1
        assert "<td>3.67</td>" in LocalRuns(read_records(BOT)).list_runs(filter="lt(latency, 4)", order="asc")._repr_html_()

    def test_plain_for_gives_the_runs_each_time(self, runs: Runs) -> None:
        results = runs.list_runs(filter=SLOW)
        assert [str(run.id) for run in results] == [str(run.id) for run in results] == iterated(results)
