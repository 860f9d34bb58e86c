"""A filter as the text of the search bar of LangSmith's user interface, or the reason why it cannot be said there.

Owns the invariant that every predicate gives one or the other, in work that grows with its size and at any depth.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeGuard

from filterlang.rewrite.normal_form import AllOf, AnyOf, FieldTest, Formula, SignedTest, formula
from filterlang.schema.operators import ORDERING
from filterlang.schema.search_bar_fields import BAR_SCOPES, TIME_RANGE, TIME_RANGE_BOUNDS
from filterlang.search_bar.bar_clauses import clauses_of
from filterlang.search_bar.bar_comparisons import AND, OR, BarTest, Joined, Part, with_ranges
from filterlang.search_bar.bar_quoting import NotInBar
from filterlang.semantics.datetimes import write_datetime
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.predicate import Predicate

_ROOTS = BAR_SCOPES["trace_filter"]
_TIME_RANGE = "Set the time range beside the search bar to {} {}."
_BY_END = "LangSmith does not document whether the time range is of the starts or the ends of runs."
_EMPTY = "The search bar stays empty."
_ROOT_RUNS = "Select Traces above the table: its rows are the root runs."


@dataclass(frozen=True, slots=True)
class SearchBarText:
    """A filter for the search bar: the ``text`` and the ``scope`` to set, or the ``problem`` that there is no such text.

    ``notes`` are sentences: what else to set on the page, and what may differ there.
    """

    scope: str
    text: str | None
    problem: str | None = None
    notes: tuple[str, ...] = ()


def search_bar_text(predicate: Predicate, filter: str = "filter") -> SearchBarText:
    """Returns a predicate in the language of the search bar; never raises.

    ``filter`` is the argument that the predicate is for: ``filter``, ``trace_filter`` or ``tree_filter``.

    >>> from filterlang.checking.meaning import to_predicate
    >>> search_bar_text(to_predicate('and(eq(status, "error"), gt(latency, 10))')).text
    'status:error AND latency:>10'
    """
    writing = _Writing(filter)
    try:
        parts = [part for part in _conjuncts(formula(predicate)) if not writing.sets_page(part)]
        text = writing.text_of(parts)
    except NotInBar as error:
        return SearchBarText(writing.scope, None, str(error))
    notes = (_EMPTY,) * (not text) + tuple(writing.notes)
    return SearchBarText(writing.scope, text, None, notes)


def _conjuncts(whole: Formula) -> list[Formula]:
    """The conditions that all have to hold, however they are nested."""
    conjuncts: list[Formula] = []
    pending = [whole]
    while pending:
        part = pending.pop()
        if isinstance(part, AllOf):
            pending.extend(reversed(part.parts))
        else:
            conjuncts.append(part)
    return conjuncts


class _Writing:
    """The text in the making: what has to be set beside it, and the notes so far, in order."""

    def __init__(self, filter: str) -> None:
        self.scope: str = BAR_SCOPES[filter]
        self._is_of_the_rows = filter == "filter"  # which the page's settings are about, and not about their traces
        self.notes: dict[str, None] = {}

    def _tell(self, note: str) -> None:
        self.notes[note] = None

    def sets_page(self, part: Formula) -> bool:
        """Whether a condition on all of the filter is set beside the bar: a time, or that runs are roots."""
        if not isinstance(part, SignedTest) or not isinstance(part.test, FieldTest):
            return False
        test = part.test
        if test.field.derived == "root" and test.operator == "eq" and test.value is part.holds:
            if self._is_of_the_rows:
                self._tell(_ROOT_RUNS)
            self.scope = _ROOTS
            return True
        if test.field.name not in TIME_RANGE or test.operator not in TIME_RANGE_BOUNDS or not part.holds:
            return False
        if not self._is_of_the_rows or not isinstance(test.value, datetime):
            return False
        self._tell(_TIME_RANGE.format(TIME_RANGE_BOUNDS[test.operator], write_datetime(test.value)))
        if test.field.name != TIME_RANGE[0]:
            self._tell(_BY_END)
        return True

    def text_of(self, conjuncts: list[Formula]) -> str:
        """The clauses of conditions that all have to hold, with parentheses where ``AND`` and ``OR`` meet."""
        pieces: list[str] = []
        pending: list[tuple[Part, str]] = [(Joined(AND, self._parts(conjuncts)), "")] if conjuncts else []
        while pending:
            item, around = pending.pop()
            if isinstance(item, str):
                pieces.append(item)
                continue
            joined = self._joined(item)
            if len(joined.parts) == 1:
                pending.append((joined.parts[0], around))
                continue
            enclosed = around not in ("", joined.word)
            pending.extend([(")", "")] * enclosed)
            for number, part in enumerate(reversed(joined.parts)):
                pending.extend([(joined.word, "")] * (number > 0))
                pending.append((part, joined.word))
            pending.extend([("(", "")] * enclosed)
        return "".join(pieces)

    def _joined(self, part: SignedTest | AllOf | AnyOf | BarTest | Joined) -> Joined:
        """The parts of a part, and the word between them."""
        if isinstance(part, SignedTest):
            part = clauses_of(part, self._tell)
        if isinstance(part, BarTest):
            return part.joined()
        if isinstance(part, Joined):
            return part
        if not part.parts:
            raise NotInBar("the search bar has no clause for all runs or for none")
        return Joined(AND, self._parts(part.parts)) if isinstance(part, AllOf) else Joined(OR, part.parts)

    def _parts(self, parts: Sequence[Formula]) -> list[Part]:
        """The parts of a conjunction, with the bounds of each field joined to ranges."""
        return with_ranges([clauses_of(part, self._tell) if _is_bound(part) else part for part in parts])


def _is_bound(part: Formula) -> TypeGuard[SignedTest]:
    """Whether a part compares a field by order."""
    return isinstance(part, SignedTest) and isinstance(part.test, FieldTest) and part.test.operator in ORDERING
