"""Nothing that the schema knows is left out: fields, operators, places in runs, ways to write and to get it wrong."""

from collections import Counter
import subprocess
import sys

from hypothesis import Phase, find, given, settings
import pytest

from filterlang import check, parse
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS
from filterlang.schema.types import Type
from filterlang.strategies import filters, matches, runs, traces, trees
from filterlang.strategies.language import Side, language
from filterlang.strategies.values import literals, simplest, spelled
from filterlang.strategies.stored_paths import PATHS
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, walk

MISSING = object()


def drawn(strategy, count):
    """So many examples, the same in every run of the tests."""
    found = []

    @settings(max_examples=count, phases=[Phase.generate], database=None)
    @given(strategy)
    def collect(example):
        found.append(example)

    collect()
    return found


def words_of(trees_):
    nodes = [node for tree in trees_ for node in walk(tree)]
    return {node.id for node in nodes if isinstance(node, Name)}, {node.operator for node in nodes if isinstance(node, Call)}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_drawn_from_is_all_that_the_schema_has(dialect):
    known = language(dialect)
    fields = {one.field.name for kind in known.taken.kinds[Side.ANY] for one in kind}
    operators = {name for kind in known.taken.kinds[Side.ANY] for one in kind for name in one.operators}
    if dialect == "examples":
        assert fields == DIALECTS[dialect].fields
        assert {*operators, *known.shapes, *known.taken.searches} >= DIALECTS[dialect].operators
    else:
        assert fields == set(FIELDS)
        assert {*operators, *known.shapes, *known.taken.searches, ""} == {*OPERATORS, ""}
        assert set(known.taken.families[Side.ANY]) == set(FAMILIES)


def test_in_a_few_trees_there_are_most_fields_and_operators():
    names, operators = words_of(drawn(trees("v1"), 200))
    assert len(names) > len(FIELDS) * 0.6
    assert len(operators) > len(OPERATORS) * 0.75


def test_in_a_few_matches_there_are_most_fields_and_operators():
    names, operators = words_of(parse(text).tree for text, _ in drawn(matches("v1"), 200))
    assert len(names) > len(FIELDS) * 0.6
    assert len(operators) > len(OPERATORS) * 0.75


def at(run, place):
    for key in place:
        run = MISSING if run is MISSING or run is None else run.get(key, MISSING)
    return run


def test_every_place_of_a_run_holds_a_value_or_null_or_is_missing():
    found = drawn(runs(), 300)
    for path in PATHS:
        kinds = {"missing" if (held := at(run, path)) is MISSING else "null" if held is None else "value" for run in found}
        always = {"value"} if path in (("id",), ("trace_id",), ("status",)) else {"value", "null", "missing"}
        assert kinds == always, path
    assert {run["status"] for run in found} == set(FIELDS["status"].values)


def test_anything_stands_anywhere_in_a_hostile_run():
    found = drawn(runs(hostile=True), 300)
    for outer, *_ in PATHS:
        kinds = {type(run[outer]) for run in found if outer in run}
        assert len(kinds) > 2, outer
        assert any(outer not in run for run in found)


def test_one_filter_is_written_in_many_ways():
    texts = drawn(filters(), 100)
    canonical = [print_line(parse(text).tree) for text in texts]
    assert sum(map(str.__eq__, texts, canonical)) > 20
    for trait in ("'", "\n", "\t", "\\u", " ( ", ",\n"):
        assert any(trait in text and trait not in line for text, line in zip(texts, canonical, strict=True)), trait


def test_broken_filters_are_broken_in_many_ways():
    texts = drawn(filters(valid=False), 200)
    codes = Counter(found.code for text in texts for found in check(text) if found.is_error)
    assert len(codes) > 20
    assert {code[:3] for code in codes} == {"FL0", "FL1", "FL2"}
    assert max(codes.values()) < len(texts) / 2


def shrunk(strategy):
    return find(strategy, lambda _: True, settings=settings(phases=[Phase.generate, Phase.shrink], database=None))


def test_every_type_has_literals_that_say_what_a_run_holds():
    for kind in Type:
        fields = [field for field in FIELDS.values() if field.type is kind]
        for field in fields[:1]:
            assert isinstance(shrunk(literals("eq", field)), type(simplest("eq", field)))
            assert spelled(field, object()) == ()


@pytest.mark.processes
def test_a_field_that_the_schema_gains_is_drawn_at_once():
    code = """
from hypothesis import Phase, find, settings
from filterlang.schema.citations import TQS
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Field, Type

FIELDS["mood"] = Field("mood", Type.ENUM, "how it felt", "enum", (TQS,), values=("calm", "cross"), stored=("mood",))

from filterlang.strategies import filters, matches, runs
quick = settings(phases=[Phase.generate], max_examples=5000, database=None, derandomize=True)
assert find(runs(), lambda run: run.get("mood") == "cross", settings=quick)
assert find(filters(), lambda text: "(mood, " in text, settings=quick)
assert find(matches(), lambda case: "(mood, " in case[0] and case[1].get("mood"), settings=quick)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.processes
def test_without_hypothesis_one_line_says_what_to_install():
    code = "import sys; sys.modules['hypothesis'] = None; import filterlang.strategies"
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ended.stderr.splitlines()[-1] == (
        'ImportError: filterlang.strategies needs Hypothesis: pip install ".[hypothesis]" in a checkout of filterlang'
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: filters("v3"), "there is no dialect 'v3': choose one of portable, v1, v2, examples"),
        (lambda: trees("v3"), "there is no dialect 'v3'"),
        (lambda: matches("v3"), "there is no dialect 'v3'"),
        (lambda: filters(max_depth=-1), "max_depth has to be at least 0, not -1"),
        (lambda: traces(max_runs=0), "max_runs has to be at least 1, not 0"),
        (lambda: traces(max_runs=1, orphans=True), "max_runs has to be at least 2, not 1"),
    ],
)
def test_arguments_that_can_not_be_met_are_refused_at_once(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_filter_shrinks_to_one_comparison(dialect):
    text = shrunk(filters(dialect))
    tree = parse(text).tree
    assert print_line(tree) == text
    assert not any(isinstance(part, Call) for part in tree.children)


def test_a_run_shrinks_to_the_keys_that_every_run_has():
    assert shrunk(runs()).keys() == {"id", "trace_id", "status"}
    assert shrunk(runs(hostile=True)) == {}
    (only,) = shrunk(traces())
    assert only["parent_run_id"] is None
