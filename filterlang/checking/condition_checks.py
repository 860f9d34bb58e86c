"""Conditions: the operator of each call, and what stands where a condition is expected.

Owns the invariant that a call gets at most one finding about what it is (its operator, its field, how they go together); its
values, and what a dialect refuses, are checked only where the call makes sense.
"""

from __future__ import annotations

from filterlang.checking.comparison_checks import check_comparison
from filterlang.checking.escapes import check_escape
from filterlang.checking.operand_checks import check_operands
from filterlang.checking.refusal_checks import refusal_of, report_unlisted
from filterlang.rules.context import Context, Suggestion, unread
from filterlang.rules.names_and_types import WRONG_ARITY, WRONG_TYPE
from filterlang.rules.refusals import REFUSED_OPERATOR
from filterlang.schema.operators import OPERATORS
from filterlang.schema.types import Type
from filterlang.semantics.conditions import Condition
from filterlang.semantics.resolving import resolve
from filterlang.syntax.tree import Call, List, Missing, Node, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rewrite.negation import Rewritten


def check_condition(context: Context, condition: Condition) -> None:
    """Checks one call in the place of a condition; the conditions inside it are checked by themselves."""
    operator = OPERATORS.get(condition.node.operator)
    if operator is None:
        from filterlang.checking.operator_checks import check_unknown_operator

        check_unknown_operator(context, condition)
    elif operator.kind == "logical":
        _check_logical(context, condition)
    elif operator.kind == "search":
        _check_search(context, condition)
    else:
        check_comparison(context, condition)


def _check_logical(context: Context, condition: Condition) -> None:
    node = condition.node
    count = len(node.arguments)
    if count == 0 or (node.operator == "not" and count != 1):
        wanted = "one condition" if node.operator == "not" else "conditions"
        message = f"`{node.operator}` takes {wanted}, not {count or 'nothing'}"
        context.report(WRONG_ARITY, node, message, at=node.operator_span)
    check_operands(context, node)
    if not context.analysis.dialect.lists(node.operator):
        report_unlisted(context, node)
    elif node.operator == "not" and count == 1 and not condition.negated:
        _check_negation(context, node)


def _check_negation(context: Context, node: Call) -> None:
    refusal = refusal_of("not", "", context.backends)
    if refusal is None:
        return
    from filterlang.rewrite.negation import negation

    inner = node.arguments[0]
    negative = negation(inner)
    if negative is None and isinstance(inner, Call) and len(inner.arguments) == 2:
        negative = _rough_negation(inner)
    suggest = Suggestion(negative.tree, lost=negative.lost) if negative is not None else None
    context.refuse(REFUSED_OPERATOR, refusal, node, at=node.operator_span, suggest=suggest)


def _rough_negation(comparison: Call) -> Rewritten | None:
    """A filter that comes near the negation of a comparison that has none."""
    from filterlang.rewrite.composing import compose
    from filterlang.rewrite.losses import ELEMENTS, OTHER_KEYS
    from filterlang.rewrite.negation import Rewritten

    subject = resolve(comparison.arguments[0])
    if subject is None or comparison.operator not in OPERATORS:
        return None
    if subject.field is not None and subject.field.type is Type.LIST:
        element = compose("notcontains", subject, comparison.arguments[1:])
        return Rewritten(element, ELEMENTS) if element else None
    negated = OPERATORS[comparison.operator].negated
    return Rewritten(Call(negated, comparison.arguments), OTHER_KEYS) if negated else None


def _check_search(context: Context, condition: Condition) -> None:
    node = condition.node
    if len(node.arguments) == 1:
        _check_searched_text(context, node.arguments[0])
        if not context.analysis.dialect.lists(node.operator):
            report_unlisted(context, node)
        return
    subject = condition.subject
    refusal = refusal_of("search", "", context.backends)
    if len(node.arguments) != 2 or subject is None or refusal is None:
        message = f"search takes one text, not {len(node.arguments)} arguments"
        context.report(WRONG_ARITY, node, message, at=node.operator_span)
        return
    from filterlang.checking.advice import unsayable
    from filterlang.rewrite.composing import compose
    from filterlang.rewrite.losses import SEARCH

    tree = compose("search", subject, node.arguments[1:])
    context.refuse(
        REFUSED_OPERATOR,
        refusal,
        node,
        at=node.operator_span,
        suggest=Suggestion(tree, lost=SEARCH) if tree is not None else None,
        help=unsayable("search", subject) if subject.field and subject.field.type is Type.UUID else None,
        covers=unread(node),
    )


def _check_searched_text(context: Context, text: Node) -> None:
    if isinstance(text, String):
        check_escape(context, text)
    elif not isinstance(text, (Missing, Unknown)):
        from filterlang.syntax.printer import print_line

        suggest = None if isinstance(text, (Call, List)) else Suggestion(String(print_line(text)))
        context.report(WRONG_TYPE, text, f"search takes a text, not {context.spelled(text)}", suggest=suggest)
