"""Comparisons: the number of arguments, the field, and whether the field takes the operator.

Owns the invariant that a value is checked only where the field is known and takes the operator.
"""

from filterlang.checking.advice import refusing
from filterlang.checking.field_checks import check_field, report_misnamed, report_quoted, report_unknown
from filterlang.checking.refusal_checks import refusal_of, report_unlisted
from filterlang.checking.value_checks import check_example_value, check_null, check_value
from filterlang.rewrite.composing import call, compose
from filterlang.rules.context import Context, Suggestion, unread
from filterlang.rules.names_and_types import OPERATOR_NOT_FOR_FIELD, WRONG_ARITY
from filterlang.rules.refusals import REFUSED_FIELD, REFUSED_OPERATOR
from filterlang.schema.aliases import ELEMENT, INSTEAD, PRESENCE
from filterlang.schema.dialects import Dialect
from filterlang.schema.citations import DOUBTED, NO_EVIDENCE, NOT_ACCEPTED
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS, PATTERNS, support
from filterlang.schema.types import Field, Support, Type
from filterlang.semantics.conditions import Condition
from filterlang.semantics.durations import is_uuid
from filterlang.semantics.resolving import ResolvedName, resolve
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, Null, String, Unknown

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
    if subject is None:
        report_unknown(context, node)
    elif subject.field is None or not (subject.exact or isinstance(first, String)):
        report_misnamed(context, node, subject)
    else:
        if not subject.exact:
            report_quoted(context, first, subject.field)
        _check_known(context, node, subject.field)


def _check_arity(context: Context, node: Call, subject: ResolvedName | None) -> None:
    """Reports too few or too many arguments; their number and the operator tell what is meant."""
    suggest = _suggest_arity(node, subject) if subject is not None else None
    if suggest is None and any(isinstance(argument, Missing) for argument in node.arguments):
        return
    count = len(node.arguments)
    message = f"`{node.operator}` takes a field and a value, not {count} argument{'s' * (count != 1)}"
    context.report(WRONG_ARITY, node, message, at=node.operator_span, suggest=suggest, covers=unread(node))


def _suggest_arity(node: Call, subject: ResolvedName) -> Suggestion | None:
    """A test for presence, a list without brackets, or a pair in one call."""
    operator, values, count = node.operator, node.arguments[1:], len(node.arguments)
    tree: Node | None = None
    if count == 1 and operator in ("has", "exists"):
        tree = compose("present", subject, ())
    elif count > 2 and operator == "in":
        tree = compose("in", subject, values)
    elif count == 3 and operator in ("has", "eq", "exists"):
        tree = _loose_pair(subject, values)
    if tree is not None:
        return Suggestion(tree)
    if count > 2 and operator == "eq" and subject.field is not None:
        listed = compose("in", subject, values)
        return Suggestion(listed, safe=False) if listed is not None else None
    return None


def _loose_pair(subject: ResolvedName, values: tuple[Node, ...]) -> Node | None:
    """The pair for ``eq(metadata, "key", "value")``."""
    key, *rest = values
    if subject.field is None or not isinstance(key, String):
        return None
    inner = resolve(Name(f"{subject.field.name}.{key.value}"))
    return compose("eq", inner, tuple(rest)) if inner is not None else None


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
    known = support(node.operator, field.operators)
    refusal = refusal_of(node.operator, field.name, context.backends) or refusal_of(node.operator, "", context.backends)
    if refusal is None and known not in _UNSUPPORTED:
        if known is Support.UNKNOWN:
            message = f"it is not known whether `{field.name}` takes `{node.operator}`"
            context.doubt(message, node, NO_EVIDENCE, at=node.operator_span)
        return True
    suggest = _suggest_operator(node, field)
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


def _suggest_operator(node: Call, field: Field) -> Suggestion | None:
    """The nearest condition where a field does not take an operator; it is a guess where another may be meant."""
    tree, safe = _instead(node, field)
    return Suggestion(tree, safe) if tree is not None else None


def _instead(node: Call, field: Field) -> tuple[Node | None, bool]:
    value = node.arguments[1]
    if node.operator == "exists":
        return compose("present", ResolvedName(field), node.arguments[1:]), True
    if field.name in PRESENCE and node.operator in ("eq", "neq") and _is_truth(value):
        wanted = isinstance(value, Boolean) and value.value
        idea = "present" if wanted == (node.operator == "eq") else "absent"
        return compose(idea, ResolvedName(field), ()), isinstance(value, Boolean)  # an empty text is a value as well
    if isinstance(value, List) and field.type is Type.LIST and node.operator == "eq":
        return compose("in", ResolvedName(field), (value,)), False
    if field.name in ELEMENT and node.operator in PATTERNS:
        return call(node.operator, Name(ELEMENT[field.name]), value), True
    whole = next((name for name, element in ELEMENT.items() if element == field.name), "")
    if whole and node.operator in ("eq", "in"):
        return compose(node.operator, ResolvedName(FIELDS[whole]), (value,)), True
    idea = INSTEAD.get((node.operator, field.operators), "")
    if field.type is Type.UUID and not (isinstance(value, String) and is_uuid(value.value)):
        idea = ""  # a part of an id equals none
    tree = compose(idea, ResolvedName(field), (value,)) if idea else None
    evident = not idea.startswith("not") and (node.operator, idea) != ("eq", "contains") and field.derived != "thread"
    return tree, evident


def _is_truth(value: Node) -> bool:
    return isinstance(value, Boolean) or (isinstance(value, String) and not value.value)


def _taken(field: Field) -> str:
    """The operators that a field takes, for a help text."""
    return ", ".join(
        name
        for name, operator in OPERATORS.items()
        if operator.kind == "comparison" and support(name, field.operators) in (Support.YES, Support.LIKELY)
    )
