"""Frames and tables in memory: each form selects what the reference selects, and what a form cannot hold is written down."""

from collections.abc import Callable
import io
import json
from pathlib import Path
import subprocess
import sys
from typing import Any
import uuid as uuids

import duckdb
from effort import examples
from export_files import RUNS, exported, parquet, typed, uuid
from hypothesis import assume, given, settings, strategies as st
from langsmith.schemas import Run as SdkRun
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from filterlang import matches, why
from filterlang.cli.writing import write_csv
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import RecordError
from filterlang.opening import UnreadWarning, open_runs
from filterlang.strategies import filters, runs

Records = list[dict[str, Any]]


def flat(records: Records) -> Records:
    """Runs with their nested values as JSON, which every library holds."""
    return [
        {key: json.dumps(value) if isinstance(value, dict | list) else value for key, value in run.items()} for run in records
    ]


def a_dataset(table: pa.Table) -> ds.Dataset:
    return ds.dataset([table])


def a_connection(table: pa.Table) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.register("given", table)
    return connection.execute("CREATE TABLE runs AS FROM given")


def in_polars(records: Records) -> pl.DataFrame:
    try:
        return pl.DataFrame(flat(records), infer_schema_length=None)
    except (pl.exceptions.PolarsError, TypeError, OverflowError):
        assume(False)
        raise


def in_arrow(records: Records) -> pa.Table:
    return LocalRuns(records).list_runs().to_arrow()


def in_csv(records: Records) -> io.BytesIO:
    assume(not any("" in run.values() for run in records))  # an empty cell is no value
    file = io.BytesIO()
    write_csv(records, file, None)
    return io.BytesIO(file.getvalue())


FORMS: dict[str, Callable[[Records], Any]] = {
    "a frame of dicts": pd.DataFrame,
    "a frame of JSON": lambda records: pd.DataFrame(flat(records)),
    "a frame with its ids as index": lambda records: pd.DataFrame(records).set_index("id"),
    "a frame of numpy's missing values": lambda records: pd.DataFrame(records).where(lambda frame: frame.notna(), float("nan")),
    "a frame of convenient types": lambda records: pd.DataFrame(records).convert_dtypes(),
    "polars": in_polars,
    "results in pandas": lambda records: LocalRuns(records).list_runs().to_pandas(),
    "results in polars": lambda records: LocalRuns(records).list_runs().to_polars(),
    "an Arrow table": in_arrow,
    "an Arrow reader": lambda records: in_arrow(records).to_reader(),
    "an Arrow dataset": lambda records: a_dataset(in_arrow(records)),
    "a connection": lambda records: a_connection(in_arrow(records)),
    "the bytes of Parquet": lambda records: io.BytesIO(parquet(in_arrow(records))),
    "the bytes of CSV": in_csv,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(runs(), min_size=1, max_size=4, unique_by=lambda run: run["id"]), st.lists(filters(), min_size=4, max_size=4))
@settings(max_examples=examples(5), deadline=None)
def test_every_form_means_what_the_dicts_mean_to_the_reference(form: str, records: Records, drawn: list[str]) -> None:
    opened = open_runs(FORMS[form](records))
    for filter in drawn:
        expected = {run["id"] for run in records if matches(filter, run)}
        assert {run["id"] for run in opened.list_runs(filter=filter).records()} == expected
    assert opened.list_runs(filter=drawn[-1]).count() == len(expected)


SOURCES: dict[str, Callable[[], Any]] = {
    "59 runs in a pandas frame": lambda: pd.concat([pd.DataFrame(RUNS[:1])] * 59),
    "1 run in a polars frame": lambda: pl.DataFrame(flat(RUNS[:1])),
    "1 run in a polars frame, collected": lambda: pl.DataFrame(flat(RUNS[:1])).lazy(),
    "5 runs in an Arrow table": lambda: exported(RUNS),
    "5 runs in an Arrow table, of a batch": lambda: exported(RUNS).to_batches()[0],
    "runs in an Arrow dataset": lambda: a_dataset(exported(RUNS)),
    "5 runs in the table runs of a connection of DuckDB": lambda: a_connection(exported(RUNS)),
    "5 runs in a relation of DuckDB": lambda: a_connection(exported(RUNS)).table("runs"),
    "5 runs in an open file": lambda: io.BytesIO(parquet(exported(RUNS))),
    "1 run in an open file, of JSON": lambda: io.StringIO('{"id": "a"}'),
    "5 runs in memory": lambda: iter(RUNS),
}


