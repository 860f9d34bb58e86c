"""CSV is read by its columns: what filterlang wrote comes back and answers every filter as before. Other formats are named."""

import csv
import gzip
import io
import re
import json
from pathlib import Path
import pickle
import sqlite3
from typing import Any
import zipfile

from answers import differences, ids
from effort import examples
from hypothesis import given, settings, strategies as st
import pandas as pd
import pyarrow as pa
from pyarrow import feather, orc
import pytest

from filterlang.cli.writing import write_csv
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record, RecordError, read_records
from filterlang.evaluate.reference import matcher
from filterlang.strategies import filters, runs

BOT = Path(__file__).parents[2] / "docs" / "examples" / "support_bot.jsonl"
ID = "0190a1b2-0000-7000-8000-000000000001"
ASKED = (
    "gt(latency, 1)", "eq(is_root, true)", "eq(is_root, false)", 'eq(metadata_key, "user_id")', "lt(total_cost, 0.01)",
    "gt(total_tokens, 100)", 'eq(feedback_key, "user_score")', 'search("refund")', 'has(tags, "beta")',
)  # fmt: skip


def written(records: list[Record], select: list[str] | None = None) -> bytes:
    file = io.BytesIO()
    write_csv(records, file, select)
    return file.getvalue()


def kept(path: Path, data: bytes) -> list[Record]:
    path.write_bytes(data)
    return read_records(path)


def table(*rows: list[str], separator: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode()


def without_empty_texts(run: Record) -> bool:
    return "" not in run.values()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv") / "runs.csv"


RUNS = st.lists(runs().filter(without_empty_texts), min_size=1, max_size=4, unique_by=lambda run: run["id"])


@given(RUNS, st.data())
@settings(max_examples=examples(40))
def test_what_was_written_as_csv_answers_every_filter_as_before(path: Path, drawn: list[Record], data: st.DataObject) -> None:
    path.with_suffix(".jsonl").write_text("".join(json.dumps(run) + "\n" for run in drawn))
    before = read_records(path.with_suffix(".jsonl"))
    after = {record["id"]: record for record in kept(path, written(before))}
    for _ in range(5):
        holds = matcher(data.draw(filters()))
        for record in before:
            assert holds(after[record["id"]]) == holds(record), record


def test_the_example_of_the_guides_comes_back(tmp_path: Path) -> None:
    before = open_runs(BOT)
    (tmp_path / "slow.csv.gz").write_bytes(gzip.compress(written(list(before.list_runs().records()))))
    after = open_runs(tmp_path / "slow.csv.gz")
    assert differences(after, before, ASKED) == []


def test_chosen_columns_are_enough_for_the_filters_on_them(tmp_path: Path) -> None:
    chosen = ["name", "latency", "is_root", "metadata", "tags", "total_cost", "parent_run_id"]
    before = open_runs(BOT)
    (tmp_path / "slow.csv").write_bytes(written(list(before.list_runs(select=chosen).records()), ["id", *chosen]))
    after = open_runs(tmp_path / "slow.csv")
    for asked in ASKED[:5]:
        assert sorted(ids(after, filter=asked)) == sorted(ids(before, filter=asked)), asked


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_types_go_by_column(tmp_path: Path, separator: str) -> None:
    inputs = {"q": 'say "hi"\r\n'}
    header = [
        "ID",
        "Name",
        "total_tokens",
        "is_root",
        "tags",
        "inputs",
        "latency",
        "note",
        "Start Time",
        "total_cost",
        "outputs",
    ]
    start = "2026-11-02 09:00:00+00:00"
    row = [ID, "5", "12", "False", '["a"]', json.dumps(inputs), "1.5", "x", start, "0.10", "plain"]
    (record,) = kept(tmp_path / "runs.csv", b"\xef\xbb\xbf" + table(header, row, [], separator=separator))
    expected = {"id": ID, "name": "5", "total_tokens": 12, "is_root": False, "tags": ["a"], "inputs": inputs, "latency": 1.5}
    assert {name: record[name] for name in expected} == expected
    assert (record["outputs"], record["note"]) == ("plain", "x")
    asks = ("gt(total_tokens, 11)", "eq(is_root, false)", "eq(latency, 1.5)", "eq(total_cost, 0.1)")
    for asked in (*asks, 'eq(start_time, "2026-11-02T09:00:00Z")'):
        assert matcher(asked)(record), asked


def test_an_empty_cell_is_no_value(tmp_path: Path) -> None:
    (record,) = kept(tmp_path / "runs.csv", table(["id", "name", "tags", "total_tokens"], [ID, "", "", ""]))
    assert record.keys() == {"id", "trace_id", "status"}


def test_what_pandas_writes_is_read(tmp_path: Path) -> None:
    before = open_runs(BOT)
    before.list_runs(select=["name", "total_tokens", "start_time"]).to_pandas().to_csv(tmp_path / "runs.txt", index=False)
    after = open_runs(tmp_path / "runs.txt")
    asked = 'and(gt(total_tokens, 100), gt(start_time, "2026-10-10T00:00:00Z"))'
    assert after.list_runs(filter=asked).count() == before.list_runs(filter=asked).count() > 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (table(["name", "tags"], ["a", "[]"]), ": none of its columns (name, tags) is called id: write the runs' ids too"),
        (table(["id", "name", "Name"], [ID, "a", "b"]), ": there are two columns name: leave one out"),
        (table(["id", "name"], [ID, "a"], [ID]), ":3: the row has 1 cells, and the header 2: write the row again"),
        (table(["id", "tags"], [ID, "['a']"]), ":2: the cell under tags has to be JSON, and it is not: write it as JSON"),
        (table(["id", "inputs"], [ID, '{"a": ']), ":2: the cell under inputs has to be JSON, and it is not: write it as JSON"),
        (
            table(["id", "start_time"], [ID, "soon"]),
            ':2: start_time has to be an ISO 8601 time in a string, not "soon"',
        ),
        (b'id,name\r\n1,"a', ":2: not CSV: unexpected end of data"),
        (b"id,name\n1,\xe9\n", ":2: not UTF-8 (invalid continuation byte): save the file as UTF-8"),
    ],
)
def test_a_table_that_is_broken_says_where(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        kept(tmp_path / "runs.csv", data)
    assert str(caught.value).removeprefix(str(tmp_path / "runs.csv")) == message


@pytest.mark.parametrize(
    ("name", "cell"),
    [("total_cost", "0,5"), ("total_tokens", "1,234"), ("latency", "-1.234,5"), ("prompt_cost", "1,234,567.8")],
)
def test_a_number_with_a_comma_is_an_error(tmp_path: Path, name: str, cell: str) -> None:
    said = f":2: the cell under {name} is a number with a comma: write it with a decimal point"
    with pytest.raises(RecordError, match=re.escape(said)):
        kept(tmp_path / "runs.csv", table(["id", name], [ID, cell], separator=";"))


def test_an_empty_row_of_a_spreadsheet_is_read_over(tmp_path: Path) -> None:
    records = kept(tmp_path / "runs.csv", table(["id", "name"], ["", ""], [ID, "a"], ["", ""]))
    assert [record["id"] for record in records] == [ID]


def test_broken_rows_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "runs.csv").write_bytes(table(["id", "tags"], [ID, "[]"], [ID], [ID, "a"], ["", "[]"]))
    opened = open_runs(tmp_path / "runs.csv", skip_broken=True)
    assert (opened.list_runs().count(), opened.skipped()) == (1, 3)


