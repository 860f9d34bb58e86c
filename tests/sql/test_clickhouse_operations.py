"""Queries to ClickHouse in operation: their names in its log, their end when nobody reads on, and what errors say."""

from collections.abc import Iterator
import os
import signal
import time
from typing import Any

from chdb.session import Session
from chdb_server import Server
import pytest

from filterlang.exports.records import RecordError
from filterlang.opening import open_runs
from filterlang.sql.engines.clickhouse_connections import ClickHouseConnection
from filterlang.sql.engines.clickhouse_results import clickhouse_runs
from filterlang.sql.engines.clickhouse_table import ClickHouseTable

CALL = "list_runs(filter='eq(name, \"it\\'s\\\\ {x: String}\")')"


@pytest.fixture
def asked(server: Server) -> list[tuple[str, dict[str, str]]]:
    """The statements that reach the server from now on, and all that comes with them."""
    server.asked.clear()
    return server.asked


@pytest.fixture(scope="module")
def thousands(embedded: Session) -> str:
    embedded.query("CREATE VIEW thousands AS SELECT toString(number) AS id FROM numbers(70000)")
    return "thousands"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt, also where the tests run in the background of a shell, or after a session of pyspark."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt_a_wait() -> None:
    """Press Ctrl-C while the client waits for its answer. In the moment before, Python would begin to wait all the same."""
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)


class TestComments:
    def test_stand_beside_the_running_query(self, embedded: Session) -> None:
        embedded.query("CREATE VIEW watched AS SELECT '1' AS id, Settings['log_comment'] AS name FROM system.processes")
        (row,) = ClickHouseTable(embedded, "watched").rows('SELECT "name" FROM "watched"', {}, CALL)
        assert row["name"] == f"filterlang {CALL}"

    def test_are_sent_over_http_with_an_id(self, served: Any, asked: Any, thousands: str) -> None:
        table = ClickHouseTable(served, thousands)
        for _ in range(2):
            assert list(table.rows("SELECT 1 AS n", {}, CALL * 9))
        ids = [settings["query_id"] for _, settings in asked[-2:]]
        assert len({*ids}) == 2
        assert all(id.startswith("filterlang-") for id in ids)
        assert [settings["log_comment"] for _, settings in asked[-2:]] == [f"filterlang {CALL * 9}"[:199] + "…"] * 2

    def test_are_left_out_for_a_user_who_may_not_change_settings(
        self, server: Server, served: Any, asked: Any, thousands: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "readonly", True)
        assert clickhouse_runs(served, thousands).list_runs().count() == 70_000
        definition = served.server_settings["log_comment"]
        monkeypatch.setitem(served.server_settings, "log_comment", definition._replace(readonly=1))
        asked.clear()
        assert clickhouse_runs(served, thousands).list_runs().count() == 70_000
        assert not any("log_comment" in settings for _, settings in asked)


PLANNED = "query_plan_merge_expressions"


class TestPlans:
    """An expression in both ``SELECT`` and ``WHERE`` is evaluated once."""

    def test_in_this_process(self, embedded: Session) -> None:
        sql = f"SELECT getSetting('{PLANNED}') AS merged"
        assert [row["merged"] for row in ClickHouseConnection(embedded).rows(sql, {})] == [False]

    def test_over_http_where_the_server_has_the_setting(self, served: Any, asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        connection = ClickHouseConnection(served)
        for definition in (None, served.server_settings["log_comment"]):
            monkeypatch.setitem(served.server_settings, PLANNED, definition)
            assert list(connection.rows("SELECT 1 AS n", {}))
        assert [settings.get(PLANNED) for _, settings in asked[-2:]] == [None, "0"]


class TestCancellation:
    """Each of these tests would never end if the query were not cancelled."""

    def test_of_a_result_that_is_broken_off(
        self, server: Server, served: Any, asked: Any, thousands: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "endless", True)
        runs = open_runs((served, thousands))
        for _ in runs.list_runs().records():
            break
        sql, settings = asked[-1]
        (id,) = (sent["query_id"] for _, sent in asked if sent.get("query_id", "").startswith("filterlang"))
        assert (sql, settings["param_id"]) == ("KILL QUERY WHERE query_id = {id: String} ASYNC", id)
        assert settings["session_id"] != served.get_client_setting("session_id")

    @pytest.mark.usefixtures("interruptible")
    def test_of_a_query_that_is_interrupted(
        self, server: Server, served: Any, asked: Any, thousands: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runs = open_runs((served, thousands))
        monkeypatch.setattr(server, "waiting", interrupt_a_wait)
        with pytest.raises(KeyboardInterrupt):
            runs.list_runs().count()
        assert asked[-1][0].startswith("KILL QUERY")
        monkeypatch.undo()
        assert runs.list_runs().count() == 70_000

    def test_in_this_process(self, embedded: Session) -> None:
        rows = ClickHouseConnection(embedded).rows("SELECT number FROM system.numbers", {})
        assert next(rows) == {"number": 0}
        rows.close()
        assert list(ClickHouseConnection(embedded).rows("SELECT 1 AS n", {})) == [{"n": 1}]


class TestErrors:
    @pytest.mark.parametrize(
        ("setting", "value", "message"),
        [
            ("max_execution_time", "0.01", r"^vast: .*Timeout exceeded"),
            ("max_memory_usage", "10000000", r"^vast: .*[Mm]emory limit .*exceeded"),
            ("max_rows_to_read", "10", r"^vast: .*Limit for rows .*exceeded"),
        ],
    )
    def test_limits_of_the_session_are_one_sentence(self, embedded: Session, setting: str, value: str, message: str) -> None:
        embedded.query("CREATE OR REPLACE VIEW vast AS SELECT toString(number) AS id FROM numbers(1000000000)")
        runs = clickhouse_runs(embedded, "vast")
        embedded.query(f"SET {setting} = {value}")
        try:
            with pytest.raises(RecordError, match=message) as caught:
                next(runs.list_runs().records())
        finally:
            embedded.query(f"SET {setting} = 0")
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        ("problem", "shown"),
        [
            ("http://reader:s3cret@host:8443/?q=1 refused", "http://host:8443/?q=1 refused"),
            ("https://reader:s3/cr@et@host/db refused", "https://host/db refused"),
            ("clickhouse://s3cret@host refused", "clickhouse://host refused"),
            ("Max retries exceeded with url: /?password=s3cret&query=x (Caused by …)", "Max retries exceeded (Caused by …)"),
            ("password='s3cret, too', user='reader'", ", user='reader'"),
            ("{'Authorization': 'Basic czNjcmV0', 'Host': 'h'}", "{', 'Host': 'h'}"),
            ("Authorization: Bearer s3cret; retry", "; retry"),
            ("aws_secret_access_key = s3cret, region = x", "aws_, region = x"),
            ("?access_token=s3cret&token=s3cret&x=1", "?access&&x=1"),
            ("<p>X-ClickHouse-Key: s3cret</p>", "<p>X-"),
            ("Unexpected token: total_tokens = 5", "Unexpected token: total_tokens = 5"),
        ],
    )
    def test_hold_no_password(self, embedded: Session, problem: str, shown: str) -> None:
        assert str(ClickHouseTable(embedded, "system.one").broken(problem)) == f"system.one: {shown}"


def test_what_is_opened_shows_only_the_name_of_the_table(served: Any, thousands: str) -> None:
    assert repr(open_runs((served, thousands))) == "<runs in ClickHouseTable('thousands')>"
