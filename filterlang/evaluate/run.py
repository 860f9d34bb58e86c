"""The model of a run that ``list_runs`` yields, for runs of both APIs and for local records.

Owns the invariants that all fields but ``id`` may be missing, because a query can select fields, and that a field has one name
and one form, whichever API it came from.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, cast
from uuid import UUID

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)  # fmt: skip
from pydantic_core import from_json

from filterlang.text.display import clip
from filterlang.text.jsonvalues import as_mapping, is_object

_STARTED_AND_ENDED = ("start_time", "end_time")
_LATENCIES = ("latency", "latency_seconds")
_HOST = "_host"  # kept beside the fields, like a cached property: copied with them, but not a field
_SELECTED = "_selected"  # likewise: the names of the selected fields, None for all
_RECORD = "_record"  # likewise, of a run that is not completed: its record, as JSON or parsed
_PARSED = "_parsed"  # likewise: the record that was parsed first, if several threads parse it at once
_WHOLE = "_whole"  # likewise: what completes the run
_UNTIL_COMPLETED = (_RECORD, _PARSED, _WHOLE)
_ERROR_SHOWN = 60
"""The most characters of an error in the ``repr`` of a run."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - it is subtracted from times without a zone
_UTC_EPOCH = _EPOCH.replace(tzinfo=UTC)


def aware(time: datetime) -> datetime:
    """Returns the time, in UTC if it has no offset. A sum takes a third of the time of ``replace``."""
    return _UTC_EPOCH + (time - _EPOCH) if time.tzinfo is None else time


ZonedDatetime = Annotated[datetime, AfterValidator(aware)]
"""A datetime with an offset. One without is UTC, as langsmith's ``schemas.Run`` reads ``start_time`` and ``end_time``."""


def unwrapped(details: object) -> object:
    """Returns the categories of a breakdown, which v2 wraps: ``{"raw": {"audio": 3}}`` (OpenAPI, ``RunPromptTokenDetails``)."""
    raw = as_mapping(details).get("raw")
    return raw if is_object(raw) else details


Cost = Annotated[Decimal, Field(allow_inf_nan=True)]
"""US dollars. v1 sends costs as strings and v2 as numbers; every digit is kept. An older export may hold NaN."""

LowerCase = Annotated[str, StringConstraints(to_lower=True)]
"""A value of an enumeration: v1 writes it in lower case, v2 in capitals (OpenAPI, ``RunTypeEnum`` and ``query.RunType``)."""

Tokens = Annotated[dict[str, int] | None, BeforeValidator(unwrapped)]
Costs = Annotated[dict[str, Cost] | None, BeforeValidator(unwrapped)]


_SLOTS = ("__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")
_values_of: Any = vars(BaseModel)["__dict__"]
"""Reads and writes the values of a run as they are, whether it is completed or not."""


