"""Says in words what a value of a run is, and why it does not meet a comparison.

Owns the invariant that the words are short and harmless, whatever the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from filterlang.evaluate.rows import OPAQUE, json_parts
from filterlang.schema.operators import NEGATIVE, OPERATORS, PATTERNS
from filterlang.schema.types import Field, Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.semantics.durations import spelled_duration
from filterlang.semantics.predicate import Compare
from filterlang.semantics.value_tests import VALUE_TESTS, as_double
from filterlang.syntax.numbers import number_text
from filterlang.syntax.strings import quote
from filterlang.text.display import clip, harmless
from filterlang.text.jsonvalues import is_array, is_object

_LONGEST = 60
"""The most characters of a value."""
_MOST_ITEMS = 6
"""The most items of a list."""
_KINDS: dict[type, str] = {bool: "truth value", float: "number", str: "text", datetime: "datetime"}
_NEGATIVE_OF = {positive: negative for negative, positive in NEGATIVE.items()}


def shown(value: object) -> str:
    """Returns a value as a filter or JSON writes it, cut where it is long."""
    if value is OPAQUE:
        return "an object or an empty list"
    if isinstance(value, str):
        return harmless(quote(value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"))
    if isinstance(value, datetime):
        return write_datetime(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, (int, float, Decimal)):
        return clip(_number(value), _LONGEST)
    return json_start(value)


def json_start(value: object) -> str:
    """Returns the JSON text of a value, cut where it is long. A larger value takes no longer."""
    written = ""
    for part in json_parts(value):
        written += part[: _LONGEST + 1]
        if len(written) > _LONGEST:
            break
    return clip(written, _LONGEST)


def _number(value: float | Decimal) -> str:
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e16
    return number_text(int(value) if whole else value)


def with_unit(field: Field, value: object) -> str:
    """Returns a value of a field with its unit: a long or very short duration also in the units that people use."""
    text = shown(value)
    if not field.unit or not isinstance(value, float):
        return text
    counted = f"{text} {field.unit.removesuffix('s') if text == '1' else field.unit}"
    spelled = spelled_duration(value) if field.type is Type.DURATION and not 1 <= value < 60 else ""
    return f"{counted} ({spelled})" if spelled else counted


def with_kind(value: object) -> str:
    """Returns a value with its kind: ``the number 3``."""
    kind = kind_of(value)
    return (
        f"the {kind} {shown(value)}"
        if kind
        else "an object"
        if is_object(value)
        else "a list"
        if is_array(value)
        else shown(value)
    )


def kind_of(value: object) -> str:
    """Returns the kind of a value that compares: only values of one kind are ever equal. Empty for any other value."""
    comparable = as_double(value)
    return next((name for kind, name in _KINDS.items() if isinstance(comparable, kind)), "")


def listed(items: Iterable[str], joint: str = "and") -> str:
    """Returns texts as a list for people, of which the last ones are counted where they are many."""
    texts = [*items]
    if len(texts) > _MOST_ITEMS + 1:
        texts = [*texts[:_MOST_ITEMS], f"{len(texts) - _MOST_ITEMS:,} more"]
    return f" {joint} ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else "".join(texts)


def expected(condition: Compare) -> str:
    """Returns what a condition compares with: a value, or the items of a list."""
    value = condition.value
    if isinstance(value, tuple):
        return listed(map(shown, value), "or") or "an empty list"
    return shown(value)


def reads(condition: Compare, operator: str) -> str:
    """Returns an operator and the value as a part of a sentence: ``greater than 5``, ``"free"``."""
    record = OPERATORS[operator]
    is_time = condition.field.type is Type.DATETIME and bool(record.reads_of_times)
    return f"{(record.reads_of_times if is_time else record.reads).removeprefix('is').lstrip()} {expected(condition)}".lstrip()


def positive(condition: Compare) -> str:
    """Returns the operator that a condition is evaluated by: that of a negative one is its opposite."""
    return NEGATIVE.get(condition.operator, condition.operator)


def objection(condition: Compare, value: object) -> str:
    """Returns why a value does not meet the positive operator of a condition: ``, not greater than 5``."""
    operator = positive(condition)
    if condition.value == ():
        return ", and the list is empty"
    if operator in PATTERNS:
        return f", which {OPERATORS[_NEGATIVE_OF[operator]].reads} {expected(condition)}{_in_other_case(condition, value)}"
    if hint := _nearly(condition, value):
        return hint
    words = reads(condition, operator)
    if operator in ("eq", "has") and not isinstance(condition.value, Mapping):
        kinds = kind_of(value), kind_of(condition.value)
        return f", not {with_kind(condition.value) if all(kinds) and kinds[0] != kinds[1] else expected(condition)}"
    return f", {words.removeprefix('not ')}" if words.startswith("not ") else f", not {words}"


def differs_in_kind(condition: Compare, value: object) -> bool:
    """Whether a value is of another kind than the one that a condition compares with, so that the sentence should say so."""
    items = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    own = kind_of(value)
    return bool(own and items) and positive(condition) not in PATTERNS and not any(kind_of(item) in (own, "") for item in items)


def _nearly(condition: Compare, value: object) -> str:
    """Returns how a text differs from the nearest one that is equal but for case or space; empty where there is none."""
    if positive(condition) not in ("eq", "in", "has") or not isinstance(value, str):
        return ""
    for item in condition.value if isinstance(condition.value, tuple) else (condition.value,):
        if isinstance(item, str) and len(item) < 10_000 > len(value):
            if item.casefold() == value.casefold():
                return f", which differs only in case from {shown(item)}"
            if item.split() == value.split():
                return f", which differs only in white space from {shown(item)}"
    return ""


def _in_other_case(condition: Compare, value: object) -> str:
    if not isinstance(value, str) or not isinstance(condition.value, str):
        return ""
    matches: bool = VALUE_TESTS[positive(condition)](condition.value.lower())(value.lower())
    return ", but would in another case" if matches else ""
