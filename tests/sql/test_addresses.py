"""Addresses of tables: how they are read, ``filterlang runs --from`` in each engine, and passwords, which nobody sees."""

from contextlib import suppress
import json
import logging
import os
from pathlib import Path
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import quote

from chdb.session import Session
from chdb_server import Server
from chdb_tables import as_texts, keep
import duckdb
from export_files import RUNS, database, exported, parquet
from hypothesis import given, settings, strategies as st
import pytest

from filterlang.cli import main
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import RecordError
from filterlang.opening import open_runs
from filterlang.sql.addresses import clickhouse_server, local_source, open_address
from filterlang.sql.shown_addresses import is_address, shown_address

ROOT = Path(__file__).parent.parent.parent
FILTER = 'neq(run_type, "prompt")'
EXPECTED = [record["id"] for record in LocalRuns(RUNS).matching(filter=FILTER)]
LETTERS = "ZQXJ§~"
"""Characters that no message has."""

SECRETS = st.text(LETTERS, min_size=1).flatmap(
    lambda start: st.text(f"{LETTERS}@:/?#%&=+;[] \t", min_size=1).map(start.__add__)
)
PLACES = (
    "127.0.0.1:1/db.runs", "127.0.0.1:1", "127.0.0.1:0/runs", "127.0.0.1:99999/runs", "127.0.0.1:a/runs", "127.0.0.1:1/db/runs",
    "127.0.0.1:1/a.b.c", "127.0.0.1:1/`", "127.0.0.1:1/runs?secure=1", "127.0.0.1:1/runs#x", "/runs", "",
)  # fmt: skip


def ids(text: str) -> list[str]:
    return [json.loads(line)["id"] for line in text.splitlines()]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD", "SPARK_REMOTE", "SPARK_CONNECT_MODE_ENABLED"):
        monkeypatch.delenv(name, raising=False)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("spark:db.runs", None), ("SPARK:db.runs", None), ("clickhouse://host/db.runs", None), ("clickhouses:x", None),
            ("s3://bucket/runs.parquet", None), ("duckdb:runs.duckdb#x", "runs.duckdb"), ("./spark:db.runs", "./spark:db.runs"),
            ("C:/runs.jsonl", "C:/runs.jsonl"), (r"C:\runs.jsonl", r"C:\runs.jsonl"), ("sparks:x", "sparks:x"), ("-", "-"),
            ("runs#1.jsonl", "runs#1.jsonl"), ('search("http://x")', 'search("http://x")'), ("12:30.jsonl", "12:30.jsonl"),
        ],
    )  # fmt: skip
    def test_addresses_are_no_paths(self, text: str, path: str | None) -> None:
        assert local_source(text) == path
        assert is_address(text) is (path != text)

    @pytest.mark.parametrize(
        ("address", "variables", "expected"),
        [
            ("clickhouse://host/db.runs", {}, ("host", 8123, False, None, "", "db.runs")),
            ("clickhouse://host:9/runs", {}, ("host", 9, False, None, "", "runs")),
            ("clickhouses://host/runs", {}, ("host", 8443, True, None, "", "runs")),
            ("ClickHouses://host:9/runs", {}, ("host", 9, True, None, "", "runs")),
            ("clickhouse://host:8443/runs", {}, ("host", 8443, True, None, "", "runs")),
            ("clickhouse://[::1]:9/runs", {}, ("::1", 9, False, None, "", "runs")),
            ("clickhouse://host/`my.db`.a%3Fb", {}, ("host", 8123, False, None, "", "`my.db`.a?b")),
            ("clickhouse://ann:a%40%2f%3A%23@host/runs", {}, ("host", 8123, False, "ann", "a@/:#", "runs")),
            ("clickhouse://ann:a:b@c@host/runs", {}, ("host", 8123, False, "ann", "a:b@c", "runs")),
            ("clickhouse://host/runs", {"USER": "bo", "PASSWORD": "b"}, ("host", 8123, False, "bo", "b", "runs")),
            ("clickhouse://ann@host/runs", {"USER": "bo", "PASSWORD": "b"}, ("host", 8123, False, "ann", "b", "runs")),
            ("clickhouse://ann:@host/runs", {"USER": "bo", "PASSWORD": "b"}, ("host", 8123, False, "ann", "", "runs")),
        ],
    )
    def test_an_address_of_clickhouse_names_a_server_and_a_table(
        self, monkeypatch: pytest.MonkeyPatch, address: str, variables: dict[str, str], expected: tuple[Any, ...]
    ) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(f"CLICKHOUSE_{name}", value)
        server = clickhouse_server(address)
        assert (server.host, server.port, server.tls, server.user, server.password, server.table) == expected

    @pytest.mark.parametrize(
        ("address", "message"),
        [
            ("ftp://key:secret@bucket/runs", "ftp:// is not read: runs come from files, or from a table: s3://bucket/"),
            ("s3://key:secret@bucket/runs", "s3://bucket/runs: an address has no user and no password: keep them in a"),
            ("clickhouse:db.runs", "an address of ClickHouse cannot be read: write clickhouse://user@host:8123/db.runs"),
            ("clickhouse://host", "clickhouse://host names no table: write clickhouse://"),
            ("clickhouse://host/db/runs", "clickhouse://host/db/runs names more than a table: write clickhouse://"),
            ("clickhouse://host:70000/runs", "clickhouse://host:70000/runs: a port is a number from 1 to 65535"),
            ("clickhouse://host/a.b.c", "'a.b.c' has 3 parts, and the name of a table has at most 2"),
            ("spark://host:7077/runs", "spark: takes the name of a table, spark:catalog.db.runs: a server is named in SPARK_"),
            ("spark:a..b", "'a..b' is not the name of a table: write its parts with dots"),
            ("duckdb:missing.duckdb#runs", "duckdb:missing.duckdb#runs: there is no such file"),
        ],
    )
    def test_other_texts_are_refused_before_anything_is_started(self, address: str, message: str) -> None:
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared
            open_runs(address)
        assert str(caught.value).startswith(message)

    @pytest.mark.parametrize(
        ("address", "library", "extra"),
        [
            ("spark:runs", "pyspark", "spark"), ("clickhouse://host/runs", "clickhouse_connect", "clickhouse"),
            ("duckdb:runs.duckdb", "duckdb", "local"), ("spark:runs", "sqlglot", "spark"),
        ],
    )  # fmt: skip
    def test_without_its_library_an_engine_is_named_with_its_extra(
        self, monkeypatch: pytest.MonkeyPatch, address: str, library: str, extra: str
    ) -> None:
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(ImportError, match=rf'with {library}: pip install "\.\[{extra}\]"'):
            open_runs(address)

    def test_a_table_is_not_joined_with_others(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["runs", "--from", "runs.jsonl", "--from", "clickhouse://ann:ZQX@host/runs"]) == 2
        told = "clickhouse://host/runs: its runs are not joined with others: open them one by one"
        assert capsys.readouterr().err == f"filterlang: {told}\n"


