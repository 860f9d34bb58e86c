"""The tracing projects of an export: one for each ``session_id`` of its runs, and one for the runs without any.

Owns the invariant that every run belongs to exactly one project, and that the same export has the same projects each time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.records import Record
from filterlang.exports.results import Runs
from filterlang.semantics.stored_ids import is_stored_uuid, stored_id
from filterlang.syntax.tree import Call, List, Name, Node, String
from filterlang.text.display import clip

TENANT = str(uuid5(NAMESPACE_URL, "filterlang:local"))
"""The workspace that everything local belongs to."""
_SHOWN = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Project:
    """A tracing project, as far as its runs tell about it."""

    id: str
    name: str
    run_count: int = 0
    start_time: datetime | None = None
    last_run_start_time: datetime | None = None

    def summary(self) -> str:
        """Returns the name, the number of runs, and the days of the first and the last."""
        runs = "1 run" if self.run_count == 1 else f"{self.run_count:,} runs"
        days = [f"{day:%Y-%m-%d}" for day in (self.start_time, self.last_run_start_time) if day]
        return f"{clip(self.name)} ({', '.join([runs, *([' … '.join(days)] if days else [])])})"

    def to_json(self) -> dict[str, object]:
        """Returns the project as a ``TracerSession`` (LangSmith's OpenAPI document)."""
        last = self.last_run_start_time
        return {
            "id": self.id,
            "name": self.name,
            "tenant_id": TENANT,
            "start_time": (self.start_time or _EPOCH).isoformat(),
            "last_run_start_time": last and last.isoformat(),
            "run_count": self.run_count,
            "reference_dataset_id": None,
            "end_time": None,
            "description": None,
            "extra": None,
        }


class ExportedProjects:
    """The projects of an export, by id and by name."""

    def __init__(self, runs: Runs, name: str) -> None:
        self.default: str = str(uuid5(NAMESPACE_URL, f"filterlang:project:{name}"))
        self.by_id: dict[str, Project] = {}
        self.timeless: bool = False
        """Whether some run has no start time."""
        named: set[str] = set()
        for record in _records(runs):
            project = self._project(self.of(record))
            if isinstance(title := record.get("session_name"), str) and title and project.id not in named:
                named.add(project.id)
                project.name = title
            self._count(project, stored_datetime(record.get("start_time")))
        if not self.by_id:
            self._project(self.default)
        nameless = [project for project in self.by_id.values() if project.id not in named]
        if self.default in self.by_id:
            self.by_id[self.default].name = name
        elif len(nameless) == 1:
            nameless[0].name = name

    @property
    def run_count(self) -> int:
        return sum(project.run_count for project in self.by_id.values())

    def summary(self) -> str:
        """Returns the projects in one line: of each the name, the number of runs and the days of the first and the last."""
        largest = sorted(self.by_id.values(), key=lambda project: (-project.run_count, project.name))
        shown = [project.summary() for project in largest[:_SHOWN]]
        rest = len(largest) - len(shown)
        return ", ".join([*shown, *([f"and {rest} more"] if rest else [])])

    def of(self, record: Record) -> str:
        """Returns the id of a run's project."""
        stored = record.get("session_id")
        return stored_id(stored) if isinstance(stored, str) and is_stored_uuid(stored) else self.default

    def condition(self, ids: Iterable[str]) -> Node | None:
        """Returns the condition that a run belongs to one of the projects; None where every run does."""
        known = set(ids) & self.by_id.keys()
        if known >= self.by_id.keys():
            return None
        if self.default in known:
            return Call("not", (_is_in(self.by_id.keys() - known),))
        return _is_in(known)

    def _project(self, id: str) -> Project:
        return self.by_id.setdefault(id, Project(id, id))

    def _count(self, project: Project, started: datetime | None) -> None:
        project.run_count += 1
        if started is None:
            self.timeless = True
            return
        project.start_time = min(started, project.start_time or started)
        project.last_run_start_time = max(started, project.last_run_start_time or started)


def _records(runs: Runs) -> Iterator[Record]:
    """Returns the columns of all runs that tell about projects; few exports have the name."""
    columns = ["session_id", "start_time"]
    try:
        return runs.list_runs(select=[*columns, "session_name"]).records()
    except ValueError:
        return runs.list_runs(select=columns).records()


def _is_in(ids: Iterable[str]) -> Node:
    return Call("in", (Name("session_id"), List(tuple(map(String, sorted(ids))))))
