"""Tries undecided rows in Python: in this process, or, pickled, in those of an engine.

Owns the invariant that a row is tried by the reference, wherever it is.
"""

from collections.abc import Iterable, Iterator
import logging

from filterlang.evaluate.reference import matcher_of, steps_of
from filterlang.exports.records import Record
from filterlang.semantics.predicate import Predicate
from filterlang.sql.row_records import RowReader, TableRow

LOGGER = logging.getLogger("filterlang")
"""The logger that says how many rows have been tried in this process, at level ``INFO``."""

SHOWN_EVERY = 2_000


class UndecidedRowTest:
    """Tests whether runs meet a predicate. It can be pickled, however deep the predicate is."""

    def __init__(self, reader: RowReader, predicate: Predicate) -> None:
        self._reader = reader
        self._steps = steps_of(predicate)

    def results(self, rows: Iterable[TableRow | None]) -> Iterator[bool]:
        """Yields whether each row meets the predicate; None stands for a row that SQL has decided, and passes.

        Raises ``UnreadableRow`` for a row that is not a run.
        """
        matches, record = matcher_of(self._steps), self._reader.record
        return (row is None or matches(record(row)) for row in rows)


class Trials:
    """Tests runs in this process for one query, and logs how many of ``total`` undecided rows have been tested."""

    def __init__(self, predicate: Predicate, total: int | None = None) -> None:
        self._matches = matcher_of(steps_of(predicate))
        self._total = total
        self._number = 0

    def matches(self, record: Record) -> bool:
        """Whether a run of an undecided row meets the predicate."""
        self._number += 1
        if self._number % SHOWN_EVERY == 0:
            of = "" if self._total is None else f" of {self._total:,}"
            LOGGER.info("%s%s undecided rows tried in Python", f"{self._number:,}", of)
        return self._matches(record)


def measured(records: Iterable[Record]) -> Iterator[Record]:
    """Yields runs that Python measures because SQL leaves values of them undecided, and logs how many."""
    for number, record in enumerate(records, 1):
        if number % SHOWN_EVERY == 0:
            LOGGER.info("%s runs measured in Python", f"{number:,}")
        yield record
