"""The rules of style: what they report in every dialect, and that their fixes mean the same for every run."""

from colliding import any_run, few_fields
from effort import examples
from hypothesis import given, settings, strategies as st
import pytest

from filterlang import check, fix
from filterlang.evaluate.reference import holds
from filterlang.semantics.conditions import conditions_of
from filterlang.semantics.predicate import lower
from filterlang.semantics.surroundings import ProjectFacts
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, List, Name, String
from filterlang.text.edits import apply

OPTIONAL = ProjectFacts(rules=frozenset({"or-of-equals"}))
SLUGS = {
    "single-argument", "nested-junction", "single-item-in", "repeated-item", "or-of-equals", "value-before-key",
    "double-negation",
}  # fmt: skip
RUN_DIALECTS = ("portable", "v1", "v2")
PAIR = 'eq(metadata_key, "k"), eq(metadata_value, "v")'

REPORTED = [
    ('or(has(tags, "a"))', ["single-argument"], 'has(tags, "a")'),
    (f"and(and({PAIR}))", ["single-argument"], f"and({PAIR})"),
    ('and(and(and(eq(name, "a"))))', ["single-argument"], 'eq(name, "a")'),
    (
        'and(and(gt(latency, 1), has(tags, "a")), and(has(tags, "b"), has(tags, "c")))',
        ["nested-junction"],
        'and(gt(latency, 1), has(tags, "a"), has(tags, "b"), has(tags, "c"))',
    ),
    ('in(run_type, ["llm"])', ["single-item-in"], 'eq(run_type, "llm")'),
    ('in(name, ["a", "b", "b", "a"])', ["repeated-item"], 'in(name, ["a", "b"])'),
    (
        'or(eq(name, "a"), gt(latency, 5), in(name, ["b", "c"]))',
        ["or-of-equals"],
        'or(in(name, ["a", "b", "c"]), gt(latency, 5))',
    ),
    (
        'and(eq(is_root, true), and(gte(feedback_score, 1), eq(feedback_key, "k")))',
        ["value-before-key"],
        'and(eq(is_root, true), and(eq(feedback_key, "k"), gte(feedback_score, 1)))',
    ),
]

SILENT = [
    'and(neq(metadata_key, "k"))', 'and(eq(metadata_value, "v"))', f"and(eq(is_root, true), and({PAIR}))", f"and({PAIR})",
    'in(metadata_key, ["k"])', 'and(eq(metadata_key, "k"), in(metadata_value, ["v"]))',
    'or(eq(metadata_key, "a"), eq(metadata_key, "b"))', "or(eq(latency, 1), eq(latency, 2))",
    'or(has(tags, "a"), has(tags, "b"))', 'or(eq(name, "a"), eq(status, "error"))', 'or(neq(name, "a"), eq(name, "a"))',
    'and(eq(metadata_value, "v"), neq(metadata_key, "k"))', 'in(name, ["bot%"])', 'or(eq(name, "bot%"), eq(name, "a"))',
]  # fmt: skip


def slugs(text, dialect="portable"):
    return [found.slug for found in check(text, dialect, project=OPTIONAL) if found.slug in SLUGS]


@pytest.mark.parametrize("dialect", RUN_DIALECTS)
@pytest.mark.parametrize(("text", "reported", "fixed"), REPORTED)
def test_style_is_reported_and_fixed_in_every_dialect(text, reported, fixed, dialect):
    assert slugs(text, dialect) == reported
    assert fix(text, dialect, unsafe=True, project=OPTIONAL) == fixed


@pytest.mark.parametrize("dialect", RUN_DIALECTS)
@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_shorter_or_clearer_otherwise_is_not_reported(text, dialect):
    assert slugs(text, dialect) == []


@pytest.mark.parametrize(
    "text",
    [
        "in(name, [])", 'and(in(name, []), eq(name, "a"))', 'or(in(name, []), eq(name, "a"))',
        'or(eq(name, "a"), eq(name, "a"))', 'in(name, ["a", "a"])',
    ],
)  # fmt: skip
def test_one_mistake_is_one_finding(text):
    assert len(check(text)) == 1


names = st.sampled_from("abc").map(String)
lists = st.lists(names, max_size=3).map(lambda items: Call("in", (Name("name"), List(tuple(items)))))
alternatives = st.lists(lists | names.map(lambda name: Call("eq", (Name("name"), name))) | few_fields, min_size=1, max_size=3)
filters = few_fields | alternatives.map(lambda parts: Call("or", tuple(parts)))


@pytest.mark.parametrize("dialect", ["portable", "examples"])
@given(tree=filters, drawn=st.lists(any_run, min_size=10, max_size=20))
@settings(max_examples=examples(100))
def test_a_fix_selects_the_same_runs(dialect, tree, drawn):
    text = print_line(tree)
    for found in check(text, dialect, project=OPTIONAL):
        for change in found.fixes if found.slug in SLUGS else ():
            assert list(map(selects(apply(text, change.edits)), drawn)) == list(map(selects(text), drawn))


def selects(text):
    return holds(lower(conditions_of(parse(text).tree)))
