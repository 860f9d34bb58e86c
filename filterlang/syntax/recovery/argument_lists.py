"""Arguments: calls, lists, subscripts and groups, once their bracket is closed.

Owns the invariant that each argument that is not of the language is reported here, once, with the text to write instead.
"""

import re

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.infix_conditions import condition
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand, constant, is_literal, value
from filterlang.syntax.recovery.loose_values import json_object, json_pair, loose_value
from filterlang.syntax.recovery.named_arguments import take_names_out
from filterlang.syntax.recovery.operator_words import FIELD_NAME, MIRRORED, RANGES, TEXT_CALLS
from filterlang.syntax.recovery.state import State
from filterlang.syntax.syntax_rules import (
    INFIX,
    MISMATCHED_BRACKET,
    NEEDLESS_PARENTHESES,
    NOT_UNDERSTOOD,
    SUBSCRIPT,
    SWAPPED_ARGUMENTS,
)
from filterlang.syntax.tree import Call, List, Missing, Name, Node, Origin, Subscript, Unknown
from filterlang.text.display import clip
from filterlang.text.edits import Edit, replace
from filterlang.text.source import Span

_HOLE = re.compile(r"\{\{?\s*[\w.]+\s*\}\}?")


def close_call(state: State, frame: Frame, end: int) -> InfixOperand:
    """The call that a frame holds."""
    if frame.takes_conditions:
        conditions = tuple(condition(state, item, index) for index, item in enumerate(frame.items))
        return _call(frame, end, frame.callee, conditions)
    if not frame.inside_value:
        take_names_out(state, frame)
    _read_constant(frame)
    operator = _read_alternatives(state, frame)
    if _is_swapped(frame):
        return _swapped(state, frame, end)
    return _call(frame, end, operator, tuple(_argument(state, frame, index) for index in range(len(frame.items))))


def _call(frame: Frame, end: int, operator: str, arguments: tuple[Node, ...]) -> InfixOperand:
    """A call in the place of a frame; one with another operator than the text has is repaired."""
    origin = frame.origin if operator == frame.callee else Origin.REPAIRED
    return InfixOperand(Call(operator, arguments, frame.start, end, origin), frame.start, end)


def _read_constant(frame: Frame) -> None:
    """``eq(null, error)``: a constant in the place of the field is a value."""
    first = frame.items[0] if frame.items else None
    if first is not None and first.word and frame.callee.lower() not in TEXT_CALLS and (node := constant(first)) is not None:
        first.node, first.word = node, False


def _read_alternatives(state: State, frame: Frame) -> str:
    """``eq(status, "error" or "pending")``: one of several values is compared by ``in``. Returns the operator."""
    item = frame.items[1] if len(frame.items) == 2 and frame.callee == "eq" else None
    infix = item.bare_infix if item else None
    if item is None or infix is None or infix.operator != "or":
        return frame.callee
    options = [value(part) for part in infix.operands]
    if any(part.infix or not is_literal(node) for part, node in zip(infix.operands, options, strict=True)):
        return frame.callee
    values = List(tuple(options), item.start, item.end)
    written = print_line(values)
    edits = (replace(frame.start, frame.start + len(frame.callee), "in"), replace(item.start, item.end, written))
    fix = Fix(f"write in(…, {clip(written, 200)})", edits)
    state.findings.add(INFIX, "there is no infix `or` in a filter", infix.span, fix=fix)
    frame.items[1] = InfixOperand(values, item.start, item.end)
    return "in"


def _is_swapped(frame: Frame) -> bool:
    """Whether the two arguments of a comparison are a value and a field, in this order."""
    if len(frame.items) != 2:
        return False
    first, second = frame.items
    return is_literal(first.node) and first.infix is None and second.word and constant(second) is None


def _swapped(state: State, frame: Frame, end: int) -> InfixOperand:
    """``eq("llm", run_type)``: the call with its field first."""
    literal, field = frame.items
    operator = frame.callee if isinstance(literal.node, List) else MIRRORED.get(frame.callee, frame.callee)
    edits = (
        replace(frame.start, frame.start + len(frame.callee), operator),
        replace(literal.start, literal.end, state.text[field.start : field.end]),
        replace(field.start, field.end, state.text[literal.start : literal.end]),
    )
    call = _call(frame, end, operator, (field.node, literal.node))
    safe = operator == frame.callee or operator in ("in", "has")
    fix = Fix(f"write {clip(print_line(call.node), 200)}", edits, safe)
    message = "the field comes first, the value second"
    state.findings.add(SWAPPED_ARGUMENTS, message, Span(literal.start, field.end), fix=fix)
    return call


