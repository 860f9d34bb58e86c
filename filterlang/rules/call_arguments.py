"""What the rules about the arguments of a call share: findings on a whole filter, and the filter that speaks for its call.

Owns the invariant that a finding about the arguments of a call with several filters is reported once.
"""

from __future__ import annotations

from filterlang.rules.removal import removal
from filterlang.schema.query_arguments import FILTERS
from filterlang.semantics.surroundings import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from filterlang.findings.evidence import Evidence
    from filterlang.findings.rule import Rule
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition
    from filterlang.semantics.predicate import Compare
    from filterlang.semantics.surroundings import CallSite


def gives(call: CallSite, names: Iterable[str]) -> str:
    """The first of some arguments that a call gives, or may give; empty where it gives none of them."""
    return next((name for name in names if call.arguments.get(name) is not None), "")


def lacks(call: CallSite, names: Iterable[str]) -> bool:
    """Whether a call certainly gives none of some arguments."""
    return call.complete and not gives(call, names)


def speaks_for(call: CallSite) -> bool:
    """Whether the filter is the first of its call."""
    before = FILTERS[: FILTERS.index(call.parameter)] if call.parameter in FILTERS else ()
    return not gives(call, before)


def number(call: CallSite, name: str) -> int | float | None:
    """The number that an argument is; None for an argument that is none, or is not known."""
    value = call.arguments.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def other_filters(call: CallSite) -> list[str] | None:
    """The texts of the other filters of a call; None where one of them is not known."""
    texts = [value for name in FILTERS if name != call.parameter and (value := call.arguments.get(name)) is not None]
    return None if UNKNOWN in texts else [str(text) for text in texts]


def report_on_filter(
    context: Context, rule: Rule, message: str, *, help: str | None = None, evidence: tuple[Evidence, ...] = ()
) -> None:
    """Reports a finding about a whole filter, at its first operator."""
    if context.analysis.conditions:
        node = context.analysis.conditions[0].node
        context.report(rule, node, message, at=node.operator_span, help=help, evidence=evidence)


def conjuncts(context: Context) -> Iterator[tuple[Condition, Condition | None]]:
    """Yields the conditions that a run has to meet all of, each with the ``and`` that it stands in."""
    pending: list[tuple[Condition, Condition | None]] = [(part, None) for part in context.analysis.conditions[:1]]
    while pending:
        condition, around = pending.pop()
        if condition.node.operator == "and":
            pending.extend((part, condition) for part in reversed(condition.parts))
        else:
            yield condition, around


def implied(
    context: Context, arguments: Mapping[str, tuple[Compare, ...]]
) -> Iterator[tuple[Condition, Condition | None, str]]:
    """Yields the conditions that follow from an argument, as ``conjuncts`` does, each with the name of the argument."""
    from filterlang.rewrite.normal_form import formula
    from filterlang.rewrite.satisfying import implies
    from filterlang.semantics.predicate import And, lower

    for condition, around in conjuncts(context) if context.meaning is not None else ():
        field = None if condition.subject is None or condition.parts or condition.pair else condition.subject.field
        for name, comparisons in arguments.items():
            if field not in [comparison.field for comparison in comparisons]:
                continue
            if implies(formula(And(comparisons)), formula(lower([condition])), stored=True):
                yield condition, around, name
                break


def report_implied(
    context: Context, rule: Rule, condition: Condition, around: Condition | None, message: str, *, safe: bool
) -> None:
    """Report a condition that the call implies, with the fix that removes it from the ``and`` around it, where there is one."""
    fix = removal(context, around, around.parts.index(condition), safe=safe) if around is not None else None
    context.report(rule, condition.node, message, fix=fix, help="remove it" if around is not None else "leave the filter out")
