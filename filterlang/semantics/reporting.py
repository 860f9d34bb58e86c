"""Reporting: how a check says what it found.

Owns the invariant that a finding with a fix says in its help what the fix writes.
"""

from filterlang.diagnostics import Diagnostic, Edit, Evidence, Fix, Severity
from filterlang.schema.dialects import DIALECTS, EXAMPLES
from filterlang.schema.types import Refusal
from filterlang.semantics.codes import SLUGS
from filterlang.source import Source, Span
from filterlang.syntax.differences import differences
from filterlang.syntax.printer import print_line, print_start
from filterlang.syntax.tree import Call, Name, Node, Subscript, Unknown

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Reporter:
    """One check of one tree.

    ``covered`` holds the places of syntax findings that a finding here says better; ``rewrites``, by the id of a call, what
    goes into its place and the finding that says so.
    """

    def __init__(self, source: Source, dialect: str) -> None:
        self.source = source
        self.backends: frozenset[str] = DIALECTS[dialect]
        self.found: list[Diagnostic] = []
        self.covered: set[int] = set()
        self.rewrites: dict[int, tuple[Diagnostic, Node]] = {}
        self._inside_not = False

    def report(
        self,
        code: str,
        message: str,
        place: Node | Span,
        *,
        severity: Severity = ERROR,
        instead: Node | None = None,
        over: Node | None = None,
        safe: bool = True,
        fix: Fix | None = None,
        help: str | None = None,
        evidence: tuple[Evidence, ...] = (),
    ) -> None:
        """A finding; ``instead`` goes in the place of ``over`` (by default, of what the finding is about).

        ``fix`` is a fix that is no such replacement.
        """
        span = place.span if isinstance(place, Node) else place
        fixes: tuple[Fix, ...] = (fix,) if fix is not None else ()
        if instead is not None:
            advice = f"write {print_start(instead, 300)}"
            target = place if over is None else over
            if isinstance(target, Node) and len(target.span) and not (isinstance(over, Call) and not over.written):
                edits = differences(target, instead) or (Edit(target.span, print_line(instead)),)
                fixes = (Fix(advice, edits, safe),)
            help = help or advice
        finding = Diagnostic(code, SLUGS[code], message, severity, span, help, fixes, evidence)
        self.found.append(finding)
        if instead is not None and over is not None and safe:
            self.rewrites[id(over)] = (finding, instead)

    def refuse(
        self,
        code: str,
        refusal: Refusal,
        place: Node | Span,
        *,
        instead: Node | None = None,
        over: Node | None = None,
        safe: bool = True,
    ) -> bool:
        """Report a refusal when a backend of the dialect is concerned by it."""
        if not refusal.dialects & self.backends:
            return False
        severity = refusal.evidence.severity
        advice = None if instead is not None else refusal.instead
        self.report(
            code,
            refusal.says,
            place,
            severity=severity,
            instead=instead,
            over=over,
            safe=safe,
            help=advice,
            evidence=(refusal.evidence,),
        )
        return True

    def unattested(self, message: str, place: Node | Span, evidence: Evidence) -> None:
        self.report("FL205", message, place, severity=NOTE, evidence=(evidence,))

    def unlisted(self, node: Call) -> None:
        """An operator that the documentation of dataset examples does not name."""
        message = f"the documentation of dataset examples does not list `{node.operator}`"
        self.unattested(message, node.operator_span, EXAMPLES)

    def spelled(self, node: Node) -> str:
        """How a node stands in the text, short enough for a message."""
        return clip(self.source.text[node.start : min(node.end, node.start + 61)], 60)

    def cover(self, node: Call) -> None:
        """A finding about the whole call says better what syntax had to say of its arguments."""
        self.covered.update(argument.start for argument in node.arguments if isinstance(argument, (Subscript, Name, Unknown)))


def clip(text: str, limit: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
