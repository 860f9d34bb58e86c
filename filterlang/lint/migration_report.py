"""The report of a migration for people who plan it, in Markdown.

Owns the invariants that the same files give the same report, and that no text of a file becomes Markdown of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from filterlang.findings.evidence import Evidence
from filterlang.lint.moved_files import MoveCounts, MovedFile
from filterlang.migrate.code.code_moves import CodeNote, MoveOutcome, Target
from filterlang.migrate.code.file_moves import MovedPart, PartKind
from filterlang.schema.citations import V1_ENDS
from filterlang.schema.dialects import LASTING
from filterlang.schema.end_of_v1 import LAST_DAY
from filterlang.schema.moves_to_v2 import Risk
from filterlang.schema.quotations import QUOTATIONS
from filterlang.text.safe_markdown import code, escaped, with_code

TITLE = "# Off LangSmith's v1"
"""The first line of a report, by which a file that an earlier run has written is recognised."""
_MOST_TEXT = 120
_RISKS = {
    Risk.SILENT: "the code runs, and its result is another one",
    Risk.ERROR: "the code fails, or the server refuses the query",
    Risk.COST: "the result is the same, and takes more time or more requests",
}

_Notes = dict[tuple[str, Risk], tuple[int, tuple[Evidence, ...]]]
"""The number and the sources of each note, by its message and risk."""


def report_text(files: Sequence[MovedFile], counts: MoveCounts, target: Target) -> str:
    """The whole report about the files that have anything to move, to decide or to keep."""
    notes = _numbered(files)
    lines = [*_head(counts, target), *_table_of_counts(counts), *_risks(files)]
    shown = [file for file in files if any(_is_listed(part) for part in file.moves.parts)]
    lines += ["## Files", ""]
    for file in shown:
        lines += _file(file, notes)
    if not shown:
        lines += ["Nothing is to move or to decide.", ""]
    lines += [*_explained(notes), *_to_test(counts), *_words()]
    return "\n".join(lines)


def _is_listed(part: MovedPart) -> bool:
    return part.outcome is not MoveOutcome.UNCHANGED or bool(part.notes)


def _numbered(files: Iterable[MovedFile]) -> _Notes:
    """The notes of all files, each once, numbered from 1 in the order of their first places."""
    notes: _Notes = {}
    for file in files:
        for part in file.moves.parts:
            for note in part.notes:
                notes.setdefault(_key(note), (len(notes) + 1, note.evidence))
    return notes


def _key(note: CodeNote) -> tuple[str, Risk]:
    return note.message, note.risk


def _head(counts: MoveCounts, target: Target) -> Iterator[str]:
    mode = "--write" if counts.is_written else "--diff"
    yield from (TITLE, "")
    sources = " ".join(f"[{number}]({link})" for number, link in enumerate(V1_ENDS.links, 1))
    yield f"LangSmith Cloud answers v1's queries until **{LAST_DAY}** (sources: {sources})."
    filters = "" if target == LASTING else f", filters to {LASTING}"
    yield f"Code moves to {target}{filters}: `filterlang migrate PATHS --to {target} {mode}`."
    yield from ("", f"**{escaped(counts.summary(0))}.**", "")


def _table_of_counts(counts: MoveCounts) -> Iterator[str]:
    yield from ("| | calls | addresses | filters |", "|---|---|---|---|")
    titles = {
        MoveOutcome.MOVED: "moved" if counts.is_written else "would be moved",
        MoveOutcome.TO_DECIDE: "to decide",
        MoveOutcome.UNCHANGED: "stay as they are",
    }
    for outcome, title in titles.items():
        yield _row([title, *(f"{counts.parts[kind, outcome]:,}" for kind in PartKind)])
    yield ""


def _risks(files: Iterable[MovedFile]) -> Iterator[str]:
    """The risks, each with the number of its notes."""
    counts = Counter(note.risk for file in files for part in file.moves.parts for note in part.notes)
    yield from ("A note on a place has one of three risks:", "")
    yield from (f"* **{risk.value}** ({counts[risk]:,}): {effect}." for risk, effect in _RISKS.items())
    yield ""


def _file(file: MovedFile, notes: _Notes) -> Iterator[str]:
    """The table of a file."""
    yield from (f"### {code(file.path, 400)}", "", "| place | found | done | left | risk |", "|---|---|---|---|---|")
    for part in file.moves.parts:
        if _is_listed(part):
            line, column = file.source.position(part.span.start)
            found = f"{part.kind.value} {_cell(part.text)}"
            risks = ", ".join(risk.value for risk in part.risks)
            yield _row([f"{line}:{column}", found, _done(file, part), _left(part, notes), risks or "none"])
    kept = sum(not _is_listed(part) for part in file.moves.parts)
    yield from ("", f"{kept:,} more stay{'s' * (kept == 1)} as {'it is' if kept == 1 else 'they are'}.", "") if kept else ("",)


def _done(file: MovedFile, part: MovedPart) -> str:
    """What was done with a part, or would be."""
    if part.outcome is not MoveOutcome.MOVED:
        return "nothing"
    verb = "moved" if file.is_written else "would be moved"
    return f"{verb}: {_cell(part.after)}" if part.after is not None else verb


def _left(part: MovedPart, notes: _Notes) -> str:
    """What is left to do about a part: a decision, and the notes to read."""
    numbers = list(dict.fromkeys(notes[_key(note)][0] for note in part.notes))
    links = ", ".join(f"[note {number}](#note-{number})" for number in numbers)
    queries = "; or ".join(_cell(query) for query in part.queries)
    words = {MoveOutcome.TO_DECIDE: "**decide**", MoveOutcome.MOVED: "read" if links else "nothing"}
    text = " ".join(filter(None, (words.get(part.outcome, "read"), links)))
    return f"{text}: run {queries}" if queries else text


def _explained(notes: _Notes) -> Iterator[str]:
    """Each note once, with its sources."""
    if notes:
        yield from ("## Notes", "")
    for (message, risk), (number, evidence) in notes.items():
        yield from (f"### Note {number}", "", f"**{risk.value}**: {with_code(message)}.", "")
        if evidence:
            yield from (f"* {_source(each)}" for each in evidence)
            yield ""


def _to_test(counts: MoveCounts) -> Iterator[str]:
    """What to test after the move."""
    yield from ("## What to test afterwards", "")
    has_calls = any(counts.parts[kind, MoveOutcome.MOVED] for kind in (PartKind.CALL, PartKind.ADDRESS))
    if has_calls:
        yield "* Run each moved script against both APIs while both answer, and compare what it prints."
        yield "* Look at the number of runs that each query lists: without an earliest start, v2 lists those of one day."
        yield "* Look at counts, sums and costs: fields that v1 gave as 0 or as an empty object may be missing on v2."
    if counts.parts[PartKind.FILTER, MoveOutcome.MOVED]:
        yield "* Load each moved filter where it is used, and compare the runs that it selects: `filterlang diff OLD NEW`."
    if counts.total(MoveOutcome.TO_DECIDE):
        yield "* Decide what is left, then run `filterlang migrate` again: it lists what is still on v1."
    yield from ("* Search for code that puts names of methods or addresses together: only literal ones are found.", "")


def _words() -> Iterator[str]:
    """The words of LangSmith's documents."""
    yield from ("## In LangSmith's own words", "")
    for quotation in QUOTATIONS:
        yield f"* {quotation.subject}: “{with_code(quotation.words)}” ({_source(quotation.evidence)})"
    yield ""


def _source(evidence: Evidence) -> str:
    """A source with its addresses to click on."""
    links = " ".join(f"[{number}]({link})" for number, link in enumerate(evidence.links, 1))
    return f"{with_code(evidence.source)} {links}".rstrip()


def _cell(text: str | None) -> str:
    """A text as code in a cell of a table."""
    return code(" ".join((text or "").split()), _MOST_TEXT).replace("|", "\\|")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
