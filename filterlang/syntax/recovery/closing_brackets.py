"""Closing brackets: those in the text, those that are missing, and those of the wrong kind.

Owns the invariant that each open bracket is closed once, and what stood in it becomes one operand of the bracket around it.
"""

from collections.abc import Callable

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.recovery.adjacency import push
from filterlang.syntax.recovery.argument_lists import close_call, close_group, close_list, close_subscript
from filterlang.syntax.recovery.commas import check_commas
from filterlang.syntax.recovery.frames import OPENING, Frame
from filterlang.syntax.recovery.infix_operands import InfixOperand
from filterlang.syntax.recovery.operator_words import AND, CALLS
from filterlang.syntax.recovery.precedence import add_operator, finish_expression
from filterlang.syntax.recovery.state import State
from filterlang.syntax.recovery.tokens import Token
from filterlang.syntax.syntax_rules import MISMATCHED_BRACKET, MISSING_PARENTHESIS, SURPLUS_BRACKET, UNCLOSED_BRACKET
from filterlang.syntax.tree import Name
from filterlang.text.display import clip
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.source import Span

_CLOSE: dict[str, Callable[[State, Frame, int], InfixOperand]] = {
    "call": close_call, "group": close_group, "list": close_list, "subscript": close_subscript,
}  # fmt: skip


def close(state: State, token: Token) -> None:
    """Takes a closing bracket. What stands open inside of the bracket that it closes is closed first."""
    kind = OPENING[token.value]
    while _is_unclosed_before(state, token):
        state.unclosed -= state.frame.closing == ")"
        _close_missing(state, state.end)
    expected = state.frame.closing
    if token.value == expected:
        state.open_brackets[kind] -= 1
        finish(state, token.end)
    elif _closes_list(state, token):
        _close_mismatched(state, token)
        state.unclosed += 1
    elif expected and kind != "(" and state.unclosed > 0:
        _close_mismatched(state, token)
        state.unclosed -= 1
    else:
        state.unclosed += token.value == ")"
        edit = replace(token.start, token.end, "")
        message, advice = f"this `{token.value}` closes nothing", f"remove the `{token.value}`"
        state.findings.add_habit(SURPLUS_BRACKET, message, edit, advice)


def _is_unclosed_before(state: State, token: Token) -> bool:
    """Whether a closing bracket belongs to a bracket around the innermost one, which is then not closed."""
    expected = state.frame.closing
    is_other = bool(expected) and token.value != expected
    return is_other and state.open_brackets[OPENING[token.value]] > 0 and not _closes_list(state, token)


def _closes_list(state: State, token: Token) -> bool:
    """Whether a parenthesis stands for the square bracket that closes a list: there are more of them than were opened."""
    return state.frame.kind == "list" and token.value == ")" and state.unclosed < 0


def close_comparison(state: State, place: int) -> None:
    """Closes a comparison that the next condition has run into."""
    state.unclosed -= 1
    _close_missing(state, place)


def add_written_operator(state: State, operator: str, spelling: str, span: Span, binding: int) -> None:
    """Adds an operator of the text. One that joins conditions first closes the comparisons that it cannot stand in."""
    while binding <= AND and state.unclosed > 0 and _has_run_on(state.frame):
        close_comparison(state, state.frame.current.end if state.frame.current else state.end)
    add_operator(state.frame, operator, spelling, span, binding)


def _has_run_on(frame: Frame) -> bool:
    """Whether a frame is a comparison whose field has been read."""
    return frame.kind == "call" and not frame.takes_conditions and bool(frame.items)


def finish(state: State, end: int) -> None:
    """Ends the innermost frame at ``end``: it becomes an operand of the frame around it."""
    frame = state.frame
    finish_expression(frame, state.findings)
    state.frames.pop()
    if frame.is_implied:
        _report_missing_parentheses(state, frame)
    if frame.kind == "subscript":
        _read_as_call(state, frame, end)
    check_commas(state, frame, end)
    push(state, _CLOSE[frame.kind](state, frame, end))


def close_rest(state: State) -> None:
    """Closes the brackets that the end of the text leaves open, as one finding, and ends the whole filter."""
    place = state.end
    for frame in state.frames[1:]:
        frame.closed_at = place
    frames = [frame for frame in state.frames[1:] if not frame.is_implied]
    if frames:
        closing = "".join(frame.closing for frame in reversed(frames))
        more = len(frames) - 1
        rest = f", nor {'is' if more == 1 else 'are'} {more} more bracket{'s' * (more > 1)}" if more else ""
        _report_unclosed(state, frames[0], f"{_title(frames[0])} is not closed{rest}", insert(place, closing))
    while len(state.frames) > 1:
        finish(state, state.end)
    finish_expression(state.frame, state.findings)


def _close_missing(state: State, place: int) -> None:
    """Closes the innermost frame, whose closing bracket is missing at ``place``."""
    frame = state.frame
    frame.closed_at = place
    if not frame.is_implied:
        state.open_brackets[OPENING[frame.closing]] -= 1
        _report_unclosed(state, frame, f"{_title(frame)} is not closed", insert(place, frame.closing))
    finish(state, place)


def _report_unclosed(state: State, frame: Frame, message: str, edit: Edit) -> None:
    fix = Fix(f"put `{clip(edit.text, 20)}`", (edit,))
    state.findings.add(UNCLOSED_BRACKET, message, Span(frame.opening, frame.opening + 1), fix=fix)


def _title(frame: Frame) -> str:
    """How a message quotes the opening bracket of a frame."""
    return f"`{clip(frame.callee, 40)}(`" if frame.kind == "call" else f"`{OPENING[frame.closing]}`"


def _close_mismatched(state: State, token: Token) -> None:
    """Closes the innermost frame with a bracket of another kind."""
    expected = state.frame.closing
    message = f"`{token.value}` closes a `{OPENING[expected]}`"
    fix = Fix(f"write `{expected}`", (replace(token.start, token.end, expected),))
    state.findings.add(MISMATCHED_BRACKET, message, Span(token.start, token.end), fix=fix)
    state.open_brackets[OPENING[expected]] -= 1
    finish(state, token.end)


def _report_missing_parentheses(state: State, frame: Frame) -> None:
    """Reports a call without parentheses; its opening one goes in the place of the space behind its name."""
    end = frame.opening
    while end < len(state.text) and state.text[end] in " \t":
        end += 1
    edits = [replace(frame.opening, end, "(")]
    if frame.closed_at is not None:
        edits.append(insert(frame.closed_at, ")"))
    message = f"the arguments of `{frame.callee}` stand between parentheses"
    fix = Fix("put the parentheses", tuple(edits))
    state.findings.add(MISSING_PARENTHESIS, message, Span(frame.start, frame.opening), fix=fix)


def _read_as_call(state: State, frame: Frame, end: int) -> None:
    """``eq[status, "error"]``: behind the name of an operator the brackets are of the wrong kind."""
    name = frame.base.node if frame.base else None
    if not isinstance(name, Name) or name.id.lower() not in CALLS:
        return
    frame.kind, frame.callee = "call", name.id
    edits = [replace(frame.opening, frame.opening + 1, "(")]
    if state.text[end - 1] == "]":
        edits.append(replace(end - 1, end, ")"))
    message = f"the arguments of `{name.id}` stand between ( and )"
    fix = Fix("write ( and )", tuple(edits))
    state.findings.add(MISMATCHED_BRACKET, message, Span(frame.opening, frame.opening + 1), fix=fix)
