"""The fields of an export under the names of ``--select``, whichever API the runs came from.

Owns the invariant that a field has a value in the file where the server gave one under any of its names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filterlang.evaluate.run import Run

Record = Mapping[str, Any]


def with_address(run: Run) -> Run:
    """Returns a run with the address of its page as a field, so that the address is written like the others."""
    return run if run.app_path is None else run.model_copy(update={"url": run.url})


def selected_fields(records: Iterable[Record], select: Sequence[str] | None) -> Iterator[Record]:
    """Yields the runs with each selected field under its name; without a selection, the fields as the server named them."""
    from filterlang.evaluate.selection import value

    for record in records:
        if select is None:
            yield {name: field for name, field in record.items() if name != "url"}
        else:
            missing = [name for name in select if record.get(name) is None]
            yield {**record, **{name: value(record, name) for name in missing}} if missing else record
