"""What runs are grouped by: fields, tags, the model, values of metadata, kinds of errors, and spans of time, by name.

Owns the invariants that a run is in at least one group, in that of ``None`` if it has no value, and that a group's value is a
text, or for spans of time a number that orders them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from enum import Enum
from functools import partial
import re
from typing import Any

from filterlang.evaluate.lineage import is_root
from filterlang.evaluate.query import PROJECT_NAME
from filterlang.evaluate.rows import field_values, json_text, stored_datetime
from filterlang.evaluate.run_measures import EPOCH, FEEDBACK, MICROSECOND
from filterlang.schema.aliases import FIELD_ALIASES
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_mapping

Record = Mapping[str, Any]
GroupValue = str | int | None

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
SPANS: dict[str, int] = {"second": _SECOND, "minute": 60 * _SECOND, "hour": 3_600 * _SECOND, "day": _DAY, "week": 7 * _DAY}
"""Spans of time of one length, in microseconds."""

FIRST_MONDAY = 4 * SPANS["day"]
"""When the first week after the beginning of 1970 begins, in microseconds."""

_FIRST = (datetime.min.replace(tzinfo=EPOCH.tzinfo) - EPOCH) // MICROSECOND
"""The first time that Python has: the week that it is in begins earlier."""

MONTHS = {"month": 1, "year": 12}
"""Spans of time in months."""

ERROR_NAME = r"^[ \t\r\n]*([A-Za-z_][A-Za-z0-9_.]{0,199})"
"""Matches the first word of an error, which is usually the class of the exception."""

OTHER_ERROR = "other"
"""The kind of an error that does not begin with a word."""

MODEL_PLACES = (
    ("metadata", "ls_model_name"), ("invocation_params", "model"), ("invocation_params", "model_name"),
    ("invocation_params", "model_id"), ("invocation_params", "deployment_name"),
)  # fmt: skip
"""Where in ``extra`` the model stands: the SDKs' standard key (docs, log-llm-trace), and the parameters of the call."""

MOST_DOTS = 3
"""The most dots of a key that are also read as steps down."""


class GroupKind(Enum):
    """How the values of a run are read by which it is grouped."""

    FIELD = "the text of a field"
    TAGS = "each of the tags"
    ROOT = "whether the run is a root"
    MODEL = "the model"
    ERROR = "the first word of the error"
    METADATA = "the value under a key of the metadata"
    SPAN = "the span of time in which the run started"


@dataclass(frozen=True, slots=True)
class Group:
    """What runs are grouped by, under the name that it was asked for.

    ``key`` is the name of the field, the key of the metadata, or the span of time.
    """

    name: str
    kind: GroupKind
    key: str = ""

    @property
    def is_time(self) -> bool:
        return self.kind is GroupKind.SPAN

    @property
    def field(self) -> Field:
        """The field of a group of that kind."""
        return PROJECT_NAME if self.key == PROJECT_NAME.name else FIELDS[self.key]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields to select in order to know the group of a run."""
        return _SELECTED[self.kind] or (self.key,)

    def reader(self) -> Callable[[Record], Sequence[GroupValue]]:
        """Returns the function that reads the groups that a run is in."""
        return partial(_READERS[self.kind], self)

    def shown(self, value: GroupValue) -> str | datetime | None:
        """Returns a value for people: the beginning of a span of time, and texts as they are."""
        if not isinstance(value, int):
            return value or None
        if self.key in SPANS:
            return EPOCH + max(value, _FIRST) * MICROSECOND
        return datetime(value // 12, value % 12 + 1, 1, tzinfo=EPOCH.tzinfo)


_TEXT_FIELDS = (
    *(
        field.name
        for field in FIELDS.values()
        if field.type in (Type.STRING, Type.ENUM, Type.UUID) and not field.family and field.derived != "text"
    ),
    PROJECT_NAME.name,
)
_METADATA = ("metadata.", "metadata:", "extra.metadata.")

_GROUPS: dict[str, tuple[GroupKind, str]] = {
    **{name: (GroupKind.FIELD, name) for name in _TEXT_FIELDS},
    "tags": (GroupKind.TAGS, "tags"),
    "tag": (GroupKind.TAGS, "tags"),
    "is_root": (GroupKind.ROOT, ""),
    "model": (GroupKind.MODEL, ""),
    "error": (GroupKind.ERROR, "error"),
    **{name: (GroupKind.SPAN, name) for name in (*SPANS, *MONTHS)},
}
GROUPS: tuple[str, ...] = (*(name for name in _GROUPS if name not in ("id", "tag")), "metadata.KEY")
"""The names of what runs can be grouped by."""


def group_of(name: str) -> Group:
    """Returns the group of a name, which it keeps. Raises ``ValueError`` with the nearest name for an unknown one.

    >>> group_of("metadata.user_id").key, group_of("project_id").key
    ('user_id', 'session_id')
    """
    for prefix in _METADATA:
        if name.startswith(prefix) and len(name) > len(prefix):
            return Group(name, GroupKind.METADATA, name.removeprefix(prefix))
    alias = FIELD_ALIASES.get(name)
    known = _GROUPS.get(name) or (
        alias and _GROUPS.get(PROJECT_NAME.name if alias.parameter == "project_name" else alias.field)
    )
    if not known:
        raise ValueError(f"runs cannot be grouped by {clip(repr(name))}: {_hint(name)}")
    return Group(name, *known)


def _hint(name: str) -> str:
    alias = FIELD_ALIASES.get(name)
    if alias and alias.metadata_key:
        return f"did you mean 'metadata.{alias.metadata_key}'?"
    if name.startswith(FEEDBACK):
        return "a run can have several scores; show it instead, which is their mean"
    near = get_close_matches(name.lower(), _GROUPS, n=1)
    return f"did you mean {near[0]!r}?" if near else f"by is one of {', '.join(GROUPS)}"


# Of one record


def splits(key: str) -> Iterator[tuple[str, ...]]:
    """Yields the ways to read a key: as it is, and with its dots as steps down, the longest first key first."""
    steps = key.split(".")
    yield (key,)
    if 1 < len(steps) <= MOST_DOTS + 1:
        for length in range(len(steps) - 1, 0, -1):
            first = ".".join(steps[:length])
            yield from ((first, *rest) for rest in splits(".".join(steps[length:])))


def label(value: object) -> str | None:
    """Returns a JSON value as a text: a text as it is, whole numbers without a fraction, all else as JSON; None for nothing."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = value if isinstance(value, str) else json_text(value)
    return None if text in ("", "null") and not (isinstance(value, str) and value) else text


