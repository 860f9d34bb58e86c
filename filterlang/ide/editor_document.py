"""A text that is open in an editor, with its filters and findings.

Owns the invariants that the filters and findings of a settled document are those of a check of the same text as a file, and
that those of any other document are at most late: each filter in it has the text that its literals have now and the findings of
that text, each other finding stands where the text it was found in has moved to, and ``settled`` makes up for the rest.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.embedded_checks import check_embedded
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.judging import is_unfinished
from filterlang.ide.filter_view import FilterView
from filterlang.ide.known_values import NO_VALUES, KnownValues
from filterlang.ide.typed_edits import carried
from filterlang.ide.unfinished_code import filter_at
from filterlang.lint.checking_files import (
    UNSEARCHABLE, CheckedFilter, CheckedText, report_of, skip_reason,
)  # fmt: skip
from filterlang.lint.file_texts import check_length
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.prefilter import may_hold_filters
from filterlang.lint.reported import FileFinding
from filterlang.schema.places import Kind
from filterlang.semantics.surroundings import ProjectFacts
from filterlang.text.alignment import Alignment
from filterlang.text.edits import Edit, aligned, apply, narrow
from filterlang.text.frozen import dataclass, replace
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

_SEARCHED_AT_ONCE = 8_000
"""The length of a text up to which it is searched after each edit."""

_Findings = Sequence[Diagnostic]
_NOTHING: Mapping[Hashable, _Findings] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class _FilterInEditor:
    """A filter of a document: its view, its findings, and the place where the last search found it."""

    view: FilterView
    checked: CheckedFilter
    place: Span


@dataclass(frozen=True, slots=True, eq=False)
class _DocumentContent:
    """The filters of a text and the findings about other parts of it. ``search`` is the last search; None for none."""

    filters: Sequence[_FilterInEditor] = ()
    others: _Findings = ()
    search: CheckedText | None = None
    skipped: str | None = None


class EditorDocument:
    """A text of a host language, or of filters only. ``source`` is named by the file's path.

    Spans and edits are those of the document's text, in code points, unless a method takes those of a filter's text.
    """

    def __init__(
        self,
        source: Source,
        language: HostLanguage,
        settings: LintSettings,
        values: KnownValues = NO_VALUES,
        *,
        carried_over: _DocumentContent | None = None,
        remembered: Mapping[Hashable, _Findings] = _NOTHING,
    ) -> None:
        self.source: Source = source
        self.language: HostLanguage = language
        self.settings: LintSettings = settings
        self.values: KnownValues = values
        self._carried_over = carried_over
        self._remembered = remembered

    @property
    def is_settled(self) -> bool:
        """Whether the filters and findings come from a full search of the text."""
        return self._carried_over is None

    def changed(self, edits: Iterable[Edit]) -> EditorDocument:
        """The document after edits of its text. It is not settled where a full search would take too long for a keystroke."""
        edits = narrow(self.source.text, edits)
        source = Source(apply(self.source.text, edits), self.source.name)
        is_searched = self._carried_over is not None or "_content" in self.__dict__
        is_quick = not is_searched or len(source.text) <= _SEARCHED_AT_ONCE
        return self._with(source, None if is_quick else self._content_after(edits))

    def settled(self) -> EditorDocument:
        """The document after a full search of its text."""
        return self if self.is_settled else self._with(self.source, None)

    @property
    def views(self) -> list[FilterView]:
        """The filters, finished or not, in order of place; none in a text that is not searched."""
        return [filter.view for filter in self._content.filters]

    @cached_property
    def findings(self) -> Sequence[FileFinding]:
        """The findings that ``filterlang check`` has for the text, with places and fixes of the document."""
        checked = [filter.checked for filter in self._content.filters if filter.checked.reported]
        return report_of(self.source, checked, self._content.others).findings

    @property
    def skipped(self) -> str | None:
        """Why the text is not searched; None for a text that is."""
        return self._content.skipped

    def view_at(self, offset: int) -> tuple[FilterView, int] | None:
        """The filter at an offset, and the offset in the filter's text; the innermost where one stands in a hole of another.

        Where no filter was found, one that is typed there is looked for, in code that may have no end yet.
        """
        found: FilterView | None = None
        for view in self.views:
            span = self.span(view, Span(0, len(view.text)))
            if span.start <= offset <= span.end:
                found = view
        if found is None and (filter := self._typed_at(offset)) is not None:
            found = self._view(filter, self._content.search)
        return None if found is None else (found, found.source.from_file(Span(offset, offset)).start)

    def _typed_at(self, offset: int) -> EmbeddedFilter | None:
        """The filter that is typed at an offset where none was found; none in front of one in the same string."""
        filter = filter_at(self.source, self.language, offset)
        if filter is None or self.language.name == "filter":
            return filter
        text, end = self.source.text, max(filter.span.end, offset)
        while text[end : end + 1].isspace():
            end += 1
        is_in_front = any(offset < self.span_of(view).start <= end for view in self.views)
        return None if is_in_front else filter

    def span(self, view: FilterView, span: Span) -> Span:
        """The place in the document of a span of a filter's text."""
        return view.source.in_file(span)[1]

    def span_of(self, view: FilterView) -> Span:
        """The place of a whole filter in the document."""
        return self.span(view, Span(0, len(view.text)))

    def edits(self, view: FilterView, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
        """Edits of a filter's text as edits of the document, in the escaping of its literal; None where they cannot be.

        A person who types sees what becomes of them: they are also made where the syntax of the file is broken around the
        filter, in which ``embedded.fixable`` says that nothing is fixed.
        """
        return in_file(view.source, edits)

    def _with(self, source: Source, carried_over: _DocumentContent | None) -> EditorDocument:
        """A document of another text. One that is to be searched remembers the findings of this one's filters."""
        known = self._known if carried_over is None else _NOTHING
        return EditorDocument(source, self.language, self.settings, self.values, carried_over=carried_over, remembered=known)

    @property
    def _known(self) -> Mapping[Hashable, _Findings]:
        """The findings of filters, by everything that they depend on."""
        if self._carried_over is None and "_content" not in self.__dict__:
            return self._remembered
        return {_key(filter.checked.filter): filter.checked.findings for filter in self._content.filters}

    @cached_property
    def _content(self) -> _DocumentContent:
        return self._searched() if self._carried_over is None else self._carried_over

    def _searched(self) -> _DocumentContent:
        """The content by a full search."""
        try:
            content = self.source.text.encode("utf-8", "surrogatepass")
            check_length(len(content))
            if not may_hold_filters(content, self.language):
                return _DocumentContent()
            result = search_file(self.source, self.language)
            search = CheckedText(self.source, self.language, self.settings, result, partial(_remembered, self._remembered))
        except UNSEARCHABLE as error:
            return _DocumentContent(skipped=skip_reason(error, self.language))
        checked = [*search.filters, *(CheckedFilter(filter, (), ()) for filter in result.found.unfinished)]
        checked.sort(key=lambda checked: checked.filter.span)
        filters = [_FilterInEditor(self._view(each.filter, search), each, each.filter.span) for each in checked]
        return _DocumentContent(filters, search.others, search)

    def _content_after(self, edits: Sequence[Edit]) -> _DocumentContent:
        """The content of the document after edits, with each filter and finding where it is then."""
        content, search = self._content, self._content.search
        if search is None:
            return content
        others = list(_moved(content.others, self.source, edits))
        filters: list[_FilterInEditor] = []
        filters_after = carried([each.checked.filter for each in content.filters], self.source, edits)
        for each, after in zip(content.filters, filters_after, strict=True):
            if after is None:
                lost = report_of(self.source, [each.checked], ()).findings
                others += _moved((replace(finding.diagnostic, fixes=()) for finding in lost), self.source, edits)
                continue
            if after.text == each.view.text and (not after.holes or _key(after) == _key(each.checked.filter)):
                view, checked = each.view.moved(after), replace(each.checked, filter=after)
            else:
                view, is_checked = self._view(after, search), not is_unfinished(after)
                checked = search.checked(after, each.place) if is_checked else CheckedFilter(after, (), ())
            filters.append(_FilterInEditor(view, checked, each.place))
        return _DocumentContent(filters, others, search)

    def _view(self, filter: EmbeddedFilter, search: CheckedText | None) -> FilterView:
        dialect = "examples" if filter.kind is Kind.EXAMPLES else self.settings.dialect
        facts = self.settings.in_file(self.source.name).facts if search is None else search.facts
        return FilterView(filter.source, dialect, facts, self.values, filter)


def _remembered(known: Mapping[Hashable, _Findings], filter: EmbeddedFilter, dialect: str, facts: ProjectFacts) -> _Findings:
    """The findings of a filter, which are known where a document before had the same filter."""
    findings = known.get(_key(filter))
    return check_embedded(filter, dialect, facts) if findings is None else findings


def _key(filter: EmbeddedFilter) -> Hashable:
    """Everything that the findings of a filter depend on, within a document."""
    assert filter.source.map is not None
    host, call = filter.source.map.host.text, filter.call
    holes = tuple(
        (host[each.hole.start : each.hole.end], replace(each, hole=replace(each.hole, start=0, end=0))) for each in filter.holes
    )
    around = None if call is None else (call.name, call.parameter, repr(dict(call.arguments)), call.complete)
    is_so = (filter.fragment, filter.fixable, filter.kind, filter.grounds)
    return filter.language, filter.text, holes, filter.where, is_so, around


def _moved(findings: Iterable[Diagnostic], source: Source, edits: Sequence[Edit]) -> Iterator[Diagnostic]:
    """Yields the findings of a text as they stand after edits of it, without fixes that an edit touches."""
    moved = aligned(len(source.text), edits)
    for finding in findings:
        span = _forward(moved, finding.span)
        if len(span) or not len(finding.span):
            fixes = tuple(
                replace(fix, edits=tuple(replace(each, span=_forward(moved, each.span)) for each in fix.edits))
                for fix in finding.fixes
                if not any(edit.span.touches(each.span) for edit in edits for each in fix.edits)
            )  # fmt: skip
            yield replace(finding, span=span, fixes=fixes)


def _forward(alignment: Alignment, span: Span) -> Span:
    return Span(*alignment.forward(span.start, span.end))
