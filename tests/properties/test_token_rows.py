"""Whatever tokens stand in a row, parsing never raises, and every operation ends with sound findings."""

from contextlib import suppress

from effort import examples, some
from hypothesis import given, settings
import pytest
from token_rows import AROUND, BRACKETS, OPERATORS, PHRASES, ROLES, TOKENS, drawn_rows, rows

from filterlang import FilterError, check, fix, format, parse
from filterlang.syntax.lalr import accept
from filterlang.syntax.printer import print_line, print_wrapped
from filterlang.syntax.tree import walk


def assert_sound(text):
    """Parse a text: its tree and findings lie inside it, and it has findings exactly when the grammar refuses it."""
    parsed = parse(text)
    assert bool(parsed.diagnostics) is (accept(text) is None), text
    assert all(0 <= node.start <= node.end <= len(text) for node in walk(parsed.tree)), text
    for finding in parsed.diagnostics:
        assert finding.message, text
        edits = [edit for fix in finding.fixes for edit in fix.edits]
        assert all(0 <= place.start <= place.end <= len(text) for place in (finding.span, *(edit.span for edit in edits))), text


@pytest.mark.parametrize("around", AROUND)
def test_every_two_operators_and_brackets_parse_in_any_place(around):
    for row in rows([*OPERATORS, *BRACKETS], 2):
        assert_sound(around.replace("{}", row))


def test_every_two_tokens_parse():
    for row in some(rows(TOKENS, 2), 5):
        assert_sound(row)


def test_every_phrase_parses_before_and_behind_every_role():
    for phrase in PHRASES:
        for role in ROLES:
            assert_sound(f"{role} {phrase}")
            assert_sound(f"{phrase} {role}")


@pytest.mark.parametrize("first", range(0, len(ROLES), 4))
def test_every_three_tokens_of_different_roles_parse(first):
    for row in rows(ROLES, 2):
        for token in ROLES[first : first + 4]:
            assert_sound(f"{token} {row}")


@given(drawn_rows)
@settings(max_examples=examples(200))
def test_longer_rows_parse_check_and_print(text):
    assert_sound(text)
    tree = parse(text).tree
    print_line(tree)
    print_wrapped(tree, 20)
    with suppress(FilterError):
        format(text)
    for finding in check(text):
        assert finding.message
        assert 0 <= finding.span.start <= finding.span.end <= len(text)


@given(drawn_rows)
@settings(max_examples=examples(100))
def test_longer_rows_are_fixed_once_and_for_all(text):
    fixed = fix(text)
    assert fix(fixed) == fixed
