"""What exported runs have: the keys of their metadata with types, the keys of their feedback, their tags and their names.

Owns the invariants that of metadata only keys and types are kept, never values, and that memory does not grow with the runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any

from filterlang.evaluate.rows import key_rows
from filterlang.semantics.surroundings import OBJECT
from filterlang.text.frozen import dataclass, replace
from filterlang.text.jsonvalues import as_list

FIELDS_READ = ("name", "tags", "metadata", "feedback_key")
"""The fields of runs that facts are learned from."""
_MOST_MEMBERS = 100
"""Keys of one object of the metadata; with more, they are most likely ids, and the object stands for them all."""
_MOST_COUNTED = 50_000
"""Different texts of a kind that are counted."""
_MOST_LISTED = 1_000
_LONGEST = 200
"""Characters of a text that is listed."""
_RARE = 0.01
MOST_LEFT_OUT = 0.1
"""The most of all occurrences that may be of texts which fewer than ``_RARE`` of the runs have; with more, they are most
likely ids."""


@dataclass(frozen=True, slots=True)
class LearnedList:
    """Texts with the share of the ``runs`` that have them, of those that have any. ``left_out`` are too rare, or too long.

    A list that is not ``complete`` is one of rare texts, most likely ids, and what is left of it says little.
    """

    runs: int
    shares: Mapping[str, float]
    left_out: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class LearnedFacts:
    """What runs have. ``types`` are those of the values of the keys in ``metadata``; an object is there by its keys."""

    runs: int
    metadata: LearnedList
    types: Mapping[str, frozenset[str]]
    feedback: LearnedList
    tags: LearnedList
    names: LearnedList


class TextCounts:
    """Counts the runs that have each text. Beyond ``most`` different texts, the rarer half is dropped."""

    def __init__(self, most: int = _MOST_COUNTED) -> None:
        self.most: int = most
        self.by_text: Counter[str] = Counter()
        self.runs: int = 0
        self._dropped = 0
        self._dropped_occurrences = 0

    def add(self, texts: Iterable[str]) -> None:
        """Counts a run with these texts, which differ from each other."""
        before = len(self.by_text)
        self.by_text.update(texts)
        self.runs += 1
        if len(self.by_text) > max(before, self.most):
            rarest = self.by_text.most_common()[self.most // 2 :]
            self._dropped += len(rarest)
            self._dropped_occurrences += sum(self.by_text.pop(text) for text, _ in rarest)

    def learned(self, min_share: float) -> LearnedList:
        """The texts that at least a share of the runs have, in alphabetical order."""
        listed = sorted(self._at_least(min_share))
        shares = {text: self.by_text[text] / self.runs for text in listed}
        left_out = len(self.by_text) - len(listed) + self._dropped
        rare = self.occurrences - sum(self.by_text[text] for text in self._at_least(min(min_share, _RARE)))
        return LearnedList(self.runs, shares, left_out, complete=rare <= MOST_LEFT_OUT * self.occurrences)

    @property
    def occurrences(self) -> int:
        """How many texts the runs have together, dropped ones included."""
        return self.by_text.total() + self._dropped_occurrences

    def _at_least(self, share: float) -> list[str]:
        """The texts that a share of the runs have, the most frequent ones if there are many."""
        frequent = (text for text, count in self.by_text.most_common() if count >= share * self.runs)
        return list(islice(filter(is_listable, frequent), _MOST_LISTED))


def is_listable(text: str) -> bool:
    """Whether a text can stand in a configuration: short, and without half of a surrogate pair, which UTF-8 does not have."""
    return len(text) <= _LONGEST and not any("\ud800" <= char <= "\udfff" for char in text)


class KeyCounts:
    """Counts the runs that have each key of the metadata, and collects the types of its values."""

    def __init__(self) -> None:
        self.counts: TextCounts = TextCounts()
        self.types: dict[str, set[str]] = {}
        self._members: Counter[str] = Counter()
        self._objects: set[str] = set()

    def add(self, metadata: object) -> None:
        """Counts the keys of a run's metadata."""
        types: dict[str, set[str]] = {}
        for row in key_rows(metadata):
            key, type_name = self._kept(row.key, row.value)
            types.setdefault(key, set()).update(type_name)
        if not types:
            return
        for key in [key for key in types if key not in self.types]:  # a difference of sets would go through all keys there are
            self.types[key] = set()
            self._members[_parent(key)] += 1
        for key, names in types.items():
            self.types[key] |= names
        self.counts.add([*types])
        for parent in {_parent(key) for key in types}:
            if parent and self._members[parent] > _MOST_MEMBERS:
                self._join(parent)
        if len(self.types) > len(self.counts.by_text):
            self.types = {key: names for key, names in self.types.items() if key in self.counts.by_text}

    def _kept(self, key: str, value: object) -> tuple[str, tuple[str, ...]]:
        """The key that is counted, with the type of its value: the key itself, or the object that stands for its keys."""
        if self._objects:
            steps = key.split(".")
            for count in range(1, len(steps)):
                if (path := ".".join(steps[:count])) in self._objects:
                    return path, (OBJECT,)
        return key, _type_of(value)

    def _join(self, parent: str) -> None:
        """Lets an object stand for its keys, and forgets these."""
        self._objects.add(parent)
        below = [key for key in self.types if key.startswith(f"{parent}.")]
        for key in below:
            self.counts.by_text.pop(key, None)
            self._members.pop(key, None)
            del self.types[key]
        del self._members[parent]
        self.types.setdefault(parent, set()).add(OBJECT)


def _parent(key: str) -> str:
    return key.rpartition(".")[0]


def _type_of(value: object) -> tuple[str, ...]:
    """The type of a value; none for the value of an object or of an empty list, which equals nothing."""
    if isinstance(value, bool):
        return ("boolean",)
    names = ((str, "string"), ((int, float, Decimal), "number"), (type(None), "null"))
    return tuple(name for kinds, name in names if isinstance(value, kinds))


def learn(records: Iterable[Mapping[str, Any]], min_share: float) -> LearnedFacts:
    """Returns what runs have, of each kind what at least a share of the runs has that have any."""
    keys, feedback, tags, names = KeyCounts(), TextCounts(), TextCounts(), TextCounts()
    runs = 0
    for record in records:
        runs += 1
        keys.add(record.get("metadata"))
        for counts, value in (
            (feedback, record.get("feedback_key")),
            (tags, record.get("tags")),
            (names, [record.get("name")]),
        ):
            if texts := {text for text in as_list(value) if isinstance(text, str)}:
                counts.add(texts)
    metadata = keys.counts.learned(min_share)
    above = {_parent(key) for key in metadata.shares}
    types = {key: frozenset(keys.types[key]) for key in metadata.shares if keys.types[key] or key not in above}
    metadata = replace(metadata, shares={key: metadata.shares[key] for key in types}, complete=True)
    return LearnedFacts(runs, metadata, types, *(counts.learned(min_share) for counts in (feedback, tags, names)))
