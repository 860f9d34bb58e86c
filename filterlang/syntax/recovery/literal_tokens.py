"""Literals: strings, numbers, placeholders, and the ranges of the search bar."""

import re

from filterlang.syntax.numbers import number_value
from filterlang.syntax.recovery.adjacency import push
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand, bare_word
from filterlang.syntax.recovery.state import State, leave_out_junk
from filterlang.syntax.recovery.tokens import Token
from filterlang.syntax.syntax_rules import PLACEHOLDER
from filterlang.syntax.tree import Number, String, Unknown
from filterlang.text.source import Span

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?")


def string(state: State, token: Token) -> None:
    """Takes a string."""
    push(state, InfixOperand(String(token.value, token.start, token.end), token.start, token.end))


def number(state: State, token: Token) -> None:
    """Takes a number."""
    push(state, _number(token.text, token.start, token.end))


def placeholder(state: State, token: Token) -> None:
    """Takes a template's placeholder, such as ``{user_id}``."""
    start, end = token.start, token.end
    message, advice = f"the placeholder {token.text} was not filled in", "put the value in; a string needs quotes"
    state.findings.add(PLACEHOLDER, message, Span(start, end), help=advice)
    push(state, InfixOperand(Unknown(token.text, start, end), start, end))


def search_bar_range(state: State, token: Token) -> None:
    """``latency:[1 TO 5}`` of the search bar: the colon before it becomes a comparison with two bounds."""
    frame = state.frame
    left = frame.pending[-1].left if frame.follows_colon and frame.current is None else None
    if left is None:
        leave_out_junk(state, token)
        return
    frame.pending.pop()
    low, _, high = token.text[1:-1].split()
    operands = [left, *(_bound(text, token.start, token.end) for text in (low, high))]
    infix = Infix("between", token.text, Span(token.start, token.end), operands)
    frame.current = InfixOperand(left.node, left.start, token.end, infix)


def _number(text: str, start: int, end: int) -> InfixOperand:
    return InfixOperand(Number(number_value(text), start, end), start, end)


def _bound(text: str, start: int, end: int) -> InfixOperand:
    return _number(text, start, end) if _NUMBER.fullmatch(text) else bare_word(text, start, end)
