"""Fixing the filters of a file where they stand.

Owns the invariants that the fixed file is searched again and each filter is found with the text that was expected, that every
character outside of the fixed literals and of removed comments stays, and that no filter has more or worse findings than before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.embedded_checks import check_embedded, fix_embedded
from filterlang.hosts.filter_search import candidates_in, filters_in
from filterlang.hosts.host_languages import HostLanguage
from filterlang.lint.file_texts import FileText
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.suppressions import suppressions_in
from filterlang.text.edits import Edit, apply, compatible, compose
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source

_MOST_ROUNDS = 10
"""Rounds of fixing a file: the fix of one filter can make a comment unused, and little else."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """Edits of a file that belong together: those of one filter, which then has a ``text``, or those of a comment."""

    edits: tuple[Edit, ...]
    resolved: tuple[Diagnostic, ...]
    filter: EmbeddedFilter | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class FixedText:
    """A file's text before and after its fixes, the edits between, the resolved findings, and notes on what is left out."""

    before: str
    after: str
    edits: tuple[Edit, ...] = ()
    resolved: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


class SearchedText:
    """A text of a file with its filters."""

    def __init__(self, source: Source, language: HostLanguage, encoding: FileText) -> None:
        self.source, self.language, self.encoding = source, language, encoding

    @cached_property
    def filters(self) -> list[EmbeddedFilter]:
        return filters_in(self.source, self.language)

    @cached_property
    def has_error(self) -> bool:
        """Whether the file's own syntax is broken, as far as a parser is there to say."""
        if not self.language.grammar or self.language.name == "notebook":
            return False
        return HostDocument(self.source, self.language, candidates_in).root.has_error

    def edited(self, edits: Iterable[Edit]) -> SearchedText:
        """The text with some edits."""
        return SearchedText(Source(apply(self.source.text, edits), self.source.name), self.language, self.encoding)


def fix_text(
    file: FileText, path: str, language: HostLanguage, settings: LintSettings, *, unsafe: bool = False
) -> FixedText:
    """Fixes what the settings select in a file, again and again until nothing is left to fix; with ``unsafe``, guesses too.

    Raises ``UnparsedError`` and ``ImportError`` as ``filters_in`` does.
    """
    settings = settings.in_file(path)
    text = SearchedText(Source(file.text, path), language, file)
    composed: tuple[Edit, ...] = ()
    resolved: list[Diagnostic] = []
    notes: list[str] = []
    for _ in range(_MOST_ROUNDS):
        changes = _compatible(_fixes(text, settings, unsafe=unsafe))
        kept, refused = _kept(text, changes, settings)
        notes += (note for note in map(text_of_refusal, refused, [text.source] * len(refused)) if note not in notes)
        if not kept:
            break
        edits = [edit for change in kept for edit in change.edits]
        composed = compose(composed, edits)
        resolved += (finding for change in kept for finding in change.resolved)
        text = text.edited(edits)
    return FixedText(file.text, text.source.text, composed, tuple(resolved), tuple(notes))


def format_text(file: FileText, path: str, language: HostLanguage, width: int) -> FixedText:
    """Formats the filters in a file where that can be written, with the same safeguards as fixes."""
    from filterlang.hosts.embedded_checks import format_embedded

    settings = LintSettings()
    text = SearchedText(Source(file.text, path), language, file)
    formatted = [(filter, format_embedded(filter, width)) for filter in text.filters]
    changes = [FileChange(edits, (), filter, _text_after(filter, edits)) for filter, edits in formatted if edits]
    kept, refused = _kept(text, _compatible(changes), settings)
    edits = tuple(edit for change in kept for edit in change.edits)
    notes = tuple(map(text_of_refusal, refused, [text.source] * len(refused)))
    return FixedText(file.text, apply(file.text, edits), edits, (), notes)
