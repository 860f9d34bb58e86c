"""Fixes the filters of a file where they stand.

Owns the invariants that the fixed file is searched again and each filter is found as expected, that every character outside of
the fixed literals, removed comments and moved calls stays, and that no filter has more or worse findings than before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.embedded_checks import check_embedded, fix_embedded, format_embedded
from filterlang.hosts.ending_calls import search
from filterlang.hosts.filter_search import candidates_in
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.repeated_filters import repeated_filters
from filterlang.lint.file_texts import FileText
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.suppressions import suppressions_in
from filterlang.syntax.parser import parse
from filterlang.text.edits import Edit, apply, compatible, compose
from filterlang.text.frozen import dataclass, replace
from filterlang.text.halving import sound_parts
from filterlang.text.source import Source, Span

_MOST_ROUNDS = 10
"""Rounds of fixing a file: the fix of one filter can make a comment unused, and little else."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """Edits of a file that belong together: those of one filter, or those of a comment, and the findings they resolve.

    The filter that is found in the edited file has to be one that the change ``accepts``.
    """

    edits: tuple[Edit, ...]
    resolved: tuple[Diagnostic, ...] = ()
    filter: EmbeddedFilter | None = None
    accepts: Callable[[EmbeddedFilter], bool] = bool


@dataclass(frozen=True, slots=True)
class FixedText:
    """A file's text before and after its fixes, the edits between, the resolved findings, and notes on fixes left out."""

    before: str
    after: str
    edits: tuple[Edit, ...] = ()
    resolved: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


class SearchedText:
    """A text of a file with its filters."""

    def __init__(self, source: Source, language: HostLanguage, file: FileText) -> None:
        self.source: Source = source
        self.language: HostLanguage = language
        self.file: FileText = file

    @property
    def filters(self) -> list[EmbeddedFilter]:
        return self._searched[0]

    @property
    def ending_calls(self) -> list[Diagnostic]:
        return self._searched[1]

    @cached_property
    def _searched(self) -> tuple[list[EmbeddedFilter], list[Diagnostic]]:
        return search(self.source, self.language)

    @cached_property
    def has_error(self) -> bool:
        """Whether the file's own syntax is broken; False for a language without a grammar."""
        if not self.language.grammar or self.language.name == "notebook":
            return False
        return HostDocument(self.source, self.language, candidates_in).root.has_error

    def edited(self, edits: Iterable[Edit]) -> SearchedText:
        """The text with some edits."""
        return SearchedText(Source(apply(self.source.text, edits), self.source.name), self.language, self.file)


def fix_text(file: FileText, path: str, language: HostLanguage, settings: LintSettings, *, unsafe: bool = False) -> FixedText:
    """Fixes the selected findings of a file, again and again until nothing is left to fix; with ``unsafe``, guesses too.

    Raises ``UnparsedError`` and ``ImportError`` as ``filters_in`` does.
    """
    settings = settings.in_file(path)
    text = SearchedText(Source(file.text, path), language, file)
    composed: tuple[Edit, ...] = ()
    resolved: list[Diagnostic] = []
    notes: dict[str, None] = {}
    for _ in range(_MOST_ROUNDS):
        kept, refused = _kept(text, _fixes(text, settings, unsafe=unsafe), settings.dialect)
        notes.update((_refusal(text, change), None) for change in refused)
        if not kept:
            break
        edits = [edit for change in kept for edit in change.edits]
        composed = compose(composed, edits)
        resolved += (finding for change in kept for finding in change.resolved)
        text = text.edited(edits)
    if unsafe and text.ending_calls:
        moving, moved = _moved_calls(text, path, settings)
        composed, text = compose(composed, moving), text.edited(moving)
        resolved += moved
    return FixedText(file.text, text.source.text, composed, tuple(resolved), tuple(notes))


def _moved_calls(text: SearchedText, path: str, settings: LintSettings) -> tuple[tuple[Edit, ...], list[Diagnostic]]:
    """The edits that move the calls and addresses which end to v2, and the findings that these resolve."""
    from filterlang.lint.moving_files import move_text
    from filterlang.migrate.code.code_moves import MoveOutcome
    from filterlang.migrate.code.file_moves import kind_of

    endings = {finding.span: finding for finding in text.ending_calls if settings.selects_finding(finding)}
    kinds = {kind_of(finding) for finding in endings.values()}
    file = replace(text.file, text=text.source.text)
    moves = move_text(file, path, text.language, "v2", lambda part: part.kind in kinds)
    return moves.edits, [
        endings[part.span] for part in moves.parts if part.outcome is MoveOutcome.MOVED and part.span in endings
    ]


def every_filter(_: EmbeddedFilter) -> bool:
    """Accepts every filter of a file."""
    return True


