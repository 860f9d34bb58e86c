"""The problems of a file of saved queries or rules, and the error that carries all of them.

Owns the invariant that a problem is one harmless text that names the place in the file, and shows no value but filters: rules
hold keys and the addresses of webhooks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from filterlang.text.source import Source

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One problem of a file.

    ``place`` is the file with the line and the column in it, ``field`` the attribute of the object; ``line`` and ``column``
    (from 1) are those of the file. A problem of a field that is missing has the place of its object.
    """

    place: str
    message: str
    field: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.field}: {self.message}" if self.field else f"{self.place}: {self.message}"


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


def problem_at(source: Source, offset: int, message: str, field: str | None = None) -> FileProblem:
    """The problem that stands at an offset of a file, whose name is harmless."""
    line, column = source.position(offset)
    return FileProblem(f"{source.name}:{line}:{column}", message, field, line, column)
