"""Whatever the text, parsing, checking and fixing come to an end with sound findings."""

from itertools import pairwise
from pathlib import Path

from effort import examples, some
from hypothesis import given, settings
from lark import Lark, Transformer
from lark.exceptions import LarkError
import pytest
from strategies import CORPUS, grammar_trees, texts

from filterlang import check, fix, parse
from filterlang.text.edits import apply
from filterlang.schema.dialects import DIALECTS
from filterlang.strategies import trees
from filterlang.syntax.numbers import number_value
from filterlang.syntax.lalr import accept
from filterlang.syntax.printer import print_line
from filterlang.syntax.strings import unquote
from filterlang.syntax.tree import Boolean, Call, List, Name, Null, Number, String, walk

GRAMMAR = (Path(__file__).parents[2] / "grammar" / "filter.lark").read_text(encoding="utf-8")
LARK = Lark(GRAMMAR, parser="lalr", lexer="basic")


class Build(Transformer):
    """The tree of Lark's parse, made the plain way."""

    def start(self, parts):
        return parts[0]

    def call(self, parts):
        operator, *arguments = parts
        return Call(str(operator), tuple(arguments))

    def list(self, parts):
        return List(tuple(parts))

    def name(self, parts):
        return Name(str(parts[0]))

    def string(self, parts):
        return String(unquote(str(parts[0])))

    def number(self, parts):
        return Number(number_value(str(parts[0])))

    def boolean(self, parts):
        return Boolean(parts[0] == "true")

    def null(self, _):
        return Null()


def lark_tree(text):
    try:
        return Build().transform(LARK.parse(text))
    except LarkError:
        return None


def neighbours(text):
    """Every prefix, every text with one character gone, every text with one character doubled."""
    for place in range(len(text)):
        yield text[:place]
        yield text[:place] + text[place + 1 :]
        yield text[:place] + text[place] + text[place:]


@pytest.mark.parametrize("part", range(8))
def test_a_filter_one_slip_away_from_a_real_one_has_findings_exactly_when_lark_refuses_it(part):
    seen = {text for whole in sorted(set(CORPUS))[part::8] for text in neighbours(whole)}
    for text in some(sorted(seen), 3):
        parsed = parse(text)
        try:
            LARK.parse(text)
        except LarkError:
            assert parsed.diagnostics != (), text
        else:
            assert parsed.diagnostics == (), text


@given(texts)
@settings(max_examples=examples(200))
def test_the_loop_accepts_what_lark_accepts_and_builds_the_same_tree(text):
    assert accept(text) == lark_tree(text)


@given(grammar_trees)
@settings(max_examples=examples(40))
def test_the_loop_builds_the_tree_that_lark_builds(tree):
    text = print_line(tree)
    assert accept(text) == lark_tree(text)


@given(texts)
@settings(max_examples=examples(150))
def test_what_does_not_parse_has_an_error_in_every_dialect(text):
    parsed = parse(text)
    assert bool(parsed.diagnostics) is (accept(text) is None)
    if parsed.diagnostics:
        for dialect in DIALECTS:
            assert any(found.is_error for found in check(text, dialect))


@given(texts)
@settings(max_examples=examples(150))
def test_findings_and_their_edits_lie_inside_the_text_and_edits_do_not_overlap(text):
    for dialect in DIALECTS:
        found = check(text, dialect)
        assert [one.span for one in found] == sorted(one.span for one in found)
        for one in found:
            assert 0 <= one.span.start <= one.span.end <= len(text)
            for mending in one.fixes:
                edits = sorted(edit.span for edit in mending.edits)
                assert all(0 <= span.start <= span.end <= len(text) for span in edits)
                assert all(left.end <= right.start and left != right for left, right in pairwise(edits))
                assert apply(text, mending.edits) != text


@given(texts)
@settings(max_examples=examples(100))
def test_nodes_of_recovery_lie_inside_the_text(text):
    for node in walk(parse(text).tree):
        assert 0 <= node.start <= node.end <= len(text)


@given(texts)
@settings(max_examples=examples(150))
def test_safe_fixes_come_to_an_end(text):
    fixed = fix(text)
    assert fix(fixed) == fixed
    assert not any(mending.safe for found in check(fixed) for mending in found.fixes)


@given(texts)
@settings(max_examples=examples(75))
def test_guesses_come_to_an_end(text):
    fixed = fix(text, unsafe=True)
    assert fix(fixed, unsafe=True) == fixed


@given(trees("v1"))
@settings(max_examples=examples(100))
def test_what_has_no_fixes_is_left_as_it_is(tree):
    text = print_line(tree)
    for dialect in DIALECTS:
        if not any(found.fixes for found in check(text, dialect)):
            assert fix(text, dialect) == text


@given(trees("v1"))
@settings(max_examples=examples(100))
def test_safe_fixes_of_a_sound_filter_leave_it_sound(tree):
    fixed = fix(print_line(tree))
    assert not any(found.is_error and found.code < "FL2" for found in check(fixed))


@given(grammar_trees)
@settings(max_examples=examples(50))
def test_any_tree_can_be_checked_in_any_dialect(tree):
    text = print_line(tree)
    for dialect in DIALECTS:
        assert not any(found.code < "FL1" for found in check(text, dialect))
        assert check(tree, dialect) == check(text, dialect)