def format_text(
    file: FileText,
    path: str,
    language: HostLanguage,
    width: int,
    *,
    wanted: Callable[[EmbeddedFilter], bool] = every_filter,
) -> FixedText:
    """Formats the wanted filters in a file where that can be written.

    Raises ``UnparsedError`` and ``ImportError`` as ``filters_in`` does.
    """
    text = SearchedText(Source(file.text, path), language, file)
    kept, refused = _kept(text, list(_formatting(text, width, wanted)), "portable")
    edits = tuple(edit for change in kept for edit in change.edits)
    return FixedText(file.text, text.edited(edits).source.text, edits, (), tuple(_refusal(text, change) for change in refused))


def _fixes(text: SearchedText, settings: LintSettings, *, unsafe: bool) -> list[FileChange]:
    """The changes that fix the findings which are selected and not ignored: first those of filters, then those of comments."""
    facts = settings.facts
    others = [*text.ending_calls, *repeated_filters(text.source, text.filters, facts.rules)]
    places = sorted([*(filter.span for filter in text.filters), *(finding.span for finding in others)])
    suppressions = suppressions_in(text.source, text.language, places, facts.rules)
    for finding in others:
        suppressions.hides(finding.span, finding)
    changes: list[FileChange] = []
    for filter in text.filters:

        def wanted(finding: Diagnostic, span: Span = filter.span) -> bool:
            return not suppressions.hides(span, finding) and settings.selects_finding(finding)

        fixed = fix_embedded(filter, settings.dialect, facts, unsafe=unsafe, wanted=wanted)
        if fixed is not None and _stays_inside(filter, fixed.edits):
            changes.append(FileChange(fixed.edits, fixed.applied, filter, _has_text(fixed.text)))
    for problem in suppressions.problems():
        fix = next((fix for fix in problem.fixes if fix.safe or unsafe), None)
        if fix is not None and settings.selects_finding(problem):
            changes.append(FileChange(fix.edits, (problem,)))
    return changes


def _formatting(text: SearchedText, width: int, wanted: Callable[[EmbeddedFilter], bool]) -> Iterator[FileChange]:
    for filter in text.filters:
        edits = format_embedded(filter, width) if wanted(filter) else None
        if edits and _stays_inside(filter, edits):
            yield FileChange(edits, (), filter, _means_the_same(filter))


def _stays_inside(filter: EmbeddedFilter, edits: Sequence[Edit]) -> bool:
    return all(filter.span.start <= edit.span.start and edit.span.end <= filter.span.end for edit in edits)


def _has_text(text: str) -> Callable[[EmbeddedFilter], bool]:
    return lambda after: after.text == text


def _means_the_same(before: EmbeddedFilter) -> Callable[[EmbeddedFilter], bool]:
    """Whether a filter has the tree of another one; of a filter with holes, only its syntax is compared."""
    tree = parse(before.text).tree
    return lambda after: parse(after.text).tree == tree


def _kept(text: SearchedText, changes: Sequence[FileChange], dialect: str) -> tuple[list[FileChange], list[FileChange]]:
    """The changes that can be made together, and those that would not read back as expected.

    Of changes that touch each other the first is kept; the others are neither kept nor refused.
    """
    apart = [changes[index] for index in compatible([change.edits for change in changes])]
    return sound_parts(apart, lambda kept: _reads_back(text, kept, dialect))


def _reads_back(text: SearchedText, changes: Sequence[FileChange], dialect: str) -> bool:
    """Whether the edited file can be encoded and parsed, and each filter is found in it as expected."""
    after = text.edited(edit for change in changes for edit in change.edits)
    try:
        text.file.encoded(after.source.text)
        filters = after.filters
    except (UnicodeEncodeError, UnparsedError):
        return False
    if len(filters) != len(text.filters) or (after.has_error and not text.has_error):
        return False
    changed = {id(change.filter): change for change in changes}
    return all(_is_expected(old, new, changed.get(id(old)), dialect) for old, new in zip(text.filters, filters, strict=True))


def _is_expected(old: EmbeddedFilter, new: EmbeddedFilter, change: FileChange | None, dialect: str) -> bool:
    if (old.kind, old.language, len(old.holes)) != (new.kind, new.language, len(new.holes)):
        return False
    if change is None:
        return old.text == new.text
    return change.accepts(new) and _weights(new, dialect) <= _weights(old, dialect)


def _weights(filter: EmbeddedFilter, dialect: str) -> tuple[int, int, int]:
    """How many errors a filter has, how many errors and warnings, and how many findings in all."""
    counts = Counter(finding.severity for finding in check_embedded(filter, dialect))
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    return errors, errors + warnings, counts.total()


def _refusal(text: SearchedText, change: FileChange) -> str:
    """A note on a change that is left out."""
    line, column = text.source.position(change.edits[0].span.start)
    codes = ", ".join(dict.fromkeys(finding.code for finding in change.resolved))
    subject = f"the fix of {codes}" if codes else "formatting"
    return f"{line}:{column}: {subject} is left out: the file would not read back as expected"
