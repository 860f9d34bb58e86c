"""The automaton of a grammar remembers open nodes only, so a grammar has to say where nodes open and close."""

import pytest

from filterlang.syntax.automaton import REDUCE
from filterlang.syntax.grammar import load
from filterlang.syntax.table_building import lay_out

LEAVES = """
word: WORD
WORD: /[a-z]+/
%ignore " "
"""
REFUSED = {
    'start: call\ncall: WORD "(" word*': "has no brackets",
    'start: call\ncall: word ")"': "has no brackets",
    "start: call\ncall: WORD word WORD": "has no brackets",
    'start: call\ncall: WORD "(" word "(" word ")"': "opens a node, and stands elsewhere",
    'start: call\ncall: WORD "(" _end\n_end: word ")" | ")"': "has no brackets",
}


@pytest.mark.parametrize(("rules", "message"), REFUSED.items())
def test_a_grammar_whose_nodes_have_no_brackets_is_refused(rules, message):
    with pytest.raises(ValueError, match=message):
        lay_out(rules + LEAVES)


def test_the_stored_table_is_the_one_that_lark_gives():
    table = load()
    fields = (table.grammar, table.ignored, table.terminals, table.start, table.actions, table.gotos)
    assert lay_out(table.grammar) == fields


def test_only_a_token_that_was_held_is_reduced_while_parsing():
    reductions = {entry[2] for row in load().actions for entry in row if entry is not None and entry[0] == REDUCE}
    assert reductions == {"name"}


def test_states_that_do_the_same_are_one():
    table = load()
    rows = list(zip(table.actions, table.gotos, strict=True))
    assert all(row not in rows[:place] for place, row in enumerate(rows))
