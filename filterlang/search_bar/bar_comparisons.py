"""BarTest: a comparison at a path of the search bar, as a clause; two bounds of one value as a range, ``latency:[1 TO 5}``.

Owns the invariant that a clause is written only for an operator that the bar documents at this path, negated or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from filterlang.rewrite.normal_form import Formula
from filterlang.schema.operators import ORDERING, PATTERNS
from filterlang.schema.search_bar_fields import BAR_SIGNS, NEGATED, RANGE_ENDS, RANGE_STARTS, BarField
from filterlang.search_bar.bar_quoting import NotInBar, bar_pattern, bar_value, may_be_of_another_type
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.predicate import Value

AND, OR = " AND ", " OR "


@dataclass(frozen=True, slots=True, eq=False)
class BarTest:
    """The value at a path meets a comparison; with ``holds`` false, it does not, or there is none."""

    path: str
    known: BarField
    operator: str
    value: Value
    holds: bool = True

    @property
    def is_bound(self) -> bool:
        """Whether it compares by order."""
        return self.operator in ORDERING and self.holds

    @property
    def is_untyped(self) -> bool:
        """Whether the bar may read one of its values as one of another type."""
        return self.operator in ("eq", "in") and any(map(may_be_of_another_type, self.values))

    def joined(self) -> Joined:
        """The clauses that say this. Raises ``NotInBar`` where none do."""
        if self.operator not in self.known.operators:
            raise NotInBar(f"the search bar does not compare `{self.path}` with `{self.operator}`")
        if not self.holds and self.operator not in NEGATED:
            raise NotInBar(f"the search bar documents no opposite of `{self.operator}`")
        if not self.values:
            raise NotInBar("the search bar has no clause for an empty list")
        return Joined(OR if self.holds else AND, [self._clause(value) for value in self.values])

    def range_with(self, other: BarTest) -> str | None:
        """The clause for two bounds of one value; None unless one is a lower and the other an upper bound."""
        lower, upper = (self, other) if self.operator in RANGE_STARTS else (other, self)
        if lower.operator not in RANGE_STARTS or upper.operator not in RANGE_ENDS or not lower.known.operators >= ORDERING:
            return None
        start, end = _ordered(lower.value), _ordered(upper.value)
        return f"{self.path}:{RANGE_STARTS[lower.operator]}{start} TO {end}{RANGE_ENDS[upper.operator]}"

    @property
    def values(self) -> tuple[object, ...]:
        return self.value if isinstance(self.value, tuple) else (self.value,)

    def _clause(self, value: object) -> str:
        if self.operator in ORDERING:
            return f"{self.path}:{BAR_SIGNS[self.operator]}{_ordered(value)}"
        if value is None:  # the bar asks whether there is a value
            return f"{'-' * self.holds}{self.path}:*"
        written = bar_pattern(value) if self.operator in PATTERNS and isinstance(value, str) else bar_value(value)
        return f"{'-' * (not self.holds)}{self.path}:{written}"


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Clauses, or parts that become clauses, joined by ``AND`` or by ``OR``."""

    word: str
    parts: Sequence[Part]


Part = str | BarTest | Joined | Formula
"""A clause, or what becomes clauses."""


def with_ranges(parts: Sequence[Part]) -> list[Part]:
    """Returns the parts of a conjunction with each lower and upper bound of one value as one clause."""
    done: list[Part] = []
    waiting: dict[str, tuple[int, BarTest]] = {}
    for part in parts:
        if not isinstance(part, BarTest) or not part.is_bound:
            done.append(part)
            continue
        index, earlier = waiting.get(part.path, (0, part))
        clause = earlier.range_with(part)
        if clause is None:
            waiting[part.path] = (len(done), part)
            done.append(part)
        else:
            done[index] = clause
            del waiting[part.path]
    return done


def _ordered(value: object) -> str:
    if isinstance(value, datetime):
        return bar_value(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise NotInBar("the search bar compares only numbers and times by order")
    return bar_value(value).strip('"')  # a negative number needs no quotes there
