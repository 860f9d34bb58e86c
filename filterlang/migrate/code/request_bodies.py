"""Moves the body of a request for runs from v1 to v2, whatever language it is written in.

Owns the invariant that each key of a body is renamed, rewritten, left out for a reason, or refused, and that nothing else of
the body changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
import re

from filterlang.migrate.code.body_entries import BodyEntry, BodyNote, RequestBody
from filterlang.migrate.code.query_plan import MOST_OF_A_PAGE, ArgumentValue, PlannedArgument, plan_query, select_of
from filterlang.schema.moves_to_v2 import BODY_MOVES, ArgumentForm, ArgumentMove, Risk
from filterlang.semantics.datetimes import datetime_form, read_datetime, write_datetime
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.display import clip
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.frozen import dataclass

_TRACES = {name for name, move in BODY_MOVES.items() if move.v2 == "trace_id"}
_FILTERS = {name for name, move in BODY_MOVES.items() if move.v2 == "filter" and move.form is ArgumentForm.SAME}
_MISSING = re.compile(r"(?:\belse|:)\s*(None|null|undefined)\s*\Z")
_ORDER = "v2 gives the newest runs first: read all pages, then reverse the runs"
_TRACE = "v1 gave all runs of a trace at once, v2 gives pages: follow next_cursor for traces of more than 1,000 runs"


@dataclass(frozen=True, slots=True)
class BodyMove:
    """The edits of a body, and what to know; a body with ``refusals`` has to be decided by a person."""

    edits: tuple[Edit, ...]
    notes: tuple[BodyNote, ...] = ()
    refusals: tuple[BodyNote, ...] = ()


def moved_body(body: RequestBody, reads: Collection[str] | None, *, single_line: bool = False) -> BodyMove:
    """Moves a body. ``reads`` are the fields that are read from the runs, by v1's names; None where that is not known.

    ``single_line`` adds entries without line breaks, for a host that cannot hold them.
    """
    return _Moving(body, reads, single_line=single_line).move()


class _Moving:
    """Collects the edits and notes of one body."""

    def __init__(self, body: RequestBody, reads: Collection[str] | None, *, single_line: bool) -> None:
        self._body, self._single_line = body, single_line
        self._reads = None if reads is None else sorted(reads)
        self._names = {entry.key for entry in body.entries}
        self._quote = _quote_of(body)
        self._notes: list[BodyNote] = []
        self._refusals: list[BodyNote] = []

    def move(self) -> BodyMove:
        known = {entry.move.name: entry for entry in self._body.entries if entry.move is not None}
        given: dict[str, BodyEntry] = {}
        for entry in self._body.entries:
            if entry.move is None:
                self._refuse(entry, f"v2 has no `{clip(entry.key, 40)}`")
            elif entry.move.name not in given or given[entry.move.name].value.constant is None:
                given[entry.move.name] = entry
        plan = plan_query({name: entry.value for name, entry in given.items()}, self._reads)
        for notes, planned in ((self._notes, plan.notes), (self._refusals, plan.refusals)):
            notes.extend(
                BodyNote(known[note.argument].name if note.argument in known else self._body.inside, note.message, note.risk)
                for note in planned
            )
        kept: list[BodyEntry] = []
        edits: list[Edit] = []
        for entry in self._body.entries:
            changes = [] if entry.move is None else self._moved(entry, entry.move)
            edits += changes or ()
            if changes is not None and not entry.is_set:
                kept.append(entry)
        sure = {name: entry.value for name, entry in given.items() if entry.is_sure}
        added = [*self._whole_page(), *plan_query(sure, self._reads).added]
        edits += self._outline(kept, [self._pair(each) for each in added])
        return BodyMove(tuple(edits), tuple(self._notes), tuple(self._refusals))

    def _whole_page(self) -> Iterator[PlannedArgument]:
        """Yields the size of a page for the runs of a trace, where the body has no limit."""
        trace = next((entry for entry in self._body.entries if entry.key in _TRACES), None)
        moves = [entry.move for entry in self._body.entries if entry.move is not None]
        if trace is not None and not any(move.form is ArgumentForm.BOUND for move in moves):
            self._notes.append(BodyNote(trace.name, _TRACE, Risk.SILENT))
            size = next(move.v2 for move in BODY_MOVES.values() if move.form is ArgumentForm.BOUND)
            yield PlannedArgument(size, ArgumentForm.SAME, ArgumentValue("", MOST_OF_A_PAGE))

    def _refuse(self, entry: BodyEntry, message: str) -> None:
        self._refusals.append(BodyNote(entry.name, message, Risk.ERROR))

    # Entries

    def _moved(self, entry: BodyEntry, move: ArgumentMove) -> list[Edit] | None:
        """The edits of an entry; None where it is left out."""
        if move.form is ArgumentForm.GONE:
            if entry.is_set:
                self._refuse(entry, f"{move.why}: leave `{entry.key}` out")
            return None
        if move.form is ArgumentForm.ORDER:
            if entry.value.constant not in ("desc", None) or entry.is_set:
                self._refuse(entry, _ORDER)
            return None
        name = [] if entry.is_short else [replace(entry.name.start, entry.name.end, move.v2)] if move.v2 != entry.key else []
        if entry.value.constant is None:
            return name
        code = self._value(entry, move)
        if entry.is_short and (move.v2 != entry.key or code not in (None, entry.value.code)):
            pair = self._body.style.pair.format(move.v2, code or entry.value.code)
            return [replace(entry.whole.start, entry.whole.end, pair)]
        if code is None and move.form is ArgumentForm.SELECTS and entry.items:
            return [*name, *self._selects(entry)]
        return [*name, *([] if code in (None, entry.value.code) else [replace(entry.place.start, entry.place.end, code or "")])]

    def _value(self, entry: BodyEntry, move: ArgumentMove) -> str | None:
        """The code of v2's value; None for that of v1, or for a list of texts, whose items are edited."""
        code, constant, style = entry.value.code, entry.value.constant, self._body.style
        match move.form:
            case ArgumentForm.IDS:
                is_text = isinstance(constant, str) or (constant is UNKNOWN and _is_text(code))
                return f"[{code}]" if is_text else None
            case ArgumentForm.UPPER:
                known = self._known(entry, self._like(code, str(constant).upper()), style.upper, "v2 writes it in capitals")
                return style.instead(code, known, style.nothing) if entry.is_optional and style.nothing else known
            case ArgumentForm.ROOTS:
                return style.constant(True, self._quote)
            case ArgumentForm.TIME:
                return self._with_start(entry, move, self._time(entry))
            case ArgumentForm.SELECTS:
                if not entry.items:
                    self._refuse(entry, "v2 has other names for the fields: write them in capitals, as v2's `selects` has them")
                return None
            case ArgumentForm.BOUND:
                return self._bound(entry)
            case ArgumentForm.IN_FILTER:
                return self._parent(entry, move.condition)
            case _:
                return None

    def _known(self, entry: BodyEntry, written: str, made: Callable[[str], str | None], why: str) -> str:
        """The code for a constant, or that made of other code; refused where neither is known."""
        code = written if entry.value.constant is not UNKNOWN else made(entry.value.code)
        if code is None:
            self._refuse(entry, f"{why}: change the value of `{entry.key}`")
        return code or entry.value.code

    def _with_start(self, entry: BodyEntry, move: ArgumentMove, written: str | None) -> str | None:
        """The code of a time that may be missing by a condition, with the time that v2 needs there."""
        code = entry.value.code if written is None else written
        instead = self._body.style.constant(move.missing, self._quote) if move.missing else ""
        if not instead or entry.value.constant is not UNKNOWN:
            return written
        if entry.is_optional:
            return self._body.style.instead(entry.value.code, code, instead)
        conditional = _MISSING.search(code)
        if conditional is not None:
            return f"{code[: conditional.start(1)]}{instead}"
        return f"{code} ?? {instead}" if "?." in code and "??" not in code else written

    def _time(self, entry: BodyEntry) -> str | None:
        """The code of a time with its zone, UTC where v1 read it so."""
        constant = entry.value.constant
        if isinstance(constant, str):
            moment = read_datetime(constant)
            if moment is None or datetime_form(constant) == "exact":
                return None
            is_naive = datetime_form(constant) == "naive" and constant.count(":") == 2
            return self._like(entry.value.code, f"{constant}Z" if is_naive else write_datetime(moment))
        meanings = [meaning for meaning in (entry.meaning, entry.value.code) if meaning]
        meaning = next((meaning for meaning in meanings if self._body.style.zoned(meaning)), entry.value.code)
        code = self._body.style.zoned(meaning)
        if code is None:
            self._notes.append(
                BodyNote(entry.place, f"v2 refuses a time without its zone: see that `{entry.key}` ends with Z", Risk.ERROR)
            )
        return None if code in (None, meaning) else code.replace(meaning, entry.value.code)

    def _bound(self, entry: BodyEntry) -> str | None:
        if not self._names.isdisjoint(_TRACES):
            self._notes.append(BodyNote(entry.name, _TRACE, Risk.SILENT))
            return None if entry.value.constant is UNKNOWN else str(MOST_OF_A_PAGE)
        return None

    def _parent(self, entry: BodyEntry, condition: str) -> str | None:
        """The condition on the parent in the place of its id."""
        code = entry.value.code
        if not self._names.isdisjoint(_FILTERS):
            self._refuse(entry, f"v2 has no such key: write it into the filter, and({condition.format('…')}, …)")
            return None
        if not _is_text(code):
            before, _, after = condition.format('"\0"').partition("\0")
            return self._known(entry, "", lambda code: self._body.style.filled(before, code, after), "v2 has no such key")
        quote = '\\"' if code[0] == '"' else '"'
        return f"{code[0]}{condition.format(f'{quote}{code[1:-1]}{quote}')}{code[-1]}"

    def _like(self, code: str, text: str) -> str:
        """A text in the quotes of another."""
        return f"{code[0]}{text}{code[-1]}" if _is_text(code) else text

    # Lists of fields

    def _selects(self, entry: BodyEntry) -> Iterator[Edit]:
        """Yields the edits of a list of fields, each where it stands, and those that are read but were not selected."""
        text, items = self._body.text, entry.items
        names = [select_of(text[item.start : item.end]) for item in items]
        for item, name in zip(items, names, strict=True):
            if not name:
                self._notes.append(BodyNote(item, f"v2 does not have `{clip(text[item.start : item.end], 40)}`", Risk.ERROR))
        needed = [name for field in self._reads or () if (name := select_of(field)) and name not in names]
        new = [name for name in dict.fromkeys((*names, *needed)) if name]
        first, last = items[0], items[-1]
        between = text[items[0].end : items[1].start] if len(items) > 1 else ""
        opening, closing = text[first.start - 1], text[last.end]
        if len(new) < len(names) or "" in names or len(set(names)) < len(names):
            yield replace(first.start, last.end, (between or f"{closing}, {opening}").join(new))
            return
        for item, name in zip(items, names, strict=True):
            yield replace(item.start, item.end, name)
        if needed:
            joint = between or f"{closing}, {opening}"
            yield insert(last.end, "".join(joint + name for name in dict.fromkeys(needed)))

    # Entries that are left out or added

    def _pair(self, added: PlannedArgument) -> str:
        style = self._body.style
        return style.pair.replace('"', self._quote).format(added.name, style.constant(added.value.constant, self._quote))

    def _outline(self, kept: Sequence[BodyEntry], added: Sequence[str]) -> Iterator[Edit]:
        """Yields the edits that leave entries of the literal out, and that add others behind the last one that stays."""
        entries = [entry for entry in self._body.entries if not entry.is_set]
        joint = self._joint(entries)
        if not entries:
            yield replace(self._body.inside.start, self._body.inside.end, joint.join(added))
            return
        if not kept:
            yield replace(entries[0].whole.start, entries[-1].whole.end, joint.join(added))
            return
        last = kept[-1]
        ends = {id(entry): following.whole.start for entry, following in pairwise(entries)}
        for entry in entries:
            if entry not in kept and entry.whole.start < last.whole.start:
                yield replace(entry.whole.start, ends[id(entry)], "")
        text = "".join(joint + pair for pair in added)
        if text or last is not entries[-1]:
            yield replace(last.whole.end, entries[-1].whole.end, text)

    def _joint(self, entries: Sequence[BodyEntry]) -> str:
        """The text between two entries, as the body has it."""
        text = self._body.text
        if self._single_line or not entries:
            return self._body.style.joint
        if len(entries) > 1:
            between = text[entries[-2].whole.end : entries[-1].whole.start]
            if not between.replace(",", "", 1).replace("\\\n", "").strip():
                return between
        line = text.rfind("\n", 0, entries[-1].whole.start) + 1
        indent = text[line : entries[-1].whole.start]
        return f",\n{indent}" if line and not indent.strip() else self._body.style.joint


def _is_text(code: str) -> bool:
    """Whether some code is a text in plain quotes."""
    return len(code) > 1 and code[0] in "\"'`" and code[-1] == code[0]


def _quote_of(body: RequestBody) -> str:
    """The quotes of a body: those of its first key or text."""
    marks = (body.text[at : at + 1] for entry in body.entries for at in (entry.name.start - 1, entry.place.start))
    return next((mark for mark in marks if mark and mark in "\"'"), body.style.quote)
