"""Explains a query before it runs: which conditions SQL decides, how often the table is read, and what is skipped.

Owns the invariant that nothing of it is a guess: the verdicts come from the lowering, the readings from the engine's own plan.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from filterlang.text.display import clip
from filterlang.text.frozen import dataclass

HERE = "in this process"
"""Where engines without executors try undecided rows."""


_WIDTH, _LONGEST = 77, 300
_COUNTED = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class ReasonText:
    """Why rows are undecided. ``every``: the filter is the reason, so that no row is decided; otherwise a row's data are."""

    text: str
    every: bool = False


@dataclass(frozen=True, slots=True)
class TableScan:
    """How an engine reads a table once.

    ``pushed`` are the conditions by which the reader skips parts of files, ``folders`` those by which it skips files and
    folders, and ``reads`` is how much it reads of all that there is, each as the engine writes it; empty where it says nothing.
    """

    pushed: str = ""
    folders: str = ""
    reads: str = ""


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """The readings of a table in the plan of a query, and how often rows change the executor; None on one machine."""

    scans: tuple[TableScan, ...]
    shuffles: int | None = None


@dataclass(frozen=True, slots=True)
class ExplainedCondition:
    """A condition of a query in words, and the reasons for which SQL leaves rows to Python; none if SQL decides every row.

    ``scope`` is the argument that it stands in: ``filter`` (also for arguments such as ``run_type``), ``trace_filter``,
    ``tree_filter``.
    """

    scope: str
    text: str
    reasons: tuple[ReasonText, ...]


@dataclass(frozen=True, slots=True)
class ExplainedQuery:
    """A query that ``list_runs`` sends to the engine, and the engine's plan of it."""

    purpose: str
    plan: EnginePlan


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """The explanation of a query: its conditions, and the engine's plans. ``str(explanation)`` is a text of 80 columns.

    >>> from filterlang import open_runs
    >>> runs = open_runs("docs/examples/support_bot.jsonl").list_runs(filter='like(metadata_key, "ls_%")')
    >>> [condition.text for condition in runs.explain().conditions if condition.reasons]
    ['the metadata has a key that matches the pattern "ls_%"']
    """

    source: str
    conditions: tuple[ExplainedCondition, ...]
    queries: tuple[ExplainedQuery, ...]
    tried: str
    """Where the undecided rows are tried."""
    partitions: str = ""
    """How date partitions are used, as a sentence; empty where the table has no such use."""

    @property
    def undecided(self) -> tuple[ExplainedCondition, ...]:
        """The conditions that SQL does not decide for every row."""
        return tuple(condition for condition in self.conditions if condition.reasons)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    __repr__ = __str__

    def _lines(self) -> Iterator[str]:
        yield self.source
        for scope in dict.fromkeys(condition.scope for condition in self.conditions):
            yield f"\n{scope}:"
            for condition in self.conditions:
                if condition.scope == scope:
                    yield from condition_lines(condition)
        if self.undecided:
            yield ""
            yield from wrapped(f"Undecided rows are tried by the reference {self.tried}.", "")
        if self.partitions:
            yield ""
            yield from wrapped(f"{self.partitions[0].upper()}{self.partitions[1:]}.", "")
        for query in self.queries:
            yield ""
            yield from _query_lines(query)


def condition_lines(condition: ExplainedCondition) -> Iterator[str]:
    """Yields the lines for a condition: the condition, and below it the rows that SQL leaves undecided."""
    verdict = "" if condition.reasons else " (SQL decides)"
    yield from wrapped(condition.text + verdict, "  - ")
    yield from undecided_lines(condition.reasons)


def undecided_lines(reasons: Sequence[ReasonText]) -> Iterator[str]:
    """Yields the lines that say which rows are undecided, and why."""
    every = [reason.text for reason in reasons if reason.every]
    if every:
        yield from wrapped(f"every row is undecided: {'; '.join(every)}", "    ")
        return
    rows = [reason.text for reason in reasons]
    if rows:
        yield from wrapped(f"SQL decides, except rows with {'; '.join(rows)}", "    ")


def _query_lines(query: ExplainedQuery) -> Iterator[str]:
    count = len(query.plan.scans)
    shuffles = query.plan.shuffles
    shuffled = "" if shuffles is None else f", {shuffles} shuffle{'s' * (shuffles != 1)}"
    yield f"{query.purpose}: reads the table {_COUNTED.get(count, f'{count} times')}{shuffled}"
    for scan in query.plan.scans:
        yield from wrapped(_scan_text(scan), "  - ")


def _scan_text(scan: TableScan) -> str:
    facts = {"skips rows by": scan.pushed, "folders by": scan.folders, "reads": scan.reads}
    return "; ".join(f"{label} {clip(text, _LONGEST)}" for label, text in facts.items() if text) or "reads all rows"


def wrapped(text: str, bullet: str) -> list[str]:
    """Returns a text as lines of a list's item: 80 columns with the three of a comment's mark."""
    return wrap(text, _WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False)
