"""Findings that comments of the file ignore, and findings about these comments.

Owns the invariant that a comment hides findings of the filters it is about and of the rules it names, up to its date, and
that a comment which hides nothing is reported, unless it names an optional rule that is not selected.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
import re

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.finding import Finding
from filterlang.hosts.comments import Comment, comments_in
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.host_languages import HostLanguage
from filterlang.lint.ignore_directives import Directive, IgnoredName, directives, is_rule
from filterlang.rules.ignore_comments import EXPIRED, MALFORMED, UNKNOWN, UNUSED
from filterlang.rules.registry import BY_SLUG, RULES
from filterlang.text.edits import Edit
from filterlang.text.frozen import replace
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)")


def suppressions_in(
    source: Source,
    language: HostLanguage,
    filters: Sequence[Span],
    selected: Container[str] = (),
    today: date | None = None,
    documents: Sequence[HostDocument] | None = None,
) -> Suppressions:
    """The comments that ignore rules in the text of a file.

    ``filters`` are the places of its filters, and of calls with findings, in order; ``documents`` are those of ``comments_in``.
    """
    today = today or date.today()  # noqa: DTZ011 - the user's own day
    return Suppressions(comments_in(source, language, documents), filters, selected, today)


class Suppressions:
    """The comments of a file that ignore rules, and the filters that they are about.

    ``selected`` are the codes of the optional rules that are selected. A comment's date is compared with ``today``.
    """

    def __init__(self, comments: Iterable[Comment], filters: Sequence[Span], selected: Container[str], today: date) -> None:
        self._filters: list[Span] = list(filters)
        self._starts = [span.start for span in filters]
        self._ends = [span.end for span in filters]
        self._selected = selected
        self._today = today
        self._directives: list[Directive] = []
        self._about: dict[Span, list[Directive]] = {}
        self._used: set[tuple[int, str]] = set()
        for comment in comments:
            if not self._is_in_filter(comment.document.in_file(comment.span)[1]):
                self._directives += directives(comment)
        for directive in self._directives:
            for span in self._covered(directive):
                self._about.setdefault(span, []).append(directive)

    def hides(self, filter: Span, finding: Diagnostic) -> bool:
        """Returns whether a finding of a filter is ignored; the comments that ignore it then count as used."""
        hidden = False
        for directive in self._about.get(filter, ()):
            names = [name.text for name in directive.names if _names(name.text, finding)]
            if names or not directive.names:
                self._used.update((id(directive), name) for name in names or ("",))
                hidden |= directive.until is None or directive.until >= self._today
        return hidden

    def problems(self) -> Iterator[Diagnostic]:
        """Yields the findings about the comments, with places in the file, after all findings of filters were tried."""
        for directive in self._directives:
            yield from (self._placed(finding, directive) for finding in self._findings(directive))

    def _is_in_filter(self, place: Span) -> bool:
        index = bisect_right(self._starts, place.start) - 1
        return index >= 0 and place.start < self._ends[index]

    def _covered(self, directive: Directive) -> list[Span]:
        """The filters that a directive is about: those on its line, or else those of its statement."""
        comment = directive.comment
        if directive.mistake is not None or self._is_late(directive):
            return []
        if directive.whole_file:
            return self._filters
        on_line = [] if comment.alone else self._overlapping(comment.line)
        return on_line or self._overlapping(comment.statement)

    def _is_late(self, directive: Directive) -> bool:
        """Whether a directive for the whole file does not stand at its top."""
        document = directive.comment.document
        return directive.whole_file and any(start < document.in_file(directive.span)[1].start for start in self._starts[:1])

    def _overlapping(self, span: Span) -> list[Span]:
        return self._filters[bisect_right(self._ends, span.start) : bisect_left(self._starts, span.end)]

    def _findings(self, directive: Directive) -> Iterator[Finding]:
        if directive.mistake is not None:
            advice = "write `filterlang: ignore[CODE]`, or `filterlang: ignore[CODE] until 2027-01-31`"
            yield Finding(MALFORMED, f"this comment ignores nothing: {directive.mistake}", directive.span, help=advice)
            return
        if self._is_late(directive):
            message = "this comment ignores nothing: it stands after the first filter or call of the file"
            yield Finding(MALFORMED, message, directive.span, help="move it to the top of the file")
            return
        unknown = [name for name in directive.names if not is_rule(name.text)]
        yield from map(_unknown, unknown)
        used = [name for name in directive.names if (id(directive), name.text) in self._used]
        unused = [name for name in directive.names if name not in (*used, *unknown) and not self._is_off(name.text)]
        if unused or (not directive.names and (id(directive), "") not in self._used):
            yield _unused(directive, unused, [name for name in directive.names if name not in unused])
        elif directive.until is not None and directive.until < self._today:
            message = f"this comment ignored its rules until {directive.until}"
            yield Finding(EXPIRED, message, directive.span, help="fix the findings, or write a later date")

    def _is_off(self, name: str) -> bool:
        """Whether a name is that of an optional rule that is not selected."""
        rule = BY_SLUG.get(name) or RULES[name.upper()]
        return rule.optional and rule.code not in self._selected

    def _placed(self, finding: Finding, directive: Directive) -> Diagnostic:
        """A finding about a comment with its places in the file. A fix that cannot be written there is left out."""
        document, found = directive.comment.document, finding.diagnostic()
        edited = [(fix, in_file(document, fix.edits)) for fix in found.fixes]
        fixes = tuple(replace(fix, edits=edits) for fix, edits in edited if edits is not None)
        return replace(found, span=document.in_file(found.span)[1], fixes=fixes)


def _names(name: str, finding: Diagnostic) -> bool:
    return name in (finding.slug, finding.code) or name.upper() == finding.code


def _unknown(name: IgnoredName) -> Finding:
    near = get_close_matches(name.text[:40].lower(), [*BY_SLUG, *map(str.lower, RULES)], 1)
    meant = near[0].upper() if near and near[0].upper() in RULES else near[0] if near else None
    advice = f"did you mean `{meant}`?" if meant else "`filterlang rule` lists the rules"
    fixes = (Fix(f"write {meant}", (Edit(name.span, meant),), safe=False),) if meant else ()
    return Finding(UNKNOWN, f"there is no rule `{name.text}` to ignore", name.span, help=advice, fixes=fixes)


def _unused(directive: Directive, unused: Sequence[IgnoredName], kept: Sequence[IgnoredName]) -> Finding:
    """The finding about a comment, or some of its names, without which nothing more would be reported."""
    if kept:
        listed = ", ".join(f"`{name.text}`" for name in unused)
        message = f"nothing is found here that this comment ignores by {listed}"
        start, end = directive.names[0].span.start, directive.names[-1].span.end
        edit = Edit(Span(start, end), ", ".join(name.text for name in kept))
        return Finding(UNUSED, message, unused[0].span, fixes=(Fix(f"remove {listed}", (edit,)),))
    fix = Fix("remove the comment", (_removal(directive),))
    return Finding(UNUSED, "nothing is found here that this comment ignores", directive.span, fixes=(fix,))


def _removal(directive: Directive) -> Edit:
    """The edit that removes a directive, with its comment where that holds nothing else, and with the line of that."""
    comment, text = directive.comment, directive.comment.document.text
    start, end = directive.span.start, directive.span.end
    before, after = text[comment.span.start : start], text[end : comment.span.end]
    if before.strip(" \t\r\n*/") or after.strip(" \t\r\n*/->"):
        line_end = None
    else:
        start, end = comment.span.start, comment.span.end
        line_end = _LINE_END.match(text, end) if comment.alone else None
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    return Edit(Span(start, end if line_end is None else line_end.end()), "")
