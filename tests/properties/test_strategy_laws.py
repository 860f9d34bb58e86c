"""What ``filterlang.strategies`` draws is what it says: valid or broken, readable, true."""

import json

from effort import examples
from hypothesis import given, settings, strategies as st
import pytest
from strategies import KNOWN, any_runs

from filterlang import check, compile as compile_filter, fix, format as format_filter, parse
from filterlang.exports.memory import LocalRuns
from filterlang.evaluate.reference import matcher
from filterlang.evaluate.run import read_run
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.operators import LOGICAL
from filterlang.semantics.resolving import pair_field
from filterlang.strategies import filters, matches, runs, traces, trees
from filterlang.strategies.language import Side
from filterlang.strategies.matching import draw_true
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, fold

each_dialect = pytest.mark.parametrize("dialect", DIALECTS)


def depth(tree):
    """How many operators over conditions stand over each other, those that join a key to its value left out."""
    return fold(tree, lambda node, parts: max(parts, default=0) + is_level(node))


def is_level(node):
    return isinstance(node, Call) and node.operator in LOGICAL and None in map(pair_field, node.arguments)


def errors(text, dialect):
    return [found for found in check(text, dialect) if found.is_error]


@each_dialect
@given(st.data())
@settings(max_examples=examples(60))
def test_every_filter_has_no_error_and_compiles(dialect, data):
    text = data.draw(filters(dialect))
    assert errors(text, dialect) == []
    assert parse(compile_filter(text, dialect)).tree == parse(text).tree


@each_dialect
@given(st.data())
@settings(max_examples=examples(60))
def test_every_broken_filter_has_an_error_and_can_be_looked_at_and_mended_in_every_dialect(dialect, data):
    text = data.draw(filters(dialect, valid=False))
    assert errors(text, dialect) != []
    for other in DIALECTS:
        assert isinstance(fix(text, other), str)
    fixed = fix(text, dialect, unsafe=True)
    assert fix(fixed, dialect, unsafe=True) == fixed


@given(st.integers(0, 3).flatmap(lambda most: st.tuples(st.just(most), trees(max_depth=most))))
@settings(max_examples=examples(60))
def test_a_tree_is_not_deeper_than_asked_for_and_parses_to_itself(case):
    most, tree = case
    assert depth(tree) <= most
    assert parse(print_line(tree)).tree == tree


@each_dialect
@given(st.data())
@settings(max_examples=examples(60))
def test_a_filter_that_matches_does_so_formatted_compiled_and_asked_of_local_runs(dialect, data):
    text, run = data.draw(matches(dialect))
    assert errors(text, dialect) == []
    for spelled in (text, format_filter(text), compile_filter(text, dialect)):
        assert matcher(spelled)(run)
    assert LocalRuns([run]).matching(filter=text) == [run]


@given(any_runs, st.data())
@settings(max_examples=examples(60))
def test_what_is_made_out_of_a_run_is_true_of_it_however_odd_the_run(run, data):
    draws = st.composite(lambda draw: draw_true(draw, KNOWN, run, 2, Side.ANY))
    assert matcher(data.draw(draws()))(run)


@given(runs())
@settings(max_examples=examples(50))
def test_every_run_is_json_and_reads_as_a_run_that_agrees_with_itself(run):
    assert json.loads(json.dumps(run, allow_nan=False, ensure_ascii=False).encode()) == run
    read = read_run(run)
    assert read.latency is None or read.latency >= 0
    assert read.end_time is None or read.status != "pending"
    assert read.error is None or read.status == "error"
    assert (read.parent_run_id is None) == (read.trace_id == read.id)


@given(traces() | traces(orphans=True))
@settings(max_examples=examples(50))
def test_the_runs_of_a_trace_agree_on_it(trace):
    known = {run["id"]: run for run in trace}
    assert len(known) == len(trace)
    assert len({run["session_id"] for run in trace}) == 1
    for run in trace:
        above = known.get(run["parent_run_id"])
        assert run["dotted_order"].endswith(run["id"])
        if run["parent_run_id"] is None:
            assert run["trace_id"] == run["id"]
        elif above is not None:
            assert run["trace_id"] == above["trace_id"]
            assert run["dotted_order"].rpartition(".")[0] == above["dotted_order"]
            assert read_run(run).start_time >= read_run(above).start_time


@given(traces())
@settings(max_examples=examples(25))
def test_a_trace_has_its_root_and_a_question_about_it_reaches_every_run(trace):
    assert len(LocalRuns(trace).matching(trace_filter="eq(is_root, true)")) == len(trace)


@given(traces(orphans=True))
@settings(max_examples=examples(25))
def test_there_is_an_orphan_where_orphans_are_asked_for(trace):
    known = {run["id"] for run in trace}
    assert any(run["parent_run_id"] is not None and run["parent_run_id"] not in known for run in trace)
