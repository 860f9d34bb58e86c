"""A query of JSON lines reads the keys that it uses, and those that say whether a line is a whole run."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from filterlang.evaluate.query import plan
from filterlang.sql.engines.duckdb_lines import LinesTable
from filterlang.sql.statements import Statement
from filterlang.sql.tables import TableSelection

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