class TestPasswords:
    @given(SECRETS, st.booleans(), st.sampled_from(PLACES), st.sampled_from(["clickhouse", "clickhouses", "s3", "postgres"]))
    @settings(deadline=None)
    def test_are_in_no_message_and_no_representation(self, secret: str, encoded: bool, place: str, scheme: str) -> None:
        address = f"{scheme}://ann:{quote(secret, safe='') if encoded else secret}@{place}"
        shown = [shown_address(address)]
        with suppress(ValueError):
            shown.append(repr(clickhouse_server(address)))
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - any message
            open_address(address)
        for text in (*shown, str(caught.value), repr(caught.value)):
            assert not {*LETTERS} & {*text}

    def test_are_in_no_log(self, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CLICKHOUSE_PASSWORD", "ZQXJ")
        with caplog.at_level(logging.INFO), pytest.raises(RecordError) as caught:
            open_runs("clickhouse://127.0.0.1:1/runs")
        assert str(caught.value) == "clickhouse://127.0.0.1:1/runs: the server does not answer (Connection refused)"
        assert caplog.text == ""

    @pytest.mark.parametrize("command", ["serve", "learn"])
    def test_are_in_no_message_of_other_commands(self, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([command, "clickhouse://ann:ZQXJ@127.0.0.1:1/runs"]) == 2
        told = capsys.readouterr().err
        assert "clickhouse://127.0.0.1:1/runs" in told
        assert "ZQXJ" not in told

    def test_a_token_of_spark_connect_is_in_no_message(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{free.getsockname()[1]}"
        for remote, reason in {
            f"sc://{place}/;token=ZQXJ": r"the server in SPARK_REMOTE does not answer \(Connection refused\)",
            "sc://ZQXJ:ZQXJ/;token=ZQXJ": "the host or the port in SPARK_REMOTE cannot be read",
            "sd://host/;token=ZQXJ": r"\[(INVALID_CONNECT_URL|SESSION_ALREADY_EXIST)\]",
        }.items():
            monkeypatch.setenv("SPARK_REMOTE", remote)
            with pytest.raises(RecordError, match=f"spark: there is no session: {reason}") as caught:
                open_runs("spark:runs")
            assert "ZQXJ" not in str(caught.value)
            assert "SPARK_CONNECT_MODE_ENABLED" not in os.environ, "sessions of this process could not be started any more"


class TestDuckDB:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return database(
            "CREATE SCHEMA archive", "CREATE SCHEMA other", "CREATE TABLE archive.kept AS FROM exported",
            "CREATE TABLE other.kept (x INTEGER)", "CREATE TABLE empty (x INTEGER)",
            'CREATE VIEW "my.view" AS FROM archive.kept',
        )(tmp_path)  # fmt: skip

    @pytest.mark.parametrize("table", ["archive.kept", "Archive.KEPT", "`my.view`"])
    def test_any_table_or_view_is_read_and_never_written(
        self, path: Path, table: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = path.read_bytes()
        assert main(["runs", FILTER, f"duckdb:{path}#{table}", "--select", "id,name"]) == 0
        assert ids(capsys.readouterr().out) == EXPECTED
        assert path.read_bytes() == before
        assert [file.name for file in path.parent.iterdir()] == [path.name]

    @pytest.mark.parametrize(
        ("table", "message"),
        [
            ("kept", ": several of its tables are called kept (`archive`.`kept`, `other`.`kept`): name the schema too"),
            (
                "nothing",
                ": none of its tables (kept, empty, my.view, kept) is called nothing: name the right one, as in duckdb:",
            ),
            ("empty", "#empty: none of its columns (x) is called id"),
            ("a.b.c", "'a.b.c' has 3 parts"),
            ("", "'' is not the name of a table"),
        ],
    )
    def test_a_table_that_cannot_be_read_is_a_sentence(
        self, path: Path, table: str, message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["runs", "--from", f"duckdb:{path}#{table}"]) == 2
        told = capsys.readouterr().err.removeprefix("filterlang: ").removeprefix("duckdb:").removeprefix(str(path))
        assert told.startswith(message)
        assert told.count("\n") == 1

    def test_the_name_of_the_file_may_have_a_hash(self, path: Path) -> None:
        path = path.rename(path.with_name("a#b.duckdb"))
        assert open_runs(f"duckdb:{path}#archive.kept").list_runs().count() == len(RUNS)
        assert [record["id"] for record in open_runs(f"duckdb:{path}#`my.view`").matching(filter=FILTER)] == EXPECTED

    def test_other_files_and_names_like_addresses_are_opened_by_their_path(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("spark:runs").write_bytes(parquet(exported(RUNS)))
        for path in ("./spark:runs", Path("spark:runs")):
            assert open_runs(path).list_runs().count() == len(RUNS)
        with pytest.raises(RecordError, match="Parquet, not a database of DuckDB: give the path without duckdb:"):
            open_runs("duckdb:spark:runs")

    def test_learn_and_serve_read_it_too(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        from filterlang.serve.exported_runs import export_at

        assert main(["learn", "--from", f"duckdb:{path}#archive.kept", "--quiet"]) == 0
        assert "names = [  # of" in capsys.readouterr().out
        export = export_at(f"duckdb:{path}#archive.kept", "support")
        assert export.snapshot().runs.list_runs().count() == len(RUNS)
        with duckdb.connect(str(path.with_name("next"))) as connection:
            connection.execute(f"ATTACH '{path}' AS old (READ_ONLY)")
            connection.execute("CREATE SCHEMA archive")
            connection.execute("CREATE TABLE archive.kept AS FROM old.archive.kept LIMIT 0")
        path.with_name("next").replace(path)
        assert export.snapshot().runs.list_runs().count() == 0


@pytest.fixture(scope="module")
def table(embedded: Session) -> str:
    """A table of ClickHouse with the runs."""
    types = {"id": "String", **as_texts(), "start_time": "String", "end_time": "Nullable(String)"}
    return keep(embedded, "addressed", types, RUNS)


class TestClickHouse:
    def test_runs_are_listed_counted_and_written(
        self, server: Server, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server.asked.clear()
        address = f"clickhouse://default:ZQXJ@127.0.0.1:{server.server_port}/default.{table}"
        assert main(["runs", FILTER, address, "--select", "id,name"]) == 0
        assert ids(capsys.readouterr().out) == EXPECTED
        queries: dict[tuple[str, ...], dict[str, Any]] = {
            (): {},
            ("--limit", "2"): {"limit": 2},
            ("--trace-filter", 'has(tags, "beta")'): {"trace_filter": 'has(tags, "beta")'},
            ("--since", "2026-11-02T09:00:02Z"): {"filter": f'and({FILTER}, gte(start_time, "2026-11-02T09:00:02Z"))'},
        }
        for options, query in queries.items():
            arguments: dict[str, Any] = {"filter": FILTER, **query}
            expected = list(LocalRuns(RUNS).matching(**arguments))
            assert main(["runs", FILTER, "--from", address, *options, "--count"]) == 0
            assert capsys.readouterr().out == f"{len(expected)}\n"
        assert main(["runs", FILTER, "--from", address, "-o", str(tmp_path / "found.jsonl")]) == 0
        assert ids((tmp_path / "found.jsonl").read_text()) == EXPECTED
        assert capsys.readouterr().err == f"{tmp_path / 'found.jsonl'}: {len(EXPECTED)} runs\n"
        assert "ZQXJ" not in repr(server.asked)

    def test_a_query_without_runs_makes_no_others(self, server: Server, table: str, capsys: pytest.CaptureFixture[str]) -> None:
        server.asked.clear()
        address = f"clickhouse://127.0.0.1:{server.server_port}/{table}"
        assert main(["runs", 'eq(name, "nothing")', "--from", address, "--format", "jsonl"]) == 0
        assert capsys.readouterr() == ("", "0 runs\n")
        assert sum(settings.get("query_id", "").startswith("filterlang") for _, settings in server.asked) == 1

    def test_a_table_that_is_not_there_is_a_sentence(self, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["runs", "--from", f"clickhouse://127.0.0.1:{server.server_port}/nowhere.runs"]) == 2
        told = capsys.readouterr().err
        assert told.startswith("filterlang: nowhere.runs: ")
        assert "UNKNOWN_DATABASE" in told
        assert told.count("\n") == 1

    def test_a_user_who_is_refused_is_a_sentence(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        refusal = b"Code: 516. DB::Exception: ann: Authentication failed: ZQXJ\n\nOn pages of hints. (AUTHENTICATION_FAILED)"

        def refuse(_sql: str, _parameters: dict[str, str]) -> tuple[int, bytes]:
            return 403, refusal

        monkeypatch.setattr(server, "answer", refuse)
        with pytest.raises(RecordError) as caught:
            open_runs(f"clickhouse://ann:ZQXJ@127.0.0.1:{server.server_port}/runs")
        assert str(caught.value) == (
            f"clickhouse://127.0.0.1:{server.server_port}/runs: the server refuses the user or the password: "
            "correct CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, or those in the address"
        )


_SPARK = """\
import os, signal, sys, threading, time
from filterlang.cli import main

_, filter, address = sys.argv
status = main(["runs", filter, "--from", address, "--select", "id"])
status += main(["runs", filter, "--from", address, "--count"])
status += main(["learn", "--from", address, "--quiet"])
from pyspark.sql import SparkSession
assert SparkSession.getActiveSession() is None, "the session that the command started still runs"

def interrupt(ready):
    while not ready():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, args=[lambda: SparkSession._instantiatedSession], daemon=True).start()
while_opening = main(["runs", filter, "--from", address, "--count"])
assert SparkSession._instantiatedSession is None, "the session of an interrupted command still runs"

session = SparkSession.builder.getOrCreate()
tracker = session.sparkContext.statusTracker()
columns = ("cast(id as string) AS id", "cast(id % 7 as string) AS name", "current_timestamp() AS start_time")
session.range(10**15).selectExpr(*columns).createOrReplaceTempView("endless")

threading.Thread(target=interrupt, args=[tracker.getActiveJobsIds], daemon=True).start()
while_counting = main(["runs", 'eq(name, "x")', "--from", "spark:endless", "--count"])
assert SparkSession._instantiatedSession is session, "the session of this process was stopped"
while tracker.getActiveJobsIds():
    time.sleep(0.01)
missing = main(["runs", "--from", "spark:nowhere.runs"])
session.stop()
print(status, while_opening, while_counting, missing)
"""
"""A process that runs commands on Spark: a session that a command starts, and one of its own. It never ends with a job left."""


@pytest.mark.xdist_group("spark")
def test_spark_is_started_silenced_interrupted_and_stopped(tmp_path: Path) -> None:
    (tmp_path / "runs.parquet").write_bytes(parquet(exported(RUNS)))
    submit = (
        "--master local[2] --driver-memory 1g --conf spark.ui.enabled=false --conf spark.driver.host=127.0.0.1 pyspark-shell"
    )
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_SUBMIT_ARGS": submit, "NO_COLOR": "1",
        "PYSPARK_PYTHON": sys.executable,
    }  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-c", _SPARK, FILTER, f"spark:parquet.`{tmp_path / 'runs.parquet'}`"],
        capture_output=True, text=True, env=environment, cwd=tmp_path, check=False, timeout=500,
    )  # fmt: skip
    told, *more = result.stderr.splitlines()
    assert more == []
    assert told.startswith("filterlang: the table nowhere.runs: [TABLE_OR_VIEW_NOT_FOUND] ")
    *found, count, rest = result.stdout.split("\n", len(EXPECTED) + 1)
    assert ids("\n".join(found)) == EXPECTED
    assert count == str(len(EXPECTED))
    assert "names = [  # of" in rest
    assert rest.splitlines()[-1] == "0 130 130 2"
