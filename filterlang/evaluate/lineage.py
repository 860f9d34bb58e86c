"""A run's position in its trace, by its record: its parent, its trace, and whether it is the root.

Owns the invariant that a key that is present counts before one that is missing: a run without ``parent_run_id`` is a root only
if no other key contradicts. ``sql.lowering.standing`` is the same in SQL.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from filterlang.semantics.stored_ids import stored_id
from filterlang.text.jsonvalues import as_list

Record = Mapping[str, Any]

PARENT, PARENTS, TRACE, ORDER, ROOT = "parent_run_id", "parent_run_ids", "trace_id", "dotted_order", "is_root"
ABOVE = (PARENT, PARENTS, ORDER)
"""The keys of a record that can name its parent."""

STANDING = (*ABOVE, TRACE, ROOT)
"""The keys of a record that decide whether it is a root."""

NAMED_PARENT = r"Z[^.]+\.[^.]*$"
"""Matches a part of a dotted order that names a parent: see ``steps``."""

NAMED_TRACE = "^[^.Z]*Z([^.]+)"
"""Matches the begin of a dotted order that names a trace; its group is the id."""

NOT_A_ROOT = "false"
"""False in a column of texts. In a column of numbers it is 0."""


def text_of(value: object) -> str | None:
    """Returns a stored text or id as text; None for any other value."""
    return value if isinstance(value, str) else str(value) if isinstance(value, UUID) else None


def steps(record: Record) -> list[str]:
    """Returns the ids in ``dotted_order``, the root's first: steps ``<time>Z<id>`` joined by dots (SDK, run_trees.py).

    A step without an id is an empty text.
    """
    order = record.get(ORDER)
    return [step.partition("Z")[2] for step in order.split(".")] if isinstance(order, str) else []


def parent_of(record: Record) -> str | None:
    """Returns the id of the run's parent, or None if the record names none.

    It is ``parent_run_id``, else the last id in ``parent_run_ids``, else the last but one in ``dotted_order``.
    """
    if parent := text_of(record.get(PARENT)):
        return parent
    listed = (text for item in reversed(as_list(record.get(PARENTS))) if (text := text_of(item)))
    return next(listed, None) or next(iter(steps(record)[-2:-1]), None) or None


def trace_of(record: Record) -> str | None:
    """Returns the id of the run's trace: ``trace_id``, else the first in ``dotted_order``; None if the record names none."""
    return text_of(record.get(TRACE)) or next(iter(steps(record)), None) or None


def is_root(record: Record) -> bool:
    """Whether the record names no parent and no trace but its own id, and does not state ``is_root: false``."""
    if parent_of(record) is not None or record.get(ROOT) in (False, NOT_A_ROOT):
        return False
    trace, own = trace_of(record), text_of(record.get("id"))
    return not trace or own is None or trace == own or stored_id(trace) == stored_id(own)