def error_kind(error: object) -> str | None:
    """Returns the first word of an error, such as ``ValueError``."""
    if not isinstance(error, str) or not error:
        return None
    match = re.match(ERROR_NAME, error, re.ASCII)
    return match[1] if match else OTHER_ERROR


def _at(value: object, path: Iterable[str]) -> object:
    for step in path:
        value = as_mapping(value).get(step)
    return value


def _field(group: Group, record: Record) -> Sequence[GroupValue]:
    return field_values(record, group.field)[:1] or (None,)


def _tags(_: Group, record: Record) -> Sequence[GroupValue]:
    return [*dict.fromkeys(tag for tag in field_values(record, FIELDS["tags"]) if tag)] or (None,)


def _root(_: Group, record: Record) -> Sequence[GroupValue]:
    return ("true" if is_root(record) else "false",)


def _model(_: Group, record: Record) -> Sequence[GroupValue]:
    found = (_at(record.get("extra"), place) for place in MODEL_PLACES)
    return (next((model for model in found if isinstance(model, str) and model), None),)


def _error(_: Group, record: Record) -> Sequence[GroupValue]:
    return (error_kind(record.get("error")),)


def _metadata(group: Group, record: Record) -> Sequence[GroupValue]:
    metadata = as_mapping(record.get("extra")).get("metadata")
    found = (value for path in splits(group.key) if (value := _at(metadata, path)) is not None)
    return (label(next(found, None)),)


def _span(group: Group, record: Record) -> Sequence[GroupValue]:
    start = stored_datetime(record.get("start_time"))
    if start is None:
        return (None,)
    if group.key in MONTHS:
        months = MONTHS[group.key]
        return ((start.year * 12 + start.month - 1) // months * months,)
    time, span = (start - EPOCH) // MICROSECOND, SPANS[group.key]
    return (time - (time - phase(group.key)) % span,)


def phase(span: str) -> int:
    """Returns when one of the spans begins, in microseconds."""
    return FIRST_MONDAY if span == "week" else 0


_READERS: dict[GroupKind, Callable[[Group, Record], Sequence[GroupValue]]] = {
    GroupKind.FIELD: _field,
    GroupKind.TAGS: _tags,
    GroupKind.ROOT: _root,
    GroupKind.MODEL: _model,
    GroupKind.ERROR: _error,
    GroupKind.METADATA: _metadata,
    GroupKind.SPAN: _span,
}
_SELECTED: dict[GroupKind, tuple[str, ...]] = {
    GroupKind.FIELD: (),
    GroupKind.TAGS: ("tags",),
    GroupKind.ROOT: ("is_root", "parent_run_id", "parent_run_ids", "dotted_order", "trace_id"),
    GroupKind.MODEL: ("extra",),
    GroupKind.ERROR: ("error",),
    GroupKind.METADATA: ("extra",),
    GroupKind.SPAN: ("start_time",),
}
"""The fields that a group is read from, by kind; none for the field that is the group's key."""
