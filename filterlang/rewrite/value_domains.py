"""The domain of one value: what is left of it after tests that hold or do not, and the tests that it is empty for.

Owns the invariant that a domain is over-approximated: a value that meets all tests is always in it. Every change is kept in a
trail, so that tests can be tried and taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
import math
from typing import Any

from filterlang.rewrite.like_patterns import LikePattern, after_prefix, common_texts
from filterlang.rewrite.normal_form import SignedTest
from filterlang.rewrite.value_sets import (
    FLAG, NULL, NUMBER, OPAQUE, TEXT, BoundedSet, ItemSet, PatternSet, ValueSet, successor,
)  # fmt: skip

Reasons = tuple[SignedTest, ...]
"""Tests of which it follows that there is no such value."""


class OutOfSteps(Exception):
    """The solver has taken as many steps as it may."""


class Trail:
    """The changes of domains, to be undone, and the steps that are left."""

    __slots__ = ("changes", "steps")

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.changes: list[Callable[[], object]] = []

    def spend(self, steps: int) -> None:
        """Counts steps. Raises ``OutOfSteps`` where there are no more."""
        self.steps -= steps
        if self.steps < 0:
            raise OutOfSteps

    def set(self, owner: object, name: str, value: object) -> None:
        """Sets an attribute."""
        self.changes.append(partial(setattr, owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    def insert(self, mapping: dict[Any, Any], key: object, value: object) -> None:
        """Inserts a key that is not in a dict."""
        self.changes.append(partial(mapping.pop, key))
        mapping[key] = value

    def remove(self, mapping: dict[Any, Any], key: object) -> None:
        """Removes a key of a dict."""
        self.changes.append(partial(mapping.__setitem__, key, mapping.pop(key)))

    def append(self, items: list[Any], item: object) -> None:
        """Appends to a list."""
        self.changes.append(items.pop)
        items.append(item)

    def undo(self, mark: int) -> None:
        """Undoes the changes since there were ``mark`` of them."""
        while len(self.changes) > mark:
            self.changes.pop()()


class Stretch:
    """The values of one kind that a domain still has.

    ``items`` are the only values possible, where they are few; ``dead`` says why no value is left. Each fact has its reasons.
    """

    __slots__ = (
        "dead", "excluded", "high", "high_by", "items", "items_by", "kind", "likes", "low", "low_by", "removed", "suffix",
        "suffix_by", "unlikes",
    )  # fmt: skip

    def __init__(self, kind: str, low: Any = None, items: Sequence[object] = ()) -> None:
        self.kind: str = kind
        self.low: Any = low if low is not None else _LOWEST.get(kind)
        self.high: Any = math.inf if kind == NUMBER else None
        self.low_by: Reasons = ()
        self.high_by: Reasons = ()
        few = items or _FEW.get(kind)
        self.items: dict[Any, None] | None = None if few is None else dict.fromkeys(few)
        self.items_by: Reasons = ()
        self.removed: list[SignedTest] = []
        self.excluded: dict[Any, SignedTest] = {}
        self.likes: list[tuple[LikePattern, Callable[[object], bool], SignedTest]] = []
        self.unlikes: list[tuple[LikePattern, Callable[[object], bool], SignedTest]] = []
        self.suffix: str = ""
        self.suffix_by: Reasons = ()
        self.dead: Reasons | None = None

    def refuted(self, value: Any, trail: Trail) -> Reasons | None:
        """The reasons why a value of this kind is not possible, whether or not it is among the items; None where it is."""
        trail.spend(1 + len(self.likes) + len(self.unlikes))
        if value in self.excluded:
            return (self.excluded[value],)
        if self.low is not None and value < self.low:
            return self.low_by
        if self.high is not None and value >= self.high:
            return self.high_by
        for _, matches, by in self.likes:
            if not matches(value):
                return (by,)
        return next(((by,) for _, matches, by in self.unlikes if matches(value)), None)

    def keep_items(self, values: Iterable[Any], by: SignedTest, trail: Trail) -> None:
        kept: dict[Any, None] = {}
        lost: list[SignedTest] = []
        own = self.items
        for value in dict.fromkeys(values):
            if own is not None and value not in own:
                lost += (*self.items_by, *self.removed)
                continue
            reasons = self.refuted(value, trail) if own is None else None
            if reasons is None:
                kept[value] = None
            else:
                lost += reasons
        if own is not None and len(kept) == len(own):
            return
        trail.set(self, "items", kept)
        trail.set(self, "items_by", (by,))
        trail.set(self, "removed", unique(lost))
        self._check_items(trail)

    def drop_items(self, values: Iterable[Any], by: SignedTest, trail: Trail) -> None:
        for value in values:
            trail.spend(1)
            if value not in self.excluded:
                trail.insert(self.excluded, value, by)
            if self.items is not None and value in self.items:
                trail.remove(self.items, value)
                trail.append(self.removed, by)
        self._check_items(trail)
        self._check_bounds(trail)

    def tighten(self, low: Any, high: Any, by: SignedTest, trail: Trail) -> None:
        """Keeps the values from ``low`` on and below ``high``, where these are not None."""
        trail.spend(1)
        if low is not None and (self.low is None or low > self.low):
            trail.set(self, "low", low)
            trail.set(self, "low_by", (by,))
        elif high is not None and (self.high is None or high < self.high):
            trail.set(self, "high", high)
            trail.set(self, "high_by", (by,))
        else:
            return
        self._filter(trail)
        self._check_bounds(trail)

    def keep_like(self, pattern: PatternSet, by: SignedTest, trail: Trail) -> None:
        like = pattern.pattern
        if like.prefix:
            self.tighten(like.prefix, None, by, trail)
            self.tighten(None, after_prefix(like.prefix), by, trail)
        if like.suffix and not like.suffix.endswith(self.suffix) and not self.suffix.endswith(like.suffix):
            self.kill((*self.suffix_by, by), trail)
        elif len(like.suffix) > len(self.suffix):
            trail.set(self, "suffix", like.suffix)
            trail.set(self, "suffix_by", (by,))
        for unlike, _, other in self.unlikes:
            trail.spend(1)
            if unlike.covers(like):
                self.kill((other, by), trail)
        for other_like, _, other in self.likes:
            trail.spend(1 + len(like.tokens) * len(other_like.tokens) // 20)
            if common_texts(like, other_like) == []:
                self.kill((other, by), trail)
        trail.append(self.likes, (like, pattern.matches, by))
        self._filter(trail)

    def drop_like(self, pattern: PatternSet, by: SignedTest, trail: Trail) -> None:
        for like, _, other in self.likes:
            trail.spend(1)
            if pattern.pattern.covers(like):
                self.kill((other, by), trail)
        trail.append(self.unlikes, (pattern.pattern, pattern.matches, by))
        self._filter(trail)

    def kill(self, reasons: Reasons, trail: Trail) -> None:
        if self.dead is None:
            trail.set(self, "dead", tuple(unique(reasons)))

    def _filter(self, trail: Trail) -> None:
        """Removes the items that are no longer possible."""
        for value in tuple(self.items or ()):
            reasons = self.refuted(value, trail)
            if reasons is not None and self.items is not None:
                trail.remove(self.items, value)
                for reason in reasons:
                    trail.append(self.removed, reason)
        self._check_items(trail)

    def _check_items(self, trail: Trail) -> None:
        if self.items is not None and not self.items:
            self.kill((*self.items_by, *self.removed), trail)

    def _check_bounds(self, trail: Trail) -> None:
        """Finds that no value is between the bounds, or only one, which is excluded."""
        if self.low is None or self.high is None or self.kind in (FLAG, NULL, OPAQUE):
            return
        if self.low >= self.high:
            self.kill((*self.low_by, *self.high_by), trail)
        elif self.low in self.excluded:
            following = successor(self.kind, self.low)
            if following is not None and following >= self.high:
                self.kill((*self.low_by, *self.high_by, self.excluded[self.low]), trail)


class Domain:
    """The values that a subject can have, by kind."""

    __slots__ = ("stretches",)

    def __init__(self, kinds: Iterable[str], *, least: float | None = None, items: Sequence[str] = ()) -> None:
        self.stretches: dict[str, Stretch] = {
            kind: Stretch(kind, least if kind == NUMBER else None, items if kind == TEXT else ()) for kind in kinds
        }

    def narrow(self, values: ValueSet, by: SignedTest, trail: Trail) -> Reasons | None:
        """Keeps the values of a set, or where the test does not hold, the others; returns why no value is left, or None."""
        touched = values.by_kind if isinstance(values, ItemSet) else (values.kind if isinstance(values, BoundedSet) else TEXT,)
        for kind, stretch in self.stretches.items():
            if stretch.dead is not None:
                continue
            if kind in touched:
                _apply(stretch, values, by, trail)
            elif by.holds:
                stretch.kill((by,), trail)
        return self.conflict()

    def conflict(self) -> Reasons | None:
        """The reasons why no value is left; None where values are."""
        reasons: list[SignedTest] = []
        for stretch in self.stretches.values():
            if stretch.dead is None:
                return None
            reasons += stretch.dead
        return tuple(unique(reasons))

    def why_never(self, kind: str) -> Reasons | None:
        """The reasons why no value of a kind is possible; None where such a value is."""
        stretch = self.stretches.get(kind)
        return () if stretch is None else stretch.dead


def unique(tests: Iterable[SignedTest]) -> list[SignedTest]:
    """The tests without repetitions, in order."""
    return list(dict.fromkeys(tests))


def _apply(stretch: Stretch, values: ValueSet, by: SignedTest, trail: Trail) -> None:
    if isinstance(values, ItemSet):
        (stretch.keep_items if by.holds else stretch.drop_items)(values.by_kind[stretch.kind], by, trail)
    elif isinstance(values, PatternSet):
        (stretch.keep_like if by.holds else stretch.drop_like)(values, by, trail)
    elif by.holds:
        stretch.tighten(values.low, values.high, by, trail)
    else:
        stretch.tighten(values.high, values.low, by, trail)


_LOWEST: dict[str, Any] = {NUMBER: -math.nextafter(math.inf, 0), TEXT: ""}
_FEW: dict[str, tuple[object, ...]] = {FLAG: (False, True), NULL: (None,), OPAQUE: (OPAQUE,)}
"""The only values of the kinds that have few."""
