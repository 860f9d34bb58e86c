"""What is wrong with a filter, how sure we are, and what to write instead.

Owns the invariant that a diagnostic is plain data: it can be shown, sorted, sent as JSON and applied without the parser.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from filterlang.source import Source, Span


class Severity(StrEnum):
    """How loud a finding is: ``error`` (refused), ``warning`` (likely wrong), ``note`` (worth knowing)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Grade(StrEnum):
    """How well a fact about LangSmith is known, from stated in its documentation to unknown."""

    DOC = "DOC"
    CODE = "CODE"
    LIVE = "LIVE"
    UI = "UI"
    INFERRED = "INF"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact comes from: what it is, in words, and the addresses where a person can read it.

    ``quoted`` marks a server's own error text, which is as good as documentation.
    """

    grade: Grade
    source: str
    quoted: bool = False
    links: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How loudly to say what rests on this: documented or quoted is an error, one report a warning, else a note."""
        if self.quoted or self.grade is Grade.DOC:
            return Severity.ERROR
        return Severity.WARNING if self.grade in (Grade.LIVE, Grade.CODE) else Severity.NOTE

    def to_json(self) -> dict[str, object]:
        """The stable JSON form."""
        return {"grade": self.grade.value, "source": self.source, "quoted": self.quoted, "links": list(self.links)}


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """One kind of finding: its stable code and slug, and what ``filterlang explain`` says of it."""

    code: str
    slug: str
    summary: str
    explanation: str
    wrong: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of a span; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends a finding. A safe one means the same; an unsafe one is a guess, and its finding says why."""

    message: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Diagnostic:
    """One finding: what is wrong, where, and what to write instead.

    >>> from filterlang import check
    >>> check("eq(status, success)")
    [<error FL014 bare-word at 11..18: the text success stands without quotes; write "success">]
    """

    code: str
    slug: str
    message: str
    severity: Severity
    span: Span
    help: str | None = None
    fixes: tuple[Fix, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())

    def __repr__(self) -> str:
        place = f"{self.span.start}..{self.span.end}"
        advice = f"; {self.help}" if self.help else ""
        return f"<{self.severity.value} {self.code} {self.slug} at {place}: {self.message}{advice}>"

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def to_json(self, source: Source) -> dict[str, object]:
        """The stable JSON form: offsets are code points from 0, lines and columns from 1."""
        line, column = source.position(self.span.start)
        return {
            "code": self.code,
            "slug": self.slug,
            "severity": self.severity.value,
            "message": self.message,
            "help": self.help,
            "span": {"start": self.span.start, "end": self.span.end, "line": line, "column": column},
            "fixes": [
                {
                    "message": fix.message,
                    "safe": fix.safe,
                    "edits": [{"start": e.span.start, "end": e.span.end, "text": e.text} for e in fix.edits],
                }
                for fix in self.fixes
            ],
            "evidence": [evidence.to_json() for evidence in self.evidence],
        }


class FilterError(ValueError):
    """A filter that cannot be compiled, formatted or sent.

    ``source`` has the filter's text, in which the spans of the ``diagnostics`` lie: all of them, also warnings and notes, in
    the order of their places. ``str()`` shows the errors with the text and carets, as the command line does.

    >>> from filterlang import FilterError, compile
    >>> try:
    ...     compile("eq(status, success)")
    ... except FilterError as error:
    ...     print(error.source.text, [found.code for found in error.diagnostics])
    eq(status, success) ['FL014']
    """

    def __init__(self, source: Source, diagnostics: Sequence[Diagnostic]) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = list(diagnostics)
        super().__init__(source, self.diagnostics)

    def __repr__(self) -> str:
        from filterlang.rendering import clip

        return f"FilterError({clip(repr(self.source.text))}, {self.diagnostics!r})"

    def __str__(self) -> str:
        from filterlang.rendering import render

        shown = [d for d in self.diagnostics if d.is_error] or self.diagnostics
        return "\n".join(["the filter has errors", *(render(d, self.source) for d in shown)])


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """The text with as many of the fixes as do not touch each other.

    The first of two fixes that want the same place wins; the other is left for a next round.
    """
    chosen: list[tuple[int, int, str]] = []  # sorted and disjoint, an insertion before a replacement at one place
    for fix in fixes:
        edits = [(edit.span.start, edit.span.end, edit.text) for edit in fix.edits]
        if not any(_touches(chosen, edit) for edit in edits):
            for edit in edits:
                chosen.insert(_slot(chosen, edit), edit)
    pieces: list[str] = []
    position = 0
    for start, end, new in chosen:
        pieces += (text[position:start], new)
        position = end
    return "".join([*pieces, text[position:]])


def _slot(chosen: list[tuple[int, int, str]], edit: tuple[int, int, str]) -> int:
    return bisect_right(chosen, edit[:2], key=lambda other: other[:2])


def _touches(chosen: list[tuple[int, int, str]], edit: tuple[int, int, str]) -> bool:
    """Whether an edit overlaps a chosen one, or one of the two inserts at the edge of the other."""
    slot = _slot(chosen, edit)
    return any(_meet(other, edit) for other in chosen[max(0, slot - 2) : slot + 2])


def _meet(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    if one == other and one[0] == one[1]:
        return False  # the same text put in twice, such as two closing brackets: the order does not matter
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]
