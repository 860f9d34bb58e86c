"""Opening brackets: of calls, groups, lists, subscripts and objects."""

from filterlang.syntax.recovery.adjacency import push, separate
from filterlang.syntax.recovery.closing_brackets import close_comparison
from filterlang.syntax.recovery.commas import comma
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix_operands import InfixOperand
from filterlang.syntax.recovery.operator_words import CALLS
from filterlang.syntax.recovery.state import State, leave_out_junk
from filterlang.syntax.recovery.tokens import CLOSE, OPEN, Token
from filterlang.syntax.tree import Name, Number, Origin, String, Unknown


def open_bracket(state: State, token: Token) -> None:
    """Takes an opening bracket."""
    if token.value == "{":
        _object(state, token)
        return
    state.open_brackets[token.value] += 1
    frame, before = state.frame, state.frame.current
    follows = before is not None and before.end == state.end
    if before is not None and follows and token.value == "(" and before.word and isinstance(before.node, Name):
        frame.current = None
        _open_call(state, before, before.node.id, token)
    elif before is not None and follows and token.value == "[" and not isinstance(before.node, (String, Number)):
        frame.current = None
        state.frames.append(Frame("subscript", before.start, token.start, base=before))
    else:
        separate(state, token.start)
        state.frames.append(Frame("group" if token.value == "(" else "list", token.start, token.start))


def _open_call(state: State, name: InfixOperand, callee: str, token: Token) -> None:
    """Opens a call. A comparison that has its value was never closed, if another call begins inside of it."""
    frame = state.frame
    is_full = frame.kind == "call" and not frame.takes_conditions and bool(frame.commas) and not frame.has_left_operand
    if is_full and state.unclosed > 0 and (len(frame.items) > 1 or callee.lower() in CALLS):
        last = frame.commas.pop()
        close_comparison(state, frame.items[-1].end if frame.items else last.start)
        comma(state, last)
    is_plain = token.text == "(" and len(callee) == name.end - name.start
    origin = Origin.WRITTEN if is_plain else Origin.REPAIRED
    inside_value = state.frame.takes_value
    state.frames.append(Frame("call", name.start, token.start, callee, origin=origin, inside_value=inside_value))


def _object(state: State, token: Token) -> None:
    """``{…}``: kept as text up to the brace that closes it."""
    last = state.closing_braces.get(state.position - 1)
    if last is None:
        leave_out_junk(state, token)
        return
    for inner in state.tokens[state.position : last]:
        if inner.value in ("(", ")") and inner.kind in (OPEN, CLOSE):
            state.unclosed -= 1 if inner.value == "(" else -1
    state.position = last + 1
    start, end = token.start, state.tokens[last].end
    push(state, InfixOperand(Unknown(state.text[start:end], start, end), start, end))
    state.end = end
