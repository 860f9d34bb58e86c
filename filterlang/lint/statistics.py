"""The statistics of a lint: how many findings each rule has, and how many of them can be fixed.

Owns the invariant that the rules come in the same order for the same counts.
"""

from __future__ import annotations

from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from filterlang.lint.reported import FileReport


@dataclass(frozen=True, slots=True)
class RuleCount:
    """The findings of one rule: how many there are, and how many of them have a safe fix."""

    code: str
    slug: str
    count: int
    fixable: int

    def to_json(self) -> dict[str, object]:
        """The stable JSON form."""
        return {"code": self.code, "slug": self.slug, "count": self.count, "fixable": self.fixable}


def rule_counts(reports: Iterable[FileReport]) -> list[RuleCount]:
    """The counts of the rules, the most frequent first."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for report in reports:
        for finding in report.findings:
            diagnostic = finding.diagnostic
            count, fixable = counts.get((diagnostic.code, diagnostic.slug), (0, 0))
            is_fixable = any(fix.safe for fix in diagnostic.fixes)
            counts[diagnostic.code, diagnostic.slug] = count + 1, fixable + is_fixable
    rows = (RuleCount(code, slug, count, fixable) for (code, slug), (count, fixable) in counts.items())
    return sorted(rows, key=lambda row: (-row.count, row.code))


def statistics_lines(counts: Iterable[RuleCount]) -> Iterator[str]:
    """Yields a line for each rule: the count, the code, ``[*]`` where all can be fixed (``[-]``: some), and the slug."""
    rows = list(counts)
    width = max((len(str(row.count)) for row in rows), default=0)
    for row in rows:
        mark = "[*]" if row.fixable == row.count else "[-]" if row.fixable else "[ ]"
        yield f"{row.count:>{width}}  {row.code}  {mark}  {row.slug}\n"
