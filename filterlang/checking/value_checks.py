"""Values of comparisons: null, lists, JSON and literals.

Owns the invariant that a value is checked by the type of its field only.
"""

from filterlang.checking.escapes import check_escape
from filterlang.checking.literal_checks import problem
from filterlang.rules.context import Context, Suggestion
from filterlang.rules.names_and_types import BAD_JSON, LIST_EXPECTED, WRONG_TYPE
from filterlang.rules.refusals import REFUSED_NULL, REFUSED_OPERATOR, UNATTESTED
from filterlang.schema.aliases import PRESENCE
from filterlang.schema.dialects import METADATA_JSON, METADATA_STRING, NULL
from filterlang.schema.citations import DATASETS, NO_EVIDENCE, NULL_INFERRED, ONE_LEVEL, TQS
from filterlang.schema.operators import OPERATORS, PATTERNS
from filterlang.schema.types import Field, Takes, Type
from filterlang.semantics.analysed_filter import FieldComparison
from filterlang.semantics.placeholders import ADVICE, is_unfilled
from filterlang.semantics.resolving import ResolvedName
from filterlang.syntax.tree import Call, List, Missing, Name, Node, Null, String, Subscript, Unknown


def check_null(context: Context, node: Call, field: Field) -> None:
    """Reports a comparison with null, with the condition that asks the same."""
    from filterlang.checking.advice import absence, thread_presence
    from filterlang.rewrite.composing import compose
    from filterlang.rewrite.losses import THREADS

    _record(context, node, field, typed=False)
    idea = {"eq": "absent", "neq": "present"}.get(node.operator, "")
    thread = field.derived == "thread"
    tree = None
    if idea:
        tree = thread_presence(idea) if thread else compose(idea, ResolvedName(field), ())
    context.report(
        REFUSED_NULL,
        node,
        f"v1 and v2 refuse null: `{context.spelled(node)}`",
        at=node.arguments[1],
        suggest=Suggestion(tree, lost=THREADS if thread else "") if tree is not None else None,
        help=None if tree else absence(field) if idea else "compare it with a value",
        evidence=(NULL.evidence if field.name in PRESENCE else NULL_INFERRED,),
    )


def check_value(context: Context, node: Call, field: Field) -> None:
    """Checks the value of a comparison whose field takes its operator."""
    value = node.arguments[1]
    pattern = node.operator in PATTERNS and field.type is Type.ENUM
    if field.type is Type.JSON:
        _record(context, node, field, typed=False)
        _check_json(context, node, field, value)
    elif node.operator == "in":
        _check_list(context, node, value)
        check_literals(context, node, field, listed=True)
    elif isinstance(value, List):
        _record(context, node, field, typed=False)
        _report_list(context, node, field, value)
    elif pattern:
        _record(context, node, field, typed=False)
    else:
        check_literals(context, node, field)


def _report_list(context: Context, node: Call, field: Field, value: List) -> None:
    """Reports a list where the operator takes one value."""
    from filterlang.rewrite.composing import compose

    idea = {"eq": "in", "neq": "notin", "has": "in"}.get(node.operator, "")
    tree = compose(idea, ResolvedName(field), (value,)) if idea else None
    suggest = Suggestion(tree, safe=node.operator != "has") if tree is not None else None
    message = f"`{node.operator}` takes one value, not a list"
    context.report(LIST_EXPECTED, node, message, at=value, suggest=suggest, evidence=(TQS,))


def _check_list(context: Context, node: Call, value: Node) -> None:
    """Reports what ``in`` has in the place of a list, and a list of nothing."""
    if isinstance(value, List):
        if not value.items:
            context.report(LIST_EXPECTED, value, "an empty list matches nothing", evidence=(NO_EVIDENCE,))
    elif not isinstance(value, (Missing, Unknown)):
        suggest = None if isinstance(value, Call) else Suggestion(List((value,)))
        message = f"`in` takes a list, not {context.spelled(value)}"
        context.report(LIST_EXPECTED, value, message, suggest=suggest, evidence=(TQS,))


