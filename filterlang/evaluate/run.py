"""The model of a run that ``list_runs`` yields, for runs of both APIs and for local records.

Owns the invariants that all fields but ``id`` may be missing, because a query can select fields, and that a field has one name
and one form, whichever API it came from.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self, cast
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
    TypeAdapter,
    ValidationError,
    model_validator,
)  # fmt: skip

from filterlang.text.display import clip
from filterlang.text.jsonvalues import as_mapping, is_object

_TIMES = ("start_time", "end_time")
_LATENCIES = ("latency", "latency_seconds")
_SIGNS = ("+", "-")
_HOST = "_host"  # kept beside the fields, like a cached property: copied with them, but not a field
_SELECTED = "_selected"  # likewise: the names of the selected fields, None for all


def _aware(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


ZonedDatetime = Annotated[datetime, AfterValidator(_aware)]
"""A datetime with an offset. One without is UTC, as langsmith's ``schemas.Run`` reads ``start_time`` and ``end_time``."""


def _raw(details: object) -> object:
    """Returns the categories of a breakdown, which v2 wraps: ``{"raw": {"audio": 3}}`` (OpenAPI, ``RunPromptTokenDetails``)."""
    raw = as_mapping(details).get("raw")
    return raw if is_object(raw) else details


Cost = Annotated[Decimal, Field(allow_inf_nan=True)]
"""US dollars. v1 sends costs as strings and v2 as numbers; every digit is kept. An older export may hold NaN."""

LowerCase = Annotated[str, StringConstraints(to_lower=True)]
"""A value of an enumeration: v1 writes it in lower case, v2 in capitals (OpenAPI, ``RunTypeEnum`` and ``query.RunType``)."""

Tokens = Annotated[dict[str, int] | None, BeforeValidator(_raw)]
Costs = Annotated[dict[str, Cost] | None, BeforeValidator(_raw)]


class Run(BaseModel):
    """One run, with the fields of v1's ``RunSchema`` (LangSmith's OpenAPI document), what v2 adds, and any other keys.

    Fields that v2 names differently are read under v1's name: ``project_id`` as ``session_id``, ``is_in_dataset`` as
    ``in_dataset``, and the last of ``parent_run_ids`` as ``parent_run_id`` (LangSmith's migration guide). A field is None
    when the run has no value for it or it was not selected. Raises pydantic's ``ValidationError``, a ``ValueError``, for a
    value that the schema does not allow.
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

    @model_validator(mode="after")
    def _derive_is_root(self) -> Self:
        if self.is_root is None and (self.trace_id is not None or self.parent_run_id is not None):
            vars(self)["is_root"] = self.parent_run_id is None and self.trace_id == self.id
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
        self._require_selected("latency", ("latency",), ("latency_seconds",), _TIMES)
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
        host: str | None = self.__dict__.get(_HOST)
        if self.app_path is None:
            self._require_selected("url", ("url",), ("app_path",))
        return f"{host}{self.app_path}" if host and self.app_path else None

    def _require_selected(self, name: str, *sources: tuple[str, ...]) -> None:
        """Raises ``AttributeError`` unless all fields of one of the sources were selected."""
        selected: frozenset[str] | None = self.__dict__.get(_SELECTED)
        if selected is not None and not any(selected.issuperset(source) for source in sources):
            raise AttributeError(f"{name!r} was not selected: add it to select=[…]", name=name, obj=self)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Yields what ``repr`` and ``str`` show: enough to distinguish runs, and none of their contents."""
        yield from (("id", str(self.id)), ("name", self.name), ("run_type", self.run_type))


_RUNS = TypeAdapter(list[Run])


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


def read_page(records: list[Any], host: str, selected: frozenset[str] | None = None) -> list[Run]:
    """Returns the runs of a page that was fetched from LangSmith at ``host``. Raises ``ValueError`` as ``read_run`` does.

    The records are changed: their times get an offset in place, which is faster in a text than in a datetime.
    """
    for record in records:
        _with_offsets(record)
    try:
        runs = _RUNS.validate_python(records)
    except ValidationError:
        runs = [*map(read_run, records)]
    for run in runs:
        vars(run).update({_HOST: host, _SELECTED: selected})
    return runs


def _with_offsets(record: Any) -> None:
    """Adds UTC to times without an offset. Texts that do not look like a time are left to validation."""
    if isinstance(record, dict):
        for name in _TIMES:
            text: Any = cast("dict[str, Any]", record).get(name)
            if isinstance(text, str) and text[-1:] != "Z" and text[-6:-5] not in _SIGNS and text[10:11] == "T":
                record[name] = text + "Z"
