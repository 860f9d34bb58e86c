"""The values that exported runs have, counted run by run, for an editor to offer.

Owns the invariants that memory does not grow with the runs, and that ids are not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
import json
import re

from filterlang.evaluate.rows import key_rows
from filterlang.exports.learned_facts import MOST_LEFT_OUT, KeyCounts, TextCounts, is_listable
from filterlang.ide.known_values import KnownValues
from filterlang.text.jsonvalues import as_list, as_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FIELDS_COUNTED = ("name", "tags", "metadata", "feedback_key", "feedback_value")
"""The fields of runs that values are counted in."""
_MOST_KEYS = 1_000
"""Keys whose values are counted and offered, of the metadata and of the feedback."""
_MOST_COUNTED = 1_000
"""Different values of one key that are counted."""
_MOST_VALUES = 100
"""Values of one key that are offered."""
_MOST_NAMES = 1_000
"""Tags and names of runs that are offered."""
_FEW_VALUES, _FEW_NAMES = 20, 100
"""So many different values of a key, or names, are offered however rare each is."""
_RARE, _LEAST_RUNS = 0.002, 3
"""A value is rare if a smaller share of the runs has it, or fewer runs."""
_ID = re.compile(r"(?=.*[0-9])[0-9A-Fa-f-]{16,}")
"""A UUID, a hash, or another id of that kind."""


class _ValueCounts:
    """Counts the runs that have each value of each key. A value is counted as its JSON, which keeps ``1``, ``"1"`` and
    ``true`` apart.
    """

    def __init__(self) -> None:
        self.by_key: dict[str, TextCounts] = {}

    def add(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Counts the pairs of a run: of keys and values."""
        texts: dict[str, set[str]] = {}
        for key, value in pairs:
            if (text := _json_of(value)) is not None:
                texts.setdefault(key, set()).add(text)
        for key, values in texts.items():
            if key in self.by_key or len(self.by_key) < _MOST_KEYS:
                self.by_key.setdefault(key, TextCounts(_MOST_COUNTED)).add(values)

    def keep(self, keys: Mapping[str, object]) -> None:
        """Forgets the values of all other keys."""
        for key in [key for key in self.by_key if key not in keys]:
            del self.by_key[key]

    def offered(self, key: str) -> tuple[Any, ...]:
        """The values of a key to offer."""
        counts = self.by_key.get(key)
        return () if counts is None else tuple(map(json.loads, _offered(counts, _FEW_VALUES, _MOST_VALUES)))


def count_values(records: Iterable[Mapping[str, Any]]) -> KnownValues:
    """Returns the values of runs, which have the fields in ``FIELDS_COUNTED``."""
    keys, values, labels = KeyCounts(), _ValueCounts(), _ValueCounts()
    feedback, tags, names = TextCounts(), TextCounts(), TextCounts()
    for record in records:
        metadata = record.get("metadata")
        keys.add(metadata)
        values.add((row.key, row.value) for row in key_rows(metadata) if row.key in keys.types)
        if len(values.by_key) == _MOST_KEYS:
            values.keep(keys.types)
        labels.add(
            (key, label)
            for key, given in as_mapping(record.get("feedback_value")).items()
            for label in as_list(given) or [given]
            if isinstance(label, str)
        )
        for counts, texts in (
            (feedback, as_list(record.get("feedback_key"))),
            (tags, as_list(record.get("tags"))),
            (names, [record.get("name")]),
        ):
            if strings := {text for text in texts if isinstance(text, str)}:
                counts.add(strings)
    return KnownValues(
        metadata={key: values.offered(key) for key in _by_count(keys.counts)[:_MOST_KEYS] if key in keys.types},
        feedback={key: labels.offered(key) for key in _offered(feedback, _FEW_NAMES, _MOST_KEYS)},
        tags=_offered(tags, _FEW_NAMES, _MOST_NAMES),
        names=_offered(names, _FEW_NAMES, _MOST_NAMES),
    )


def _offered(counts: TextCounts, few: int, most: int) -> tuple[str, ...]:
    """The texts to offer, the most frequent first: only frequent ones where most are rare, as ids are."""
    ranked = _by_count(counts)
    if len(ranked) > few:
        least = max(_RARE * counts.runs, _LEAST_RUNS)
        frequent = [text for text in ranked if counts.by_text[text] >= least]
        if counts.occurrences - sum(counts.by_text[text] for text in frequent) > MOST_LEFT_OUT * counts.occurrences:
            ranked = frequent
    return tuple(ranked[:most])


def _by_count(counts: TextCounts) -> list[str]:
    """The texts that can be offered, the most frequent first."""
    by_text = counts.by_text
    return sorted(filter(is_listable, by_text), key=lambda text: (-by_text[text], text))


def _json_of(value: object) -> str | None:
    """The JSON of a value that can be offered; None for any other: an id, null, an object."""
    if isinstance(value, str):
        return None if not is_listable(value) or _ID.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, (bool, int, float)):
        return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)
    return None
