# Made by grammar/generate_stub.py from the schema: change that, and run it again.
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Final, Literal
from uuid import UUID

from filterlang.builder.expression import Expression

class _Uuid:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: UUID | str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: UUID | str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def in_(self, values: Iterable[UUID | str], /) -> Expression: ...

class _NameString:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def in_(self, values: Iterable[str], /) -> Expression: ...
    def like(self, value: str, /) -> Expression: ...
    def not_like(self, value: str, /) -> Expression: ...

class _RunType:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: Literal["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"], /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: Literal["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"], /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def in_(self, values: Iterable[Literal["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"]], /) -> Expression: ...

class _Status:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: Literal["success", "error", "pending"], /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: Literal["success", "error", "pending"], /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def in_(self, values: Iterable[Literal["success", "error", "pending"]], /) -> Expression: ...

class _TimeDatetime:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __gt__(self, value: datetime, /) -> Expression: ...
    def __ge__(self, value: datetime, /) -> Expression: ...
    def __lt__(self, value: datetime, /) -> Expression: ...
    def __le__(self, value: datetime, /) -> Expression: ...

class _EndTime:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __gt__(self, value: datetime, /) -> Expression: ...
    def __ge__(self, value: datetime, /) -> Expression: ...
    def __lt__(self, value: datetime, /) -> Expression: ...
    def __le__(self, value: datetime, /) -> Expression: ...
    def exists(self) -> Expression:
        """Whether there is one: becomes neq(status, "pending")."""
    def is_null(self) -> Expression:
        """Whether there is none: becomes eq(status, "pending")."""

class _AmountDuration:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: timedelta | float | Decimal, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: timedelta | float | Decimal, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __gt__(self, value: timedelta | float | Decimal, /) -> Expression: ...
    def __ge__(self, value: timedelta | float | Decimal, /) -> Expression: ...
    def __lt__(self, value: timedelta | float | Decimal, /) -> Expression: ...
    def __le__(self, value: timedelta | float | Decimal, /) -> Expression: ...

class _TagsList:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def has(self, value: str, /) -> Expression: ...

class _TagString:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def like(self, value: str, /) -> Expression: ...
    def not_like(self, value: str, /) -> Expression: ...

class _Error:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def like(self, value: str, /) -> Expression: ...
    def not_like(self, value: str, /) -> Expression: ...
    def exists(self) -> Expression:
        """Whether there is one: becomes eq(status, "error")."""
    def is_null(self) -> Expression:
        """Whether there is none: becomes neq(status, "error")."""

class _FlagBoolean:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: bool, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def is_(self, value: bool, /) -> Expression: ...

class _IdString:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def in_(self, values: Iterable[str], /) -> Expression: ...

class _ParentRunId:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: UUID | str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: UUID | str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def in_(self, values: Iterable[UUID | str], /) -> Expression: ...
    def exists(self) -> Expression:
        """Whether there is one: becomes eq(is_root, false)."""
    def is_null(self) -> Expression:
        """Whether there is none: becomes eq(is_root, true)."""

class _AmountNumber:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: float | Decimal, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: float | Decimal, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __gt__(self, value: float | Decimal, /) -> Expression: ...
    def __ge__(self, value: float | Decimal, /) -> Expression: ...
    def __lt__(self, value: float | Decimal, /) -> Expression: ...
    def __le__(self, value: float | Decimal, /) -> Expression: ...

