"""A run as Python sees it: what ``list_runs`` yields, from the API and from local records alike.

Owns the invariant that everything but ``id`` may be missing, so that a run that was asked for in part is a run too.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, cast
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from filterlang.rendering import clip


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


Moment = Annotated[datetime, AfterValidator(_aware)]
"""A time with an offset. One written without is UTC, as langsmith's ``schemas.Run`` reads ``start_time`` and ``end_time``."""

Cost = Annotated[Decimal, Field(allow_inf_nan=True)]
"""US dollars. v1 sends costs as strings, and an older export may hold a NaN."""


class Run(BaseModel):
    """One run, with the fields of v1's ``RunSchema`` (LangSmith's OpenAPI document) and whatever else came along.

    A field is None when the run has no value for it or it was not selected. Raises pydantic's ``ValidationError``, a
    ``ValueError``, for a value that the schema does not allow.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

    id: UUID
    name: str | None = None
    run_type: str | None = None
    """``tool``, ``chain``, ``llm``, ``retriever``, ``embedding``, ``prompt`` or ``parser``."""
    status: str | None = None
    """``success``, ``error`` or ``pending``."""
    error: str | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    first_token_time: Moment | None = None
    last_queued_at: Moment | None = None

    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    inputs_preview: str | None = None
    outputs_preview: str | None = None
    inputs_s3_urls: dict[str, Any] | None = None
    outputs_s3_urls: dict[str, Any] | None = None
    s3_urls: dict[str, Any] | None = None
    extra: dict[str, Any] | None = None
    serialized: dict[str, Any] | None = None
    events: list[dict[str, Any]] | None = None
    messages: list[dict[str, Any]] | None = None
    tags: list[str] | None = None
    feedback_stats: dict[str, dict[str, Any]] | None = None

    trace_id: UUID | None = None
    parent_run_id: UUID | None = None
    parent_run_ids: list[UUID] | None = None
    child_run_ids: list[UUID] | None = None
    direct_child_run_ids: list[UUID] | None = None
    dotted_order: str | None = None
    execution_order: int | None = None
    session_id: UUID | None = None
    thread_id: str | None = None
    app_path: str | None = None
    manifest_id: UUID | None = None
    manifest_s3_id: UUID | None = None
    reference_example_id: UUID | None = None
    reference_dataset_id: UUID | None = None
    in_dataset: bool | None = None
    share_token: UUID | None = None

    total_tokens: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_token_details: dict[str, int] | None = None
    completion_token_details: dict[str, int] | None = None
    total_cost: Cost | None = None
    prompt_cost: Cost | None = None
    completion_cost: Cost | None = None
    prompt_cost_details: dict[str, Cost] | None = None
    completion_cost_details: dict[str, Cost] | None = None
    price_model_id: UUID | None = None

    trace_tier: str | None = None
    """How long the trace is kept: ``longlived`` or ``shortlived``."""
    trace_upgrade: bool | None = None
    trace_first_received_at: Moment | None = None
    trace_min_start_time: Moment | None = None
    trace_max_start_time: Moment | None = None
    ttl_seconds: int | None = None

    @property
    def latency(self) -> float | None:
        """Seconds from start to end, or None when one of them is missing."""
        if self.start_time is None or self.end_time is None:
            return None
        return (self.end_time - self.start_time).total_seconds()

    @property
    def metadata(self) -> dict[str, Any]:
        """``extra["metadata"]``, or an empty dict."""
        metadata: Any = (self.extra or {}).get("metadata")
        return cast("dict[str, Any]", metadata) if isinstance(metadata, dict) else {}

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What ``repr`` and ``str`` show: enough to tell runs apart, none of their contents."""
        yield from (("id", str(self.id)), ("name", self.name), ("run_type", self.run_type))


def read_run(values: object) -> Run:
    """A run from its JSON form. Raises a ``ValueError`` of one line that names the values that do not fit."""
    try:
        return Run.model_validate(values)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, each['loc'])) or 'a run'}: {each['msg']}" for each in error.errors(include_input=False)]
        raise ValueError(clip("; ".join(wrong), 300)) from None
