"""Operands side by side: two parts of one value, two conditions, or two arguments without a comma.

Owns the invariant that a frame has at most one operand behind its last operator.
"""

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix_operands import InfixOperand, bare_word
from filterlang.syntax.recovery.operator_words import COMPARE, FLAGS
from filterlang.syntax.recovery.operator_phrases import infix_phrase
from filterlang.syntax.recovery.precedence import finish_expression, join
from filterlang.syntax.recovery.state import State
from filterlang.syntax.recovery.tokens import NUMBER, OPEN, OPERATOR, STRING, WORD
from filterlang.syntax.syntax_rules import MISSING_COMMA
from filterlang.syntax.tree import Name, String, Subscript
from filterlang.text.edits import replace
from filterlang.text.source import Span


def push(state: State, operand: InfixOperand) -> None:
    """Takes an operand: in the place of one, as a part of the operand before it, or side by side with that."""
    frame = state.frame
    before = frame.current
    if before is not None:
        whole = _continued(state, frame, before, operand)
        if whole is not None:
            frame.current = whole
            return
        separate(state, operand.start)
    frame.current = operand


def separate(state: State, place: int) -> None:
    """Puts what is missing between the current operand and one that starts at ``place``: an ``and`` or a comma."""
    frame = state.frame
    if frame.current is None:
        return
    if frame.joins:
        join(frame, place)
        return
    end = frame.current.outer_end
    fix = Fix("put a comma", (replace(end, place, ", "),))
    state.findings.add(MISSING_COMMA, "a comma is missing here", Span(end, max(place, end + 1)), fix=fix)
    finish_expression(frame, state.findings)


def _continued(state: State, frame: Frame, before: InfixOperand, operand: InfixOperand) -> InfixOperand | None:
    """The operand that the one before and this one are the two parts of."""
    ends_with_colon = before.end == operand.start and before.word and state.text[before.end - 1] == ":"
    return (
        (glued(state, before, operand) if frame.takes_value or ends_with_colon else None)
        or _attribute(before, operand)
        or _continued_value(state, before, operand)
    )


def glued(state: State, before: InfixOperand, operand: InfixOperand) -> InfixOperand | None:
    """A loose word or number and the one before it as one text without quotes."""
    frame = state.frame
    if (frame.pending and not frame.follows_colon) or not (before.is_loose and operand.is_loose):
        return None
    return bare_word(state.text[before.start : operand.end], before.start, operand.end)


def _attribute(before: InfixOperand, operand: InfixOperand) -> InfixOperand | None:
    """``["k"].score``: an attribute behind a subscript is one more key."""
    if not (isinstance(before.node, Subscript) and isinstance(operand.node, Name) and operand.node.id.startswith(".")):
        return None
    key = String(operand.node.id[1:], operand.start, operand.end)
    return InfixOperand(Subscript(before.node, key, before.start, operand.end), before.start, operand.end)


def _continued_value(state: State, before: InfixOperand, operand: InfixOperand) -> InfixOperand | None:
    """``name = my run``, ``latency > 5 seconds``: a word behind a value without quotes belongs to the value."""
    last = state.frame.last_operator
    is_value = last is not None and last.binding == COMPARE and last.spelling != ":" and before.is_loose
    if not (is_value and operand.word) or _begins_condition(state, operand):
        return None
    text = state.text[before.start : operand.end]
    return None if "\n" in text else bare_word(text, before.start, operand.end)


def _begins_condition(state: State, operand: InfixOperand) -> bool:
    """Whether a word is the field of a comparison that follows, the operator of a call, or a boolean field."""
    if isinstance(operand.node, Name) and operand.node.id.lower().startswith(FLAGS):
        return True
    following = state.peek()
    if following is None:
        return False
    if following.kind != WORD:
        return following.kind in (OPERATOR, OPEN, STRING, NUMBER)
    return infix_phrase(state, state.position) is not None
