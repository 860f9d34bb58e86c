"""Moves the calls, addresses and filters of a file off v1.

Owns the invariants that the edited file has no more syntax errors than before, that a filter moved by itself is found again as
expected, and that what the moved file still has to move is moved as well.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
import hashlib

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.filter_search import search_filters
from filterlang.hosts.host_languages import INSTRUCTION, HostLanguage
from filterlang.lint.file_texts import FileText
from filterlang.lint.suppressions import suppressions_in
from filterlang.migrate.code.code_moves import CodeNote, MoveOutcome, Target
from filterlang.migrate.code.file_moves import FileMoves, MovedPart, PartKind, parts_of
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit, aligned, apply, compose
from filterlang.text.frozen import replace
from filterlang.text.halving import sound_parts
from filterlang.text.source import Source, Span

_MOST_ROUNDS = 10
"""Rounds of moving a file: a call that uses the runs of another one waits for the next round."""
_UNREADABLE = "it is left as it is: the file would not read back as expected"
_TOUCHING = "it is left as it is: its edits touch those of another call"


class _MovedText:
    """A text of a file with its parts."""

    def __init__(
        self, source: Source, language: HostLanguage, file: FileText, target: Target, wanted: Callable[[MovedPart], bool]
    ) -> None:
        self.source: Source = source
        self._language = language
        self._file = file
        self._target: Target = target
        self._wanted = wanted

    @cached_property
    def parts(self) -> list[MovedPart]:
        """The wanted parts of the text, without the calls and addresses whose findings a comment ignores."""
        search = search_file(self.source, self._language)
        findings = search.findings
        if INSTRUCTION in self.source.text and findings:
            findings = self._reported(findings, search.documents)
        parts = parts_of(self.source, self._language, search.found.filters, findings, self._target)
        return [part for part in parts if self._wanted(part)]

    def _reported(self, findings: Sequence[Diagnostic], documents: Sequence[HostDocument]) -> list[Diagnostic]:
        places = [finding.span for finding in findings]
        ignoring = suppressions_in(self.source, self._language, places, documents=documents)
        return [finding for finding in findings if not ignoring.hides(finding.span, finding)]

    @cached_property
    def reading(self) -> tuple[list[str], int]:
        """The texts of the filters, and the number of documents with syntax errors. Raises ``UnparsedError``."""
        errors = 0

        def visit(document: HostDocument) -> None:
            nonlocal errors
            has_tree = document.language.grammar and (document.language.name != "notebook" or document.source.map)
            errors += bool(has_tree and document.root.has_error)

        found = search_filters(self.source, self._language, visit)
        return [filter.text for filter in found.filters], errors

    def edited(self, edits: Iterable[Edit]) -> _MovedText:
        """The text with some edits."""
        source = Source(apply(self.source.text, edits), self.source.name)
        return _MovedText(source, self._language, self._file, self._target, self._wanted)

    def reads_back(self, parts: Sequence[MovedPart]) -> bool:
        """Whether the text with the edits of some parts can be encoded, and is as sound as before."""
        after = self.edited(edits_of(parts))
        try:
            self._file.encoded(after.source.text)
            (before_texts, before_errors), (texts, errors) = self.reading, after.reading
        except (UnicodeEncodeError, UnparsedError):
            return False
        if errors > before_errors:
            return False
        if any(part.kind is not PartKind.FILTER for part in parts):
            return True
        return sorted(texts) == sorted(_moved_texts(before_texts, parts))


def _moved_texts(texts: Sequence[str], parts: Iterable[MovedPart]) -> list[str]:
    """The texts of the filters of a file after some of them are moved."""
    moved = list(texts)
    for part in parts:
        moved.remove(part.text)
        moved.append(part.after or "")
    return moved


def every_part(_: MovedPart) -> bool:
    """Wants every part of a file."""
    return True


def move_text(
    file: FileText, path: str, language: HostLanguage, target: Target, wanted: Callable[[MovedPart], bool] = every_part
) -> FileMoves:
    """Moves what can be moved of the wanted parts of a file.

    Raises ``UnparsedError`` and ``ImportError`` as ``search_filters`` does.
    """
    text = _MovedText(Source(file.text, path), language, file, target, wanted)
    first = text.parts
    composed: tuple[Edit, ...] = ()
    done: list[MovedPart] = []
    waiting = [part for part in first if part.edits]
    for _ in range(_MOST_ROUNDS):
        kept, refused = _kept(text, waiting)
        done += (_in_first(file.text, composed, part) for part in kept)
        done += (_left(_in_first(file.text, composed, part), _UNREADABLE) for part in refused)
        if not kept:
            break
        edits = edits_of(kept)
        composed, text = compose(composed, edits), text.edited(edits)
        places = {part.span for part in done}
        waiting = [part for part in text.parts if part.edits and _in_first(file.text, composed, part).span not in places]
    places = {part.span for part in done}
    rest = [part if not part.edits else _left(part, _TOUCHING) for part in first if part.span not in places]
    return FileMoves(digest(file.text), tuple(sorted([*done, *rest], key=lambda part: part.span)), composed)


def digest(text: str) -> str:
    """A hash of a text, by which an unchanged file is recognised."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def edits_of(parts: Iterable[MovedPart]) -> tuple[Edit, ...]:
    """The edits of several parts; those that several of them need, such as an import, come once."""
    return tuple(dict.fromkeys(edit for part in parts for edit in part.edits))


def _kept(text: _MovedText, parts: Sequence[MovedPart]) -> tuple[list[MovedPart], list[MovedPart]]:
    """The parts whose edits can be made together, and those that would not read back as expected.

    Of parts that touch each other the first is kept; the others are neither kept nor refused.
    """
    return sound_parts(list(_apart(parts)), text.reads_back)


def _apart(parts: Iterable[MovedPart]) -> Iterator[MovedPart]:
    """Yields the parts whose edits touch none of a part before, unless they are the same edits."""
    made: set[Edit] = set()
    taken: list[Span] = []
    for part in parts:
        new = [edit for edit in part.edits if edit not in made]
        if not any(_touches(edit.span, taken) for edit in new):
            made.update(new)
            for edit in new:
                insort(taken, edit.span)
            yield part


def _touches(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span overlaps one of several, which are in order and apart, or is an insertion at the edge of one."""
    at = bisect_left(taken, span)
    near = [taken[index] for index in (at - 1, at) if 0 <= index < len(taken)]
    least = [0 if len(span) and len(other) else -1 for other in near]
    return any(min(span.end, other.end) - max(span.start, other.start) > gap for other, gap in zip(near, least, strict=True))


def _in_first(before: str, composed: tuple[Edit, ...], part: MovedPart) -> MovedPart:
    """A part of the text after some edits, with its places in the text before them."""
    if not composed:
        return part
    back = aligned(len(before), composed).back
    notes = tuple(replace(note, span=Span(*back(note.span.start, note.span.end))) for note in part.notes)
    return replace(part, span=Span(*back(part.span.start, part.span.end)), notes=notes)


def _left(part: MovedPart, reason: str) -> MovedPart:
    """A part that is left to a person for a reason."""
    notes = (CodeNote(part.span, reason, Risk.ERROR), *part.notes)
    return replace(part, outcome=MoveOutcome.TO_DECIDE, edits=(), after=None, notes=notes)
