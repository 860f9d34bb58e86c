"""Lines and tables in the shape of v2: DuckDB makes the v1 form of them that Python makes."""

import json
from pathlib import Path
from typing import Any

import duckdb
from effort import examples
from hypothesis import given, settings, strategies as st
import pyarrow as pa
import pytest
from sqlglot import exp

from filterlang.sql.engines.duckdb_files import relation_runs
from filterlang.sql.engines.duckdb_shapes import BESIDE, line_in_v1_form
from filterlang.evaluate.query import plan
from filterlang.exports.records import Record
from filterlang.evaluate.shapes import CAPITALS, DETAILS, PARENT, PARENTS, in_v1_form

COLUMNS = ("session_id", "session_name", "in_dataset", "extra", PARENT, PARENTS, *CAPITALS, *DETAILS)
KEYS = st.sampled_from(["metadata", "raw", "a", "b.c", "é"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(
    ["", "LLM", "llm", "SUCCESS", "PENDING"]
)
ATOMS = st.none() | st.booleans() | st.integers(-9, 9) | TEXTS
VALUES = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6)
DETAILED = VALUES | st.fixed_dictionaries({"raw": st.dictionaries(KEYS, ATOMS, max_size=2)})
LINES = st.lists(st.dictionaries(st.sampled_from((*COLUMNS, *BESIDE)), DETAILED), min_size=1, max_size=20)


def in_python(record: Record) -> Record:
    made = json.loads(json.dumps(record))
    in_v1_form(made)
    return {name: made.get(name) for name in COLUMNS}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / "runs.jsonl"


@given(LINES)
@settings(max_examples=examples(20))
def test_lines_have_the_v1_form_that_python_gives_them(path: Path, records: list[Record]) -> None:
    path.write_text("".join(json.dumps({**record, "id": "x"}) + "\n" for record in records), encoding="utf-8")
    read = duckdb.connect().read_json(
        str(path), columns=dict.fromkeys((*COLUMNS, *BESIDE, "id"), "JSON"), format="newline_delimited"
    )
    query = exp.select(*map(line_in_v1_form, COLUMNS)).from_("read").sql("duckdb")
    rows = read.query("read", query).fetchall()
    made = [{name: None if cell is None else json.loads(cell) for name, cell in zip(COLUMNS, row, strict=True)} for row in rows]
    assert made == [in_python(record) for record in records]


CELLS = st.fixed_dictionaries({
    "project_id": st.sampled_from([None, "p"]), "run_type": st.none() | TEXTS, "status": st.none() | TEXTS,
    "parent_run_ids": st.none() | st.lists(TEXTS, max_size=3), "parent_run_id": st.sampled_from([None, "", "q"]),
    "prompt_token_details": DETAILED,
})  # fmt: skip
WRITERS: dict[str, Any] = {
    "lists as lists": lambda value: value,
    "lists as JSON": lambda value: None if value is None else json.dumps(value),
}


@pytest.mark.parametrize("written", WRITERS)
@given(records=st.lists(CELLS, min_size=1, max_size=20))
@settings(max_examples=examples(8))
def test_tables_have_it_too(written: str, records: list[Record]) -> None:
    kept = [
        {
            **record, "id": str(number), "parent_run_ids": WRITERS[written](record["parent_run_ids"]),
            "prompt_token_details": json.dumps(record["prompt_token_details"]),
        }
        for number, record in enumerate(records)
    ]  # fmt: skip
    schema = pa.schema({**dict.fromkeys(kept[0], pa.string())})
    if written == "lists as lists":
        schema = schema.set(schema.get_field_index("parent_run_ids"), pa.field("parent_run_ids", pa.list_(pa.string())))
    opened = relation_runs(duckdb.connect().from_arrow(pa.Table.from_pylist(kept, schema)))
    found = {int(record["id"]): record for record in opened.select(plan({})).records()}
    for number, record in enumerate(records):
        in_v1_form(record)
        assert [found[number].get(name) or None for name in ("session_id", *CAPITALS, PARENT, DETAILS[0])] == [
            record.get(name) or None for name in ("session_id", *CAPITALS, PARENT, DETAILS[0])
        ]