def _argument(state: State, frame: Frame, index: int) -> Node:
    """An argument of a comparison: first the field, then values."""
    item = frame.items[index]
    if index == 0 and item.word and item.infix is None and frame.callee.lower() not in TEXT_CALLS:
        return _field(state, item)
    if frame.inside_value and (item.infix or item.word):
        return Unknown(state.text[item.start : item.end], item.start, item.end)
    return _value(state, item)


def _field(state: State, item: InfixOperand) -> Node:
    """A bare word in the place of the field."""
    if isinstance(item.node, Name) and not FIELD_NAME.fullmatch(item.node.id):
        message = f"`{clip(item.node.id, 40)}` is not a field's name"
        state.findings.add(NOT_UNDERSTOOD, message, item.span, node=item.node)
    if item.brackets:
        fix = Fix("remove them", tuple(Edit(bracket, "") for bracket in item.brackets))
        span = Span(item.brackets[0].start, item.start)
        state.findings.add(NEEDLESS_PARENTHESES, "only calls have parentheses", span, fix=fix)
    return item.node


def close_list(state: State, frame: Frame, end: int) -> InfixOperand:
    """The list that a frame holds."""
    return InfixOperand(List(tuple(_value(state, item) for item in frame.items), frame.start, end), frame.start, end)


def close_subscript(state: State, frame: Frame, end: int) -> InfixOperand:
    """``base[key]``; the checker knows what to write instead."""
    assert frame.base is not None
    key = value(frame.items[0]) if frame.items else Missing(end - 1, end)
    node = Subscript(frame.base.node, key, frame.start, end)
    if not isinstance(frame.base.node, Subscript):
        message, advice = "there are no subscripts in a filter", "write a pair of conditions for a key"
        state.findings.add(SUBSCRIPT, message, node.span, help=advice, node=node)
    return InfixOperand(node, frame.start, end)


def close_group(state: State, frame: Frame, end: int) -> InfixOperand:
    """``(…)`` without a call before it: an expression, several conditions, or a list of values as SQL writes it."""
    inside = frame.start + 1
    brackets = [Span(frame.start, inside)]
    if state.text[end - 1 : end] in (")", "）"):
        brackets.append(Span(end - 1, end))
    items = frame.items or [InfixOperand(Missing(inside, inside), inside, inside)]
    first, last = items[0], items[-1]
    if len(items) == 1 and not _takes_list(state.frame):
        first.brackets += brackets
        return first
    if len(items) > 1 and all(item.infix or isinstance(item.node, Call) for item in items):
        place = frame.commas[0].start if frame.commas else first.end
        infix = Infix("and", ",", Span(place, place + 1), items)
        return InfixOperand(first.node, first.start, last.end, infix, brackets=brackets)
    values = close_list(state, frame, end)
    values.edits += (Edit(bracket, mark) for bracket, mark in zip(brackets, "[]", strict=False))
    return values


def _takes_list(frame: Frame) -> bool:
    """Whether a list has to come next in a frame."""
    last = frame.last_operator
    return last is not None and last.operator in ("in", "notin", *RANGES)


def _value(state: State, item: InfixOperand) -> Node:
    """An operand in the place of a value."""
    node = item.node
    if not item.is_plain:
        return json_pair(state.findings, item) or condition(state, item, in_value=True)
    if item.word:
        return loose_value(state.findings, item, state.text[item.start : item.end])
    if isinstance(node, Unknown) and node.text.startswith("{") and not _HOLE.fullmatch(node.text):
        return json_object(state.findings, node)
    if item.edits:
        fix = Fix("write [ and ]", tuple(item.edits))
        span = Span(item.start, item.start + 1)
        state.findings.add(MISMATCHED_BRACKET, "a list stands between [ and ]", span, fix=fix)
    return node
