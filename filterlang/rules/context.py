"""What a check is given: the analysis of one filter, and one way to report findings.

Owns the invariant that a finding with a fix says in its help what the fix writes, and that a fix which loses something is not
safe.
"""

from __future__ import annotations

from filterlang.findings.rule import Phase
from filterlang.rules.refusals import UNATTESTED
from filterlang.semantics.collisions import may_collide
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.printer import print_line, print_start
from filterlang.syntax.tree import Call, Name, Node, Origin, Subscript, Unknown
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.lazy import lazy
from filterlang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from filterlang.findings.diagnostic import Fix
    from filterlang.findings.evidence import Evidence
    from filterlang.findings.finding import Finding
    from filterlang.findings.rule import Rule
    from filterlang.rewrite.junctions import Junction
    from filterlang.schema.types import Refusal
    from filterlang.semantics.analysed_filter import Analysis
    from filterlang.semantics.predicate import Origins, Predicate

_NONE_BESIDE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_SHOWN = 300  # characters of a suggested filter that a help text shows


@dataclass(frozen=True, slots=True, eq=False)
class Suggestion:
    """A tree to write in the place of the node that a finding is about.

    It is safe when it means the same; ``lost`` says what it loses otherwise, and a suggestion that loses something is a guess.
    """

    tree: Node
    safe: bool = True
    lost: str = ""

    @property
    def advice(self) -> str:
        return f"write {print_start(self.tree, _SHOWN)}"

    def fix(self, node: Node) -> Fix | None:
        """The edits that write the tree in the place of a node; None for a node that does not stand in the text."""
        if not len(node.span) or (isinstance(node, Call) and node.origin is not Origin.WRITTEN):
            return None
        from filterlang.findings.diagnostic import Fix
        from filterlang.syntax.differences import differences
        from filterlang.text.edits import Edit

        edits = differences(node, self.tree) or (Edit(node.span, print_line(self.tree)),)
        return Fix(self.advice, edits, self.safe)


