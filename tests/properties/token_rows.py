"""Rows of tokens, with and without space between: every operator, bracket and word of recovery's own tables."""

from itertools import product

from hypothesis import strategies as st

from filterlang.syntax import spellings
from filterlang.syntax.recovery import operator_words as words

OPERATORS = sorted(words.SYMBOLS)
BRACKETS = ["(", ")", "[", "]", "{", "}", ",", ";"]
WORDS = sorted(
    {
        *words.JOINTS,
        *words.CALLS,
        *words.CONSTANTS,
        *(phrase for phrases in spellings.PHRASES.values() for phrase in phrases),
        *("is", "not", "does", "doesn't", "isn't"),
        *words.ARGUMENT_NAMES,
        *words.PARAMETERS,
        "select",
        "where",
        "asc",
        "status",
    }
)
VALUES = ['"x"', "'x'", "5", ".5", "{x}", "[1 TO 2]", '{"k": 1}', '"', "'", "“", "\\", "*", "%", "/", "#", "\u200b"]
PHRASES = sorted(
    {f"{before}{phrase}" for phrases in spellings.PHRASES.values() for phrase in phrases for before in ("", "not ")}
)
TOKENS = [*OPERATORS, *BRACKETS, *WORDS, *VALUES]

ROLES = [
    *{(operator, binding): symbol for symbol, (operator, binding) in words.SYMBOLS.items()}.values(),
    *BRACKETS,
    *("not", "between", "in", "and", "a", '"x"', "5"),
]
"""One token for every role that recovery tells apart."""

AROUND = ["{}", "a {} b", "eq(a, {} b)", "and(eq(a, 1) {} eq(b, 1))", "[{}"]


def rows(tokens, length):
    """All rows of so many tokens, once with a space between the tokens and once without."""
    for row in product(tokens, repeat=length):
        yield " ".join(row)
        yield "".join(row)


drawn_rows = st.lists(
    st.tuples(st.sampled_from(TOKENS) | st.sampled_from(PHRASES), st.sampled_from(["", " "])), max_size=14
).map(lambda row: "".join(token + space for token, space in row))
