"""Comparisons: the number of arguments, the field, and whether the field takes the operator.

Owns the invariant that a value is checked only where the field is known and takes the operator.
"""

from functools import cache

from filterlang.checking.refusal_checks import check_field, refusal_of, report_unlisted
from filterlang.checking.value_checks import check_example_value, check_null, check_value
from filterlang.rules.context import Context, unread
from filterlang.rules.names_and_types import OPERATOR_NOT_FOR_FIELD, WRONG_ARITY
from filterlang.rules.refusals import REFUSED_FIELD, REFUSED_OPERATOR
from filterlang.schema.aliases import PRESENCE
from filterlang.schema.dialects import Dialect
from filterlang.schema.citations import DOUBTED, NO_EVIDENCE, NOT_ACCEPTED
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Field, Refusal, Support
from filterlang.semantics.conditions import Condition
from filterlang.semantics.resolving import ResolvedName
from filterlang.syntax.tree import Call, Missing, Node, Null, String, Unknown

_UNSUPPORTED = {
    Support.NO: ("does not take", NOT_ACCEPTED),
    Support.DOUBTFUL: ("probably does not take", DOUBTED),
}


def check_comparison(context: Context, condition: Condition) -> None:
    """Checks a call that compares a field with a value."""
    node, subject = condition.node, condition.subject
    if len(node.arguments) != OPERATORS[node.operator].most:
        _check_arity(context, node, subject)
        return
    first = node.arguments[0]
    if isinstance(first, (Missing, Unknown)):
        return
    if subject is None or subject.field is None or not subject.exact:
        _report_name(context, node, subject)
    if subject is not None and subject.field is not None and (subject.exact or isinstance(first, String)):
        _check_known(context, node, subject.field)


def _report_name(context: Context, node: Call, subject: ResolvedName | None) -> None:
    """Reports a name that is unknown, is that of a field by another name or of a key, or is a field in quotes."""
    from filterlang.checking.field_checks import report_misnamed, report_quoted, report_unknown

    first = node.arguments[0]
    if subject is None:
        report_unknown(context, node)
    elif subject.field is not None and isinstance(first, String):
        report_quoted(context, first, subject.field)
    else:
        report_misnamed(context, node, subject)


def _check_arity(context: Context, node: Call, subject: ResolvedName | None) -> None:
    """Reports too few or too many arguments; their number and the operator tell what is meant."""
    from filterlang.checking.suggestions import suggest_arity

    suggest = suggest_arity(node, subject) if subject is not None else None
    if suggest is None and any(isinstance(argument, Missing) for argument in node.arguments):
        return
    count = len(node.arguments)
    message = f"`{node.operator}` takes a field and a value, not {count} argument{'s' * (count != 1)}"
    context.report(WRONG_ARITY, node, message, at=node.operator_span, suggest=suggest, covers=unread(node))


def _check_known(context: Context, node: Call, field: Field) -> None:
    """Checks a comparison of a field that there is: first as a whole, then its value."""
    value = node.arguments[1]
    if context.analysis.dialect.fields:
        _check_listed(context, node, field, context.analysis.dialect)
        return
    if isinstance(value, Null) or (field.name in PRESENCE and _spells_null(value)):
        check_null(context, node, field)
        return
    if _takes(context, node, field):
        check_value(context, node, field)
    check_field(context, node, field)


def _spells_null(value: Node) -> bool:
    return isinstance(value, String) and value.value.lower() in ("null", "none")


def _check_listed(context: Context, node: Call, field: Field, dialect: Dialect) -> None:
    """Checks a comparison in a dialect whose documentation lists all its fields and operators."""
    if field.name not in dialect.fields:
        listed = ", ".join(sorted(dialect.fields))
        message = f"{dialect.selects} are filtered only by {listed}, not by `{field.name}`"
        context.report(REFUSED_FIELD, node.arguments[0], message, evidence=dialect.evidence)
    elif not dialect.lists(node.operator):
        report_unlisted(context, node)
    else:
        check_example_value(context, node, field)


def _takes(context: Context, node: Call, field: Field) -> bool:
    """Whether a field takes an operator; reports it when not."""
    known, refusal = _support_and_refusal(node.operator, field, context.backends)
    if refusal is None and known not in _UNSUPPORTED:
        if known is Support.UNKNOWN:
            message = f"it is not known whether `{field.name}` takes `{node.operator}`"
            context.doubt(message, node, NO_EVIDENCE, at=node.operator_span)
        return True
    from filterlang.checking.advice import refusing
    from filterlang.checking.suggestions import suggest_operator

    suggest = suggest_operator(node, field)
    if refusal is not None:
        context.refuse(REFUSED_OPERATOR, refusal, node, at=node.operator_span, suggest=suggest)
        return False
    verb, evidence = _UNSUPPORTED[known]
    context.report(
        OPERATOR_NOT_FOR_FIELD,
        node,
        f"`{field.name}` {verb} `{node.operator}`",
        at=node.operator_span,
        suggest=suggest,
        help=None if suggest else refusing(field, _taken(field)),
        evidence=(evidence,),
    )
    return False


@cache
def _support_and_refusal(operator: str, field: Field, backends: frozenset[str]) -> tuple[Support, Refusal | None]:
    """Returns how well it is known that a field takes an operator, and the refusal of it by one of the backends."""
    refusal = refusal_of(operator, field.name, backends) or refusal_of(operator, "", backends)
    return support(operator, field.operators), refusal


def _taken(field: Field) -> str:
    """The operators that a field takes, for a help text."""
    return ", ".join(
        name
        for name, operator in OPERATORS.items()
        if operator.kind == "comparison" and support(name, field.operators) in (Support.YES, Support.LIKELY)
    )
