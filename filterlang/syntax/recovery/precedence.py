"""Operator precedence: joins operands by the operators between them, those that bind most tightly first.

Owns the invariant that an operator never waits for an operand that does not come: it is dropped, and reported.
"""

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.frames import Frame, PendingOperator
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand
from filterlang.syntax.recovery.operator_words import AND, FLAGS, JOINTS, ORDERINGS, RANGES, REPEATED
from filterlang.syntax.syntax_rules import MISSING_OPERAND
from filterlang.syntax.tree import Name, Number, String, Subscript
from filterlang.text.edits import replace
from filterlang.text.source import Span


def add_operator(frame: Frame, operator: str, spelling: str, span: Span, binding: int) -> None:
    """Adds an operator behind the current operand; the pending operators that bind as tightly are applied first."""
    left = reduce(frame, binding)
    frame.pending.append(PendingOperator(operator, spelling, span, binding, left))
    frame.current = None


def join(frame: Frame, place: int) -> None:
    """Adds an ``and`` that the text does not have, between two conditions side by side."""
    add_operator(frame, "and", "", Span(place, place), AND)


def reduce(frame: Frame, binding: int) -> InfixOperand | None:
    """Applies the pending operators that bind at least as tightly as ``binding``, and returns the current operand."""
    operand = frame.current
    if operand is None:
        return None
    while frame.pending and frame.pending[-1].binding >= binding:
        operand = _apply(frame.pending.pop(), operand)
    frame.current = operand
    return operand


def finish_expression(frame: Frame, findings: Findings) -> None:
    """Ends the expression being read: it becomes an argument, an item or a condition of its frame."""
    if frame.current is None and frame.pending:
        _drop_dangling(frame, findings)
    operand = reduce(frame, 0)
    if operand is not None:
        frame.items.append(operand)
    frame.current = None


def _drop_dangling(frame: Frame, findings: Findings) -> None:
    """Leaves out the operators that nothing follows."""
    dropped: list[PendingOperator] = []
    while frame.current is None and frame.pending:
        pending = frame.pending.pop()
        frame.current = pending.left
        if pending.spelling:
            dropped.append(pending)
    if not dropped:
        return
    first, last = dropped[-1], dropped[0]
    start = frame.current.outer_end if frame.current else first.span.start
    findings.pass_over(first.span.start)
    findings.add(
        MISSING_OPERAND,
        f"nothing follows `{first.spelling}`",
        Span(first.span.start, last.span.end),
        fix=Fix(f"remove `{first.spelling}`", (replace(start, last.span.end, ""),), safe=False),
    )


def _apply(pending: PendingOperator, right: InfixOperand) -> InfixOperand:
    """The expression of an operator with its operands."""
    left = pending.left
    if left is None:
        infix = Infix(pending.operator, pending.spelling, pending.span, [right])
        return InfixOperand(right.node, pending.span.start, right.end, infix)
    right = _repeated(pending.operator, left, right)
    inner = left.bare_infix
    if inner is None:
        infix = Infix(pending.operator, pending.spelling, pending.span, [left, right])
    elif pending.operator in ORDERINGS and inner.operator in ORDERINGS:
        infix = Infix("chain", f"{inner.operator} {pending.operator}", inner.span, [*inner.operands, right])
    elif _takes_more(inner, pending.operator):
        inner.operands.append(right)
        infix = inner
    else:
        infix = Infix(pending.operator, pending.spelling, pending.span, [left, right])
    return InfixOperand(left.node, left.outer_start, right.end, infix)


def _takes_more(inner: Infix, operator: str) -> bool:
    """Whether an operator adds an operand to the expression on its left: ``a and b and c``, ``between 1 and 2``."""
    return inner.operator in RANGES if operator == "bounds" else inner.operator == operator and operator in JOINTS


def last_condition(operator: str, left: InfixOperand) -> InfixOperand:
    """The condition right before an operator: of several that the same operator joins, the last."""
    inner = left.bare_infix
    return inner.operands[-1] if inner is not None and inner.operator == operator else left


def _repeated(operator: str, left: InfixOperand, right: InfixOperand) -> InfixOperand:
    """``name = "a" or "b"``: a value by itself is compared as the one before it is."""
    last = last_condition(operator, left)
    before = last.bare_infix
    if before is None or before.spelling == ":" or before.operator not in REPEATED.get(operator, ()):
        return right
    field = before.operands[0]
    if not (_is_value_by_itself(right) and isinstance(field.node, (Name, Subscript))):
        return right
    infix = Infix(before.operator, "", Span(right.start, right.start), [field, right])
    return InfixOperand(field.node, right.start, right.end, infix)


def _is_value_by_itself(operand: InfixOperand) -> bool:
    """Whether an operand is a string, a number or a word that makes no condition."""
    node = operand.node
    is_word = operand.word and isinstance(node, Name) and not node.id.startswith(FLAGS)
    return operand.is_plain and (is_word or isinstance(node, (String, Number)))
