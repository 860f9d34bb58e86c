"""A text that is open in an editor, with its filters and findings.

Owns the invariant that the filters and findings are those of a check of the same text as a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HostLanguage
from filterlang.ide.filter_view import FilterView
from filterlang.ide.known_values import NO_VALUES, KnownValues
from filterlang.lint.checking_files import check_text
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.reported import FileFinding
from filterlang.schema.places import Kind
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span


class EditorDocument:
    """A text of a host language, or of filters only. ``source`` is named by the file's path.

    Spans and edits are those of the document's text, in code points, unless a method takes those of a filter's text.
    """

    def __init__(self, source: Source, language: HostLanguage, settings: LintSettings, values: KnownValues = NO_VALUES) -> None:
        self.source: Source = source
        self.language: HostLanguage = language
        self.settings: LintSettings = settings
        self.values: KnownValues = values

    @property
    def is_settled(self) -> bool:
        """Whether the filters and findings are those of a full search of the text."""
        return True

    def changed(self, edits: Iterable[Edit]) -> EditorDocument:
        """The document after edits of its text, which is not settled where a full search would take too long."""
        source = Source(apply(self.source.text, edits), self.source.name)
        return EditorDocument(source, self.language, self.settings, self.values)

    def settled(self) -> EditorDocument:
        """The document after a full search of its text."""
        return self

    @cached_property
    def skipped(self) -> str | None:
        """Why the text is not searched; None for a text that is."""
        return None

    @cached_property
    def views(self) -> list[FilterView]:
        """The filters, in order of place; none in a text that cannot be searched."""
        try:
            embedded = filters_in(self.source, self.language)
        except (UnparsedError, ImportError):
            return []
        facts = self.settings.facts
        return [
            FilterView(
                filter.source,
                "examples" if filter.kind is Kind.EXAMPLES else self.settings.dialect,
                facts,
                self.values,
                filter,
            )
            for filter in embedded
        ]

    @cached_property
    def findings(self) -> Sequence[FileFinding]:
        """The findings that ``filterlang check`` has for the text, with places and fixes of the document."""
        try:
            return check_text(self.source, self.language, self.settings).findings
        except (UnparsedError, ImportError):
            return ()

    def view_at(self, offset: int) -> tuple[FilterView, int] | None:
        """The filter at an offset, and the offset in the filter's text; the innermost where one stands in a hole of another."""
        found: FilterView | None = None
        for view in self.views:
            span = self.span(view, Span(0, len(view.text)))
            if span.start <= offset <= span.end:
                found = view
        return None if found is None else (found, found.source.from_file(Span(offset, offset)).start)

    def span(self, view: FilterView, span: Span) -> Span:
        """The place in the document of a span of a filter's text."""
        return view.source.in_file(span)[1]

    def span_of(self, view: FilterView) -> Span:
        """The place of a whole filter in the document."""
        return self.span(view, Span(0, len(view.text)))

    def edits(self, view: FilterView, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
        """Edits of a filter's text as edits of the document, in the escaping of its literal; None where they cannot be."""
        if view.embedded is not None and not view.embedded.fixable:
            return None
        return in_file(view.source, edits)
