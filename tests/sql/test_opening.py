"""What can be opened: runs in every shape and in every way to keep them mean the same, with the extra libraries or without."""

from collections.abc import Callable
import os
from pathlib import Path
import site
import subprocess
import sys
from typing import Any

import duckdb
from export_files import (
    AS_JSON, AS_TABLES, BODY, COMMAND_LINE, PROJECT, RUNS, database, exported, in_a_file, in_folders, lines, lines_in_folders,
    parquet, uuid,
)  # fmt: skip
import pytest

from filterlang.sql.columns import Columns, Form, columns_of
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import RecordError, read_records
from filterlang.evaluate.run import read_run
from filterlang.exports.results import Runs
from filterlang.sql.table_runs import TableRuns

ROOT = Path(__file__).parent.parent.parent
QUERIES: list[dict[str, Any]] = [
    {},
    {"filter": 'eq(run_type, "llm")'},
    {"filter": 'like(run_type, "%l%")'},
    {"filter": 'neq(status, "success")'},
    {"filter": "eq(is_root, true)"},
    {"filter": f'eq(parent_run_id, "{uuid(2)}")'},
    {"filter": 'has(tags, "beta")'},
    {"filter": "gt(latency, 5)"},
    {"filter": "eq(total_tokens, 42)"},
    {"filter": "gte(total_cost, 0.25)"},
    {"filter": 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'},
    {"filter": 'and(eq(metadata_key, "list.a"), eq(metadata_value, "x"))'},
    {"filter": 'neq(metadata_key, "user_id")'},
    {"filter": 'and(eq(feedback_key, "correctness"), lt(feedback_score, 1))'},
    {"filter": 'search("password")'},
    {"filter": 'gt(start_time, "2026-11-02T09:00:02.5Z")', "limit": 2},
    {"trace_filter": 'has(tags, "beta")'},
    {"trace_filter": 'neq(run_type, "prompt")'},
    {"tree_filter": 'eq(status, "error")', "filter": 'neq(run_type, "tool")'},
    {"run_type": "llm", "is_root": False},
]
OF_THE_PROJECT = {"project_id": PROJECT}


def selected(runs: Runs, query: dict[str, Any]) -> list[str]:
    return [record["id"] for record in runs.matching(**query)]


class TestRecognition:
    @pytest.mark.parametrize("way", [*AS_JSON, *AS_TABLES])
    def test_runs_are_recognised_by_themselves_and_mean_the_same(self, tmp_path: Path, way: str) -> None:
        opened = open_runs({**AS_JSON, **AS_TABLES}[way](tmp_path))
        for query in [*QUERIES, OF_THE_PROJECT]:
            assert selected(opened, query) == selected(LocalRuns(RUNS), query), query
            assert opened.list_runs(**query).count() == len(selected(LocalRuns(RUNS), query))

    @pytest.mark.parametrize("way", COMMAND_LINE)
    def test_what_the_command_line_of_langsmith_writes_means_the_same(self, tmp_path: Path, way: str) -> None:
        opened = open_runs(COMMAND_LINE[way](tmp_path))
        for query in QUERIES:
            assert selected(opened, query) == selected(LocalRuns(RUNS), query), query

    @pytest.mark.parametrize("way", AS_JSON)
    def test_python_reads_the_same_json(self, tmp_path: Path, way: str) -> None:
        read = LocalRuns(read_records(AS_JSON[way](tmp_path)))
        for query in [*QUERIES, OF_THE_PROJECT]:
            assert selected(read, query) == selected(LocalRuns(RUNS), query), query

    @pytest.mark.parametrize("way", [*AS_JSON, *COMMAND_LINE, *AS_TABLES])
    def test_what_comes_out_is_a_run(self, tmp_path: Path, way: str) -> None:
        opened = open_runs({**AS_JSON, **COMMAND_LINE, **AS_TABLES}[way](tmp_path))
        found = {str(each.id): each for each in map(read_run, opened.matching())}
        assert [found[uuid(number)].run_type for number in range(1, 6)] == [each["run_type"] for each in RUNS]
        assert found[uuid(3)].total_cost == pytest.approx(0.25)
        assert found[uuid(5)].metadata["user_id"] == "u2"

    @pytest.mark.parametrize("way", ["v2 lines", "v2 with types", "v2 with JSON", "a database of v2"])
    def test_the_details_of_v2_come_out_as_those_of_v1(self, tmp_path: Path, way: str) -> None:
        (found,) = open_runs({**AS_JSON, **AS_TABLES}[way](tmp_path)).matching(filter="eq(total_cost, 0.25)")
        assert found["prompt_token_details"] == {"cached": 7}

    @pytest.mark.parametrize("name", ["albums_tracks.jsonl", "genres_revenue.jsonl", "revenue_by_country.jsonl"])
    def test_real_traces_are_read(self, name: str) -> None:
        runs = open_runs(ROOT / "docs" / "examples" / "sql_agent" / name)
        root = runs.matching(is_root=True)
        assert len(root) == 1
        assert len(runs.matching(trace_filter='eq(name, "LangGraph")')) == runs.list_runs().count() > 10
        assert root[0]["total_tokens"] == sum(each["total_tokens"] for each in runs.matching(run_type="llm"))

    @pytest.mark.parametrize("way", [AS_JSON["v1 lines"], AS_JSON["v2 lines"], AS_JSON["v1 and v2 lines"], lines_in_folders])
    def test_lines_of_whole_runs_are_read_in_place(self, tmp_path: Path, way: Callable[[Path], Path]) -> None:
        assert isinstance(open_runs(way(tmp_path)), TableRuns)

    def test_names_of_other_columns_are_said(self, tmp_path: Path) -> None:
        table = exported(RUNS).rename_columns({"id": "key", "status": "state"})
        path = in_a_file("runs.parquet", table)(tmp_path)
        columns = columns_of({"start_time": Form.DATETIME, "run_type": Form.TEXT}).renamed({"id": "key", "status": "state"})
        assert selected(open_runs(path, columns=columns), {"error": True}) == [uuid(2)]


def asked(opened: Runs) -> int:
    """How many runs there are, after both ways to ask agree."""
    count = opened.list_runs().count()
    assert len(opened.matching()) == count
    return count


class TestFolders:
    def test_files_of_one_kind_are_read_together(self, tmp_path: Path) -> None:
        for number, way in enumerate(("v1 lines", "v1 lines in gzip", "v1 lines in zstd")):
            (tmp_path / f"{number}").mkdir()
            AS_JSON[way](tmp_path / f"{number}")
        assert asked(open_runs(tmp_path)) == asked(open_runs(f"{tmp_path}/**/*")) == 3 * len(RUNS)
        assert asked(open_runs(tmp_path / "1")) == asked(open_runs(f"{tmp_path}/*/*.gz")) == len(RUNS)

    def test_halves_of_one_run_in_two_files_are_one_run(self, tmp_path: Path) -> None:
        (tmp_path / "1.jsonl").write_bytes(lines(*BODY["patch"]))
        (tmp_path / "2.jsonl").write_bytes(lines(*BODY["post"]))
        assert selected(open_runs(tmp_path), {"error": True}) == [uuid(2)]

    def test_an_empty_file_among_others_is_no_reason_to_read_them_into_memory(self, tmp_path: Path) -> None:
        AS_JSON["v1 lines"](tmp_path)
        (tmp_path / "empty.jsonl").touch()
        opened = open_runs(tmp_path)
        assert isinstance(opened, TableRuns)
        assert asked(opened) == len(RUNS)

    def test_hidden_files_and_what_programs_put_beside_their_data_do_not_count(self, tmp_path: Path) -> None:
        AS_JSON["v1 lines"](tmp_path)
        for name in (".hidden/runs.jsonl", "_delta_log/0.json", "_SUCCESS.json", ".part.jsonl", "notes.txt"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("no runs")
        assert asked(open_runs(tmp_path)) == len(RUNS)

    def test_files_of_two_kinds_are_refused(self, tmp_path: Path) -> None:
        one, other = AS_JSON["v1 lines"](tmp_path), AS_TABLES["a bulk export"](tmp_path)
        with pytest.raises(RecordError) as caught:
            open_runs(tmp_path)
        assert str(caught.value) == (
            f"{tmp_path}: JSON ({one}) and Parquet ({other}) together: open them separately, with patterns such as *.parquet"
        )
        assert asked(open_runs(f"{tmp_path}/*.parquet")) == asked(open_runs(f"{tmp_path}/*.jsonl")) == len(RUNS)

    @pytest.mark.parametrize("names", [[], ["notes.txt", ".hidden.jsonl"]])
    def test_a_folder_without_runs_is_refused(self, tmp_path: Path, names: list[str]) -> None:
        for name in names:
            (tmp_path / name).touch()
        with pytest.raises(RecordError, match="no runs in this folder: its files have to end in"):
            open_runs(tmp_path)

    def test_what_folders_say_counts_before_what_is_in_the_files(self, tmp_path: Path) -> None:
        for folder, opened in (
            ("lines", open_runs(lines_in_folders(tmp_path / "lines"))),
            ("parquet", open_runs(partitioned_twice(tmp_path / "parquet"))),
        ):
            assert selected(opened, OF_THE_PROJECT) == selected(LocalRuns(RUNS), {}), folder
            assert selected(opened, {"project_id": "another"}) == [], folder

    def test_folders_that_can_not_match_are_not_read(self, tmp_path: Path) -> None:
        in_folders(tmp_path)
        other = tmp_path / f"session_id={uuid(1)}" / "run_type=llm"
        other.mkdir(parents=True)
        broken = parquet(exported(RUNS).drop_columns(["session_id", "run_type"]))
        (other / "broken.parquet").write_bytes(broken[:4] + b"\xff" * 200 + broken[204:])
        opened = open_runs(tmp_path)
        assert selected(opened, OF_THE_PROJECT) == selected(LocalRuns(RUNS), {})
        with pytest.raises(RecordError):
            opened.matching()

    def test_folders_that_say_different_things_are_read_together(self, tmp_path: Path) -> None:
        for number, folder in enumerate(("a=1", "b=2", "plain"), 1):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "runs.parquet").write_bytes(parquet(exported([RUNS[number]])))
        found = {record["id"]: (record.get("a"), record.get("b")) for record in open_runs(tmp_path).matching()}
        assert found == {uuid(2): ("1", None), uuid(3): (None, "2"), uuid(4): (None, None)}


def partitioned_twice(folder: Path) -> Path:
    """A bulk export of which the files say another project than their folder."""
    place = folder / f"session_id={PROJECT}"
    place.mkdir(parents=True)
    (place / "runs.parquet").write_bytes(parquet(exported([{**record, "session_id": "another"} for record in RUNS])))
    return folder


class TestDatabases:
    @pytest.mark.parametrize(
        ("statements", "message"),
        [
            ((), ": a database of DuckDB without tables: nothing was exported to it"),
            (
                ("CREATE TABLE one AS FROM exported", "CREATE VIEW two AS FROM one"),
                ": none of its tables (one, two) is called runs: name the right one, as in duckdb:",
            ),
            (("CREATE TABLE runs (x INTEGER)",), ": none of its columns (x) is called id"),
            (("CREATE VIEW runs AS FROM read_text('/etc/hostname')",), ": Permission Error: Cannot access file"),
        ],
    )
    def test_what_has_no_runs_is_refused(self, tmp_path: Path, statements: tuple[str, ...], message: str) -> None:
        path = database(*statements)(tmp_path)
        with pytest.raises(RecordError) as caught:
            open_runs(path)
        assert str(caught.value).removeprefix(str(path)).startswith(message)

    def test_one_that_is_being_written_is_refused(self, tmp_path: Path) -> None:
        path = database("CREATE TABLE runs AS FROM exported")(tmp_path)
        with duckdb.connect(str(path)), pytest.raises(RecordError, match="already attached"):
            open_runs(path)
        assert asked(open_runs(path)) == len(RUNS)

    def test_it_is_not_changed(self, tmp_path: Path) -> None:
        path = database("CREATE TABLE runs AS FROM exported")(tmp_path)
        before = path.read_bytes()
        asked(open_runs(path))
        assert (path.read_bytes(), list(tmp_path.iterdir())) == (before, [path])

    def test_several_are_opened_one_by_one(self, tmp_path: Path) -> None:
        (tmp_path / "copy.duckdb").write_bytes(database("CREATE TABLE runs AS FROM exported")(tmp_path).read_bytes())
        with pytest.raises(RecordError, match="several databases"):
            open_runs(f"{tmp_path}/*.duckdb")


class TestColumns:
    def test_they_are_for_tables(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="columns are for tables: the keys of runs in JSON are those of LangSmith"):
            open_runs(AS_JSON["v1 lines"](tmp_path), columns=Columns())

    def test_one_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        path = AS_TABLES["a bulk export"](tmp_path)
        with pytest.raises(RecordError, match=r"none of its columns \(.*\) is called key"):
            open_runs(path, columns=columns_of({"id": Form.TEXT}).renamed({"id": "key"}))

    @pytest.mark.parametrize(("name", "right"), [("PROJECT_ID", "session_id"), ("INPUTS", "inputs")])
    def test_a_name_of_v2_is_not_selected_but_said_in_v1(self, tmp_path: Path, name: str, right: str) -> None:
        with pytest.raises(ValueError, match=f"did you mean '{right}'"):
            open_runs(AS_JSON["v2 lines"](tmp_path)).matching(select=[name])


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries that are installed here, without those of the extras."""
    folder = tmp_path_factory.mktemp("site-packages")
    hidden = ("duckdb", "_duckdb", "sqlglot", "pyarrow", "pyspark", "chdb", "clickhouse_connect", "zstandard")
    for packages in site.getsitepackages():
        for path in Path(packages).iterdir():
            if path.suffix != ".pth" and path.name.partition("-")[0].partition(".")[0] not in hidden:
                (folder / path.name).symlink_to(path)
    return folder


def without_extras(bare: Path, path: Path) -> str:
    """What comes of opening a file where the extras are not installed."""
    code = (
        "import sys\nfrom filterlang.opening import open_runs\n"
        "try: print(len(open_runs(sys.argv[1]).matching(filter='eq(run_type, \"llm\")')))\n"
        "except ImportError as error: print(error)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(bare)))}
    command = [sys.executable, "-S", "-c", code, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.rstrip()


class TestWithoutExtras:
    @pytest.mark.parametrize("way", [way for way in AS_JSON if "zstd" not in way])
    def test_json_is_read_by_python(self, bare: Path, tmp_path: Path, way: str) -> None:
        assert without_extras(bare, AS_JSON[way](tmp_path)) == "2"

    @pytest.mark.parametrize(
        ("way", "what"),
        [
            ("a bulk export", "Parquet is read by DuckDB"),
            ("a bulk export in folders", "Parquet is read by DuckDB"),
            ("a database", "a database of DuckDB is read by DuckDB"),
            ("v1 lines in zstd", "zstd is unpacked by pyarrow"),
        ],
    )
    def test_what_needs_a_library_says_what_to_install(self, bare: Path, tmp_path: Path, way: str, what: str) -> None:
        path = {**AS_JSON, **AS_TABLES}[way](tmp_path)
        assert without_extras(bare, path) == f'{what}: pip install ".[local]" in a checkout of filterlang'
