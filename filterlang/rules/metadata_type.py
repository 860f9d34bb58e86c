"""The rule for a value of another type than its metadata key has."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.citations import LIVE_0930
from filterlang.semantics.pairs import groups
from filterlang.semantics.surroundings import OBJECT
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, List, Null, Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition
    from filterlang.syntax.tree import Node

_LISTED = 'metadata = { attempt = "number", is_internal = "boolean", user_id = "string" }'

RULE = Rule(
    "FL351", "metadata-type", Phase.MEANING, Severity.WARNING,
    summary="The configuration gives a metadata key a type, and it is compared with a value of another type.",
    why=(
        'Types are never converted: the text "3" equals no number, and "true" is not true. A warning, because no run whose key '
        "has only values of its type meets the condition."
    ),
    evidence=(LIVE_0930,),
    examples=(
        Bad('and(eq(metadata_key, "attempt"), eq(metadata_value, "3"))', project=_LISTED),
        Bad('and(eq(metadata_key, "is_internal"), eq(metadata_value, "true"))', project=_LISTED),
        Bad('and(eq(metadata_key, "user_id"), in(metadata_value, [17, "u2"]))', project=_LISTED),
        Good('and(eq(metadata_key, "attempt"), eq(metadata_value, 3))', project=_LISTED),
        Good('and(eq(metadata_key, "is_internal"), eq(metadata_value, true))', project=_LISTED),
        Good('and(eq(metadata_key, "attempt"), eq(metadata_value, "3"))'),
    ),
)  # fmt: skip

_TYPES: dict[type[Node], str] = {String: "string", Number: "number", Boolean: "boolean", Null: "null"}
_COMPARING = frozenset({"eq", "in", "gt", "gte", "lt", "lte", "like"})


def check(context: Context) -> None:
    """Reports values that no value of their key equals, because the types differ."""
    types = context.analysis.project.metadata
    if types is None or CUSTOM not in context.analysis.families:
        return
    for conjunction in context.analysis.by_operator["and"]:
        for pair in groups(conjunction.parts, CUSTOM):
            _check_pair(context, pair, types)


def _check_pair(context: Context, pair: Sequence[Condition], types: Mapping[str, frozenset[str]]) -> None:
    keys = [key.value for part in pair if part.opens_pair for key in _values(part) if isinstance(key, String)]
    has_patterns = any(part.opens_pair and part.node.operator not in ("eq", "in", "has") for part in pair)
    expected = frozenset[str]().union(*(types.get(key, ()) for key in keys))
    if not keys or has_patterns or OBJECT in expected or not all(types.get(key) for key in keys):
        return
    for part in pair:
        if part.is_value and part.node.operator in _COMPARING:
            for value in _values(part):
                if _TYPES.get(type(value), "") not in {*expected, ""} and not context.findings_about(value):
                    _report(context, keys, value, expected)


def _values(condition: Condition) -> tuple[Node, ...]:
    value = condition.node.arguments[-1]
    return value.items if isinstance(value, List) else (value,)


def _report(context: Context, keys: Sequence[str], value: Node, expected: frozenset[str]) -> None:
    subject = f'"{keys[0]}" holds' if len(keys) == 1 else "these keys hold"
    listed = " or ".join(_PLURALS[name] for name in sorted(expected))
    converted = next((tree for name in sorted(expected) if (tree := _converted(value, name)) is not None), None)
    suggest = None if converted is None else Suggestion(converted, safe=False, lost="as it is, no run meets the condition")
    message = f"{subject} {listed}, and {context.spelled(value)} is a {_TYPES[type(value)]}"
    advice = None if suggest else "compare it with a value of its type"
    context.report(RULE, value, message, suggest=suggest, help=advice, evidence=(LIVE_0930,))


_PLURALS = {"string": "strings", "number": "numbers", "boolean": "booleans", "null": "null"}


_WORDS: dict[str, tuple[str, Node]] = {
    "true": ("boolean", Boolean(True)),
    "false": ("boolean", Boolean(False)),
    "null": ("null", Null()),
    "none": ("null", Null()),
}
"""The values that are words, with their types."""
_LONGEST = 15
"""Characters of the longest text that is written as a number; a double holds so many digits."""


def _converted(value: Node, type_name: str) -> Node | None:
    """The literal of a type that is spelled as a value is; None where there is none."""
    if type_name == "string":
        return String(print_line(value)) if isinstance(value, (Number, Boolean)) else None
    if not isinstance(value, String):
        return None
    text = value.value.strip().lower()
    if type_name == "number":
        is_number = text.isascii() and text.removeprefix("-").replace(".", "", 1).isdigit() and len(text) <= _LONGEST
        return Number(float(text) if "." in text else int(text)) if is_number else None
    word_type, literal = _WORDS.get(text, ("", value))
    return literal if word_type == type_name else None
