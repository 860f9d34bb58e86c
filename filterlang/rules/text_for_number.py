"""The rule for a number in quotes where metadata, inputs and outputs hold numbers."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.key_names import holds_number
from filterlang.schema.operators import ORDERING
from filterlang.schema.types import Type
from filterlang.syntax.numbers import number_value
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.analysed_filter import FieldComparison
    from filterlang.syntax.tree import Node

RULE = Rule(
    "FL326", "text-for-number", Phase.MEANING, Severity.NOTE,
    summary="A value is compared with a number in quotes.",
    why=(
        "Values under keys keep their kind, and kinds are never converted: \"3\" is not 3, and texts are ordered by their "
        "characters, so that \"10\" comes before \"9\". An equality is reported only where the name of the key or the project "
        "says that it holds numbers, since ids are often texts of digits. A note, because a value can be such a text."
    ),
    examples=(
        Bad('and(eq(metadata_key, "score"), gt(metadata_value, "3"))'),
        Bad('and(eq(metadata_key, "ls_run_depth"), eq(metadata_value, "0"))'),
        Bad('and(eq(input_key, "num_turns"), in(input_value, ["1", "2"]))'),
        Good('and(eq(metadata_key, "score"), gt(metadata_value, 3))'),
        Good('and(eq(metadata_key, "user_id"), eq(metadata_value, "1234"))'),
        Good('and(eq(metadata_key, "day"), gte(metadata_value, "2026-11-01"))'),
    ),
)  # fmt: skip

_EQUALITIES = frozenset({"eq", "neq", "in"})


def check(context: Context) -> None:
    """Reports texts that are numbers in the place of values that are likely numbers."""
    for comparison in context.analysis.by_type[Type.SCALAR]:
        ordering = comparison.operator in ORDERING
        for value in comparison.literals if ordering or comparison.operator in _EQUALITIES else ():
            number = _as_number(value)
            if number is None or not _may_be_number(context, comparison) or context.findings_about(value):
                continue
            message = f"{context.spelled(value)} is a text, which equals no number"
            if ordering:
                message = f"{context.spelled(value)} is a text: only texts are compared with it, character by character"
            advice = f"write {print_line(number)} for the number"
            context.report(RULE, value, message, suggest=Suggestion(number, safe=False), help=advice)


def _may_be_number(context: Context, comparison: FieldComparison) -> bool:
    """Whether values are likely numbers: by the project, or else because they are ordered, or by the names of their keys."""
    known = context.analysis.known_types(comparison)
    if known:
        return Type.STRING not in known and Type.NUMBER in known
    keys = context.analysis.pair_keys.get(id(comparison.node), ())
    return comparison.operator in ORDERING or (bool(keys) and all(map(holds_number, keys)))


def _as_number(value: Node) -> Number | None:
    """The number that a text is; None for texts that are more likely ids or codes, such as "007"."""
    if not isinstance(value, String) or not value.value[-1:].isdigit():
        return None
    import re

    plain = re.fullmatch(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?", value.value, re.ASCII)
    return Number(number_value(value.value)) if plain else None
