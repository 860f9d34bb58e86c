"""What a fix may do: a safe one keeps the meaning, none leaves more or worse findings, and every message says something."""

import re

from effort import examples
from hypothesis import given, settings, strategies as st
from strategies import condition_on, damaged, scalar_on, with_run

from filterlang import check, fix
from filterlang.text.edits import apply
from filterlang.evaluate.reference import matcher
from filterlang.schema.dialects import DIALECTS
from filterlang.strategies import filters, runs
from filterlang.strategies.damage import IDIOMS, spoken
from filterlang.strategies.vocabulary import pick, words
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Null, String, walk

broken = filters(valid=False) | damaged()


def refused_on(draw, run):
    """A condition that both backends refuse, and whose meaning is known all the same."""
    text = String(draw(words))
    if draw(st.booleans()):
        return Call("search", (Name(pick(draw, ("name", "error", "inputs", "outputs"))), text))
    return Call("exists", (Name("metadata"), text))


def refused_filter_on(draw, run):
    """A filter with ``not`` and refused conditions in any place."""
    leaf = pick(draw, (condition_on, scalar_on, refused_on))(draw, run)
    others = [condition_on(draw, run) for _ in range(draw(st.integers(0, 2)))]
    denied = Call("not", (leaf,)) if draw(st.booleans()) else leaf
    return Call(pick(draw, ("and", "or")), (denied, *others)) if others else denied


@given(with_run(refused_filter_on))
@settings(max_examples=examples(150))
def test_a_safe_fix_means_the_same(case):
    tree, run = case
    fixed = fix(print_line(tree))
    assert matcher(fixed)(run) == matcher(tree)(run), fixed


def test_an_empty_text_is_a_value_that_a_safe_fix_keeps():
    for text in ('eq(error, "")', 'neq(error, "")'):
        assert fix(text) == text
    assert fix('eq(error, "")', unsafe=True) == 'neq(status, "error")'


@given(st.sampled_from(("eq", "neq")), runs())
def test_what_stands_for_no_parent_means_the_same(operator, run):
    tree = Call(operator, (Name("parent_run_id"), Null()))
    assert matcher(fix(print_line(tree)))(run) == matcher(tree)(run)


@given(with_run(condition_on), st.sampled_from(IDIOMS))
@settings(max_examples=examples(150))
def test_what_another_language_says_keeps_its_meaning(case, idiom):
    tree, run = case
    operators = {node.operator for node in walk(tree) if isinstance(node, Call)}
    if not operators <= {*idiom.symbols, *idiom.connectives, "not"}:
        return
    fixed = fix(spoken(tree, idiom))
    if not any(found.is_error and found.code < "FL2" for found in check(fixed, "v1")):
        assert matcher(fixed)(run) == matcher(tree)(run), fixed


def errors(text, dialect):
    return sum(found.is_error for found in check(text, dialect))


@given(broken, st.sampled_from(("portable", "v1", "v2")), st.booleans())
@settings(max_examples=examples(200))
def test_fixing_never_leaves_more_errors(text, dialect, unsafe):
    fixed = fix(text, dialect, unsafe=unsafe)
    assert errors(fixed, dialect) <= errors(text, dialect), fixed


@given(filters(valid=False), st.sampled_from(("portable", "v1", "v2")))
@settings(max_examples=examples(150))
def test_no_fix_of_a_name_a_value_or_an_operator_leaves_more_errors(text, dialect):
    before = errors(text, dialect)
    for found in check(text, dialect):
        for mending in found.fixes if found.code > "FL1" else ():
            assert errors(apply(text, mending.edits), dialect) <= before, (found, mending)


EMPTY = re.compile(r"\A\W*\Z|(?:\b(?:write|and|or|not|is|of|than|with|are)|->|[:;,])\s*\Z|  |``")
QUOTED = re.compile(r"`[^`]+`|\"(?:[^\"\\\\]|\\\\.)*\"", re.DOTALL)


@given(broken, st.sampled_from(sorted(DIALECTS)))
@settings(max_examples=examples(150))
def test_no_message_is_empty(text, dialect):
    for found in check(text, dialect):
        said = [found.message, found.help, *(mending.message for mending in found.fixes)]
        assert found.help != ""
        for sentence in filter(None, said):
            assert not EMPTY.search(QUOTED.sub("x", sentence.replace(text.strip(), "x"))), sentence


def pair_half_on(draw, run):
    """The key or the value of a pair, with few texts, so that halves fit one another and the run."""
    extra = run.get("extra")
    metadata = extra.get("metadata") if isinstance(extra, dict) else None
    items = metadata.items() if isinstance(metadata, dict) else ()
    texts = [*(text for item in items for text in item if isinstance(text, str)), "k", "v"]
    return Call("eq", (Name(pick(draw, ("metadata_key", "metadata_value"))), String(pick(draw, texts))))


def repeating_filter_on(draw, run):
    """An ``and`` or an ``or`` in which conditions and halves of pairs stand twice, in any order."""
    leaves = [pick(draw, (condition_on, pair_half_on))(draw, run) for _ in range(draw(st.integers(1, 4)))]
    twice = [leaf for leaf in leaves if draw(st.booleans())] or leaves[:1]
    return Call(pick(draw, ("and", "or")), tuple(draw(st.permutations([*leaves, *twice]))))


@given(with_run(repeating_filter_on))
@settings(max_examples=examples(150))
def test_without_a_condition_that_stands_twice_the_same_runs_are_selected(case):
    tree, run = case
    text = print_line(tree)
    fixes = [each for found in check(text) if found.code == "FL305" for each in found.fixes if each.safe]
    assert fixes or tree.operator == "and"
    for each in fixes:
        fixed = apply(text, each.edits)
        assert len(fixed) < len(text)
        assert matcher(fixed)(run) == matcher(text)(run), fixed
