"""The problems of a file of saved queries or rules, and the error that carries all of them.

Owns the invariant that a problem is one harmless text that names the file and the object, and shows no value but filters: rules
hold keys and the addresses of webhooks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from filterlang.text.display import clip, harmless

_MOST_SHOWN = 20
_MESSAGES = {"model_type": "an object has to stand here, with the fields of the query or rule"}


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One problem of a file.

    ``place`` is the file and, where the problem is in one, the line or the object in it; ``field`` the attribute of the object;
    ``line`` and ``column`` (from 1) are inside the filter.
    """

    place: str
    message: str
    field: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        inside = f", line {self.line}, column {self.column}" if self.line else ""
        return f"{self.place}: {self.field}{inside}: {self.message}" if self.field else f"{self.place}: {self.message}"


class SavedQueryError(ValueError):
    """A file with problems. Carries every problem, in the order of the file."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems: list[FileProblem] = list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        rows = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        if len(self.problems) > _MOST_SHOWN:
            rows.append(f"and {len(self.problems) - _MOST_SHOWN} more problems")
        return "\n".join(rows)


def problems_of(error: ValidationError, place: str) -> Iterator[FileProblem]:
    """Yields the problems that pydantic reports of the object at a place."""
    for reported in error.errors(include_url=False, include_input=False):
        context = reported.get("ctx", {}) if reported["type"] == "filter" else {}
        message = _MESSAGES.get(reported["type"]) or "\n".join(map(harmless, reported["msg"].split("\n")))
        field = clip(".".join(map(str, reported["loc"])))
        yield FileProblem(place, message, field or None, context.get("line"), context.get("column"))
