"""The rule for a value under a key that is longer than what v1 indexes."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import UI_DOC
from filterlang.schema.operators import ORDERING, PATTERNS
from filterlang.schema.types import Type
from filterlang.syntax.tree import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.schema.types import Field
    from filterlang.syntax.tree import Node

_LONG = 251 * "x"
_SURELY_INDEXED = 100  # characters of a text whose limit need not be looked up

RULE = Rule(
    "FL407", "long-value", Phase.COST, Severity.NOTE,
    summary="A value under a key is longer than what v1 indexes.",
    why=(
        "v1 indexes values of at most 250 characters under a key: a longer one is left out, not cut off, and never found. A "
        "note, because the limit of v2 is not published."
    ),
    evidence=(UI_DOC,),
    examples=(
        Bad(f'and(eq(input_key, "question"), eq(input_value, "{_LONG}"))'),
        Good(f'and(eq(input_key, "question"), eq(input_value, "{_LONG}"))', dialect="v2"),
        Good('and(eq(input_key, "question"), eq(input_value, "who?"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports texts that are compared with the value of a pair and that no indexed value equals."""
    for comparison in context.analysis.by_type[Type.SCALAR]:
        for value in comparison.literals if comparison.operator not in ORDERING else ():
            if isinstance(value, String) and len(value.value) > _SURELY_INDEXED:
                least = _least_length(value.value) if comparison.operator in PATTERNS else len(value.value)
                _check_length(context, comparison.field, value, least)


def _check_length(context: Context, field: Field, value: Node, length: int) -> None:
    from filterlang.schema.search_index import longest_indexed

    longest = longest_indexed(field, context.backends)
    if longest is not None and length > longest:
        message = f"v1 indexes values of at most {longest} characters under a key, and never finds this one of {length}"
        context.report(RULE, value, message, help="search for a few words of it instead", evidence=(UI_DOC,))


def _least_length(pattern: str) -> int:
    """A number of characters that every text which matches a pattern has at least."""
    return len(pattern) - pattern.count("%") - pattern.count("\\")
