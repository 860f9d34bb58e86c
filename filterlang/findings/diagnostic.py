"""Diagnostics: what is wrong with a filter, how sure we are, and what to write instead.

Owns the invariant that a diagnostic is plain data: it can be shown, sorted, sent as JSON and applied without the parser.
"""

from filterlang.findings.evidence import Evidence, Severity
from filterlang.findings.rule import Phase
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass, field
from filterlang.text.source import Source, Span


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
    evidence: tuple[Evidence, ...] = ()
    phase: Phase = field(default=Phase.SYNTAX, kw_only=True)
    """The stage of the analysis that the rule of the finding belongs to."""

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
