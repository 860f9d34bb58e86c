"""Says which value of a run a condition met, and why that does or does not satisfy it: "`latency` is 1.36 seconds, not …".

Owns the invariant that only the verdict of the reference decides whether a condition holds: the words follow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filterlang.evaluate.met_pairs import named, pair_in_words, present_keys, row_in_words
from filterlang.evaluate.reference import comparison
from filterlang.evaluate.rows import LISTS, field_values, key_rows, stored_value, texts
from filterlang.evaluate.value_words import (
    differs_in_kind,
    expected,
    json_start,
    listed,
    objection,
    positive,
    reads,
    shown,
    with_kind,
    with_unit,
)
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import NEGATIVE, OPERATORS, PATTERNS
from filterlang.schema.run_facts import ENDED, SEARCHED, STARTED
from filterlang.schema.types import Field, Takes, Type
from filterlang.semantics.predicate import And, Compare, Or, Pair, Predicate, Search, folded, search_terms
from filterlang.text.display import clip
from filterlang.text.jsonvalues import as_mapping, is_array

Record = Mapping[str, Any]

_A: dict[Type, str] = {
    Type.NUMBER: "a number", Type.DATETIME: "a datetime", Type.JSON: "an object",
}  # fmt: skip
"""What a stored value has to be to be a value of a field, by type; a text for all others."""


def met(condition: Predicate, record: Record, verdict: bool) -> str:
    """Returns what a condition without parts met in a run, given whether it holds."""
    if isinstance(condition, Pair):
        return pair_in_words(condition, record, verdict)
    if isinstance(condition, Search):
        return _search(condition, record)
    if isinstance(condition, Compare):
        return _field(condition, record, verdict is not (condition.operator in NEGATIVE))
    return "there is no condition in it" if isinstance(condition, (And, Or)) else ""


def _field(condition: Compare, record: Record, holds: bool) -> str:
    """The words for a comparison of a field; ``holds`` is whether its positive operator does."""
    field = condition.field
    values = field_values(record, field)
    name = f"`{field.name}`"
    if not values:
        return _without_value(field, record)
    if field.stored in LISTS and field.type in (Type.LIST, Type.STRING):
        return _items(condition, values, holds)
    if OPERATORS[condition.operator].takes is Takes.KEY:
        return _has_key(condition, values[0])
    if isinstance(condition.value, Mapping):
        return _contains(condition, values[0], holds)
    (value,) = values
    if value == "":
        said = f"{name} is an empty text"
        return said if holds else said + objection(condition, value)
    if field.derived == "text":
        text = clip(value, 60)
    else:
        text = with_kind(value) if not holds and differs_in_kind(condition, value) else with_unit(field, value)
    said = f"{name} is {text}{_as_stored(field, record, text)}"
    if not holds or positive(condition) not in ("eq", "in", "has"):
        said += _comment(condition, value, holds)
    return said


def _comment(condition: Compare, value: object, holds: bool) -> str:
    """Why a value meets a comparison by order or pattern, or why it does not meet any."""
    if not holds:
        return objection(condition, value)
    if positive(condition) in PATTERNS:
        return f", which matches {expected(condition)}"
    return f", {reads(condition, positive(condition))}"


def _without_value(field: Field, record: Record) -> str:
    name = f"`{field.name}`"
    if field.derived == "elapsed":
        missing = [each.name for each in (STARTED, ENDED) if not field_values(record, each)]
        return f"{name} is missing: there is no {listed((f'`{each}`' for each in missing), 'and no')}"
    stored = None if field.derived else stored_value(record, field.stored)
    if stored is None:
        return f"{name} is missing"
    if field.stored in LISTS and is_array(stored):
        return f"{name} {'has no text in it' if stored else 'is empty'}"
    return f"{name} is {with_kind(stored)}, not {'a list' if field.stored in LISTS else _A.get(field.type, 'a text')}"


def _as_stored(field: Field, record: Record, text: str) -> str:
    """The stored text of a time, where it is written otherwise."""
    if field.type is not Type.DATETIME:
        return ""
    stored = stored_value(record, field.stored)
    return f" (stored as {shown(stored)})" if isinstance(stored, str) and stored != text else ""


def _items(condition: Compare, values: list[Any], holds: bool) -> str:
    """The words for a list, one of whose items a condition compares."""
    name = f"`{condition.field.name}`"
    compares = comparison(positive(condition), condition.value)
    meets = [value for value in values if compares(value)]
    if meets:
        return f"{name} {'are' if name.endswith('s`') else 'is'} {listed(map(shown, dict.fromkeys((*meets, *values))))}"
    if len(values) == 1:
        return f"{name} is only {shown(values[0])}{'' if holds else objection(condition, values[0])}"
    near = next((hint for value in values if (hint := objection(condition, value)).startswith(", which differs")), "")
    if near:
        return f"{name} are {listed(map(shown, values))}: one{near.removeprefix(', which')}"
    verb = "matches" if positive(condition) in PATTERNS else "is"
    return f"{name} are {listed(map(shown, values))}: none {verb} {expected(condition)}"


def _contains(condition: Compare, value: object, holds: bool) -> str:
    """The words for metadata that has to contain the members of an object."""
    field = condition.field
    said = f"`{field.name}` is {json_start(value)}"
    if holds:
        return said
    rows = key_rows(value)
    for key, wanted in as_mapping(condition.value).items():
        own = [row for row in rows if row.key == key]
        equals = comparison("eq", wanted)
        if not own:
            return f"no {field.name} {named(key)}; {present_keys(rows, key)}"
        if not any(equals(row.value) for row in own):
            role = FIELDS["metadata_value"]
            return row_in_words(field.name, own[0], (Compare(role, "eq", wanted),), holds=False)
    return said


def _has_key(condition: Compare, value: object) -> str:
    key = condition.value
    rows = key_rows(value)
    own = [row for row in rows if row.key == key]
    if own:
        return row_in_words(condition.field.name, own[0], (), holds=True)
    wanted = key if isinstance(key, str) else ""
    return f"no {condition.field.name} {named(wanted)}; {present_keys(rows, wanted)}"


def _search(search: Search, record: Record) -> str:
    """Which words of a search are in which field, or in none."""
    terms = list(dict.fromkeys(search_terms(search.text)))
    if not terms:
        return "the search has no words"
    fields = [FIELDS[name] for name in SEARCHED] if search.field is None else [search.field]
    in_fields = {field.name: [folded(text) for text in texts(record, field)] for field in fields}
    places = {term: [name for name, of_field in in_fields.items() if any(term in text for text in of_field)] for term in terms}
    missing = [term for term in terms if not places[term]]
    said = [f"{shown(term)} is in {listed(f'`{name}`' for name in places[term])}" for term in terms if places[term]]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        said.insert(0, f"{listed(map(shown, missing))} {verb} not in {listed((f'`{name}`' for name in in_fields), 'or')}")
    return "; ".join(said[:1] + ([listed(said[1:])] if said[1:] else []))
