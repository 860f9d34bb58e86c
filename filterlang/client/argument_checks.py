"""Checks of the arguments of ``list_runs``, one by one: each value becomes canonical or is refused.

Owns the invariant that a refusal names the argument as data, so that every reader sees it in his own spelling.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from filterlang.client.argument_messages import Argument, ArgumentError, ArgumentMessage
from filterlang.client.selects import KNOWN_FIELDS
from filterlang.evaluate.query import ORDERS, Id, boolean, choice, names_of, positive_integer
from filterlang.evaluate.rows import stored_datetime
from filterlang.evaluate.selection import selected
from filterlang.schema.fields import FIELDS
from filterlang.semantics.durations import canonical_uuid, is_uuid

Api = Literal["auto", "v1", "v2"]
_APIS = get_args(Api)

MOST_WINDOWS = 100
"""The most requests that are sent at once."""


def time_with_zone(argument: str, value: datetime | str) -> datetime:
    """Returns a time with its offset, UTC where it has none. Raises ``ArgumentError`` for what is not a time."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.utcoffset() is None else value
    time = stored_datetime(value)
    if time is None:
        raise _refused("{argument} has to be a datetime, not {value!r}", argument, value)
    return time


def _id(argument: str, value: Id) -> str:
    if not is_uuid(str(value)):
        raise _refused("{argument} has to be a UUID, not {value!r}", argument, value)
    return canonical_uuid(str(value))


def _ids(argument: str, value: Id | Sequence[Id]) -> tuple[str, ...]:
    ids = (value,) if isinstance(value, str | UUID) else value
    return tuple(_id(argument, id) for id in ids)


def _project_names(argument: str, value: str | Sequence[str]) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else tuple(value)
    for name in names:
        if not name:
            raise _refused("{argument} is empty: give the project's name", argument, name)
        if not _is_utf8(name):
            raise _refused(
                "{argument} {value!a} is not UTF-8 text, so it cannot be the name of a project: type it again", argument, name
            )
    return names


def _is_utf8(text: str) -> bool:
    """Whether a text can be sent. Python reads bytes that are not UTF-8 as halves of surrogate pairs, which cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _windows(argument: str, value: object) -> int:
    windows = positive_integer(argument, value, "leave it out to ask for one page after another")
    if windows > MOST_WINDOWS:
        raise _refused(
            "{argument} can be at most {most}, not {value}: no more requests are sent at once", argument, value, MOST_WINDOWS
        )
    return windows


def _select(argument: str, value: str | Sequence[str]) -> tuple[str, ...] | None:
    if not value:
        return None  # the SDK reads an empty list as the default, too
    return tuple(selected(value if isinstance(value, str) else [*map(str.lower, names_of(argument, value))], KNOWN_FIELDS))


def _refused(template: str, argument: str, value: object, most: int | None = None) -> ArgumentError:
    return ArgumentError(ArgumentMessage(template, argument=Argument(argument), value=value, most=most))


def _choice(known: Sequence[str]) -> Callable[[str, Any], str]:
    return lambda argument, value: choice(argument, value, known)


CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    "project_name": _project_names,
    "run_type": _choice(FIELDS["run_type"].values),
    "trace_id": _id,
    "reference_example_id": _id,
    "query": lambda _, value: str(value),
    "is_root": boolean,
    "parent_run_id": _id,
    "start_time": time_with_zone,
    "end_time": time_with_zone,
    "error": boolean,
    "select": _select,
    "limit": lambda argument, value: positive_integer(argument, value, "leave it out to get every run"),
    "order": _choice(ORDERS),
    "api": _choice(_APIS),
    "windows": _windows,
    "with_trace": boolean,
    "project_id": _ids,
    "run_ids": _ids,
}
"""The check of each argument: from its name and its value to the canonical value."""