@pytest.mark.parametrize("shown", SOURCES)
def test_what_was_opened_says_what_it_is_and_how_many(shown: str) -> None:
    assert repr(open_runs(SOURCES[shown]())) == f"<{shown.partition(', ')[0]}>"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_value_of_pandas_in_a_dict_is_missing_in_one_run_too(missing: Any) -> None:
    run = dict.fromkeys(("error", "total_tokens", "end_time", "name", "tags"), missing) | {"id": "a"}
    for filter in ("eq(error, null)", "neq(total_tokens, 1)", "gt(total_tokens, 1)", "eq(end_time, null)", 'neq(name, "x")',
                   'has(tags, "x")', "gt(latency, 1)"):  # fmt: skip
        assert open_runs([run]).list_runs(filter=filter).count() == matches(filter, run) == matches(filter, {"id": "a"})
    assert "`end_time` is missing" in str(why("eq(end_time, null)", run))


def ids(source: Any, filter: str) -> list[str]:
    return sorted(run["id"] for run in open_runs(source).matching(filter=filter))


class TestPandas:
    def test_a_frame_of_the_sdks_runs_is_one_of_runs(self) -> None:
        present = [{key: value for key, value in run.items() if value is not None} for run in RUNS]
        frame = pd.DataFrame([SdkRun(**run).model_dump() for run in present])
        for filter in ('eq(run_type, "llm")', "gte(total_cost, 0.25)", 'has(tags, "beta")', f'eq(parent_run_id, "{uuid(2)}")',
                       'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', "gt(latency, 5)"):  # fmt: skip
            assert ids(frame, filter) == sorted(run["id"] for run in RUNS if matches(filter, run)) != []

    def test_columns_that_json_normalize_makes_are_parts_of_objects_again(self) -> None:
        frame = pd.json_normalize(RUNS)
        assert "extra.metadata.user_id" in frame.columns
        for filter in ('and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', 'eq(metadata_key, "list.a")',
                       'and(eq(feedback_key, "correctness"), lt(feedback_score, 1))', 'search("password")'):  # fmt: skip
            assert ids(frame, filter) == sorted(run["id"] for run in RUNS if matches(filter, run)) != []

    @pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
    def test_every_missing_value_is_no_value(self, missing: Any) -> None:
        frame = pd.DataFrame(
            {"id": ["a", "b"], "error": pd.Series([missing, "e"], dtype=object), "inputs": [missing, {"x": 1}]}
        )
        assert ids(frame, "eq(error, null)") == ["a"]
        assert ids(frame, 'eq(input_key, "x")') == ["b"]
        assert open_runs(frame).matching()[0]["error"] in (None, "e")

    def test_types_of_pandas_are_those_of_runs(self) -> None:
        start = pd.Timestamp("2026-11-02T09:00:00.000001999", tz="Europe/Zurich")
        frame = pd.DataFrame({
            "id": [uuids.UUID(uuid(1)), uuids.UUID(uuid(2))],
            "run_type": pd.Categorical(["llm", "tool"]),
            "total_tokens": pd.array([7, None], dtype="Int64"),
            "start_time": [start, pd.NaT],
            "latency": [pd.Timedelta(seconds=3), pd.NaT],
            "tags": [pd.Series(["beta"], dtype=object).to_numpy(), None],
            "total_cost": pd.array([0.5, None], dtype="float64[pyarrow]"),
        })  # fmt: skip
        for filter in ('eq(run_type, "llm")', "eq(total_tokens, 7)", 'eq(start_time, "2026-11-02T08:00:00.000001Z")',
                       "eq(latency, 3)", 'has(tags, "beta")', "eq(total_cost, 0.5)"):  # fmt: skip
            assert ids(frame, filter) == [uuid(1)]

    def test_values_of_several_types_in_a_column_stay_what_they_are(self) -> None:
        frame = pd.DataFrame({"id": ["a", "b", "c"], "name": ["x", 5, {"deep": [1]}], "total_tokens": [1, "2", 10**30]})
        assert ids(frame, 'eq(name, "x")') == ["a"]
        assert ids(frame, "gte(total_tokens, 2)") == ["b", "c"]

    def test_a_string_among_lists_is_not_a_list_of_characters(self) -> None:
        frame = pd.DataFrame({"id": ["a", "b"], "tags": ["beta", ["b", "e"]], "inputs": ["no", {"x": 1}]})
        assert ids(frame, 'has(tags, "e")') == ["b"]
        assert open_runs(frame).matching()[0]["inputs"] in ("no", {"x": 1})

    def test_names_that_are_no_texts_are_left_out_of_nothing(self) -> None:
        frame = pd.DataFrame([["a", 1, 2]], columns=["id", 0, ("x", "y")])
        assert open_runs(frame).matching()[0]["0"] == 1

    def test_levels_of_the_index_with_names_are_columns(self) -> None:
        frame = pd.DataFrame(RUNS).set_index(["run_type", "id"])
        assert ids(frame, 'eq(run_type, "llm")') == [uuid(3), uuid(5)]

    def test_child_runs_in_a_column_are_reported(self) -> None:
        with pytest.warns(UnreadWarning, match="the column child_runs was not read"):
            open_runs(pd.DataFrame([{**RUNS[0], "child_runs": RUNS[1:2]}]))

    @pytest.mark.parametrize(
        ("frame", "message"),
        [
            (pd.DataFrame({"name": ["x"]}), "the pandas frame: none of its columns (name) is called id: name the column"),
            (pd.DataFrame({"id": [1]}), "the pandas frame: the ids of runs are strings, and the column id does not hold"),
            (pd.DataFrame([["a", "b"]], columns=["id", "id"]), "the pandas frame: there are two columns id: leave one out"),
            (pd.DataFrame([["a", "b"]], columns=["id", "ID"]), "the pandas frame: there are columns id and ID: leave one out"),
        ],
    )
    def test_a_frame_that_is_not_one_of_runs_is_an_error(self, frame: pd.DataFrame, message: str) -> None:
        with pytest.raises(RecordError) as caught:
            open_runs(frame)
        assert str(caught.value).startswith(message)

    def test_a_run_without_an_id_is_an_error(self) -> None:
        with pytest.raises(RecordError, match=r"^the pandas frame: a run has no id"):
            open_runs(pd.DataFrame({"id": ["a", None]})).matching()