class Run(BaseModel):
    """One run, with the fields of v1's ``RunSchema`` (LangSmith's OpenAPI document), what v2 adds, and any other keys.

    Fields that v2 names differently are read under v1's name: ``project_id`` as ``session_id``, ``is_in_dataset`` as
    ``in_dataset``, and the last of ``parent_run_ids`` as ``parent_run_id`` (LangSmith's migration guide). A field is None
    when the run has no value for it or it was not selected. Raises pydantic's ``ValidationError``, a ``ValueError``, for a
    value that the schema does not allow.

    A run that ``read_text`` made keeps its record as JSON. It has its fields but for the payloads, such as ``inputs``, and
    parses them when one of them is first read. Whatever reads the run as a whole completes it: such code reads ``__dict__``,
    or one of pydantic's three slots, which are empty until then.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

    id: UUID
    name: str | None = None
    run_type: LowerCase | None = None
    """``tool``, ``chain``, ``llm``, ``retriever``, ``embedding``, ``prompt`` or ``parser``."""
    status: LowerCase | None = None
    """``success``, ``error`` or ``pending``."""
    error: str | None = None
    error_preview: str | None = None
    start_time: ZonedDatetime | None = None
    end_time: ZonedDatetime | None = None
    first_token_time: ZonedDatetime | None = None
    last_queued_at: ZonedDatetime | None = None
    thread_evaluation_time: ZonedDatetime | None = None

    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    inputs_preview: str | None = None
    outputs_preview: str | None = None
    inputs_s3_urls: dict[str, Any] | None = None
    outputs_s3_urls: dict[str, Any] | None = None
    s3_urls: dict[str, Any] | None = None
    extra: dict[str, Any] | None = None
    serialized: dict[str, Any] | None = None
    manifest: dict[str, Any] | None = None
    attachments: dict[str, Any] | None = None
    """The address of each file on v2, by the file's name."""
    events: list[dict[str, Any]] | None = None
    messages: list[dict[str, Any]] | None = None
    tags: list[str] | None = None
    feedback_stats: dict[str, dict[str, Any]] | None = None

    trace_id: UUID | None = None
    parent_run_id: UUID | None = Field(
        default=None, validation_alias=AliasChoices("parent_run_id", AliasPath("parent_run_ids", -1))
    )
    parent_run_ids: list[UUID] | None = None
    child_run_ids: list[UUID] | None = None
    direct_child_run_ids: list[UUID] | None = None
    dotted_order: str | None = None
    execution_order: int | None = None
    is_root: bool | None = None
    """If the record does not state it: whether the trace has the run's id and the run has no parent, if either is known."""
    session_id: UUID | None = Field(default=None, validation_alias=AliasChoices("session_id", "project_id"))
    """The tracing project."""
    thread_id: str | None = None
    app_path: str | None = None
    manifest_id: UUID | None = None
    manifest_s3_id: UUID | None = None
    reference_example_id: UUID | None = None
    reference_dataset_id: UUID | None = None
    in_dataset: bool | None = Field(default=None, validation_alias=AliasChoices("in_dataset", "is_in_dataset"))
    share_token: UUID | None = None
    share_url: str | None = None
    """The public address of the run on v2: treat it as a secret."""
    ls_user_id: str | None = None

    total_tokens: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_token_details: Tokens = None
    completion_token_details: Tokens = None
    total_cost: Cost | None = None
    prompt_cost: Cost | None = None
    completion_cost: Cost | None = None
    prompt_cost_details: Costs = None
    completion_cost_details: Costs = None
    price_model_id: UUID | None = None

    trace_tier: str | None = None
    """How long the trace is kept: ``longlived`` or ``shortlived``."""
    trace_upgrade: bool | None = None
    trace_first_received_at: ZonedDatetime | None = None
    trace_min_start_time: ZonedDatetime | None = None
    trace_max_start_time: ZonedDatetime | None = None
    ttl_seconds: int | None = None

    if not TYPE_CHECKING:

        @property
        def __dict__(self) -> dict[str, Any]:
            _complete(self)
            return _values_of.__get__(self)

        @__dict__.setter
        def __dict__(self, values: dict[str, Any]) -> None:
            _values_of.__set__(self, values)

        def __getattr__(self, name: str) -> Any:
            values = _values_of.__get__(self)
            if name in values:  # by now, because another thread completed the run
                return values[name]
            if name in FIELDS and _RECORD in values:
                return _payload(values, name) if name in PAYLOADS else None
            _complete(self)
            return object.__getattribute__(self, name) if name in _SLOTS else super().__getattr__(name)

        def __delattr__(self, name: str) -> None:
            _complete(self)
            super().__delattr__(name)

    @model_validator(mode="after")
    def _derive_is_root(self) -> Self:
        derive_is_root(_values_of.__get__(self))
        return self

    @property
    def latency(self) -> float | None:
        """The seconds from start to end, or the value of ``latency`` or ``latency_seconds``; None for a run without these.

        Raises ``AttributeError`` for a run of which neither the latency nor its times were selected.
        """
        if self.start_time is not None and self.end_time is not None:
            return (self.end_time - self.start_time).total_seconds()
        latency = next((value for name in _LATENCIES if (value := (self.model_extra or {}).get(name)) is not None), None)
        if isinstance(latency, int | float | Decimal):
            return float(latency)
        self._require_selected("latency", ("latency",), ("latency_seconds",), _STARTED_AND_ENDED)
        return None

    @property
    def metadata(self) -> dict[str, Any]:
        """``extra["metadata"]``, or v2's ``metadata``, or an empty dict.

        Raises ``AttributeError`` for a run of which neither of them was selected.
        """
        metadata: Any = (self.extra or {}).get("metadata")
        if not isinstance(metadata, dict):
            metadata = (self.model_extra or {}).get("metadata")
        if isinstance(metadata, dict):
            return cast("dict[str, Any]", metadata)
        self._require_selected("metadata", ("metadata",), ("extra",))
        return {}

    @property
    def url(self) -> str | None:
        """The address of the run in LangSmith, for a run that a client fetched with ``app_path``.

        Raises ``AttributeError`` for a run of which ``app_path`` was not selected.
        """
        host: str | None = _values_of.__get__(self).get(_HOST)
        if self.app_path is None:
            self._require_selected("url", ("url",), ("app_path",))
        return f"{host}{self.app_path}" if host and self.app_path else None

    def _require_selected(self, name: str, *sources: tuple[str, ...]) -> None:
        """Raises ``AttributeError`` unless all fields of one of the sources were selected."""
        selected: frozenset[str] | None = _values_of.__get__(self).get(_SELECTED)
        if selected is not None and not any(selected.issuperset(source) for source in sources):
            raise AttributeError(f"{name!r} was not selected: add it to select=[…]", name=name, obj=self)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Yields what ``repr`` and ``str`` show: enough to distinguish runs, and none of their contents but how they ended."""
        yield from (("id", str(self.id)), ("name", self.name), ("run_type", self.run_type))
        ended = (("status", self.status), ("latency", _seconds(self)), ("error", self.error and clip(self.error, _ERROR_SHOWN)))
        yield from ((name, value) for name, value in ended if value is not None)


def _seconds(run: Run) -> float | None:
    """Returns the latency of a run; None without one, also where it was not selected."""
    try:
        return run.latency
    except AttributeError:
        return None


FIELDS = frozenset(Run.model_fields)
_DEFAULTS: dict[str, Any] = dict.fromkeys(Run.model_fields)
_CHOICES = {name: field.validation_alias.choices for name, field in Run.model_fields.items()
            if isinstance(field.validation_alias, AliasChoices)}  # fmt: skip
_ALIASED = frozenset(_CHOICES)
_ALIASES = {alias: name for name, choices in _CHOICES.items() for alias in choices if isinstance(alias, str) and alias != name}
"""The field that is read under each other name. If a record has both names, the other is one of the record's extra members."""

