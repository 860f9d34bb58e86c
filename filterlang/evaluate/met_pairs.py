"""Says which pair of a run met the conditions on a pair: "metadata `tier` is "gold", not "free"".

Owns the invariant that conditions which stand for one pair are explained on one and the same pair: the one that meets most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from filterlang.evaluate.reference import comparison
from filterlang.evaluate.rows import OPAQUE, PairRow, pair_rows
from filterlang.evaluate.value_words import (
    differs_in_kind,
    expected,
    listed,
    objection,
    positive,
    reads,
    shown,
    with_kind,
)
from filterlang.schema.operators import NEGATIVE, PATTERNS
from filterlang.semantics.predicate import Compare, Pair
from filterlang.text.display import clip

Record = Mapping[str, Any]

_LONGEST_KEY = 60
_MOST_KEYS = 1_000
"""The keys among which the one is looked for that is most like a missing one."""


def pair_in_words(pair: Pair, record: Record, verdict: bool) -> str:
    """Returns what the conditions on one pair met in a run, given whether they hold together."""
    rows = pair_rows(record, pair.family)
    absent = [key for key in pair.keys if key.operator in NEGATIVE]
    keys = [key for key in pair.keys if key.operator not in NEGATIVE]
    for key in absent:
        opposite = comparison(positive(key), key.value)
        if (forbidden := next((row for row in rows if opposite(row.key)), None)) is not None:
            return f"there is {pair.family} {named(forbidden.key)}"
    without = f"no {pair.family} {listed(map(_without_key, absent), 'or')}" if absent else ""
    if not keys and all(value.operator in NEGATIVE for value in pair.values):
        return _without_positive(pair, rows, verdict) if pair.values else _and_others(without, rows)
    if not rows:
        return f"there is no {pair.family}"
    own = [row for row in rows if all(comparison(key.operator, key.value)(row.key) for key in keys)]
    if not own:
        return _no_key(pair.family, keys, rows)
    nearest = max(own, key=lambda row: _nearness(row, pair.values))
    words = row_in_words(pair.family, nearest, pair.values, holds=verdict)
    if verdict:
        return f"{words} and {without}" if without else words
    return words + _apart(pair, own)


def _without_key(key: Compare) -> str:
    return named(key.value) if isinstance(key.value, str) and positive(key) == "eq" else f"with a key that {_reads(key)}"


def _reads(condition: Compare) -> str:
    words = reads(condition, positive(condition))
    return words if positive(condition) in PATTERNS else f"is {words}"


def _and_others(without: str, rows: Sequence[PairRow]) -> str:
    """Returns the words for a run without a certain key, with the keys that it has instead."""
    return f"{without}; {present_keys(rows)}" if rows else without


def _without_positive(pair: Pair, rows: Sequence[PairRow], verdict: bool) -> str:
    """The words for values that no pair must have."""
    if not rows:
        return f"there is no {pair.family}"
    if verdict:
        said = listed((f"{value.field.role} {_reads(value)}" for value in pair.values), "or")
        return f"no {pair.family} {said}"
    for value in pair.values:
        opposite = comparison(positive(value), value.value)
        for row in rows:
            if opposite(getattr(row, value.field.role)):
                return row_in_words(pair.family, row, (value,), holds=False)
    return ""


def _no_key(family: str, keys: Sequence[Compare], rows: Sequence[PairRow]) -> str:
    """The words for a run that has other keys than the one that conditions are on."""
    wanted = keys[0].value if len(keys) == 1 and keys[0].operator == "eq" else None
    if isinstance(wanted, str):
        return f"no {family} {named(wanted)}; {present_keys(rows, wanted)}"
    return f"no {family} has a key that {listed(map(_reads, keys))}; {present_keys(rows)}"


def present_keys(rows: Iterable[PairRow], wanted: str = "") -> str:
    """Returns which keys there are, as a clause: those first that are most like the one that is not there."""
    keys = list(dict.fromkeys(row.key for row in rows))
    if not keys:
        return "there are no others" if wanted else "there is none"
    folded = wanted.casefold()
    same = [key for key in keys[:_MOST_KEYS] if folded and key.casefold() == folded]
    if same:
        return f"there is {named(same[0])}, which differs only in case"
    near = get_close_matches(wanted[:_LONGEST_KEY], [key[:200] for key in keys[:_MOST_KEYS]], n=3) if wanted else []
    keys = list(dict.fromkeys((*near, *keys)))
    return f"there {'is' if len(keys) == 1 else 'are'} {listed(map(named, keys))}"


def named(key: str) -> str:
    """Returns a key as a name in a sentence."""
    return f"`{clip(key, _LONGEST_KEY)}`"


def _nearness(row: PairRow, values: Sequence[Compare]) -> tuple[int, int]:
    """How many of the conditions a pair meets, and of how many the kind of its value fits."""
    meets = sum(_meets(row, value) for value in values)
    return meets, sum(not differs_in_kind(value, getattr(row, value.field.role)) for value in values)


def _meets(row: PairRow, value: Compare) -> bool:
    meets: bool = comparison(positive(value), value.value)(getattr(row, value.field.role))
    return meets is not (value.operator in NEGATIVE)


def _apart(pair: Pair, own: Sequence[PairRow]) -> str:
    """Returns the words about several pairs with the key of a condition; empty for one pair."""
    if len(own) == 1:
        return ""
    if len(pair.values) > 1 and all(any(_meets(row, value) for row in own) for value in pair.values):
        return " (each is met, but not by one and the same pair)"
    return f" (the nearest of {len(own):,})"


def row_in_words(family: str, row: PairRow, values: Sequence[Compare], *, holds: bool) -> str:
    """Returns what a pair is, and if it does not meet the conditions on its value or score, why."""
    start = f"{family} {named(row.key)}"
    failing = None if holds else next((value for value in values if not _meets(row, value)), None)
    if failing is None:
        roles = list(dict.fromkeys(value.field.role for value in values)) or _roles(family, row)
        said = listed(_part(family, role, getattr(row, role)) for role in roles)
        return f"{start} {said}" if said else f"there is {start}"
    value = getattr(row, failing.field.role)
    part = _part(family, failing.field.role, value, kind=differs_in_kind(failing, value))
    if failing.operator in NEGATIVE or value is OPAQUE:
        return f"{start} {part}"
    if value is None and failing.value is not None:
        return f"{start} {part}, not {expected(failing)}" if failing.operator == "eq" else f"{start} {part}"
    return f"{start} {part}{objection(failing, value)}"


def _roles(family: str, row: PairRow) -> list[str]:
    """The parts of a pair that are shown where no condition is on any."""
    return [role for role in ("score", "value") if getattr(row, role) is not None] if family == "feedback" else ["value"]


def _part(family: str, role: str, value: object, *, kind: bool = False) -> str:
    text = with_kind(value) if kind else shown(value)
    if family != "feedback":
        return f"is {text}"
    return f"has no {role}" if value is None else f"has the {role} {text}"
