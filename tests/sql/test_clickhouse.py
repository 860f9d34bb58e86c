"""ClickHouse selects what the reference selects: every condition is sure of nothing else, and leaves nothing out.

It runs in this process (chdb): on a session, and on the client of clickhouse-connect that has no server behind it.
"""

import json
from pathlib import Path
from typing import Any

from agreement import CONFORMANCE, HOSTILE, asked, conformance, disagreements, runs_and_predicates, telling
from chdb.session import Session
from chdb_tables import as_texts, keep
from effort import examples
import hostile
from hypothesis import given, settings
import pyarrow.parquet as pq
from test_run_values import EXPORT, GROUPED, QUERIES, assert_same
from value_agreement import value_differences
import yaml

from filterlang.sql.engines.clickhouse_table import ClickHouseTable
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import Record
from filterlang.opening import open_runs
from filterlang.semantics.predicate import Predicate
from filterlang.checking.meaning import to_predicate
from filterlang.syntax.strings import quote

DOCUMENTS = (
    '{"a": 1.10}', '{"a": 1E5}', '{"a": -0}', '{"a": -0.0}', '{"a": 0.1}', '{"a": 0.10000000000000001}',
    '{"a": 0.30000000000000004}',
    '{"a": 1e-5}', '{"a": 0.00001}', '{"a": 12345678901234567890123}', '{"a": "12345678901234567890123"}',
    '{"a": 18446744073709551615}',
    '{"a": 1e400}', '{"a": NaN, "b": "x"}', '{"a": -Infinity}', r'{"a": "\u0041\/\n"}', r'{"a": "\ud83e\udd16"}',
    r'{"a": "\ud800", "b": "x"}',
    '  {"a" : [ 1 , 1 ] }', '{"a": [1], "b": []}', '{"a": [[1]]}', '{"a": [1, [1]]}', '[1, "x"]', '"x"', ' "x"', "null",
    " null ", "5", "",
    r'{"\u0061": 1}', '{"a:b": "c:", "d": "e,f"}', '{"x": {"a": [{"b": 1}, {"b": "x"}]}}', '{"x.a": {"b": 1}}',
    r'{"a": "{\"a\": 1}"}',
    '{"a": true, "b": "true"}', '{"a": null}', '{"a": {}}', '{"a": "x", "a ": 1}', '{"a": "null"}', '{"a": "[1]"}',
    '{"a":' * 150 + "1" + "}" * 150, '{"a":' * 250 + "1" + "}" * 250, "[" * 900 + '"x"' + "]" * 900,
)  # fmt: skip
"""JSON in the spellings of many writers; that of Python is among ``hostile.records()``."""

VALUES = ("x", "A/\n", "null", "12345678901234567890123", "c:", "e,f", "🤖", "[1]", "")
NUMBERS = ("1", "1.1", "0", "0.1", "1e5", "1e-5", "1.8446744073709552e19", "1.2345678901234568e22", "true", "null")
PATTERNS = (
    "%1.1%", "%1.10%", "%100000.0%", "%e-05%", "%-0}", "%0.1}", "%A/%", '{"a":[1,1]}', "%", "null", "%null%", '"x"',
    "%12345678901234567890123%",
    r"%\\n%", "%x", "%a b%", "%000000004}",
)  # fmt: skip
ABOUT_DOCUMENTS = [
    *asked("eq(input_value, X)", NUMBERS), *asked("eq(input_value, X)", map(quote, VALUES)), *asked("like(inputs, X)",
    map(quote, PATTERNS)),
    *asked("and(eq(input_key, X), neq(input_value, 1))", map(quote, ("a", "b", "x.a.b", "a:b", "a "))),
    *asked("search(X)", map(quote, ("x", "A/", "1", "c:", "🤖", "e,f"))),
    "neq(input_value, 1)", 'gt(input_value, "a")', "gt(input_value, 1e300)", 'eq(metadata_key, "a")', "eq(metadata_value, 1)",
    'like(metadata_value, "%")', 'and(eq(metadata_key, "a"), neq(metadata_value, 1))', 'has(metadata, "{\\"a\\": 1}")',
    'exists(metadata, "x.a")',
]  # fmt: skip


