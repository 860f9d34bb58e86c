"""What the two APIs have in common: a query becomes a body, an answer becomes a page.

Owns the invariant that what is no page is a ``ValueError``, never a page without runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from filterlang.client.arguments import Arguments
from filterlang.text.jsonvalues import is_array, is_object
from filterlang.syntax.tree import Node

Body = dict[str, Any]


@dataclass(slots=True)
class Page:
    """The runs of one answer as JSON has them, and where the next page begins, if there is one."""

    records: list[Any]
    cursor: str | None

    def taken(self) -> list[Any]:
        """The records, which are then here no more.

        What repeats requests holds on to an answer until the garbage collector comes by, and a page is most of a megabyte.
        """
        records, self.records = self.records, []
        return records


@dataclass(frozen=True, slots=True)
class Backend:
    """One of LangSmith's two ways to ask for runs."""

    name: str
    path: str
    """Where queries go, from the root of the API if it begins with ``/api``, else from the address the client was given."""
    body: Callable[[Arguments, Mapping[str, Node], Sequence[str]], Body]
    """The first request's body, from the arguments, the filters to send and the ids of the projects."""
    read: Callable[[bytes], Page]
    is_ordered: bool
    """Whether it can be asked for the earliest run first."""
    needs_projects: bool
    """Whether it looks through projects only, even for a run whose id is given."""
    objections: Callable[[Arguments], list[str]]
    """What of a query it has no words for."""
    cautions: Callable[[Arguments], list[str]]
    """What it is known to refuse, to ignore, or not known to take."""

    def looks_everywhere(self, asked: Arguments) -> bool:
        """Whether the projects of the whole workspace have to be named to it."""
        return self.needs_projects and not asked.has_projects and "reference_dataset_id" not in asked.others

    def notices(self, asked: Arguments) -> list[str]:
        """What it is asked otherwise than the caller wrote it."""
        found = [text for compiled in asked.filters.values() for text in compiled.reworded_for(self.name)]
        if self.looks_everywhere(asked):
            found.append(
                f"{self.name} looks through projects, so all of the workspace are named: give project_name to name one"
            )
        return found

    def effort(self, asked: Arguments) -> tuple[bool, bool, int]:
        """How far a query is from what it takes: what it may refuse counts first, then the projects, then the requests."""
        rewordings = sum(bool(compiled.reworded_for(self.name)) for compiled in asked.filters.values())
        return bool(self.cautions(asked)), self.looks_everywhere(asked), len(asked.queries(self.name)) + rewordings


def page(answer: bytes, runs: str, cursor: Callable[[dict[str, Any]], object]) -> Page:
    """An answer's page. Raises ``ValueError`` for what is none, such as one that was cut short."""
    body: Any = from_json(answer)
    if not is_object(body) or not is_array(body.get(runs)):
        raise ValueError(f"the answer is not a list of runs: it has no {runs!r}")
    found = cursor(body)
    if found is not None and not isinstance(found, str):
        raise ValueError("the answer is not a list of runs: its cursor is not a string")
    return Page(body[runs], found or None)
