"""Answers the page inside of the browser: the explorer's answers, over runs in memory.

Owns the invariant that no JSON is parsed that is nested deeper than ``DEEPEST``: CPython in WebAssembly stops for good when it
drops a value that is nested some thousand levels deep, without an exception that could be caught.
"""

from collections import Counter
from collections.abc import Iterable
import json
from pathlib import Path
import re
from typing import Any

from filterlang.evaluate.query import Plan
from filterlang.explore.explored_runs import ExploredRuns
from filterlang.explore.page_answers import answer_text, written
from filterlang.exports.files import FileKind, kind_of
from filterlang.exports.memory import LocalRuns
from filterlang.exports.nesting import unread_sentences
from filterlang.exports.records import Record, RecordError, read_records
from filterlang.ide.json_requests import DEEPEST
from filterlang.text.frozen import replace

_PIECES = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_MOST_REMEMBERED = 4
_parse = json.loads


def _loads(text: str | bytes, **options: Any) -> Any:
    """``json.loads``, but that deep nesting is always a ``RecursionError``."""
    shown = text if isinstance(text, str) else text.decode()
    if shown.count("[") + shown.count("{") > DEEPEST and _is_deep(shown):
        raise RecursionError(f"nested more than {DEEPEST} levels deep")
    return _parse(text, **options)


def _is_deep(text: str) -> bool:
    depth = 0
    for piece in _PIECES.finditer(text):
        first = piece[0][0]
        if first != '"':
            depth += 1 if first in "[{" else -1
            if depth > DEEPEST:
                return True
    return False


json.loads = _loads


class RememberedRuns(LocalRuns):
    """Runs in memory that remember the last selections: the page asks for the number, the times and the rows of each."""

    def __init__(self, records: Iterable[Record]) -> None:
        super().__init__(records)
        self._remembered: list[tuple[Plan, list[Record]]] = []

    def find(self, plan: Plan) -> list[Record]:
        """Returns the records that a plan selects, in order."""
        whole = replace(plan, limit=None, select=None, call="", ordered=True)
        found = next((found for known, found in self._remembered if known == whole), None)
        if found is None:
            found = super().find(whole)
            self._remembered = [(whole, found), *self._remembered[: _MOST_REMEMBERED - 1]]
        return found[: plan.limit]


class Playground:
    """The runs that the page looks at."""

    def __init__(self) -> None:
        self._explored = ExploredRuns(RememberedRuns([]), "no runs")

    def open(self, path: str) -> str:
        """Reads a file and looks at its runs from now on; if it cannot be read, at those of before. Returns JSON."""
        try:
            self._explored = _explored(Path(path))
        except RecordError as error:
            return written({"problem": {"filter": None, "message": str(error)}})
        return written({"total": self._explored.total()})

    def answer(self, request: str) -> str:
        """Answers a request of the page, both as JSON."""
        return answer_text(self._explored, request)

    def learn(self) -> str:
        """Learns the values of the runs, for completions. Returns JSON."""
        self._explored.learn()
        return "{}"


def _explored(path: Path) -> ExploredRuns:
    """The runs of a file. What is left out of it is in the notes."""
    name = path.name
    if (kind := kind_of(str(path))) is not FileKind.JSON:
        raise RecordError(
            f"{name}: {kind} is not read in a browser: filterlang explore reads it, and filterlang runs --from "
            f"{name} -o runs.jsonl writes lines of JSON"
        )
    skipped: list[RecordError] = []
    unread = Counter[str]()
    try:
        records = read_records(path, skipped=skipped, unread=unread)
    except ImportError:
        raise RecordError(f"{name}: zstd is not unpacked in a browser: unpack it before") from None
    if not records:
        raise skipped[0] if skipped else RecordError(f"{name}: there are no runs in it")
    notes = [*unread_sentences(unread)]
    if skipped:
        notes.append(f"{len(skipped):,} {'line was' if len(skipped) == 1 else 'lines were'} left out: {skipped[0]}")
    return ExploredRuns(RememberedRuns(records), name, notes)