_PAYLOAD_TYPES: tuple[Any, ...] = (dict[str, Any] | None, dict[str, dict[str, Any]] | None, list[dict[str, Any]] | None)
PAYLOADS = frozenset(name for name, field in Run.model_fields.items() if field.annotation in _PAYLOAD_TYPES)
"""The fields whose value is what JSON has for them: validation only finds out whether it is an object, or a list of objects."""


def derive_is_root(values: dict[str, Any]) -> None:
    """Adds ``is_root`` to the fields of a run that does not state it, if its trace or its parent is known."""
    if values.get("is_root") is None:
        trace_id, parent_run_id = values.get("trace_id"), values.get("parent_run_id")
        if trace_id is not None or parent_run_id is not None:
            values["is_root"] = parent_run_id is None and trace_id == values["id"]


def _parsed(values: dict[str, Any]) -> dict[str, Any]:
    """Returns the record of a run that is not completed: the same objects each time, in whichever thread."""
    record = values[_RECORD]
    if isinstance(record, bytes):
        record = values[_RECORD] = values.setdefault(_PARSED, from_json(record))
    return cast("dict[str, Any]", record)


def _payload(values: dict[str, Any], name: str) -> Any:
    """Returns a payload of a run that is not completed, which has it from now on."""
    return values.setdefault(name, _parsed(values).get(name))


def _complete(run: Run) -> None:
    """Gives a run that is not completed all that validating its record gives.

    Threads that complete it at once give it the same objects: the first to keep its result in the run's values has made them.
    """
    values = _values_of.__get__(run)
    if _RECORD in values:
        whole, *slots = values.setdefault(_WHOLE, _whole(values, _parsed(values)))
        for name, value in zip(_SLOTS, slots, strict=True):
            object.__setattr__(run, name, value)
        _values_of.__set__(run, whole)


def _whole(values: dict[str, Any], record: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], set[str], None]:
    """Returns the values of all fields in their order, and what pydantic's slots hold: the other members and all names."""
    whole = _DEFAULTS | values
    for name in _UNTIL_COMPLETED:
        whole.pop(name, None)
    for name in PAYLOADS:
        if name in record:
            whole[name] = record[name]
    names = {*record}
    names -= {alias for alias, name in _ALIASES.items() if name not in record}
    names |= _ALIASED & values.keys()
    unknown = names - FIELDS
    extra = {name: value for name, value in record.items() if name in unknown} if unknown else {}
    return whole, extra, names, None


def read_run(values: object, selected: frozenset[str] | None = None) -> Run:
    """Returns a run from its JSON form; ``selected`` are the names of the selected fields, None for all.

    Raises ``ValueError`` with one line that names the values that do not fit.
    """
    try:
        run = Run.model_validate(values)
    except ValidationError as error:
        errors = error.errors(include_input=False)
        problems = [f"{'.'.join(map(str, problem['loc'])) or 'a run'}: {problem['msg']}" for problem in errors]
        raise ValueError(clip("; ".join(problems), 300)) from None
    vars(run)[_SELECTED] = selected
    return run


def read_text(text: bytes, values: dict[str, Any] | None, host: str, selected: frozenset[str] | None = None) -> Run:
    """Returns the run of a record that was fetched from LangSmith at ``host``, as ``read_run`` does.

    ``values`` are the values of its fields, without the payloads; None for a record that is validated here.
    """
    if values is None:
        run = read_run(from_json(text), selected)
        vars(run)[_HOST] = host
        return run
    values[_HOST], values[_SELECTED], values[_RECORD] = host, selected, text
    run = Run.__new__(Run)
    _values_of.__set__(run, values)
    return run