def documents(session: Session) -> ClickHouseTable:
    """A table of the documents, each as the inputs and as the metadata of a run."""
    session.query(
        "CREATE OR REPLACE TABLE documents (id String, inputs String, extra Nullable(String)) ENGINE = MergeTree ORDER BY id"
    )
    rows = [
        {"id": f"{number:02}", "inputs": text, "extra": f'{{"metadata": {text}}}' if text else None}
        for number, text in enumerate(DOCUMENTS)
    ]
    session.query("INSERT INTO documents FORMAT JSONEachRow\n" + "\n".join(map(json.dumps, rows)))
    return ClickHouseTable(session, "documents")


class TestAgreement:
    def test_on_the_cases_of_the_conformance_suite(self, embedded: Session) -> None:
        runs = yaml.safe_load((CONFORMANCE / "runs.yaml").read_text("utf-8"))
        types = as_texts("total_tokens", "prompt_tokens", "completion_tokens")
        table = ClickHouseTable(embedded, keep(embedded, "cases", types, runs))
        predicates = list(map(to_predicate, conformance()))
        found, undecided = disagreements(table, predicates)
        assert found == []
        assert undecided < 0.1 * len(runs) * len(predicates)

    def test_on_runs_that_nobody_should_send(self, embedded: Session) -> None:
        records = [record for record in hostile.records() if record.get("name") != "big"]
        table = ClickHouseTable(embedded, keep(embedded, "odd", as_texts("total_tokens", "completion_cost"), records))
        assert disagreements(table, telling(table, HOSTILE[::2], 4000))[0] == []

    def test_on_columns_of_the_types_that_belong_there(self, embedded: Session, served: Any, chdb_folder: Path) -> None:
        typed, _ = hostile.typed_table(hostile.records())
        pq.write_table(typed, chdb_folder / "typed.parquet")
        embedded.query(f"CREATE TABLE typed ENGINE = Memory AS SELECT * FROM file('{chdb_folder / 'typed.parquet'}', Parquet)")
        table = ClickHouseTable(embedded, "typed")
        predicates = telling(table, HOSTILE[1::2], 2000)
        assert disagreements(table, predicates[::2])[0] == []
        assert disagreements(ClickHouseTable(served, "typed"), predicates[1::2])[0] == []

    def test_on_json_in_any_spelling(self, embedded: Session) -> None:
        assert disagreements(documents(embedded), list(map(to_predicate, ABOUT_DOCUMENTS)))[0] == []

    @given(runs_and_predicates(8))
    @settings(max_examples=examples(8))
    def test_on_what_is_drawn(self, embedded: Session, drawn: tuple[list[Record], list[Predicate]]) -> None:
        records, predicates = drawn
        table = ClickHouseTable(embedded, keep(embedded, "drawn", as_texts("prompt_tokens"), records))
        assert disagreements(table, predicates)[0] == []


def test_what_it_groups_and_measures_by_is_what_the_reference_reads(embedded: Session) -> None:
    records = [record for record in hostile.records() if record.get("name") != "big"]
    odd = ClickHouseTable(embedded, keep(embedded, "odd_values", as_texts("total_tokens", "completion_cost"), records))
    assert value_differences(odd)[0] == []
    assert value_differences(documents(embedded))[0] == []


def test_groups_of_an_export_are_those_of_the_reference(embedded: Session) -> None:
    """Also where SQL leaves runs undecided, in their own condition and in that on their traces."""
    records = [*open_runs(EXPORT).list_runs().records()]
    runs = open_runs((embedded, keep(embedded, "bot", as_texts("total_tokens"), records)))
    local = LocalRuns(runs.matching())
    for by in GROUPED:
        assert_same(runs, local, by=by)
    for query in QUERIES:
        assert_same(runs, local, by=("name", "week"), **query)