def test_in_a_folder_tables_count_where_nothing_else_does(tmp_path: Path) -> None:
    place = tmp_path / "session_id=5e551077-0000-4000-8000-00000000000a"
    place.mkdir()
    (place / "runs.csv").write_bytes(table(["id", "name"], [ID, "a"]))
    (found,) = open_runs(tmp_path).matching(project_id="5e551077-0000-4000-8000-00000000000a")
    assert found["name"] == "a"
    (tmp_path / "runs.jsonl").write_text(json.dumps({"id": ID, "name": "b"}) + "\n")
    assert [run["name"] for run in open_runs(tmp_path).matching()] == ["b"]


def an_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("runs.jsonl", "{}")


def a_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE runs (id TEXT)")
    connection.close()


FEATHER = "a file of Arrow (Feather): write it as Parquet"
FOREIGN: dict[str, tuple[Any, str]] = {
    "runs.xlsx": (an_archive, "an Excel workbook: save the sheet as CSV"), "runs.zip": (an_archive, "a zip archive: unpack it"),
    "runs.arrow": (lambda path: feather.write_feather(pa.table({"id": [ID]}), path), FEATHER),
    "runs.feather": (lambda path: pd.DataFrame({"id": [ID]}).to_feather(path), FEATHER),
    "runs.orc": (lambda path: orc.write_table(pa.table({"id": [ID]}), path), "a file of ORC: write it as Parquet"),
    "runs.avro": (lambda path: path.write_bytes(b"Obj\x01"), "a file of Avro: write it as Parquet"),
    "runs.pkl": (lambda path: path.write_bytes(pickle.dumps([1])), "a pickle of Python"),
    "runs": (lambda path: path.write_bytes(pickle.dumps([1], 2)), "a pickle of Python"),
    "runs.db": (a_database, "a database of SQLite: write its table as Parquet or JSON lines"),
    "runs.xml": (lambda path: path.write_text("<runs/>"), "XML: write its runs as JSON lines"),
    "runs.yaml": (lambda path: path.write_text("- id: a"), "YAML: write its runs as JSON lines"),
    "runs.tar.gz": (lambda path: path.write_bytes(gzip.compress(b"runs.jsonl")), "a tar archive: unpack it"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_format_that_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    write, message = FOREIGN[name]
    write(tmp_path / name)
    with pytest.raises(RecordError) as caught:
        open_runs(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: {message}")
    assert str(caught.value).endswith("(JSON, JSON lines, CSV, Parquet and databases of DuckDB are read)")


def test_what_a_file_holds_counts_and_not_what_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "runs.xml").write_text(json.dumps({"id": ID}))
    assert open_runs(tmp_path / "runs.xml").list_runs().count() == 1
    assert isinstance(open_runs(tmp_path / "runs.xml"), LocalRuns)
