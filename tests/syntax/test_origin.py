"""A call says how it came to be, so that nobody has to look at the text again."""

from hypothesis import given
import pytest

from filterlang import parse
from filterlang.strategies import trees
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Origin, walk

ORIGINS = {
    'eq(status, "error")': [Origin.WRITTEN],
    "eq (status, success)": [Origin.WRITTEN],
    "latency > 5": [Origin.INFIX],
    'and(eq(status, "error"), latency > 5)': [Origin.WRITTEN, Origin.WRITTEN, Origin.INFIX],
    'not eq(status, "error")': [Origin.INFIX, Origin.WRITTEN],
    "status:error": [Origin.SEARCH_BAR],
    'eq[status, "error"]': [Origin.REPAIRED],
    'eq status, "error"': [Origin.REPAIRED],
    'eq（status, "error")': [Origin.REPAIRED],
    "gt(5, latency)": [Origin.REPAIRED],
    'eq(status, "error" or "pending")': [Origin.REPAIRED],
    '{"status": "error"}': [Origin.TRANSLATED],
    "select * from runs where latency > 5 and eq(name, 'x')": [Origin.TRANSLATED, Origin.TRANSLATED, Origin.WRITTEN],
}


def origins(text):
    return [node.origin for node in walk(parse(text).tree) if isinstance(node, Call)]


@pytest.mark.parametrize("text", ORIGINS)
def test_recovery_says_of_each_call_how_it_came_to_be(text):
    assert origins(text) == ORIGINS[text]


@given(trees())
def test_every_call_of_a_filter_is_written_and_equals_the_one_that_was_built(tree):
    assert set(origins(print_line(tree))) == {Origin.WRITTEN}
    assert parse(print_line(tree)).tree == tree
