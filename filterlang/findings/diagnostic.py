"""Diagnostics: findings as plain data, each with its place, its severity and its fixes.

Owns the invariant that a diagnostic can be shown, sorted, sent as JSON and applied without the parser.
"""

from __future__ import annotations

from filterlang.findings.evidence import Evidence, Severity
from filterlang.findings.rule import Phase
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass, field
from filterlang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Fix:
    """The edits that resolve a finding. A safe fix keeps the meaning; an unsafe one is a guess, and its finding says why."""

    message: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Diagnostic:
    """A finding: the rule's ``code`` and ``slug``, a message, where it is, how severe, and what to write instead.

    ``span`` and the edits of the ``fixes`` are offsets of the filter's text, in code points.

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
        """Returns the stable JSON form: offsets are code points from 0, lines and columns from 1.

        For a source that was read from a host file, ``file`` names the file, and all places are places in it. A fix that
        cannot be written in the file is left out.
        """
        file, span = source.in_file(self.span)
        line, column = file.position(span.start)
        return {
            **({} if file is source else {"file": file.name}),
            "code": self.code,
            "slug": self.slug,
            "severity": self.severity.value,
            "message": self.message,
            "help": self.help,
            "span": {"start": span.start, "end": span.end, "line": line, "column": column},
            "fixes": [
                {
                    "message": fix.message,
                    "safe": fix.safe,
                    "edits": [{"start": e.span.start, "end": e.span.end, "text": e.text} for e in edits],
                }
                for fix, edits in _fixes_in_file(self.fixes, source)
            ],
            "evidence": [evidence.to_json() for evidence in self.evidence],
        }


def _fixes_in_file(fixes: Iterable[Fix], source: Source) -> Iterator[tuple[Fix, tuple[Edit, ...]]]:
    """The fixes that can be written in the file of a source, each with its edits of the file."""
    if source.map is None:
        yield from ((fix, fix.edits) for fix in fixes)
        return
    from filterlang.text.host_edits import in_file

    for fix in fixes:
        edits = in_file(source, fix.edits)
        if edits is not None:
            yield fix, edits
