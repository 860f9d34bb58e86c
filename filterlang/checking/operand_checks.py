"""Checks the operands of ``and``, ``or`` and ``not``: each has to be a condition."""

from filterlang.rules.context import Context, Suggestion
from filterlang.rules.names_and_types import NOT_A_CONDITION
from filterlang.schema.types import Type
from filterlang.semantics.resolving import resolve
from filterlang.syntax.tree import Boolean, Call, Missing, Name, Node, String, Unknown


def check_operands(context: Context, node: Call) -> None:
    """Reports the arguments of a call over conditions that are no conditions."""
    for argument in node.arguments:
        if not isinstance(argument, (Call, Missing, Unknown)):
            _report_operand(context, argument)


def _report_operand(context: Context, node: Node) -> None:
    from filterlang.rewrite.composing import call, compose

    message = f"`{context.spelled(node)}` is not a condition"
    subject = resolve(node)
    field = subject.field if subject else None
    suggest: Suggestion | None = None
    if field is not None and field.type is Type.BOOLEAN:
        message = f"`{field.name}` by itself is not a condition"
        suggest = Suggestion(call("eq", Name(field.name), Boolean(True)))
    elif isinstance(node, String):
        message = "a text by itself is not a condition"
        suggest = Suggestion(call("search", node), safe=False)
    elif subject is not None and (present := compose("present", subject, ())) is not None:
        suggest = Suggestion(present, safe=False)
    advice = None if suggest else "compare it: eq(field, value)"
    context.report(NOT_A_CONDITION, node, message, suggest=suggest, help=advice, covers=(node,))
