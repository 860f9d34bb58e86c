"""Rows that SQL leaves undecided: tried in any process, and counted where Python takes long for them."""

import json
import logging
import pickle

import duckdb
import pytest

from filterlang.checking.meaning import to_predicate
from filterlang.evaluate.reference import holds
from filterlang.opening import open_runs
from filterlang.schema.fields import FIELDS
from filterlang.sql.columns import Form, columns_of
from filterlang.sql.row_records import RowReader
from filterlang.sql.undecided_rows import SHOWN_EVERY, UndecidedRowTest

UNDECIDED = 'like(metadata_key, "user%")'


def test_a_test_is_the_same_after_it_was_pickled() -> None:
    """However deep a filter is; its fields are the same records, because these compare by identity."""
    predicate = to_predicate("not(" * 2001 + 'eq(name, "a")' + ")" * 2001)
    test = UndecidedRowTest(RowReader(columns_of({"id": Form.TEXT, "name": Form.TEXT})), predicate)
    rows = [{"id": "1", "name": "a"}, None, {"id": "2", "name": "b"}]
    results = list(pickle.loads(pickle.dumps(test)).results(rows))
    assert results == [holds(predicate)(row) if row else True for row in rows] == [False, True, True]
    assert all(pickle.loads(pickle.dumps(field)) is field for field in FIELDS.values())


def test_json_in_a_filter_is_pickled_however_deep_it_is() -> None:
    deep = '{"a": ' + "[" * 600 + "1" + "]" * 600 + ', "b": [1.5, "é", null, true, 18446744073709551616]}'
    predicate = to_predicate(f"has(metadata, {json.dumps(deep)})")
    assert pickle.loads(pickle.dumps(predicate)) == predicate


def test_what_is_tried_in_this_process_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    number = 2 * SHOWN_EVERY
    relation = duckdb.sql(f"SELECT range::VARCHAR AS id, '{{\"user\": 1}}'::JSON AS metadata FROM range({number})")
    with caplog.at_level(logging.INFO, "filterlang"):
        assert open_runs(relation).list_runs(filter=UNDECIDED).count() == number
    assert caplog.messages == [f"{count:,} of {number:,} undecided rows tried in Python" for count in (SHOWN_EVERY, number)]


def test_a_column_may_have_the_name_of_one_that_queries_add() -> None:
    relation = duckdb.sql("""SELECT 'a' AS id, '{"user": 1}'::JSON AS metadata, false AS "__must", 'kept' AS "__trace" """)
    runs = open_runs(relation)
    for found in (runs.matching(filter=UNDECIDED), runs.matching(trace_filter=UNDECIDED)):
        assert [(run["__must"], run["__trace"]) for run in found] == [(False, "kept")]