class TestPolars:
    def test_nested_types_objects_and_categories_are_read(self) -> None:
        frame = pl.DataFrame({
            "id": ["a", "b"],
            "run_type": pl.Series(["llm", "tool"], dtype=pl.Categorical),
            "extra": [{"metadata": {"user_id": "u1"}}, None],
            "tags": [["beta"], []],
            "name": pl.Series(["x", 5], dtype=pl.Object),
            "latency": pl.Series([3_000, None], dtype=pl.Duration("ms")),
        })  # fmt: skip
        for filter in ('eq(run_type, "llm")', 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', 'has(tags, "beta")',
                       'eq(name, "x")', "eq(latency, 3)"):  # fmt: skip
            assert ids(frame, filter) == ["a"]


class TestArrow:
    def test_a_dataset_is_scanned_and_its_folders_are_columns(self, tmp_path: Path) -> None:
        pq.write_to_dataset(typed(RUNS), tmp_path, partition_cols=["run_type"])
        dataset = ds.dataset(tmp_path, partitioning="hive")
        assert ids(dataset, 'eq(run_type, "llm")') == [uuid(3), uuid(5)]
        assert ids(dataset, 'gt(start_time, "2026-11-02T09:00:02.5Z")') == [uuid(3), uuid(4), uuid(5)]

    def test_structs_have_no_null_that_is_not_a_missing_key(self) -> None:
        table = pa.table({"id": ["a", "b"], "inputs": [{"x": None, "y": 1}, {"x": 2, "y": None}]})
        assert ids(table, 'eq(input_key, "x")') == ["b"]

    def test_several_threads_query_one_table(self) -> None:
        from concurrent.futures import ThreadPoolExecutor

        opened = open_runs(exported(RUNS))
        with ThreadPoolExecutor(4) as pool:
            counts = list(pool.map(lambda _: opened.list_runs(run_type="llm").count(), range(16)))
        assert counts == [2] * 16


class TestConnections:
    def test_a_table_is_chosen_as_in_a_file(self) -> None:
        connection = a_connection(exported(RUNS))
        connection.execute("CREATE SCHEMA archive; CREATE TABLE archive.old AS FROM runs LIMIT 1; CREATE TABLE x (y INT)")
        assert open_runs(connection).list_runs().count() == 5
        assert open_runs((connection, "archive.old")).list_runs().count() == 1
        with pytest.raises(RecordError) as caught:
            open_runs((connection, "nope"))
        assert str(caught.value) == (
            "the connection: none of its tables (old, runs, x) is called nope: name the right one, as in "
            "open_runs((connection, 'TABLE'))"
        )

    def test_a_closed_connection_is_an_error(self) -> None:
        connection = duckdb.connect()
        connection.close()
        with pytest.raises(RecordError, match=r"^the connection: "):
            open_runs(connection)


def test_recognising_a_source_loads_no_library() -> None:
    probe = (
        "import sys, filterlang\n"
        "assert filterlang.open_runs([{'id': 'a'}]).list_runs().count() == 1\n"
        "assert not {'pandas', 'polars', 'pyarrow', 'numpy', 'duckdb', 'sqlglot'} & {*sys.modules}\n"
    )
    subprocess.run([sys.executable, "-c", probe], check=True)