class Context:
    """The checks of one filter: they read ``analysis`` and call ``report``."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.source: Source = analysis.source
        self.backends: frozenset[str] = analysis.backends
        self.findings: list[Finding] = []
        self._about: dict[int, list[Finding]] = {}  # by the id of a node, which the tree or a finding keeps alive
        self._suggestions: dict[Finding, Suggestion] = {}
        self._syntax: dict[int, list[Finding]] = {}
        for finding in analysis.parsed.findings:
            self._syntax.setdefault(id(finding.node), []).append(finding)

    def report(
        self,
        rule: Rule,
        node: Node,
        message: str,
        *,
        at: Node | Span | None = None,
        suggest: Suggestion | None = None,
        fix: Fix | None = None,
        help: str | None = None,
        evidence: tuple[Evidence, ...] = (),
        covers: Iterable[Node] = (),
    ) -> None:
        """Report a finding about ``node``, shown there or ``at`` another place.

        ``suggest`` goes into the place of the node; ``fix`` is a fix that is no such replacement. ``covers`` are the nodes of
        which this finding says better what is wrong than the findings of recovery.
        """
        from filterlang.findings.finding import Finding

        if suggest is not None:
            suggest = self._judged(suggest, node)
            fix = suggest.fix(node)
            help = help or suggest.advice
            help = f"{help}; {suggest.lost}" if suggest.lost else help
        shown = node if at is None else at
        replaces = self._described_worse(shown, covers, fixed=fix is not None) if self._syntax else ()
        fixes = (fix,) if fix is not None else ()
        finding = Finding(rule, message, self._place(shown), node, help, fixes, evidence, replaces)
        self.findings.append(finding)
        self._about.setdefault(id(node), []).append(finding)
        if suggest is not None:
            self._suggestions[finding] = suggest

    def refuse(
        self,
        rule: Rule,
        refusal: Refusal,
        node: Node,
        *,
        at: Node | Span | None = None,
        suggest: Suggestion | None = None,
        help: str | None = None,
        covers: Iterable[Node] = (),
    ) -> bool:
        """Report a refusal where it concerns a backend of the dialect; returns whether it does."""
        if not refusal.dialects & self.backends:
            return False
        advice = None if suggest is not None else help or refusal.instead
        evidence = (refusal.evidence,)
        self.report(rule, node, refusal.says, at=at, suggest=suggest, help=advice, evidence=evidence, covers=covers)
        return True

    def doubt(self, message: str, node: Node, evidence: Evidence, *, at: Node | Span | None = None) -> None:
        """Report that there is no public evidence that something works."""
        self.report(UNATTESTED, node, message, at=at, evidence=(evidence,))

    def findings_about(self, node: Node) -> list[Finding]:
        """The findings reported about a node so far."""
        return self._about.get(id(node), [])

    def suggestion_of(self, finding: Finding) -> Suggestion | None:
        """The suggestion that a finding was reported with."""
        return self._suggestions.get(finding)

    @lazy
    def meaning(self) -> tuple[Predicate, Origins] | None:
        """The predicate with its origins, as ``Analysis.meaning`` has it; None for a filter with errors."""
        flawed = self.analysis.parsed.findings or any(
            finding.is_error and finding.rule.phase in (Phase.SYNTAX, Phase.NAMES) for finding in self.findings
        )
        try:
            return None if flawed else self.analysis.meaning
        except (LookupError, ValueError):  # a name or a value that only its dialect refuses, as one of another type
            return None

    @lazy
    def junctions(self) -> Sequence[Junction]:
        """The places where tests of the filter meet; none for a filter with errors, or with nothing that could collide."""
        if not may_collide(self.analysis) or self.meaning is None:
            return ()
        from filterlang.rewrite.junctions import junctions
        from filterlang.rewrite.normal_form import formula

        return junctions(formula(*self.meaning))

    def spelled(self, node: Node) -> str:
        """How a node stands in the text, short enough for a message; how it is written where it does not stand there."""
        return clip(self.source.text[node.start : min(node.end, node.start + 61)] or print_line(node), 60)

    def _judged(self, suggestion: Suggestion, node: Node) -> Suggestion:
        """The suggestion with what it loses, so that it is safe only if it loses nothing."""
        from filterlang.rewrite.losses import undocumented

        tree = suggestion.tree
        lost = suggestion.lost or undocumented(tree, node) or self._joins(tree, node)
        return Suggestion(tree, suggestion.safe and not lost, lost)

    def _joins(self, tree: Node, node: Node) -> str:
        """Why a condition on a pair changes the meaning of the conditions beside it; empty where it does not."""
        from filterlang.rewrite.losses import JOINS

        field = pair_field(tree)
        if field is None:
            return ""
        values, halves = self._families_beside.get(id(node), _NONE_BESIDE)
        return JOINS if field.family in (values if field.role == "key" else halves) else ""

    @lazy
    def _families_beside(self) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
        """The families of the values, and of all halves, beside each other condition of an ``and``, by the id of its node."""
        beside: dict[int, tuple[frozenset[str], frozenset[str]]] = {}
        for condition in self.analysis.by_operator["and"]:
            halves = [(part, part.pair.family) for part in condition.parts if part.pair is not None]
            if halves:
                families = (
                    frozenset(family for part, family in halves if part.is_value),
                    frozenset(name for _, name in halves),
                )
                own = {id(part.node) for part, _ in halves}
                beside.update((id(part), families) for part in condition.node.arguments if id(part) not in own)
        return beside

    def _place(self, shown: Node | Span) -> Span:
        """Where a finding is shown; the whole text for a node of a translation, which stands nowhere in it."""
        span = shown.span if isinstance(shown, Node) else shown
        return span if len(span) or self._translation is None else self._translation

    @lazy
    def _translation(self) -> Span | None:
        """The place of a text in another language, of which the tree is the translation."""
        from filterlang.syntax.syntax_rules import OTHER_LANGUAGE

        return next((finding.span for finding in self.analysis.parsed.findings if finding.rule is OTHER_LANGUAGE), None)

    def _described_worse(self, shown: Node | Span, covers: Iterable[Node], *, fixed: bool) -> tuple[Finding, ...]:
        """The findings of recovery that a finding replaces: those about the nodes that it covers, or that its fix fixes.

        A finding of recovery that has a safe fix is replaced only by one that has a fix as well.
        """
        replaced: list[Finding] = []
        if fixed and isinstance(shown, Node):
            replaced += filter(_is_safe, self._syntax.get(id(shown), ()))
        for node in covers:
            replaced += (
                finding for part in _bases(node) for finding in self._syntax.get(id(part), ()) if not _is_safe(finding)
            )
        return tuple(replaced)


def unread(node: Call) -> tuple[Node, ...]:
    """The arguments of a call that recovery could not read as values; a finding about the whole call covers them."""
    return tuple(argument for argument in node.arguments if isinstance(argument, (Subscript, Name, Unknown)))


def _is_safe(finding: Finding) -> bool:
    return any(fix.safe for fix in finding.fixes)


def _bases(node: Node) -> Iterator[Node]:
    """A node and, for a subscript, all that it is a subscript of."""
    while isinstance(node, Subscript):
        yield node
        node = node.base
    yield node
