"""What is wrong in a file of saved queries or rules, and the one error that carries it all.

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
class Problem:
    """One thing that is wrong in a file.

    ``place`` is the file and, where one is concerned, the line or the object in it; ``field`` the attribute of the object;
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
    """A file that holds something else than good queries or rules. Carries every problem, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        rows = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        if len(self.problems) > _MOST_SHOWN:
            rows.append(f"and {len(self.problems) - _MOST_SHOWN} more problems")
        return "\n".join(rows)


def problems_of(error: ValidationError, place: str) -> Iterator[Problem]:
    """What pydantic says is wrong with the object at a place."""
    for wrong in error.errors(include_url=False, include_input=False):
        context = wrong.get("ctx", {}) if wrong["type"] == "filter" else {}
        message = _MESSAGES.get(wrong["type"]) or "\n".join(map(harmless, wrong["msg"].split("\n")))
        field = clip(".".join(map(str, wrong["loc"])))
        yield Problem(place, message, field or None, context.get("line"), context.get("column"))
