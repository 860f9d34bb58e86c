"""Words: operators in words, words that belong to the query and not to its filter, fields and values without quotes."""

import re

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.recovery.adjacency import push
from filterlang.syntax.recovery.closing_brackets import add_written_operator
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand, bare_word
from filterlang.syntax.recovery.operator_phrases import Phrase, infix_phrase
from filterlang.syntax.recovery.operator_words import ADD, CALLS, COMPARE, CONJUNCTIONS, JOINTS, PRESENCE, RANGES
from filterlang.syntax.recovery.precedence import join, reduce
from filterlang.syntax.recovery.state import State, leave_out_query
from filterlang.syntax.recovery.tokens import OPEN, WORD, Token, opens_parenthesis
from filterlang.syntax.spellings import caseless, ignores_case
from filterlang.syntax.syntax_rules import MISSING_OPERAND
from filterlang.syntax.tree import Call, Number
from filterlang.text.edits import replace
from filterlang.text.source import Span

_ESCAPED = re.compile(r"\\([ :])")
_ARITHMETIC = frozenset({"*", "/", "%"})


def word(state: State, token: Token) -> None:
    """Takes a word: as an operator, as one that is left out, or as an operand."""
    left = state.frame.current
    taken = _leading_word(state, token) if left is None else _operator_word(state, left, token)
    if not (taken or _negation(state, token) or _implied_call(state, token)):
        text = _ESCAPED.sub(r"\1", token.text) if "\\" in token.text else token.text
        push(state, bare_word(text, token.start, token.end))


def _operator_word(state: State, left: InfixOperand, token: Token) -> bool:
    """Takes a word behind an operand as an operator, with the words behind it that belong to it."""
    frame, lowered, span = state.frame, token.text.lower(), Span(token.start, token.end)
    if lowered == "and" and any(pending.operator in RANGES for pending in frame.pending):
        add_written_operator(state, "bounds", lowered, span, COMPARE)
        return True
    if lowered in JOINTS:
        add_written_operator(state, lowered, lowered, span, JOINTS[lowered])
        return True
    phrase = infix_phrase(state, state.position - 1)
    if phrase is not None and not (frame.takes_value or _is_call(state, left, phrase)):
        _compare(state, phrase, token.start)
        return True
    if token.text in _ARITHMETIC and isinstance(left.node, Number):
        add_written_operator(state, "+", token.text, span, ADD)
        return True
    return False


def _is_call(state: State, left: InfixOperand, phrase: Phrase) -> bool:
    """Whether the words behind a finished condition begin the next one, as a call."""
    if isinstance(left.node, Call):
        return True
    opens = phrase.end < len(state.tokens) and opens_parenthesis(state.tokens[phrase.end])
    return opens and any(pending.binding == COMPARE for pending in state.frame.pending)


def _compare(state: State, phrase: Phrase, start: int) -> None:
    """Adds a comparison in words; one that asks whether there is a value has no right operand."""
    frame = state.frame
    state.position = phrase.end
    span = Span(start, state.tokens[phrase.end - 1].end)
    if phrase.idea not in PRESENCE:
        operator = caseless(phrase.idea) if ignores_case(phrase.spelling) else phrase.idea
        add_written_operator(state, operator, phrase.spelling, span, COMPARE)
    elif (left := reduce(frame, COMPARE)) is not None:
        infix = Infix(phrase.idea, phrase.spelling, span, [left])
        frame.current = InfixOperand(left.node, left.outer_start, span.end, infix)


def _negation(state: State, token: Token) -> bool:
    """Takes ``not`` without parentheses in front of a condition."""
    frame = state.frame
    has_place = frame.current is None or frame.takes_conditions
    if token.text.lower() != "not" or opens_parenthesis(state.peek()) or not has_place:
        return False
    if frame.current is not None:
        join(frame, token.start)
    frame.add_negation(token.text, token.start, token.end)
    return True


def _implied_call(state: State, token: Token) -> bool:
    """Opens a call whose parenthesis is missing: the name of an operator in front of another word."""
    frame, following = state.frame, state.peek()
    begins = frame.current is None and frame.takes_conditions and token.text.lower() in CALLS
    if not begins or following is None or following.kind != WORD:
        return False
    state.frames.append(Frame("call", token.start, token.end, token.text, is_implied=True))
    return True


def _leading_word(state: State, token: Token) -> bool:
    """Leaves out ``where`` or ``if`` in front of a filter, and ``and`` in front of its first condition."""
    lowered, following = token.text.lower(), state.peek()
    if lowered == "select":
        return _select(state, token)
    if following is None:
        return False
    if lowered == "where" and state.is_at_beginning():
        leave_out_query(state, token, state.position - 1, "`where` is not part of the filter")
        return True
    if not state.frame.takes_conditions:
        return False
    if lowered in JOINTS and following.kind != OPEN:
        _leave_out_joint(state, token, following)
        return True
    if lowered in CONJUNCTIONS and _begins_clause(token, following):
        leave_out_query(state, token, state.position - 1, f"`{token.text}` is not part of the filter")
        return True
    return False


def _leave_out_joint(state: State, token: Token, following: Token) -> None:
    """Leaves out ``and`` or ``or`` with no condition before it."""
    state.findings.pass_over(token.start)
    fix = Fix(f"remove `{token.text}`", (replace(token.start, following.start, ""),), safe=False)
    message = f"nothing stands before `{token.text}`"
    state.findings.add(MISSING_OPERAND, message, Span(token.start, token.end), fix=fix)


def _select(state: State, token: Token) -> bool:
    """Leaves out ``select … where`` in front of a filter."""
    where = state.find_word("where") if state.is_at_beginning() else None
    if where is None:
        return False
    leave_out_query(state, token, where, "`select … where` is not part of the filter")
    return True


def _begins_clause(conjunction: Token, following: Token) -> bool:
    """Whether a condition stands behind ``if`` or ``when``, and not an operator that compares a field of that name."""
    return following.start > conjunction.end and (following.kind == WORD or opens_parenthesis(following))
