"""Commas: between arguments, between conditions, inside of numbers, and with nothing on one side."""

import re

from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix_operands import InfixOperand, bare_word
from filterlang.syntax.recovery.operator_words import COMPARE
from filterlang.syntax.recovery.precedence import finish_expression
from filterlang.syntax.recovery.state import State, leave_out_comma
from filterlang.syntax.recovery.tokens import Token
from filterlang.syntax.syntax_rules import FOREIGN_CHARACTER, MISSING_OPERAND
from filterlang.syntax.tree import Missing
from filterlang.text.edits import replace
from filterlang.text.source import Span

_DIGITS = re.compile(r"[+-]?[0-9]{1,3}")
_GROUPS = re.compile(r"(?:,[0-9]{3}(?![0-9]))++(?:\.[0-9]+)?(?![\w.])")


def comma(state: State, token: Token) -> None:
    """Takes a comma: it ends an argument or a condition, unless it belongs to a number or separates nothing."""
    frame = state.frame
    if _groups_digits(state, frame, token):
        return
    if token.value == ";" and not frame.takes_conditions:
        edit = replace(token.start, token.end, ",")
        state.findings.add_habit(FOREIGN_CHARACTER, "arguments are separated by commas", edit, "write a comma")
    if frame.expression_is_empty:
        if frame.items or not frame.is_comparison:
            leave_out_comma(state, token)
            return
        _add_missing_argument(state, frame, token.start)
    finish_expression(frame, state.findings)
    frame.commas.append(token)


def _groups_digits(state: State, frame: Frame, token: Token) -> bool:
    """``total_tokens > 1,000``: between conditions commas in front of three digits belong to the number before them."""
    groups, number, last = _GROUPS.match(state.text, token.start), frame.current, frame.last_operator
    if groups is None or number is None or last is None or last.binding != COMPARE or not frame.joins:
        return False
    start, end = number.start, groups.end()
    if not _DIGITS.fullmatch(state.text, start, token.start):
        return False
    while (inside := state.peek()) is not None and inside.start < end:
        state.position += 1
    frame.current = bare_word(state.text[start:end].replace(",", "_"), start, end)
    return True


def check_commas(state: State, frame: Frame, end: int) -> None:
    """Reports a comma of a frame that is closed at ``end`` with nothing on one of its sides."""
    if not frame.commas or not frame.items:
        return
    if frame.is_comparison and len(frame.items) == 1:
        _add_missing_argument(state, frame, frame.commas[-1].end)
    elif frame.kind in ("call", "list") and len(frame.commas) >= len(frame.items):
        _leave_out_last(state, frame, end)


def _leave_out_last(state: State, frame: Frame, end: int) -> None:
    """Leaves out the last comma of a frame, unless something stood on its empty side that is left out already."""
    last = frame.commas[-1]
    before = next((item.end for item in reversed(frame.items) if item.end <= last.start), frame.opening)
    behind = frame.items[-1].start if frame.items[-1].start >= last.end else end
    if not state.findings.passed_over(before, behind):
        leave_out_comma(state, last)


def _add_missing_argument(state: State, frame: Frame, place: int) -> None:
    """Adds an argument where a comma has nothing on one side and a comparison needs both a field and a value."""
    advice = "a comparison takes a field and a value"
    state.findings.add(MISSING_OPERAND, "an argument is missing here", Span(place, place + 1), help=advice)
    frame.items.append(InfixOperand(Missing(place, place), place, place))
