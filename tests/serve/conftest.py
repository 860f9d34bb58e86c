"""A real server over an export, for the real clients."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import exported, write_export
from serving import Served, serving

from filterlang.exports.memory import LocalRuns


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "export.parquet"
    write_export(path)
    return path


@pytest.fixture(scope="session")
def reference() -> LocalRuns:
    return LocalRuns(exported())


@pytest.fixture(scope="session")
def served(export: Path) -> Iterator[Served]:
    with serving(str(export)) as server:
        yield server
        status, out, log = server.end()
        assert (status, out) == (0, "")
        assert all(": ignored " in line for line in log.splitlines()), log
