"""Actions that ignore a finding by a comment: ``# filterlang: ignore[CODE]`` in the language that the filter stands in.

Owns the invariant that a comment is offered only where it hides the finding, changes no filter and adds no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re

from filterlang.hosts.comments import NO_COMMENTS
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.embedded import Grounds
from filterlang.hosts.filter_search import candidates_in
from filterlang.hosts.host_languages import HOST_LANGUAGES, INSTRUCTION, HostLanguage
from filterlang.ide.code_action import ActionKind, CodeAction
from filterlang.ide.edit_trials import EditTrials
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.lint.reported import FileFinding
from filterlang.text.edits import Edit, apply, insert
from filterlang.text.frozen import dataclass
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

_WIDEST_LINE = 100
"""Columns of a line up to which a comment is put at its end."""
_MOST_STATEMENTS = 4
"""Lines with less and less indentation that are tried above a filter."""
_NEAREST = 2
"""Lines above a filter that are tried whatever their indentation is."""
_MARKS = ("#", "//")
"""How comments begin in the languages of code."""
_NAMES = re.compile(rf"{INSTRUCTION}[ \t]*ignore\[(?P<names>[^\]\r\n]*)\](?![ \t]*until)")
_FENCE = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(?:```|~~~)")
_INDENTATION = re.compile(r"[ \t>]*")
_WITH_BODIES = frozenset({"http"})
"""Languages in which other documents stand as they are: a comment there would become a part of them."""
_WITHOUT_HTML = (".mdx",)
"""Endings of the names of Markdown files in which a comment of HTML is a syntax error."""


@dataclass(frozen=True, slots=True)
class _SurroundingText:
    """A document around a filter: its text, its language where that is known, and the place of the filter."""

    source: Source
    language: HostLanguage | None
    span: Span

    @property
    def is_snippet(self) -> bool:
        """Whether the document is a line inside of another document, such as a command in a string: no place for a comment."""
        return self.source.map is not None and "\n" not in self.source.text

    @property
    def comments(self) -> Iterator[tuple[str, str]]:
        """Yields how comments may begin and end in the document."""
        name = self.language.name if self.language is not None else ""
        if name == "markdown":
            yield from () if self.source.name.lower().endswith(_WITHOUT_HTML) else (("<!--", " -->"),)
        elif self.language is None:
            yield from ((mark, "") for mark in _MARKS)
        elif name not in NO_COMMENTS:
            yield self.language.comment, ""

    def line(self, number: int) -> str:
        span = self.source.line_span(number)
        return self.source.text[span.start : span.end]


def ignore_actions(trials: EditTrials, views: Sequence[FilterView], findings: Sequence[FileFinding]) -> list[CodeAction]:
    """The actions that ignore the rules of findings where they are, by rule and filter."""
    document = trials.document
    owners = {document.span_of(view): view for view in views}
    actions: dict[tuple[str, FilterView | None], CodeAction] = {}
    for finding in findings:
        view = None if finding.filter is None else owners.get(finding.filter.span)
        key = finding.diagnostic.code, view
        is_open = view is None or view.embedded is None or _may_edit(view)
        if key not in actions and is_open and (edits := _comment(trials, view, finding)):
            title = f"Ignore {finding.diagnostic.code} here"
            actions[key] = CodeAction(title, ActionKind.QUICK_FIX, edits, (finding,), target=view)
    return list(actions.values())


def _may_edit(view: FilterView) -> bool:
    """Whether the document may be edited at a filter."""
    embedded = view.embedded
    return embedded is not None and embedded.fixable and embedded.grounds is not Grounds.MENTION


def _comment(trials: EditTrials, view: FilterView | None, finding: FileFinding) -> tuple[Edit, ...]:
    """The edits that write the comment; none where no comment hides the finding."""
    levels = list(_levels(trials.document, view, finding.diagnostic.span))
    for level in sorted(levels, key=lambda level: level.is_snippet):
        for edit in _places(level, finding.diagnostic.code):
            edits = in_file(level.source, [edit])
            if edits and trials.is_right(edits, hidden=finding) and not _breaks(level, edit):
                return edits
    return ()


def _levels(document: EditorDocument, view: FilterView | None, place: Span) -> Iterator[_SurroundingText]:
    """Yields the documents around a filter that take comments there, the innermost first."""
    if view is None or view.source.map is None or view.embedded is None:
        yield _SurroundingText(document.source, document.language, place)
        return
    source, span = view.source, Span(0, len(view.text))
    language = HOST_LANGUAGES.get(view.embedded.language)
    while (map := source.map) is not None:
        source, span = map.host, map.to_host(span)
        own = document.language if source.map is None else language
        if own is None or own.name not in _WITH_BODIES or own.name == view.embedded.language:
            yield _SurroundingText(source, own, span)
        language = None


def _places(level: _SurroundingText, code: str) -> Iterator[Edit]:
    """Yields the edits that write a comment, the best first."""
    source = level.source
    first, last = source.position(level.span.start)[0], source.position(max(level.span.end - 1, level.span.start))[0]
    yield from _joined(level, code, first, last)
    for mark, end in level.comments:
        comment = f"{mark} {INSTRUCTION} ignore[{code}]{end}"
        line = level.line(last)
        beside = insert(source.line_span(last).start + len(line.rstrip()), f"  {comment}")
        may_follow = mark in _MARKS and not line.endswith("\\")
        is_narrow = len(line) + len(comment) + 2 <= _WIDEST_LINE
        if may_follow and is_narrow:
            yield beside
        for number in _lines_above(level, first) if mark in _MARKS else _blocks_above(level, first):
            yield _above(level, number, comment)
        if may_follow and not is_narrow:
            yield beside


def _joined(level: _SurroundingText, code: str, first: int, last: int) -> Iterator[Edit]:
    """Yields the edits that name the rule in a comment on the lines of a filter, or on those before it."""
    start = max(first - _NEAREST, 1)
    begin, end = level.source.line_span(start).start, level.source.line_span(last).end
    for match in reversed(list(_NAMES.finditer(level.source.text, begin, end))):
        yield insert(match.end("names"), f", {code}" if match["names"].strip() else code)


def _lines_above(level: _SurroundingText, first: int) -> Iterator[int]:
    """Yields the lines that a comment can be put above: that of a filter, the nearest, and those with less indentation."""
    statements, indentation = 0, len(level.line(first)) + 1
    for number in range(first, 0, -1):
        line = level.line(number)
        own = len(line) - len(line.lstrip())
        is_outer = bool(line.strip()) and own < indentation
        if (number == 1 or not level.line(number - 1).endswith("\\")) and (is_outer or first - number <= _NEAREST):
            yield number
        if is_outer:
            statements, indentation = statements + 1, own
        if statements > _MOST_STATEMENTS or (indentation == 0 and first - number > _NEAREST):
            return


def _blocks_above(level: _SurroundingText, first: int) -> Iterator[int]:
    """Yields the first lines of the blocks of prose that a filter may be in: of its paragraph, and of its fence."""
    paragraph = next((number for number in range(first, 1, -1) if not level.line(number - 1).strip(" \t>")), 1)
    fence = next((number for number in range(first, 0, -1) if _FENCE.match(level.line(number))), None)
    yield from dict.fromkeys(number for number in (fence, paragraph) if number is not None)


def _above(level: _SurroundingText, number: int, comment: str) -> Edit:
    """The edit that puts a comment on a line of its own above a line."""
    text, span = level.source.text, level.source.line_span(number)
    indentation = _INDENTATION.match(text, span.start, span.end)
    line_end = "\r\n" if text.startswith("\r\n", span.end) else "\n"
    return insert(span.start, f"{indentation[0] if indentation else ''}{comment}{line_end}")


def _breaks(level: _SurroundingText, edit: Edit) -> bool:
    """Whether an edit breaks the syntax of a document around a filter."""
    language, text = level.language, level.source.text
    if language is None or not language.grammar or language.name == "notebook":
        return False
    return _has_error(apply(text, [edit]), language) and not _has_error(text, language)


def _has_error(text: str, language: HostLanguage) -> bool:
    try:
        return HostDocument(Source(text), language, candidates_in).root.has_error
    except UnparsedError:
        return True
