"""Reporting: how a check says what it found.

Owns the invariant that a finding with a fix says in its help what the fix writes.
"""

from filterlang.rules.refusals import UNATTESTED
from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.text.edits import Edit
from filterlang.findings.evidence import Evidence, Severity
from filterlang.schema.dialects import DIALECTS, Dialect
from filterlang.schema.types import Refusal
from filterlang.findings.rule import Rule
from filterlang.rewrite.losses import JOINS, undocumented
from filterlang.semantics.resolving import pair_field
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span
from filterlang.syntax.differences import differences
from filterlang.syntax.printer import print_line, print_start
from filterlang.text.display import clip
from filterlang.syntax.tree import Call, Name, Node, Origin, Subscript, Unknown

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What goes into the place of a call, if anything is known to, and the finding that says so."""

    finding: Diagnostic
    instead: Node | None
    safe: bool
    lost: str


class Reporter:
    """One check of one tree.

    ``covered`` holds the places of syntax findings that a finding here says better; ``rewrites``, by the id of a call, what
    goes into its place and the finding that says so; ``valued``, by the id of a condition that speaks of no pair, the families
    of the values that stand beside it in an ``and``.
    """

    def __init__(self, source: Source, dialect: str) -> None:
        self.source = source
        self.dialect: Dialect = DIALECTS[dialect]
        self.backends: frozenset[str] = self.dialect.backends
        self.found: list[Diagnostic] = []
        self.covered: set[int] = set()
        self.rewrites: dict[int, Rewrite] = {}
        self.valued: dict[int, frozenset[str]] = {}
        self._inside_not = False

    def report(
        self,
        rule: Rule,
        message: str,
        place: Node | Span,
        *,
        severity: Severity = ERROR,
        instead: Node | None = None,
        over: Node | None = None,
        safe: bool = True,
        lost: str = "",
        fix: Fix | None = None,
        help: str | None = None,
        evidence: tuple[Evidence, ...] = (),
    ) -> None:
        """A finding; ``instead`` goes in the place of ``over`` (by default, of what the finding is about).

        A fix is safe unless it loses something: ``lost`` says what, and what LangSmith does not document is found here.
        ``fix`` is a fix that is no such replacement.
        """
        span = place.span if isinstance(place, Node) else place
        fixes: tuple[Fix, ...] = (fix,) if fix is not None else ()
        if instead is not None:
            advice = f"write {print_start(instead, 300)}"
            target = place if over is None else over
            lost = lost or undocumented(instead, over) or self._joins(instead, over)
            safe = safe and not lost
            if (
                isinstance(target, Node)
                and len(target.span)
                and not (isinstance(over, Call) and over.origin is not Origin.WRITTEN)
            ):
                edits = differences(target, instead) or (Edit(target.span, print_line(instead)),)
                fixes = (Fix(advice, edits, safe),)
            help = help or advice
            help = f"{help}; {lost}" if lost else help
        finding = Diagnostic(rule.code, rule.slug, message, severity, span, help, fixes, evidence, phase=rule.phase)
        self.found.append(finding)
        if over is not None:
            self.rewrites[id(over)] = Rewrite(finding, instead, safe, lost)

    def _joins(self, instead: Node, over: Node | None) -> str:
        """Why a condition on a pair changes what the conditions beside it speak of; empty where it does not."""
        field = pair_field(instead)
        return JOINS if field is not None and field.family in self.valued.get(id(over), ()) else ""

    def refuse(
        self,
        rule: Rule,
        refusal: Refusal,
        place: Node | Span,
        *,
        instead: Node | None = None,
        over: Node | None = None,
        safe: bool = True,
        lost: str = "",
        help: str | None = None,
    ) -> bool:
        """Report a refusal when a backend of the dialect is concerned by it."""
        if not refusal.dialects & self.backends:
            return False
        severity = refusal.evidence.severity
        advice = None if instead is not None else help or refusal.instead
        self.report(
            rule,
            refusal.says,
            place,
            severity=severity,
            instead=instead,
            over=over,
            safe=safe,
            lost=lost,
            help=advice,
            evidence=(refusal.evidence,),
        )
        return True

    def unattested(self, message: str, place: Node | Span, evidence: Evidence) -> None:
        self.report(UNATTESTED, message, place, severity=NOTE, evidence=(evidence,))

    def unlisted(self, node: Call) -> None:
        """An operator that the documentation of the dialect does not list."""
        message = f"the documentation of {self.dialect.selects} does not list `{node.operator}`"
        self.unattested(message, node.operator_span, self.dialect.evidence[0])

    def spelled(self, node: Node) -> str:
        """How a node stands in the text, short enough for a message; how it is written where it stands nowhere."""
        return clip(self.source.text[node.start : min(node.end, node.start + 61)] or print_line(node), 60)

    def cover(self, node: Call) -> None:
        """A finding about the whole call says better what syntax had to say of its arguments."""
        self.covered.update(argument.start for argument in node.arguments if isinstance(argument, (Subscript, Name, Unknown)))
