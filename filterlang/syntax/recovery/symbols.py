"""Operators in symbols: in front of an operand (``!``, ``-``), between two (``=``, ``&&``), and inside of a value."""

from collections.abc import Callable

from filterlang.syntax.recovery.adjacency import glued, push
from filterlang.syntax.recovery.closing_brackets import add_written_operator
from filterlang.syntax.recovery.infix_operands import InfixOperand, bare_word
from filterlang.syntax.recovery.operator_words import COMPARE, JOINTS, PARAMETERS, SYMBOLS
from filterlang.syntax.recovery.precedence import add_operator, join, last_condition
from filterlang.syntax.recovery.state import State, leave_out_junk, leave_out_query
from filterlang.syntax.recovery.tokens import NUMBER, OPERATOR, STRING, WORD, Token
from filterlang.syntax.tree import Name
from filterlang.text.source import Span

_BEHIND_COLON = {"~": ("contains", COMPARE), "!": ("neq", COMPARE), "-": ("neq", COMPARE)}
"""Prefixes that stand behind the colon of a search bar clause instead of in front of it."""

_NEGATIONS = frozenset({"!", "¬"})
_GLUE = frozenset({":", "-", "+", "&", "|", "~"})
"""Symbols that may be a part of a text without quotes."""


def symbol(state: State, token: Token) -> None:
    """Takes an operator in symbols."""
    token = _joined(state, token)
    if _names_parameter(state, token):
        return
    left = state.frame.current
    if left is None:
        _prefix(state, token)
    elif not _negates_next(state, token):
        _infix(state, left, token)
    elif state.frame.takes_conditions:
        join(state.frame, token.start)
        _prefix(state, token)
    else:
        leave_out_junk(state, token)


def _prefix(state: State, token: Token) -> None:
    """Takes a symbol in the place of an operand, in the first of the ways that fit; one that fits none is left out."""
    if not any(take(state, token) for take in _PREFIXES):
        leave_out_junk(state, token)


def _begin_text(state: State, token: Token) -> bool:
    """``eq(name, -a)``: a value without quotes begins with the symbol."""
    if not (state.frame.takes_value and token.value in _GLUE):
        return False
    push(state, bare_word(token.value, token.start, token.end))
    return True


def _compare_again(state: State, token: Token) -> bool:
    """``latency > 1 and < 5``: the field of the comparison before ``and`` or ``or`` is compared again."""
    operator, binding = SYMBOLS[token.value]
    subject = _last_subject(state) if binding == COMPARE else None
    if subject is None:
        return False
    push(state, InfixOperand(subject, token.start, token.start, word=True))
    add_operator(state.frame, operator, token.value, Span(token.start, token.end), COMPARE)
    return True


def _qualify_colon(state: State, token: Token) -> bool:
    """``latency:>5``, ``name:~chat``: the symbol says how the colon of a search bar clause compares."""
    operator, binding = _BEHIND_COLON.get(token.value) or SYMBOLS[token.value]
    if not (state.frame.follows_colon and binding == COMPARE):
        return False
    colon = state.frame.pending[-1]
    colon.operator, colon.span = operator, Span(colon.span.start, token.end)
    return True


def _negate(state: State, token: Token) -> bool:
    """``!a``, ``-status:error``: the symbol negates the condition behind it."""
    negates = token.value in ("!", "~", "¬") or (token.value == "-" and _begins_clause(state))
    if state.frame.follows_colon or not negates:
        return False
    state.frame.add_negation(token.value, token.start, token.end)
    return True


_PREFIXES: tuple[Callable[[State, Token], bool], ...] = (_begin_text, _compare_again, _qualify_colon, _negate)
"""The ways in which a symbol can stand in the place of an operand; each takes it or returns False."""


def _infix(state: State, left: InfixOperand, token: Token) -> None:
    """Takes a symbol behind an operand: as a part of a text without quotes, or as an operator."""
    frame = state.frame
    is_second_colon = token.value == ":" and frame.follows_colon
    if left.word and (is_second_colon or (frame.takes_value and token.value in _GLUE)):
        whole = glued(state, left, bare_word(token.value, token.start, token.end))
        if whole is not None:
            frame.current = whole
            return
    operator, binding = SYMBOLS[token.value]
    add_written_operator(state, operator, token.value, Span(token.start, token.end), binding)


def _last_subject(state: State) -> Name | None:
    """The field of the comparison before ``and`` or ``or``, where a value stands behind the operator just read."""
    following, joint = state.peek(), state.frame.last_operator
    if following is None or following.kind not in (WORD, NUMBER, STRING):
        return None
    if joint is None or joint.left is None or joint.operator not in JOINTS:
        return None
    infix = last_condition(joint.operator, joint.left).infix
    if infix is None or infix.spelling == ":" or SYMBOLS.get(infix.spelling, ("", 0))[1] != COMPARE:
        return None
    subject = infix.operands[0].node
    return subject if isinstance(subject, Name) else None


def _names_parameter(state: State, token: Token) -> bool:
    """Leaves out ``filter =`` in front of a filter: the name of a parameter, and the symbol just read."""
    frame, operand = state.frame, state.frame.current
    if token.value not in ("=", ":") or operand is None or state.position < 2 or state.peek() is None:
        return False
    is_first = len(state.frames) == 1 and not (frame.items or frame.pending)
    if not (is_first and isinstance(operand.node, Name) and operand.node.id in PARAMETERS):
        return False
    name, last = state.tokens[state.position - 2], state.position - 1
    frame.current = None
    written = state.text[name.start : state.tokens[last].end]
    leave_out_query(state, name, last, f"`{written}` is not part of the filter")
    return True


def _joined(state: State, token: Token) -> Token:
    """An operator that was written with white space inside, such as ``! =``, as one operator."""
    following = state.peek()
    while following is not None and following.kind == OPERATOR and token.value + following.value in SYMBOLS:
        text = state.text[token.start : following.end]
        token = Token(OPERATOR, text, token.start, following.end, token.value + following.value)
        state.position += 1
        state.end = token.end
        following = state.peek()
    return token


def _begins_clause(state: State) -> bool:
    """Whether a dash stands before a clause of the search bar, not before a number or a calculation."""
    behind = state.peek(1)
    return not (behind is not None and behind.kind == OPERATOR and behind.value != ":")


def _negates_next(state: State, token: Token) -> bool:
    """Whether a symbol behind an operand negates what follows it: ``a !b``, and the search bar's ``a -b``."""
    following = state.peek()
    is_dash = token.value == "-" and state.frame.takes_conditions and token.start > state.end
    return token.value in _NEGATIONS or (is_dash and following is not None and following.start == token.end)
