"""Operators that the language does not have: those of other languages, those that name their field, and misspelled ones.

Owns the invariant that an operator of another name is reported once, with the filter that says the same.
"""

from filterlang.checking.advice import case_lost, from_regex, thread_presence, unsayable
from filterlang.checking.operand_checks import check_operands
from filterlang.checking.value_checks import check_meant_values
from filterlang.rewrite.composing import compose
from filterlang.rewrite.losses import REGEX, THREADS
from filterlang.rules.context import Context, Suggestion, unread
from filterlang.rules.names_and_types import UNKNOWN_OPERATOR
from filterlang.schema.aliases import OPERATOR_FIELDS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.types import Type
from filterlang.semantics.conditions import Condition
from filterlang.semantics.resolving import ResolvedName, resolve
from filterlang.semantics.typos import close_to
from filterlang.syntax.spellings import idea_of
from filterlang.syntax.tree import Boolean, Call, Name, Node
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class _Intent:
    """The meaning of a call whose operator is of another language: the operation, its subject and its arguments."""

    operator: str
    idea: str
    subject: ResolvedName | None
    arguments: tuple[Node, ...]
    over_conditions: bool

    @property
    def values(self) -> tuple[Node, ...]:
        return self.arguments[1:]


def check_unknown_operator(context: Context, condition: Condition) -> None:
    """Reports an operator that the language does not have, with the filter that says the same where there is one."""
    node = condition.node
    intent = _intent(condition)
    message = f"there is no operator `{clip(node.operator, 40)}`"
    suggest = _suggestion(node, intent)
    place = node.operator_span
    if suggest is not None:
        context.report(UNKNOWN_OPERATOR, node, message, at=place, suggest=suggest, covers=unread(node))
        _check_kept_values(context, suggest.tree, intent.subject)
    elif intent.idea:
        context.report(UNKNOWN_OPERATOR, node, message, at=place, help=unsayable(intent.idea, intent.subject))
    else:
        guess, advice = _closest(node)
        context.report(UNKNOWN_OPERATOR, node, message, at=place, suggest=guess, help=advice)
    if intent.idea in LOGICAL:
        check_operands(context, node)


def _intent(condition: Condition) -> _Intent:
    """Returns the meaning of a call; ``name.contains("x")`` means the same as ``contains(name, "x")``."""
    node, subject = condition.node, condition.subject
    over_conditions = bool(node.arguments) and all(isinstance(argument, Call) for argument in node.arguments)
    receiver, _, method = node.operator.rpartition(".")
    idea = idea_of(method) if receiver else ""
    if idea and idea not in LOGICAL:
        name = Name(receiver)
        return _Intent(method, idea, resolve(name), (name, *node.arguments), over_conditions)
    idea = idea_of(node.operator)
    if over_conditions and idea == "in":
        idea = "or"  # any_of(…)
    return _Intent(node.operator, idea, subject, node.arguments, over_conditions)


def _suggestion(node: Call, intent: _Intent) -> Suggestion | None:
    """The filter in the language's own operators that says what a call of another language asks for."""
    idea, subject = intent.idea, intent.subject
    if idea in ("regex", "notregex"):
        tree, lost = from_regex(idea, subject, intent.values), REGEX
    elif idea and subject is not None:
        tree, lost = compose(idea, subject, intent.values), case_lost(intent.operator, intent.values)
    else:
        tree, lost = _named_after_field(node), ""
    field = subject.field if subject is not None else None
    if tree is None and field is not None and field.derived == "thread" and idea in ("present", "absent"):
        tree, lost = thread_presence(idea), THREADS
    if tree is None and _is_only_renamed(intent):
        tree = Call(idea, intent.arguments)
    return Suggestion(tree, lost=lost) if tree is not None else None


def _is_only_renamed(intent: _Intent) -> bool:
    """Whether the language has the operator by another name, over arguments that may be meant for it."""
    if intent.idea in LOGICAL:
        return intent.subject is None or intent.subject.field is None
    return intent.idea in OPERATORS and not intent.over_conditions


def _named_after_field(node: Call) -> Node | None:
    """The comparison for ``has_tag("x")``, ``metadata_key("x")`` and ``is_root()``: calls that name their field."""
    lowered = node.operator.lower()
    if lowered in OPERATOR_FIELDS:
        idea, field = OPERATOR_FIELDS[lowered]
        return compose(idea, ResolvedName(FIELDS[field]), node.arguments) if node.arguments or idea == "present" else None
    subject = resolve(Name(node.operator))
    if subject is None:
        return None
    if not node.arguments and subject.field is not None and subject.field.type is Type.BOOLEAN:
        return compose("eq", subject, (Boolean(True),))
    return compose("eq", subject, node.arguments) if len(node.arguments) == 1 else None


def _check_kept_values(context: Context, tree: Node, subject: ResolvedName | None) -> None:
    """Checks the values that one comparison takes over from an operator of another name: they can be wrong as well."""
    if not isinstance(tree, Call) or len(tree.arguments) != 2 or tree.operator in LOGICAL:
        return
    if subject is not None and subject.field is not None and resolve(tree.arguments[0]) is not None:
        check_meant_values(context, tree, subject.field)


def _closest(node: Call) -> tuple[Suggestion | None, str]:
    """The operator that a misspelled one is closest to, where the arguments fit it, and the advice."""
    close = close_to(node.operator.lower(), OPERATORS, 0.6)
    if not close:
        return None, f"the operators are {', '.join(OPERATORS)}"
    fits = close[0] not in LOGICAL or all(isinstance(argument, Call) for argument in node.arguments)
    guess = Suggestion(Call(close[0], node.arguments), safe=False) if fits else None
    return guess, f"did you mean {close[0]}?"
