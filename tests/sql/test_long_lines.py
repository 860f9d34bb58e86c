"""DuckDB reserves memory for long lines only if a file may have some, and reads the file in either case."""

import json
from pathlib import Path

from hypothesis import given, strategies as st
import pytest
from sqlglot import exp

from filterlang import open_runs
from filterlang.evaluate.query import plan
from filterlang.exports.files import may_have_lines_over
from filterlang.sql.engines import duckdb_lines
from filterlang.sql.table_runs import TableSelection


RUN = {"id": "a", "trace_id": "a", "run_type": "llm", "status": "success", "start_time": "2026-11-01T00:00:00Z"}
USUAL, LONG = 1 << 24, 1 << 26
"""The two lengths that DuckDB is told, in bytes."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / "runs.jsonl"


@given(st.lists(st.integers(0, 40)), st.integers(1, 20), st.booleans())
def test_no_long_line_is_overlooked(path: Path, lengths: list[int], half: int, has_end: bool) -> None:
    path.write_bytes(b"\n".join(b"x" * length for length in lengths) + b"\n" * has_end)
    if not may_have_lines_over(2 * half, str(path)):
        assert max(lengths, default=0) <= 2 * half


@given(st.lists(st.integers(0, 9), min_size=1), st.integers(10, 20))
def test_short_lines_are_known_to_be_short(path: Path, lengths: list[int], half: int) -> None:
    path.write_bytes(b"".join(b"x" * length + b"\n" for length in lengths))
    assert not may_have_lines_over(2 * half, str(path))


def test_the_bytes_of_packed_files_do_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl.gz"
    path.write_bytes(b"\n")
    assert may_have_lines_over(USUAL, str(path))


@pytest.mark.parametrize(("length", "reserved"), [(1, USUAL), (34 << 20, LONG)])
def test_duckdb_reads_lines_of_any_length_that_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int, reserved: int
) -> None:
    """Python reads none of the lines."""
    monkeypatch.delattr(duckdb_lines, "read_records")
    path = tmp_path / "runs.jsonl"
    path.write_text("".join(json.dumps({**RUN, "id": id, "error": id * length}) + "\n" for id in "abc"))
    statement = TableSelection(duckdb_lines.LinesTable([str(path)], list(RUN)), plan({})).statements.count()
    (setting,) = (part for part in statement.query.find_all(exp.EQ) if part.this.name == "maximum_object_size")
    assert int(setting.expression.name) == reserved
    assert open_runs(path).list_runs().count() == open_runs(path).list_runs(filter='eq(status, "success")').count() == 3
