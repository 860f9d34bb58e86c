"""A tree survives every form it can be written in."""

from decimal import Decimal
import json

from effort import examples
from hypothesis import example, given, settings, strategies as st
from jsonschema import Draft202012Validator
import pytest
from strategies import CORPUS, any_text, grammar_trees


from filterlang import format as format_filter, parse
from filterlang.syntax.jsonform import SCHEMA, from_json, to_json
from filterlang.syntax.printer import print_line, print_wrapped
from filterlang.syntax.strings import quote, unquote
from filterlang.syntax.tree import Call, Name, Number, String, walk

VALIDATOR = Draft202012Validator(SCHEMA)


@given(grammar_trees)
@example(Call("and", (Number(Decimal(10**19 + 1)),)))  # written as an int is
@settings(max_examples=examples(100))
def test_a_printed_tree_parses_to_itself(tree):
    parsed = parse(print_line(tree))
    assert parsed.diagnostics == ()
    assert parsed.tree == tree


@given(grammar_trees, st.integers(-5, 120))
@settings(max_examples=examples(60))
def test_a_tree_wrapped_at_any_width_parses_to_itself(tree, width):
    parsed = parse(print_wrapped(tree, width))
    assert parsed.diagnostics == ()
    assert parsed.tree == tree


@given(grammar_trees, st.integers(1, 120))
@settings(max_examples=examples(60))
def test_formatting_twice_is_formatting_once(tree, width):
    once = format_filter(print_line(tree), width)
    assert format_filter(once, width) == once


@given(grammar_trees, st.integers(20, 120))
@settings(max_examples=examples(60))
def test_lines_are_as_short_as_their_pieces_let_them_be(tree, width):
    for line in print_wrapped(tree, width).splitlines():
        opened = line.rstrip(",").endswith(("(", "["))
        assert len(line) <= width or opened or line.count(", ") == 0 or '"' in line


@given(any_text)
@example("\\")
@example('"')
@example("\\u0041")
@example("\ud83e\udd16")
@settings(max_examples=examples(200))
def test_quoting_keeps_any_text(text):
    assert unquote(quote(text)) == text
    parsed = parse(f"eq(name, {quote(text)})")
    assert parsed.diagnostics == ()
    assert parsed.tree == Call("eq", (Name("name"), String(text)))


@given(grammar_trees)
@settings(max_examples=examples(60))
def test_the_json_form_keeps_tree_and_spans(tree):
    read = parse(print_line(tree)).tree
    form = json.loads(json.dumps(to_json(read)))
    again = from_json(form)
    assert again == read
    assert [node.span for node in walk(again)] == [node.span for node in walk(read)]


@given(grammar_trees)
@settings(max_examples=examples(40))
def test_the_json_form_fits_its_schema(tree):
    assert VALIDATOR.is_valid(to_json(tree))


@given(grammar_trees)
@settings(max_examples=examples(50))
def test_a_span_holds_the_text_of_its_node(tree):
    text = print_line(tree)
    for node in walk(parse(text).tree):
        assert text[node.start : node.end] == print_line(node)


@pytest.mark.parametrize("text", [text for text in dict.fromkeys(CORPUS) if not parse(text).diagnostics])
def test_filters_of_the_corpus_keep_their_tree_when_formatted(text):
    tree = parse(text).tree
    assert parse(format_filter(text)).tree == tree
    assert parse(print_line(tree)).tree == tree
