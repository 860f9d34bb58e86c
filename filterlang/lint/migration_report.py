"""Writes the report of a migration for people who plan it, in Markdown.

Owns the invariants that the same files give the same report, and that no text of a file becomes Markdown of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from filterlang.findings.evidence import Evidence
from filterlang.lint.moved_files import MoveCounts, MovedFile, is_common_cost
from filterlang.migrate.code.code_moves import CodeNote, MoveOutcome, Target
from filterlang.migrate.code.file_moves import MovedPart, PartKind
from filterlang.schema.citations import V1_ENDS
from filterlang.schema.dialects import LASTING
from filterlang.schema.end_of_v1 import LAST_DAY
from filterlang.schema.moves_to_v2 import Risk
from filterlang.schema.quotations import QUOTATIONS
from filterlang.text.frozen import dataclass
from filterlang.text.safe_markdown import code, with_code

TITLE = "# Off LangSmith's v1"
"""The first line of a report, by which a file that an earlier run has written is recognised."""
_MOST_TEXT = 120
_RISKS = {
    Risk.SILENT: "the code runs, and its result is another one",
    Risk.ERROR: "the code fails, or the server refuses the query",
    Risk.COST: "the result is the same, and takes more time or more requests",
}

_RISK_ORDER = tuple(Risk)
_MOST_PLACES = 10
_DECISION = "What you have to decide"
_CHECK = "What to look at in moved code and filters"
_COST = "What takes more time or requests"
_HEADINGS = (_DECISION, _CHECK, _COST)


@dataclass(frozen=True, slots=True, eq=False)
class _NumberedNote:
    """A note with its number in the report, the heading that it stands under, and all its places."""

    number: int
    heading: str
    note: CodeNote
    places: list[str]


_Notes = dict[tuple[str, Risk], _NumberedNote]
"""The notes by message and risk, in the order of their numbers."""


def report_text(files: Sequence[MovedFile], counts: MoveCounts, target: Target) -> str:
    """The whole report about the files that have anything to move, to decide or to keep."""
    notes = _numbered(files)
    lines = [*_head(counts, target), *_table_of_counts(counts), *_risks(files)]
    shown = [file for file in files if any(_is_listed(part) for part in file.moves.parts)]
    lines += [*_explained(notes), "## Files", ""]
    for file in shown:
        lines += _file(file, notes)
    if not shown:
        lines += ["Nothing is to move or to decide.", ""]
    lines += [*_to_test(counts), *_words()]
    return "\n".join(lines)


def _is_listed(part: MovedPart) -> bool:
    return part.outcome is not MoveOutcome.UNCHANGED or bool(part.notes)


def _numbered(files: Iterable[MovedFile]) -> _Notes:
    """The notes of all files, each once: first those on what is to decide, then the gravest, then by their first places."""
    first: dict[tuple[str, Risk], tuple[str, CodeNote]] = {}
    places: dict[tuple[str, Risk], list[str]] = defaultdict(list)
    for file in files:
        for part in file.moves.parts:
            for note in part.notes:
                key, heading = _key(note), _heading(part, note)
                if key not in first or _HEADINGS.index(heading) < _HEADINGS.index(first[key][0]):
                    first[key] = heading, note
                places[key].append(code(f"{file.path}:{file.source.position(note.span.start)[0]}", 400))
    order = sorted(first, key=lambda key: (_HEADINGS.index(first[key][0]), _RISK_ORDER.index(key[1])))
    return {key: _NumberedNote(number, *first[key], places[key]) for number, key in enumerate(order, 1)}


def _heading(part: MovedPart, note: CodeNote) -> str:
    """The heading that a note of a part stands under."""
    if part.outcome is MoveOutcome.TO_DECIDE:
        return _DECISION
    return _COST if note.risk is Risk.COST else _CHECK


def _key(note: CodeNote) -> tuple[str, Risk]:
    return note.message, note.risk


def _head(counts: MoveCounts, target: Target) -> Iterator[str]:
    yield from (TITLE, "")
    sources = " ".join(f"[{number}]({link})" for number, link in enumerate(V1_ENDS.links, 1))
    yield f"LangSmith Cloud answers v1's queries until **{LAST_DAY}** (sources: {sources})."
    filters = "" if target == LASTING else f", filters to {LASTING}"
    yield f"Code moves to {target}{filters}: `filterlang migrate PATHS --to {target} --write` makes the changes."
    yield from ("", f"**{with_code(counts.summary(0))}.**", "")
    if counts.about_synchronous():
        yield from (f"{with_code(counts.about_synchronous())}.", "")


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
    """The change that was made to a part, or would be."""
    if part.outcome is not MoveOutcome.MOVED:
        return "nothing"
    verb = "moved" if file.is_written else "would be moved"
    return f"{verb}: {_cell(part.after)}" if part.after is not None else verb


def _left(part: MovedPart, notes: _Notes) -> str:
    """The work that is left on a part: a decision, and the notes to read."""
    numbers = sorted({notes[_key(note)].number for note in part.notes if not is_common_cost(part, note)})
    links = ", ".join(f"[note {number}](#note-{number})" for number in numbers)
    queries = "; or ".join(_cell(query) for query in part.queries)
    words = {MoveOutcome.TO_DECIDE: "**decide**", MoveOutcome.MOVED: "read" if links else "nothing"}
    text = " ".join(filter(None, (words.get(part.outcome, "read"), links)))
    return f"{text}: run {queries}" if queries else text


def _explained(notes: _Notes) -> Iterator[str]:
    """Each note once, with its places and its sources."""
    for heading in _HEADINGS:
        numbered = [each for each in notes.values() if each.heading == heading]
        if numbered:
            yield from (f"## {heading}", "")
        for each in numbered:
            yield from (f"### Note {each.number}", "", f"**{each.note.risk.value}**: {with_code(each.note.message)}.", "")
            yield f"* {_places(each.places)}"
            yield from (f"* {_source(evidence)}" for evidence in each.note.evidence)
            yield ""


def _places(places: Sequence[str]) -> str:
    """The number of some places, and the first of them."""
    more = len(places) - _MOST_PLACES
    shown = ", ".join(places[:_MOST_PLACES])
    return f"{len(places):,} place{'s' * (len(places) != 1)}: {shown}{f', and {more:,} more' if more > 0 else ''}"


def _to_test(counts: MoveCounts) -> Iterator[str]:
    """Lists the tests to make after the move."""
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
