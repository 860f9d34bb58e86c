"""The whole filter: one condition, several, or something that is no condition."""

import re

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.recovery.infix_conditions import condition
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand
from filterlang.syntax.recovery.state import State, leave_out_comma
from filterlang.syntax.strings import quote
from filterlang.syntax.syntax_rules import EMPTY_FILTER, NOT_A_FILTER, QUOTED_FILTER
from filterlang.syntax.tree import Call, Missing, Name, Node, String
from filterlang.text.edits import replace
from filterlang.text.source import Span

_CALL_LIKE = re.compile(r"\s*\w+\s*\(|\s*\w+\s*(?:=|<|>|!=)")
_EXAMPLE = 'a filter is a call, such as eq(status, "error")'


def whole_filter(state: State) -> Node:
    """The tree of the root frame, once all of the text is read."""
    frame, findings = state.frame, state.findings
    if all(isinstance(item.node, Missing) for item in frame.items):
        if findings.is_empty:
            whole = Span(0, len(state.text))
            findings.add(EMPTY_FILTER, "the filter is empty", whole, help="leave the parameter out to select every run")
        return Missing(0, len(state.text))
    first, last = frame.items[0], frame.items[-1]
    if len(frame.items) > 1:
        place = frame.commas[0].start if frame.commas else first.end
        infix = Infix("and", ",", Span(place, place + 1), frame.items)
        return condition(state, InfixOperand(first.node, first.start, last.end, infix))
    if frame.commas:
        leave_out_comma(state, frame.commas[-1])
    if first.infix or first.brackets or isinstance(first.node, Call):
        return condition(state, first)
    _report_no_condition(state, first)
    return first.node


def _report_no_condition(state: State, operand: InfixOperand) -> None:
    """Reports a filter that consists of one text, name or value."""
    node, span = operand.node, operand.span
    if isinstance(node, String) and _CALL_LIKE.match(node.value):
        fix = Fix("remove the outer quotes", (replace(span.start, span.end, node.value),))
        state.findings.add(QUOTED_FILTER, "the whole filter is inside quotes", span, fix=fix)
    elif isinstance(node, String):
        search = f"search({quote(node.value)})"
        fix = Fix(f"search for it: {search}", (replace(span.start, span.end, search),), safe=False)
        state.findings.add(NOT_A_FILTER, "a text by itself is not a filter", span, fix=fix)
    elif isinstance(node, Name):
        state.findings.add(NOT_A_FILTER, "a name by itself is not a filter", span, help=_EXAMPLE)
    elif state.findings.is_empty:
        state.findings.add(NOT_A_FILTER, "a value by itself is not a filter", span, help=_EXAMPLE)
