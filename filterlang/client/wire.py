"""What the two APIs have in common: a query becomes a body, an answer becomes a page.

Owns the invariant that what is no page is a ``ValueError``, never a page without runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from filterlang.client.arguments import Arguments
from filterlang.syntax.jsonvalues import is_array, is_object

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
    body: Callable[[Arguments, Sequence[str]], Body]
    """The first request's body, from the arguments and the ids of the projects."""
    read: Callable[[bytes], Page]
    bounds: tuple[str, str]
    """The names of the earliest and the latest start time in the body."""
    objections: Callable[[Arguments], list[str]]
    """What of a query it has no words for."""
    cautions: Callable[[Arguments], list[str]]
    """What it is known to refuse, to ignore, or not known to take."""


def page(answer: bytes, runs: str, cursor: Callable[[dict[str, Any]], object]) -> Page:
    """An answer's page. Raises ``ValueError`` for what is none, such as one that was cut short."""
    body: Any = from_json(answer)
    if not is_object(body) or not is_array(body.get(runs)):
        raise ValueError(f"the answer is no list of runs: it has no {runs!r}")
    found = cursor(body)
    if found is not None and not isinstance(found, str):
        raise ValueError("the answer is no list of runs: its cursor is no text")
    return Page(body[runs], found or None)
