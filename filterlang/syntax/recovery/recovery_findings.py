"""The findings of one text while it is recovered.

Owns the invariant that one mistake is reported once: a habit that shows in many places (smart quotes, escaped quotes) is one
finding with all its edits.
"""

from bisect import bisect_left, insort

from filterlang.findings.diagnostic import Fix
from filterlang.findings.finding import Finding
from filterlang.findings.rule import Rule
from filterlang.syntax.lowered import Lowered
from filterlang.syntax.syntax_rules import NOT_UNDERSTOOD
from filterlang.syntax.tree import Node
from filterlang.text.edits import Edit, in_order
from filterlang.text.source import Span


class _Habit:
    """A mistake that is made all over a text, with an edit for each place."""

    __slots__ = ("edits", "fix", "message", "rule", "safe")

    def __init__(self, rule: Rule, message: str, fix: str, *, safe: bool) -> None:
        self.rule = rule
        self.message = message
        self.fix = fix
        self.safe = safe
        self.edits: list[Edit] = []


class Findings:
    """Collects the findings of one text, and notes the places that its tree leaves out."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._findings: list[Finding] = []
        self._habits: dict[Rule, _Habit] = {}
        self._passed_over: list[int] = []  # in ascending order
        self.lowered: list[Lowered] = []

    def add(
        self, rule: Rule, message: str, span: Span, *, fix: Fix | None = None, help: str | None = None, node: Node | None = None
    ) -> Finding:
        """Adds a finding at ``span``. Its help is ``help``, or the message of its fix; edits may be in any order.

        With ``node`` it is about that node of the tree, and a finding of the checker about the same node may replace it.
        """
        fixes = (Fix(fix.message, in_order(fix.edits), fix.safe),) if fix else ()
        inside = Span(min(span.start, len(self._text)), min(span.end, len(self._text)))
        finding = Finding(rule, message, inside, node, help or (fix.message if fix else None), fixes)
        self._findings.append(finding)
        return finding

    def add_habit(self, rule: Rule, message: str, edit: Edit, fix: str, *, safe: bool = True) -> None:
        """Adds a place to a mistake that is made all over a text; ``edit`` mends it there."""
        self._habits.setdefault(rule, _Habit(rule, message, fix, safe=safe)).edits.append(edit)

    def pass_over(self, place: int) -> None:
        """Notes that the tree leaves out the text at ``place``."""
        insort(self._passed_over, place)

    def passed_over(self, start: int, end: int) -> bool:
        """Whether the tree leaves out something at ``[start, end)``."""
        index = bisect_left(self._passed_over, start)
        return index < len(self._passed_over) and self._passed_over[index] < end

    @property
    def is_empty(self) -> bool:
        """Whether there are no findings so far."""
        return not (self._findings or self._habits)

    def in_order(self) -> list[Finding]:
        """All findings in order of place; never empty, since only a text that the grammar refuses is recovered."""
        habits = [_finding(habit) for habit in self._habits.values()]
        if self.is_empty:
            self.add(NOT_UNDERSTOOD, "this is not a filter", Span(0, len(self._text)))
        return sorted([*self._findings, *habits], key=lambda finding: finding.span)


def _finding(habit: _Habit) -> Finding:
    """The one finding for all places of a habit, at the first of them."""
    count = len(habit.edits)
    message = habit.message + (f" (here and in {count - 1} more places)" if count > 1 else "")
    fix = Fix(habit.fix, in_order(habit.edits), habit.safe)
    return Finding(habit.rule, message, habit.edits[0].span, None, habit.fix, (fix,))
