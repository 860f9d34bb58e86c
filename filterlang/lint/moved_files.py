"""Shows files with their moves, as lines for a terminal and as JSON, and counts them all.

Owns the invariant that every text of a file is shown without control characters, and that counts and lists have the same parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from filterlang.migrate.code.code_moves import CodeNote, MoveOutcome
from filterlang.migrate.code.file_moves import FileMoves, MovedPart, PartKind
from filterlang.migrate.code.python_clients import LANGSMITH
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.display import clip, harmless
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span

_SHOWN = 200
_NOUNS = {PartKind.CALL: ("call", "calls"), PartKind.ADDRESS: ("address", "addresses"), PartKind.FILTER: ("filter", "filters")}


@dataclass(frozen=True, slots=True, eq=False)
class MovedFile:
    """A file with its moves. ``source`` is the text that was searched."""

    path: str
    source: Source
    moves: FileMoves
    is_written: bool

    def to_json(self) -> dict[str, object]:
        """The stable JSON form: lines and columns from 1."""
        return {
            "file": self.path,
            "changes": bool(self.moves.edits),
            "written": self.is_written,
            "parts": [self._part_json(part) for part in self.moves.parts],
        }

    def _part_json(self, part: MovedPart) -> dict[str, object]:
        return {
            "kind": part.kind.value,
            "outcome": part.outcome.value,
            **self._place(part.span),
            "text": part.text,
            "where": part.where,
            "after": part.after,
            "queries": list(part.queries),
            "notes": [
                {
                    **self._place(note.span),
                    "risk": note.risk.value,
                    "message": note.message,
                    "evidence": [evidence.to_json() for evidence in note.evidence],
                }
                for note in part.notes
            ],
        }

    def _place(self, span: Span) -> dict[str, int]:
        (line, column), (end_line, end_column) = self.source.position(span.start), self.source.position(span.end)
        return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}

    def verb(self, outcome: MoveOutcome) -> str:
        """The outcome of a part in words for people."""
        if outcome is MoveOutcome.MOVED:
            return "moved" if self.is_written else "would move"
        return outcome.value


def part_lines(file: MovedFile, part: MovedPart) -> Iterator[str]:
    """Yields the lines about a part of a file; none for one that stays as it is and has nothing to know of."""
    if part.outcome is MoveOutcome.UNCHANGED and not part.notes:
        return
    line, column = file.source.position(part.span.start)
    text = clip(" ".join(part.text.split()), _SHOWN)
    yield f"{harmless(file.path)}:{line}:{column}: {file.verb(part.outcome)}: {part.kind.value} {text}"
    if part.after is not None:
        yield f"  {'now' if part.outcome is MoveOutcome.MOVED else 'it could be'} {clip(' '.join(part.after.split()), _SHOWN)}"
    yield from (f"  query {number}: {clip(query, _SHOWN)}" for number, query in enumerate(part.queries, 1))
    yield from (f"  {_note(file, part, note)}" for note in part.notes if not is_common_cost(part, note))


def is_common_cost(part: MovedPart, note: CodeNote) -> bool:
    """Whether a note is on the cost of a moved part: many parts have the same, so it is shown once, with their number."""
    return note.risk is Risk.COST and part.outcome is MoveOutcome.MOVED


def _note(file: MovedFile, part: MovedPart, note: CodeNote) -> str:
    """A note, with its line where that is not the line of its part."""
    line = file.source.position(note.span.start)[0]
    place = f"line {line}: " if line != file.source.position(part.span.start)[0] else ""
    return f"{place}{note.risk.value}: {harmless(note.message)}"


class MoveCounts:
    """Counts the parts of files by kind and outcome."""

    def __init__(self) -> None:
        self.parts: Counter[tuple[PartKind, MoveOutcome]] = Counter()
        self.files: int = 0
        self.is_written: bool = False
        self.synchronous: int = 0
        self._costs: dict[str, tuple[str, int]] = {}
        self._pending: int = 0

    def add(self, file: MovedFile) -> None:
        """Counts the parts of a file."""
        self.parts.update((part.kind, part.outcome) for part in file.moves.parts)
        self.files += bool(file.moves.edits)
        self.is_written = self.is_written or file.is_written
        self._pending += bool(file.moves.edits) and not file.is_written
        for part in file.moves.parts:
            self.synchronous += LANGSMITH in part.imports and part.outcome is MoveOutcome.MOVED
            for note in filter(lambda note: is_common_cost(part, note), part.notes):
                line = file.source.position(note.span.start)[0]
                place, count = self._costs.get(note.message, (f"{harmless(file.path)}:{line}", 0))
                self._costs[note.message] = (place, count + 1)

    @property
    def is_left(self) -> bool:
        """Whether a person has to decide something, or a file is not written yet."""
        return bool(self._pending or self.total(MoveOutcome.TO_DECIDE))

    def total(self, outcome: MoveOutcome) -> int:
        """How many parts have an outcome."""
        return sum(count for (_, each), count in self.parts.items() if each is outcome)

    def counted(self, outcome: MoveOutcome) -> str:
        """The parts with an outcome in words, such as ``2 calls and 1 filter``."""
        counts = [(self.parts[kind, outcome], nouns) for kind, nouns in _NOUNS.items()]
        phrases = [f"{count:,} {nouns[count != 1]}" for count, nouns in counts if count]
        return " and ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)

    def costs(self) -> Iterator[str]:
        """Yields a line for each cost of the moved parts, with its first place and the number of the others."""
        for message, (place, count) in self._costs.items():
            yield f"cost: {harmless(message)} ({place}{f' and {count - 1:,} more' if count > 1 else ''})"

    def about_synchronous(self) -> str:
        """A sentence about the synchronous calls of Python that are moved to v2; empty where there are none."""
        if not self.synchronous:
            return ""
        calls = "call of Python stays" if self.synchronous == 1 else "calls of Python stay"
        return (
            f"{self.synchronous:,} synchronous {calls} synchronous: `{LANGSMITH.name}`, made from the script's client, sends"
            " the queries; for everything else the script uses its client as before"
        )

    def summary(self, searched: int) -> str:
        """A sentence that counts what is moved, what is to decide and what stays, of so many files."""
        files = f"{self.files:,} file{'s' * (self.files != 1)}"
        moved, left, kept = (self.counted(outcome) for outcome in MoveOutcome)
        phrases = [f"Moved {moved} in {files}" if self.is_written else f"Would move {moved} in {files} with `--write`"] * bool(
            moved
        )
        if left:
            is_one = self.total(MoveOutcome.TO_DECIDE) == 1
            phrases.append(f"{left} {'is' if is_one else 'are'} for you to decide")
        if not phrases:
            phrases = [f"Nothing to move in {searched:,} file{'s' * (searched != 1)}"]
        if kept:
            is_one = self.total(MoveOutcome.UNCHANGED) == 1
            phrases.append(f"{kept} {'stays as it is' if is_one else 'stay as they are'}")
        return "; ".join(phrases)
