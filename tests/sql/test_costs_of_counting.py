"""What a count of Parquet costs besides reading rows: the statements that DuckDB gets, and the libraries that are loaded."""

from collections.abc import Callable
import gc
from pathlib import Path
import subprocess
import sys
from typing import Any, Self
from weakref import ref

from export_files import RUNS, exported, parquet
import pytest

from filterlang.opening import open_runs
from filterlang.sql.engines import duckdb_files

ROOT = Path(__file__).parent.parent.parent
ASKING = ("execute", "sql", "table", "view")
"""The methods of a connection that bind a statement."""
SCALAR = {"filter": 'and(eq(run_type, "llm"), has(tags, "beta"))'}
SCORE = {"filter": 'and(eq(feedback_key, "correctness"), lt(feedback_score, 0.5))'}
TRACES = {**SCALAR, "trace_filter": SCORE["filter"], "tree_filter": 'eq(status, "error")'}


class CountingConnection:
    """A connection that counts the statements it gets, and those of its cursors."""

    def __init__(self, connection: Any, statements: list[str]) -> None:
        self._connection = connection
        self._statements = statements

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._connection, name)
        return self._noted(name, method) if name in ASKING else method

    def cursor(self) -> "CountingConnection":
        return CountingConnection(self._connection.cursor(), self._statements)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _noted(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self._statements.append(name)
            return method(*arguments)

        return call


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "runs.parquet"
    path.write_bytes(parquet(exported(RUNS)))
    return path


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements of all connections that are made for files."""
    noted: list[str] = []
    connect = duckdb_files.connect
    monkeypatch.setattr(duckdb_files, "connect", lambda: CountingConnection(connect(), noted))
    return noted


@pytest.mark.parametrize(("query", "counting"), [(SCALAR, 1), (SCORE, 1), (TRACES, 2)])
def test_few_statements_open_a_file_and_one_counts(
    path: Path, statements: list[str], query: dict[str, Any], counting: int
) -> None:
    """A condition on traces needs one more, by which statistics tell that every run names its trace."""
    runs = open_runs(path)
    assert statements == ["sql", "execute"]
    statements.clear()
    for _ in range(2):
        runs.list_runs(**query).count()
    assert len(statements) == counting + 1


def test_a_count_loads_no_library_that_it_does_not_need(path: Path) -> None:
    code = (
        "import sys\nfrom filterlang import open_runs\n"
        "open_runs(sys.argv[1]).list_runs(filter='eq(run_type, \"llm\")').count()\n"
        "print([name for name in ('asyncio', 'numpy', 'pandas', 'pyarrow', 'pydantic') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout == "[]\n"


def test_the_connection_is_closed_with_the_runs(path: Path) -> None:
    runs = open_runs(path)
    assert runs.list_runs(filter='and(eq(run_type, "llm"), gt(start_time, "2020-01-01"))').count() == 2
    table = ref(runs.table)  # type: ignore[attr-defined]
    gc.disable()
    try:
        del runs
        assert table() is None
    finally:
        gc.enable()
