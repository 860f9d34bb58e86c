"""The tolerant parser: reads the tokens of a text one by one into the brackets that are open.

Owns the invariant that it looks at each token a bounded number of times and never recurses.
"""

from collections.abc import Callable

from filterlang.syntax.recovery.closing_brackets import close, close_rest
from filterlang.syntax.recovery.commas import comma
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.literal_tokens import number, placeholder, search_bar_range, string
from filterlang.syntax.recovery.opening_brackets import open_bracket
from filterlang.syntax.recovery.state import State, leave_out_junk
from filterlang.syntax.recovery.symbols import symbol
from filterlang.syntax.recovery.tokenizing import tokenize
from filterlang.syntax.recovery.tokens import (
    CLOSE,
    COMMA,
    JUNK,
    NUMBER,
    OPEN,
    OPERATOR,
    PLACEHOLDER,
    RANGE,
    STRING,
    WORD,
    Token,
)
from filterlang.syntax.recovery.whole_filter import whole_filter
from filterlang.syntax.recovery.words import word
from filterlang.syntax.tree import Node

_TAKE: dict[str, Callable[[State, Token], None]] = {
    WORD: word,
    NUMBER: number,
    STRING: string,
    OPEN: open_bracket,
    CLOSE: close,
    COMMA: comma,
    OPERATOR: symbol,
    RANGE: search_bar_range,
    PLACEHOLDER: placeholder,
    JUNK: leave_out_junk,
}
"""How a token of each kind is taken."""


def read(text: str, findings: Findings) -> Node:
    """The tree that a text was most likely meant to be; its mistakes are added to ``findings``."""
    state = State(text, tokenize(text, findings), findings)
    while state.position < len(state.tokens):
        token = state.tokens[state.position]
        state.position += 1
        _TAKE[token.kind](state, token)
        state.end = max(state.end, token.end)
    close_rest(state)
    return whole_filter(state)
