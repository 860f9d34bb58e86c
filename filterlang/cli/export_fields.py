"""The fields that an export was asked for, by the names they were asked for, whichever API the runs came from.

Owns the invariant that a field has a value in the file where the server gave one, under whatever name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filterlang.evaluate.run import Run

Record = Mapping[str, Any]

_RENAMED = {
    "project_id": "session_id",
    "is_in_dataset": "in_dataset",
    "serialized": "manifest",
    "manifest": "serialized",
    "s3_urls": "attachments",
    "attachments": "s3_urls",
    "error_preview": "error",
}
"""Where else what was asked for may stand: the one API's name of a field and the other's (LangSmith's migration guide)."""

_WORKED_OUT: dict[str, Callable[[Run], object]] = {
    "latency": lambda run: run.latency,
    "latency_seconds": lambda run: run.latency,
    "metadata": lambda run: run.metadata or None,
    "is_root": lambda run: run.parent_run_id is None,
}
"""What v2 gives and v1 does not, from what is asked of v1 instead (``filterlang.client.selects``)."""


def named(records: Iterable[Record], select: Sequence[str] | None) -> Iterator[Record]:
    """The runs, with what was selected under its name."""
    odd = [name for name in select or () if name in _RENAMED or name in _WORKED_OUT]
    for record in records:
        missing = [name for name in odd if record.get(name) is None]
        yield {**record, **_found(record, missing)} if missing else record


def _found(record: Record, names: Sequence[str]) -> dict[str, Any]:
    from filterlang.evaluate.run import read_run

    run = read_run(record)
    return {name: _WORKED_OUT[name](run) if name in _WORKED_OUT else record.get(_RENAMED[name]) for name in names}
