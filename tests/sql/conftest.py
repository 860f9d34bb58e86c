"""The engines that tables stand in, each started once for all tests: ClickHouse in this process, Spark in a Java machine, and a
server of PostgreSQL.

The tests of one engine run in one worker of pytest-xdist. Spark's time zone is one with summer time, which must not count.
"""

from collections.abc import Iterator
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from chdb.session import Session
    from chdb_server import Server
    from psycopg import Connection
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "America/New_York",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
ENGINES = {"builder": "spark", "embedded": "clickhouse", "postgres": "postgres"}
"""The fixture that starts an engine, and the group of the tests that need it."""


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        needed = [group for fixture, group in ENGINES.items() if fixture in getattr(item, "fixturenames", ())]
        if needed:
            item.add_marker(pytest.mark.xdist_group(needed[0]))


@pytest.fixture(scope="session")
def chdb_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clickhouse")


@pytest.fixture(scope="session")
def embedded(chdb_folder: Path) -> "Iterator[Session]":
    """A session of chdb, which has one engine with one folder."""
    from chdb.session import Session

    with Session(str(chdb_folder)) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(embedded: "Session", chdb_folder: Path) -> "Iterator[Server]":
    """The same tables behind ClickHouse's HTTP interface."""
    from chdb_server import serving

    with serving(chdb_folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def served(server: "Server") -> Iterator[Any]:
    """A client of clickhouse-connect on the same tables."""
    import clickhouse_connect

    opened = clickhouse_connect.get_client(host="127.0.0.1", port=server.server_port)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SparkSession.Builder]":
    """What makes a session of Spark on two cores, where there is none."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        made = SparkSession.builder.master("local[2]")
        for name, value in {**SETTINGS, "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse"))}.items():
            made = made.config(name, value)
        yield made
        if running := SparkSession.getActiveSession():
            running.stop()


@pytest.fixture
def spark(builder: "SparkSession.Builder") -> "SparkSession":
    """The session, or a new one after it was stopped."""
    return builder.getOrCreate()


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Connection[Any]]":
    """A connection to a server of PostgreSQL of its own, which no network reaches."""
    from postgres_server import connected

    with connected() as opened:
        yield opened
