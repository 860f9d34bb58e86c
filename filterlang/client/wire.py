"""The interface that both APIs implement: arguments become the body of a request, and an answer becomes a page of records.

Owns the invariant that an answer that is not a page is a ``ValueError``, never a page without runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filterlang.client.argument_messages import ArgumentMessage
from filterlang.client.arguments import Arguments
from filterlang.client.page_texts import read_page
from filterlang.evaluate.run_texts import RunText
from filterlang.syntax.tree import Node

QueryBody = dict[str, Any]


@dataclass(slots=True)
class RecordPage:
    """The runs of one answer as JSON, and the cursor of the next page, if there is one."""

    records: list[RunText]
    cursor: str | None

    def take_records(self) -> list[RunText]:
        """Take the records out, so that a retained page holds no memory.

        httpx retains an answer until the garbage collector runs, and a page is most of a megabyte.
        """
        records, self.records = self.records, []
        return records


@dataclass(frozen=True, slots=True)
class Backend:
    """One of LangSmith's two APIs for listing runs."""

    name: str
    path: str
    """The path of queries: from the root of the API if it begins with ``/api``, else from the address the client was given."""
    body: Callable[[Arguments, Mapping[str, Node], Sequence[str]], QueryBody]
    """Makes the body of the first request, from the arguments, the filters to send and the ids of the projects."""
    read: Callable[[bytes, frozenset[str] | None], RecordPage]
    """Reads an answer, and the values of some fields of its records or, for None, of all."""
    is_ordered: bool
    """Whether it can give the earliest run first."""
    needs_projects: bool
    """Whether it looks through projects only, even for a run whose id is given."""
    unsupported: Callable[[Arguments], list[ArgumentMessage]]
    """Explains each argument that its body cannot express."""
    warnings: Callable[[Arguments], list[ArgumentMessage]]
    """Explains each argument that it is known to refuse or to ignore, or is not known to take."""

    def searches_all_projects(self, arguments: Arguments) -> bool:
        """Whether the request has to name all projects of the workspace."""
        return self.needs_projects and not arguments.has_projects and "reference_dataset_id" not in arguments.passed_on

    def rewrites(self, arguments: Arguments) -> list[ArgumentMessage]:
        """Explains each part of the request that differs from the call."""
        messages = [rewrite for compiled in arguments.filters.values() for rewrite in compiled.rewrites_for(self.name)]
        if self.searches_all_projects(arguments):
            messages.append(
                ArgumentMessage(
                    "{backend} looks through projects, so all of the workspace are named: give {project_name} to name one",
                    backend=self.name,
                )
            )
        return messages

    def mismatch(self, arguments: Arguments) -> tuple[bool, bool, int]:
        """Ranks how far a call is from the requests for it: first what may be refused, then all projects, then rewrites."""
        rewrites = sum(bool(compiled.rewrites_for(self.name)) for compiled in arguments.filters.values())
        queries = len(arguments.queries(self.name))
        return bool(self.warnings(arguments)), self.searches_all_projects(arguments), queries + rewrites


def record_page(
    answer: bytes, runs: str, fields: frozenset[str] | None, cursor: Callable[[dict[str, Any]], object]
) -> RecordPage:
    """Returns the page of an answer. Raises ``ValueError`` for an answer that is not a page, such as one that is cut short."""
    records, rest = read_page(answer, runs, fields)
    text = cursor(rest)
    if text is not None and not isinstance(text, str):
        raise ValueError("the answer is not a list of runs: its cursor is not a string")
    return RecordPage(records, text or None)
