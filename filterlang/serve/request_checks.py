"""Checks of a request's values, and the refusal of the request: a status, a reason and, for a filter, its diagnostics.

Owns the invariant that a filter is checked for the dialect of its endpoint before any run is read.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from filterlang.filters import compile
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.schema.names import DialectName
from filterlang.text.display import clip, harmless
from filterlang.text.source import Source

Model = TypeVar("Model", bound=BaseModel)
_MOST_SHOWN = 20
_LONGEST_MESSAGE = 300


class Refused(Exception):
    """A request that the server refuses: the HTTP status, and in ``detail`` what is wrong and what to do instead."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        problems: list[dict[str, object]] | None = None,
        diagnostics: list[dict[str, object]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status: int = int(status)
        self.detail = detail
        self.problems = problems
        """The list in FastAPI's answer: ``type``, ``loc`` and ``msg`` of each value that does not fit."""
        self.diagnostics: list[dict[str, object]] = diagnostics or []
        self.headers = headers


def require_filters(filters: Mapping[str, str | None], dialect: DialectName, before: str = "") -> None:
    """Raises ``Refused`` for the first filter with errors; ``filters`` are texts by the name of the parameter."""
    for name, text in filters.items():
        if (error := filter_error(text, dialect)) is not None:
            raise Refused(
                HTTPStatus.BAD_REQUEST,
                f"{before}{name}: {described(error)}",
                diagnostics=[finding.to_json(error.source) for finding in _errors(error)[:_MOST_SHOWN]],
            )


def filter_error(text: str | None, dialect: DialectName) -> FilterError | None:
    """Returns the errors of a filter in a dialect; None without any."""
    if text is None:
        return None
    try:
        compile(text, dialect)
    except FilterError as error:
        return error
    return None


def described(error: FilterError) -> str:
    """Returns the errors of a filter in one line."""
    errors = _errors(error)
    more = f"; and {len(errors) - _MOST_SHOWN} more" if len(errors) > _MOST_SHOWN else ""
    return "; ".join(_line(finding, error.source) for finding in errors[:_MOST_SHOWN]) + more


def _errors(error: FilterError) -> list[Diagnostic]:
    """Returns the findings that are errors; all findings where none is."""
    return [finding for finding in error.diagnostics if finding.is_error] or list(error.diagnostics)


def _line(finding: Diagnostic, source: Source) -> str:
    line, column = source.position(finding.span.start)
    position = f"column {column}" if line == 1 else f"line {line}, column {column}"
    help = f": {finding.help}" if finding.help else ""
    return harmless(f"{finding.message} ({finding.code}, {position}){help}")


def model_of(model: type[Model], values: object, status: int, part: str = "body") -> Model:
    """Returns the values of a request as a model. Raises ``Refused`` with a status for values that do not fit."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise misfit(error, model.model_fields, {}, status, part=part) from None


def misfit(
    error: ValidationError, known: Iterable[str], statuses: Mapping[str, int], otherwise: int, part: str = "body"
) -> Refused:
    """Returns the refusal of values that do not fit, with the status of the first problem's type, or else ``otherwise``."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    for detail in details:
        if detail["type"] == "extra_forbidden":
            return Refused(statuses.get(detail["type"], otherwise), unknown_parameter(str(detail["loc"][0]), known))
    shown = [(detail["type"], detail["loc"], clip(detail["msg"], _LONGEST_MESSAGE)) for detail in details[:_MOST_SHOWN]]
    problems: list[dict[str, object]] = [{"type": kind, "loc": [part, *loc], "msg": text} for kind, loc, text in shown]
    lines = (f"{'.'.join(map(str, loc)) or f'the {part}'}: {text}" for _, loc, text in shown)
    return Refused(statuses.get(details[0]["type"], otherwise), "; ".join(lines), problems=problems)


def unknown_parameter(name: str, known: Iterable[str]) -> str:
    """Returns the message about a parameter that there is not."""
    return f"there is no parameter {clip(name)!r}: {instead_of(name, known)}"


def instead_of(name: str, known: Iterable[str]) -> str:
    """Returns what to do about an unknown parameter: write the nearest known one, or leave it out."""
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "leave it out"
