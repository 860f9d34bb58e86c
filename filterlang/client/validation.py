"""LangSmith's validation of filters beside filterlang's own: ``POST /api/v1/runs/query/validate``.

Owns the invariant that the server validates each filter as it was written, whatever filterlang finds in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from filterlang.filters import check
from filterlang.findings.diagnostic import Diagnostic
from filterlang.syntax.input import FilterLike, text_of

PATH = "/api/v1/runs/query/validate"
"""From the OpenAPI document, which requires no key for it."""


class ServerProblem(BaseModel):
    """One problem that the server finds: the argument it is in, and a message (OpenAPI, ``RunsQueryValidationError``)."""

    field: str
    message: str


class ServerValidation(BaseModel):
    """The answer of the server (OpenAPI, ``RunsQueryValidationResponse``)."""

    valid: bool
    errors: list[ServerProblem] = []


@dataclass(frozen=True, slots=True)
class Validation:
    """Two opinions on filters. ``valid`` and ``problems`` are the server's; ``diagnostics`` are ours for v1, by argument."""

    valid: bool
    problems: tuple[ServerProblem, ...] = ()
    diagnostics: Mapping[str, list[Diagnostic]] = field(default_factory=dict[str, list[Diagnostic]])

    @property
    def agrees(self) -> bool:
        """Whether both accept the filters, or both refuse them."""
        return self.valid is not any(finding.is_error for findings in self.diagnostics.values() for finding in findings)


def body(filters: Mapping[str, FilterLike]) -> dict[str, str]:
    """Returns the body of the request. Raises ``ValueError`` without any filter."""
    if not filters:
        raise ValueError("there is nothing to validate: give filter, trace_filter or tree_filter")
    return {name: text_of(filter) for name, filter in filters.items()}


def read(answer: bytes) -> ServerValidation:
    """Returns the server's answer. Raises ``ValueError`` for any other JSON."""
    return ServerValidation.model_validate_json(answer)


def compare(filters: Mapping[str, FilterLike], server: ServerValidation) -> Validation:
    """Returns the server's answer beside the findings of our check."""
    diagnostics = {name: check(filter, "v1") for name, filter in filters.items()}
    return Validation(server.valid, tuple(server.errors), diagnostics)
