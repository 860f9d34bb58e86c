"""A query of JSON lines reads the keys that it uses, and those that say whether a line is a whole run."""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from filterlang import open_runs
from filterlang.evaluate.query import plan
from filterlang.exports.records import RecordError
from filterlang.sql.engines.duckdb_lines import LinesTable
from filterlang.sql.statements import Statement
from filterlang.sql.table_runs import TableSelection

RUN = {"id": "a", "trace_id": "a", "run_type": "llm", "status": "success", "start_time": "2026-11-01T00:00:00Z"}
CHECKED = {"id", "operation", "feedback", "child_runs", "children", "runs"}
OF_TRACES = {"trace_id", "dotted_order", "parent_run_ids"}
READ = (
    ({}, set[str]()),
    ({"filter": 'eq(name, "a")'}, {"name"}),
    ({"filter": 'eq(status, "error")'}, {"status", "error", "end_time"}),
    ({"filter": 'and(eq(metadata_key, "k"), eq(metadata_value, "v"))'}, {"extra", "metadata"}),
    ({"trace_filter": 'eq(name, "a")'}, {"name", *OF_TRACES}),
)


def keys_read(statement: Statement) -> set[str]:
    columns = (part.expression for part in statement.query.find_all(exp.EQ) if part.this.name == "columns")
    return {key.this.name for struct in columns for key in struct.expressions}


@pytest.mark.parametrize(("query", "keys"), READ)
def test_a_count_reads_no_other_keys(tmp_path: Path, query: dict[str, Any], keys: set[str]) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(json.dumps(RUN) + "\n")
    selection = TableSelection(LinesTable([str(path)], list(RUN)), plan(query))  # type: ignore[arg-type]
    assert keys_read(selection.statements.count()) == CHECKED | keys
    assert selection.count() == (0 if query else 1)


BOTH_DERIVED = {"filter": 'eq(status, "error")', "trace_filter": 'eq(name, "a")'}
WHOLE = {**RUN, "name": "a", "status": "error", "error": "failed", "dotted_order": "20261101T000000000000Za"}


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries of lines, as DuckDB gets them."""
    noted: list[str] = []
    rows = LinesTable.rows

    def noting(self: LinesTable, sql: str, values: Mapping[str, Any], call: str = "") -> Iterator[dict[str, Any]]:
        noted.append(sql)
        return rows(self, sql, values, call)

    monkeypatch.setattr(LinesTable, "rows", noting)
    return noted


def count(path: Path, *runs: Mapping[str, Any], times: int = 1) -> list[int]:
    path.write_text("".join(json.dumps(run) + "\n" for run in runs))
    selected = open_runs(path)
    return [selected.list_runs(**BOTH_DERIVED).count() for _ in range(times)]


def test_a_count_reads_no_key_that_only_missing_values_are_derived_from(tmp_path: Path, queries: list[str]) -> None:
    assert count(tmp_path / "runs.jsonl", WHOLE, WHOLE) == [2]
    (query,) = queries
    assert not [key for key in ("dotted_order", "parent_run_ids", "error", "end_time") if f"'{key}': " in query]


@pytest.mark.parametrize("key", ["trace_id", "status"])
@pytest.mark.parametrize("value", [None, "", "absent"])
def test_a_line_without_a_value_makes_all_counts_derive_it(
    tmp_path: Path, queries: list[str], key: str, value: str | None
) -> None:
    lacking = {name: value if name == key else stored for name, stored in WHOLE.items() if name != key or value != "absent"}
    expected = 2 if key == "status" and value == "" else 3
    assert count(tmp_path / "runs.jsonl", WHOLE, lacking, WHOLE, times=2) == [expected, expected]
    assert ["dotted_order" in query for query in queries] == [False, True, True]


def test_a_line_that_is_no_run_is_an_error_whatever_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="id"):
        count(tmp_path / "runs.jsonl", WHOLE, {"name": "a"})
