"""Collecting the findings of one text.

Owns the invariant that one mistake is reported once: a habit that shows in many places (smart quotes, escaped quotes) is one
finding with all its edits.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable

from filterlang.syntax.syntax_rules import NOT_UNDERSTOOD
from filterlang.findings.diagnostic import Fix
from filterlang.findings.finding import Finding
from filterlang.text.edits import Edit, in_order
from filterlang.findings.rule import Rule
from filterlang.text.source import Span
from filterlang.syntax.lowered import Lowered
from filterlang.syntax.tree import Node


class Findings:
    """What was found in one text so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._single: list[Finding] = []
        self.lowered: list[Lowered] = []
        self._passed_over: list[int] = []  # in order of place
        self._habits: dict[Rule, tuple[str, str, Span, list[Edit], bool]] = {}

    def add(
        self,
        rule: Rule,
        message: str,
        start: int,
        end: int,
        edits: Iterable[Edit] = (),
        *,
        fix: str = "",
        help: str | None = None,
        safe: bool = True,
        node: Node | None = None,
    ) -> Finding:
        """One finding at ``[start, end)``; with ``fix`` a description of the edits that mend it.

        With ``node`` it is about that node of the tree, and a finding of the checker about the same node may replace it.
        """
        fixes = (Fix(fix, in_order(edits), safe),) if fix else ()
        span = Span(min(start, len(self._text)), min(end, len(self._text)))
        finding = Finding(rule, message, span, node, help or fix or None, fixes)
        self._single.append(finding)
        return finding

    def pass_over(self, place: int) -> None:
        """Note where something stands that the tree has nothing of."""
        insort(self._passed_over, place)

    def left_out(self, start: int, end: int) -> bool:
        """Whether something between two places was passed over."""
        index = bisect_left(self._passed_over, start)
        return index < len(self._passed_over) and self._passed_over[index] < end

    @property
    def any(self) -> bool:
        """Whether anything was found yet."""
        return bool(self._single or self._habits)

    def habit(self, rule: Rule, message: str, start: int, end: int, replacement: str, fix: str, *, safe: bool = True) -> None:
        """One more place of a mistake that is made all over a text."""
        entry = self._habits.setdefault(rule, (message, fix, Span(start, end), [], safe))
        entry[3].append(Edit(Span(start, end), replacement))

    def sorted(self) -> list[Finding]:
        """All findings in order of place; never empty, since only a text that does not parse is recovered."""
        for rule, (message, fix, span, edits, safe) in self._habits.items():
            count = f" (here and in {len(edits) - 1} more places)" if len(edits) > 1 else ""
            self.add(rule, message + count, span.start, span.end, edits, fix=fix, safe=safe)
        if not self._single:
            self.add(NOT_UNDERSTOOD, "this is not a filter", 0, len(self._text))
        return sorted(self._single, key=lambda finding: finding.span)
