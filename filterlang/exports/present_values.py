"""The values that runs have in place of one that no run has: names, tags, keys of metadata and feedback, and their values.

Owns the invariant that a bounded number of runs is read, and of a run only the fields that the condition is on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

from filterlang.evaluate.rows import OPAQUE, key_rows
from filterlang.evaluate.value_words import listed, shown
from filterlang.exports.learned_facts import TextCounts
from filterlang.semantics.predicate import Compare, Pair, Predicate
from filterlang.text.jsonvalues import as_list, as_mapping

Record = Mapping[str, Any]

MOST_READ = 20_000
"""The most runs in which values are counted."""
_MOST_COMPARED = 1_000
"""The values, the most frequent first, among which those nearest to a missing one are found."""
_MOST_NEAREST = 3
_EQUALITY = ("eq", "in", "has")


class _ValueKind(NamedTuple):
    """A kind of values: its name for people, the fields it is read from, and its pairs in a run: names and tags are keys."""

    noun: str
    fields: tuple[str, ...]
    pairs: Callable[[Record], Iterable[tuple[object, object]]]


def _names(record: Record) -> Iterable[tuple[object, object]]:
    return ((record.get("name"), None),)


def _tags(record: Record) -> Iterable[tuple[object, object]]:
    return ((tag, None) for tag in as_list(record.get("tags")))


def _metadata(record: Record) -> Iterable[tuple[object, object]]:
    return ((row.key, row.value) for row in key_rows(record.get("metadata")))


def _feedback(record: Record) -> Iterable[tuple[object, object]]:
    labels = as_mapping(record.get("feedback_value"))
    for key in as_list(record.get("feedback_key")):
        for label in as_list(labels.get(key)) or (labels.get(key),):
            yield key, label


_KINDS: dict[str, _ValueKind] = {
    "name": _ValueKind("name", ("name",), _names),
    "tags": _ValueKind("tag", ("tags",), _tags),
    "metadata": _ValueKind("metadata key", ("metadata",), _metadata),
    "feedback": _ValueKind("feedback key", ("feedback_key", "feedback_value"), _feedback),
}


class SoughtValues(NamedTuple):
    """What a condition looks for: a name, a tag or a key, and for a pair the value that is to stand under the key."""

    kind: _ValueKind
    keys: tuple[str, ...]
    values: tuple[str, ...]

    def in_words(self, records: Iterable[Record]) -> str:
        """Returns the values that runs have instead, the nearest ones if any is near; empty where runs have none."""
        keys, values = TextCounts(), TextCounts()
        runs = 0
        for record in islice(records, MOST_READ):
            runs += 1
            pairs = [pair for pair in self.kind.pairs(record) if isinstance(pair[0], str)]
            keys.add({shown(key) for key, _ in pairs})
            values.add({shown(value) for key, value in pairs if key in self.keys and value not in (None, OPAQUE)})
        if self.values and values.by_text:
            said = _said("value", f" of the {self.kind.noun} {listed(map(shown, self.keys), 'or')}", self.values, values)
        elif any(shown(key) in keys.by_text for key in self.keys):
            return ""
        else:
            said = _said(self.kind.noun, "", self.keys, keys)
        return f"{said} (among {runs:,} of the runs)" if said and runs == MOST_READ else said


def sought_by(condition: Predicate) -> SoughtValues | None:
    """Returns what a condition looks for; None unless it looks for texts by equality in a place that is counted."""
    if isinstance(condition, Compare):
        place, keys, values = condition.field.name, _texts((condition,)), _texts(())
    elif isinstance(condition, Pair):
        place, keys, values = condition.family, _texts(condition.keys), _texts(condition.values)
    else:
        return None
    kind = _KINDS.get(place)
    return None if kind is None or not keys else SoughtValues(kind, keys, values)


def _texts(conditions: Sequence[Compare]) -> tuple[str, ...]:
    """The texts that comparisons by equality look for."""
    wanted = [condition.value for condition in conditions if condition.operator in _EQUALITY]
    items = [item for value in wanted for item in (value if isinstance(value, tuple) else (value,))]
    return tuple(item for item in items if isinstance(item, str))


def _said(noun: str, suffix: str, wanted: Sequence[str], counts: TextCounts) -> str:
    ranked = sorted(counts.by_text, key=lambda text: (-counts.by_text[text], text))
    near = _nearest(wanted, ranked)
    items = near or ranked
    nouns, verb = (noun, "is") if len(items) == 1 else (f"{noun}s", "are")
    if near:
        return f"the {nouns}{suffix} nearest to {'it' if len(wanted) == 1 else 'these'} {verb} {listed(near)}"
    return f"the runs have the {nouns} {listed(ranked)}{suffix}" if ranked else ""


def _nearest(wanted: Sequence[str], ranked: Sequence[str]) -> list[str]:
    """The values that are most like one of those wanted, whatever their case."""
    bare = {text.strip('"').casefold(): text for text in reversed(ranked[:_MOST_COMPARED])}
    near = [match for text in wanted for match in get_close_matches(text[:100].casefold(), bare, _MOST_NEAREST, 0.75)]
    return [bare[match] for match in dict.fromkeys(near)][:_MOST_NEAREST]
