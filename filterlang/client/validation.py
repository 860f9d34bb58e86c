"""What the server says of a filter, laid beside what filterlang says: ``POST /api/v1/runs/query/validate``.

Owns the invariant that the server's answer is asked for whatever filterlang thinks of the filter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from filterlang.findings.diagnostic import Diagnostic
from filterlang.filters import check
from filterlang.syntax.input import FilterLike, text_of

PATH = "/api/v1/runs/query/validate"
"""Of the OpenAPI document, which names no key as needed."""


class Problem(BaseModel):
    """What the server finds wrong: the argument that it is about, and its words (OpenAPI, ``RunsQueryValidationError``)."""

    field: str
    message: str


class Answer(BaseModel):
    """The answer of the server (OpenAPI, ``RunsQueryValidationResponse``)."""

    valid: bool
    errors: list[Problem] = []


@dataclass(frozen=True, slots=True)
class Validation:
    """Two opinions on a filter. ``valid`` and ``problems`` are the server's, ``diagnostics`` are ours for v1, by argument."""

    valid: bool
    problems: tuple[Problem, ...] = ()
    diagnostics: Mapping[str, list[Diagnostic]] = field(default_factory=dict[str, list[Diagnostic]])

    @property
    def agrees(self) -> bool:
        """Whether both take the filter, or neither does."""
        return self.valid is not any(found.is_error for each in self.diagnostics.values() for found in each)


def body(filters: Mapping[str, FilterLike]) -> dict[str, str]:
    """What to send. Raises ``ValueError`` for no filter at all."""
    if not filters:
        raise ValueError("there is nothing to validate: give filter, trace_filter or tree_filter")
    return {name: text_of(each) for name, each in filters.items()}


def read(answer: bytes) -> Answer:
    """What came back. Raises ``ValueError`` for what is no such answer."""
    return Answer.model_validate_json(answer)


def beside(filters: Mapping[str, FilterLike], answer: Answer) -> Validation:
    """The server's answer and ours."""
    ours = {name: check(each, "v1") for name, each in filters.items()}
    return Validation(answer.valid, tuple(answer.errors), ours)
