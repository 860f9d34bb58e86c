"""The fields that an export was asked for, by the names they were asked for, whichever API the runs came from.

Owns the invariant that a field has a value in the file where the server gave one, under whatever name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filterlang.evaluate.run import Run

Record = Mapping[str, Any]


def with_address(run: Run) -> Run:
    """A run that a client fetched, with the address of its page as a field, so that it is written with the others."""
    return run if run.app_path is None else run.model_copy(update={"url": run.url})


def named(records: Iterable[Record], select: Sequence[str] | None) -> Iterator[Record]:
    """The runs, with what was selected under its name; without a selection, the fields of the runs alone."""
    from filterlang.evaluate.selection import value

    for record in records:
        if select is None:
            yield {name: each for name, each in record.items() if name != "url"}
        else:
            missing = [name for name in select if record.get(name) is None]
            yield {**record, **{name: value(record, name) for name in missing}} if missing else record