def check_literals(context: Context, node: Call, field: Field, *, listed: bool = False) -> None:
    """Checks each value of a comparison as a value of its field's type; with ``listed`` only the items of a list."""
    comparison = _record(context, node, field)
    if listed and not isinstance(comparison.value, List):
        return
    for value in comparison.literals:
        _check_literal(context, node.operator, field, value)


def check_meant_values(context: Context, node: Call, field: Field) -> None:
    """Checks the values of a comparison whose field has another name: they can be wrong as well."""
    if field.type is not Type.JSON and OPERATORS[node.operator].takes not in (Takes.PATTERN, Takes.KEY):
        check_literals(context, node, field)


def _record(context: Context, node: Call, field: Field, *, typed: bool = True) -> FieldComparison:
    comparison = FieldComparison(node, field, typed=typed)
    context.analysis.comparisons.append(comparison)
    return comparison


def _check_literal(context: Context, operator: str, field: Field, value: Node) -> None:
    if isinstance(value, (Missing, Null, Name)):
        return
    if isinstance(value, (Unknown, Call, Subscript)) and field.type is not Type.DATETIME:
        if not isinstance(value, Unknown):
            message = f"`{field.name}` is compared with a value, not {context.spelled(value)}"
            context.report(WRONG_TYPE, value, message)
        return
    wrong = problem(field, value, context.spelled)
    if wrong is None:
        if isinstance(value, String):
            check_escape(context, value)
        return
    suggest, advice = wrong.suggest, wrong.help
    if isinstance(value, String) and is_unfilled(operator, value.value):
        suggest, advice = None, ADVICE
    context.report(wrong.rule, value, wrong.message, suggest=suggest, help=advice, evidence=wrong.evidence, covers=(value,))


def _check_json(context: Context, node: Call, field: Field, value: Node) -> None:
    """``has(metadata, …)`` takes a JSON object of one level; pairs say the same on both backends."""
    if node.operator != "has":
        return
    import re

    from filterlang.rewrite.composing import compose, from_json
    from filterlang.syntax.recovery.objects import as_json

    text = value.value if isinstance(value, String) else ""
    pairs = from_json(as_json(text) or text)
    if pairs is not None:
        context.refuse(UNATTESTED, METADATA_JSON, node, at=value, suggest=Suggestion(pairs))
    elif text.lstrip().startswith(("{", "[")):
        evidence = ONE_LEVEL if as_json(text) else DATASETS
        advice = "write a pair of conditions for each key"
        context.report(BAD_JSON, value, "this is not a JSON object of one level", help=advice, evidence=(evidence,))
    elif isinstance(value, String):
        tree = compose("present", ResolvedName(field), (value,))
        plain = re.fullmatch(r"[\w.\-/]+", text) is not None
        suggest = Suggestion(tree, safe=plain) if tree is not None else None
        context.refuse(REFUSED_OPERATOR, METADATA_STRING, node, at=value, suggest=suggest)
    elif not isinstance(value, (Missing, Unknown)):
        message = f"`{field.name}` is compared with a JSON object in quotes, not {context.spelled(value)}"
        context.report(WRONG_TYPE, value, message)


def check_example_value(context: Context, node: Call, field: Field) -> None:
    """Dataset examples: ``has`` takes a JSON object as text, ``exists`` a key."""
    _record(context, node, field, typed=False)
    value = node.arguments[1]
    if isinstance(value, (Missing, Unknown)):
        return
    from filterlang.syntax.recovery.objects import as_json

    if not isinstance(value, String):
        context.report(WRONG_TYPE, value, f"`{node.operator}` takes a text here, not {context.spelled(value)}")
    elif node.operator == "has" and as_json(value.value) is None:
        advice = "ask for a key with exists(metadata, …)"
        context.report(BAD_JSON, value, "this is not a JSON object", help=advice, evidence=(DATASETS,))
