"""Names of tables are parts between dots, and names of columns are recognised in capitals too."""

import duckdb
from hypothesis import given, strategies as st
import pytest

from filterlang.opening import open_runs
from filterlang.sql.columns import Form, api_names, columns_of
from filterlang.sql.table_names import quoted_table_name, table_name_parts


@given(st.lists(st.text(min_size=1), min_size=1))
def test_quoted_parts_are_read_back(parts: list[str]) -> None:
    assert table_name_parts(quoted_table_name(parts)) == parts


@pytest.mark.parametrize(("name", "parts"), [
    ("runs", ["runs"]),
    ("lake.traces.runs", ["lake", "traces", "runs"]),
    ("lake.`my.traces`.runs", ["lake", "my.traces", "runs"]),
    ("`we``ird`", ["we`ird"]),
    ("my-runs 2", ["my-runs 2"]),
])  # fmt: skip
def test_parts_stand_between_dots(name: str, parts: list[str]) -> None:
    assert table_name_parts(name) == parts


@pytest.mark.parametrize("name", ["", ".", "runs.", ".runs", "a..b", "`runs", "we`ird", "``", "`a`b"])
def test_what_is_no_name_is_refused_with_the_rule(name: str) -> None:
    with pytest.raises(ValueError, match=r"is not the name of a table: write its parts with dots between them, .*backquotes"):
        table_name_parts(name)


def test_too_many_parts_are_counted() -> None:
    with pytest.raises(ValueError, match=r"has 3 parts, and the name of a table has at most 2"):
        table_name_parts("a.b.c", most=2)


def test_capitals_count_where_columns_differ_only_in_them() -> None:
    assert api_names(["ID", "Run_Type", "name", "NAME", "MyColumn"]) == {
        "ID": "id", "Run_Type": "run_type", "name": "name", "NAME": "NAME", "MyColumn": "MyColumn",
    }  # fmt: skip
    columns = columns_of({"METADATA": Form.TEXT, "PROJECT_ID": Form.UUID})
    assert columns.find(("extra", "metadata", "a")).form is Form.JSON  # type: ignore[union-attr]
    assert columns.find(("session_id",)).name == "PROJECT_ID"  # type: ignore[union-attr]


def test_duckdb_gives_runs_the_names_of_the_api() -> None:
    relation = duckdb.connect().sql(
        """SELECT 'a' AS ID, 'LLM' AS RUN_TYPE, '{"q": 1}' AS INPUTS, 'p' AS PROJECT_ID, 1 AS Mine"""
    )
    (run,) = open_runs(relation).matching(filter='eq(input_key, "q")', run_type="llm", project_id="p")
    assert (run["id"], run["run_type"], run["inputs"], run["Mine"]) == ("a", "llm", {"q": 1}, 1)
