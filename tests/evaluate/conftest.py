"""ClickHouse in this process, once for all tests: chdb has one engine, with one folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from chdb.session import Session


@pytest.fixture(scope="session")
def chdb_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clickhouse")


@pytest.fixture(scope="session")
def embedded(chdb_folder: Path) -> "Iterator[Session]":
    """A session of chdb."""
    from chdb.session import Session

    with Session(str(chdb_folder)) as opened:
        yield opened


@pytest.fixture(scope="session")
def served(embedded: "Session", chdb_folder: Path) -> Iterator[Any]:
    """A client of clickhouse-connect on the same data: all but the HTTP of one with a server behind it."""
    import clickhouse_connect

    opened = clickhouse_connect.get_client(interface="chdb", path=str(chdb_folder))
    yield opened
    opened.close()