class _Value:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: str | float | Decimal | bool | UUID, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def is_(self, value: bool, /) -> Expression: ...
    def __ne__(self, value: str | float | Decimal | bool | UUID, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __gt__(self, value: float | Decimal, /) -> Expression: ...
    def __ge__(self, value: float | Decimal, /) -> Expression: ...
    def __lt__(self, value: float | Decimal, /) -> Expression: ...
    def __le__(self, value: float | Decimal, /) -> Expression: ...
    def in_(self, values: Iterable[str | float | Decimal | bool | UUID], /) -> Expression: ...
    def like(self, value: str, /) -> Expression: ...
    def not_like(self, value: str, /) -> Expression: ...
    def exists(self) -> Expression:
        """Whether there is one."""
    def is_null(self) -> Expression:
        """Whether there is none."""

class _Metadata:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __getitem__(self, key: str, /) -> _Value: ...
    def any(self, keys: Iterable[str] | None = None) -> _Value:
        """The value under any of these keys; without them, under whichever key there is."""

class _Inputs:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __getitem__(self, key: str, /) -> _Value: ...
    def any(self, keys: Iterable[str] | None = None) -> _Value:
        """The value under any of these keys; without them, under whichever key there is."""
    def like(self, value: str, /) -> Expression: ...
    def not_like(self, value: str, /) -> Expression: ...

class _Outputs:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __getitem__(self, key: str, /) -> _Value: ...
    def any(self, keys: Iterable[str] | None = None) -> _Value:
        """The value under any of these keys; without them, under whichever key there is."""
    def like(self, value: str, /) -> Expression: ...
    def not_like(self, value: str, /) -> Expression: ...

class _Score:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: float | Decimal, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __ne__(self, value: float | Decimal, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __gt__(self, value: float | Decimal, /) -> Expression: ...
    def __ge__(self, value: float | Decimal, /) -> Expression: ...
    def __lt__(self, value: float | Decimal, /) -> Expression: ...
    def __le__(self, value: float | Decimal, /) -> Expression: ...
    def in_(self, values: Iterable[float | Decimal], /) -> Expression: ...
    def exists(self) -> Expression:
        """Whether there is one."""
    def is_null(self) -> Expression:
        """Whether there is none."""

class _Label:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __eq__(self, value: str, /) -> Expression: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
    def exists(self) -> Expression:
        """Whether there is one."""
    def is_null(self) -> Expression:
        """Whether there is none."""

class _Scores:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    @property
    def score(self) -> _Score:
        """The score of a feedback; true and false count as 1 and 0."""
    @property
    def value(self) -> _Label:
        """The label of a feedback."""
    def exists(self) -> Expression:
        """Whether there is one."""
    def is_null(self) -> Expression:
        """Whether there is none."""

class _Feedback:
    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]
    def __getitem__(self, key: str, /) -> _Scores: ...
    def any(self, keys: Iterable[str] | None = None) -> _Scores:
        """The value under any of these keys; without them, under whichever key there is."""

class Fields:
    """The fields of a run."""

    id: _Uuid
    """The run's id."""
    name: _NameString
    """The run's name."""
    run_type: _RunType
    """What kind of step the run is."""
    status: _Status
    """How the run ended, or pending."""
    start_time: _TimeDatetime
    """When the run started."""
    end_time: _EndTime
    """When the run ended."""
    first_token_time: _TimeDatetime
    """When the first token came."""
    latency: _AmountDuration
    """How long the run took, in seconds."""
    tags: _TagsList
    """The run's tags."""
    tag: _TagString
    """One of the run's tags."""
    error: _Error
    """The error's text."""
    is_root: _FlagBoolean
    """Whether the run is the root of its trace."""
    trace_id: _Uuid
    """The id of the trace's root run."""
    thread_id: _IdString
    """The conversation the trace belongs to."""
    parent_run_id: _ParentRunId
    """The id of the run above."""
    session_id: _Uuid
    """The id of the tracing project."""
    reference_example_id: _Uuid
    """The dataset example the run was made from."""
    reference_dataset_id: _Uuid
    """The dataset of that example."""
    total_tokens: _AmountNumber
    """How many tokens went in and came out."""
    prompt_tokens: _AmountNumber
    """How many tokens went in."""
    completion_tokens: _AmountNumber
    """How many tokens came out."""
    total_cost: _AmountNumber
    """What the run cost, in US dollars."""
    prompt_cost: _AmountNumber
    """What the input cost, in US dollars."""
    completion_cost: _AmountNumber
    """What the output cost, in US dollars."""
    ls_user_id: _IdString
    """The LangSmith user."""
    metadata: _Metadata
    """A key of the run's metadata; a dot goes one level down. Written as F.metadata["key"]."""
    inputs: _Inputs
    """A key of the run's inputs; a dot goes one level down. Written as F.inputs["key"]."""
    outputs: _Outputs
    """A key of the run's outputs; a dot goes one level down. Written as F.outputs["key"]."""
    feedback: _Feedback
    """The name of a feedback on the run. Written as F.feedback["key"]."""
    def search(self, text: str) -> Expression:
        """Full text over the run's inputs, outputs and error. Raises ``ValueError`` for a text without a word."""

F: Final[Fields]
