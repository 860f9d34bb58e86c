"""What the server says no to: a status, a reason for people and, for a filter, the diagnostics.

Owns the invariant that a filter is checked for the dialect of the endpoint it came to before any run is looked at.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.filters import compile
from filterlang.text.display import clip, harmless
from filterlang.schema.names import DialectName
from filterlang.text.source import Source

Model = TypeVar("Model", bound=BaseModel)
_FEW = 20
_LINE = 300


class Refused(Exception):
    """A request that is not met: the HTTP status, what is wrong, and what to do instead."""

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
        """What FastAPI's answer lists: for each value that does not fit its ``type``, ``loc`` and ``msg``."""
        self.diagnostics: list[dict[str, object]] = diagnostics or []
        self.headers = headers


def require_filters(filters: Mapping[str, str | None], dialect: DialectName, before: str = "") -> None:
    """Raise ``Refused`` for the first filter with errors; ``filters`` are texts by the name of the parameter."""
    for name, text in filters.items():
        if (error := filter_error(text, dialect)) is not None:
            found = [each for each in error.diagnostics if each.is_error] or error.diagnostics
            raise Refused(
                HTTPStatus.BAD_REQUEST,
                f"{before}{name}: {described(error)}",
                diagnostics=[each.to_json(error.source) for each in found[:_FEW]],
            )


def filter_error(text: str | None, dialect: DialectName) -> FilterError | None:
    """What is wrong with a filter in a dialect, if anything is."""
    if text is None:
        return None
    try:
        compile(text, dialect)
    except FilterError as error:
        return error
    return None


def described(error: FilterError) -> str:
    """The errors of a filter in one line."""
    found = [each for each in error.diagnostics if each.is_error] or error.diagnostics
    more = f"; and {len(found) - _FEW} more" if len(found) > _FEW else ""
    return "; ".join(_one(each, error.source) for each in found[:_FEW]) + more


def _one(found: Diagnostic, source: Source) -> str:
    line, column = source.position(found.span.start)
    place = f"column {column}" if line == 1 else f"line {line}, column {column}"
    return harmless(f"{found.message} ({found.code}, {place})" + (f": {found.help}" if found.help else ""))


def model_of(model: type[Model], values: object, status: int, place: str = "body") -> Model:
    """The values of a request as a model. Raises ``Refused`` with a status for those that do not fit."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise misfit(error, model.model_fields, {}, status, place=place) from None


def misfit(
    error: ValidationError, known: Iterable[str], statuses: Mapping[str, int], otherwise: int, place: str = "body"
) -> Refused:
    """The refusal of a body whose values do not fit, with the status that the first problem has by its type."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    for each in found:
        if each["type"] == "extra_forbidden":
            name = str(each["loc"][0])
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "leave it out"
            return Refused(statuses.get(each["type"], otherwise), f"there is no parameter {clip(name)!r}: {hint}")
    problems: list[dict[str, object]] = [
        {"type": each["type"], "loc": [place, *each["loc"]], "msg": clip(each["msg"], _LINE)} for each in found[:_FEW]
    ]
    said = (f"{'.'.join(map(str, each['loc'])) or f'the {place}'}: {clip(each['msg'], _LINE)}" for each in found[:_FEW])
    return Refused(statuses.get(found[0]["type"], otherwise), "; ".join(said), problems=problems)
