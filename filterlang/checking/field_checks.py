"""Checks of fields: unknown names, aliases, and fields that a backend does not know.

Owns the invariant that a wrong name is reported once, with the call that it stands for.
"""

from filterlang.checking.advice import NO_FUNCTIONS
from filterlang.checking.value_checks import check_meant_values
from filterlang.rewrite.composing import call, compose
from filterlang.rules.context import Context, Suggestion, unread
from filterlang.rules.names_and_types import QUOTED_FIELD, UNKNOWN_FIELD
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.dialects import SURFACE_FIELDS
from filterlang.schema.citations import ANCESTOR, UNKNOWN_NAME
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field
from filterlang.semantics.resolving import ResolvedName
from filterlang.semantics.typos import close_to, is_typo
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Call, Name, Node, Number, String, Subscript
from filterlang.text.display import clip

_LISTED = "the fields are listed by `filterlang explain`"


def report_quoted(context: Context, first: Node, field: Field) -> None:
    """Reports the name of a field in quotes."""
    message = f"the field {context.spelled(first)} stands in quotes"
    context.report(QUOTED_FIELD, first, message, suggest=Suggestion(Name(field.name)), evidence=(ANCESTOR,))


def report_unknown(context: Context, node: Call) -> None:
    """Reports what stands in a field's place and names no field that is known."""
    first = node.arguments[0]
    if isinstance(first, Call):
        message = f"`{node.operator}` compares a field, not another call: {context.spelled(first)} is not one"
        context.report(UNKNOWN_FIELD, node, message, at=first, help=NO_FUNCTIONS)
    elif not isinstance(first, (Name, Subscript, String)):
        message = f"`{node.operator}` compares a field: {context.spelled(first)} is not one"
        context.report(UNKNOWN_FIELD, first, message, help=_LISTED)
    else:
        _report_unknown_name(context, node, first)


def _report_unknown_name(context: Context, node: Call, first: Name | Subscript | String) -> None:
    written = first.value if isinstance(first, String) else first.id if isinstance(first, Name) else context.spelled(first)
    message, evidence = f"there is no field `{clip(written, 60)}`", (UNKNOWN_NAME,)
    if written in SURFACE_FIELDS:
        message = f"`{written}` is only a field of {SURFACE_FIELDS[written]}"
        context.report(UNKNOWN_FIELD, first, message, evidence=evidence, covers=(first,))
        return
    close = close_to(written, FIELDS, 0.75)
    if close:
        typo = Suggestion(Name(close[0]), is_typo(written, close[0]))
        advice = f"did you mean {close[0]}?"
        context.report(UNKNOWN_FIELD, first, message, suggest=typo, help=advice, evidence=evidence, covers=(first,))
        check_meant_values(context, node, FIELDS[close[0]])
        return
    suggest = _suggest_metadata(node, written) if context.analysis.dialect.has_pairs else None
    advice = f"if it is a metadata key: {clip(print_line(suggest.tree), 200)}" if suggest else _LISTED
    context.report(UNKNOWN_FIELD, node, message, at=first, suggest=suggest, help=advice, evidence=evidence, covers=(first,))


def _suggest_metadata(node: Call, name: str) -> Suggestion | None:
    """A pair on the metadata, where an unknown field most likely is a key."""
    reference = ResolvedName(family=CUSTOM, key=name)
    tree = compose(node.operator, reference, node.arguments[1:]) if "." not in name else None
    return Suggestion(tree, safe=False) if tree is not None else None


def report_misnamed(context: Context, node: Call, subject: ResolvedName) -> None:
    """Reports a name that is no field but whose meaning is known."""
    first = node.arguments[0]
    message = f"there is no field `{context.spelled(first)}`"
    if subject.parameter:
        advice = f"it is a parameter of the query, not part of the filter: {subject.parameter}=…"
        context.report(UNKNOWN_FIELD, first, message, help=advice, evidence=(UNKNOWN_NAME,), covers=unread(node))
        return
    suggest = _suggest_meant(context, node, subject)
    context.report(UNKNOWN_FIELD, node, message, at=first, suggest=suggest, evidence=(UNKNOWN_NAME,), covers=unread(node))
    if subject.field is not None and subject.scale == 1.0:
        check_meant_values(context, node, subject.field)


def _suggest_meant(context: Context, node: Call, subject: ResolvedName) -> Suggestion | None:
    """The comparison of the field, or the pair, that another name stands for."""
    if not context.analysis.dialect.has_pairs:
        tree = _without_pairs(node, subject)
    else:
        exists = node.operator == "exists"
        values = () if exists and subject.family else node.arguments[1:]
        tree = compose("present" if exists else node.operator, subject, values)
    if tree is None and subject.field is not None and subject.scale == 1.0:
        tree = call(node.operator, Name(subject.field.name), *node.arguments[1:])
    return Suggestion(tree, subject.safe) if tree is not None else None


def _without_pairs(node: Call, subject: ResolvedName) -> Node | None:
    """Without pairs, dataset examples compare a key and its value in one: ``has(metadata, '{"k": "v"}')``."""
    value = node.arguments[1]
    if subject.family != CUSTOM or node.operator != "eq" or not isinstance(value, (String, Number, Boolean)):
        return None
    from filterlang.syntax.recovery.objects import one_member

    return call("has", Name(CUSTOM), String(one_member(subject.key, value.value)))
