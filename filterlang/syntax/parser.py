"""Text to tree. ``parse`` never raises; a text that the grammar does not take goes to recovery.

Owns the invariant that a text has no diagnostics exactly when ``grammar/filter.lark`` accepts it.
"""

from __future__ import annotations


from filterlang.syntax.lalr import read
from filterlang.syntax.tree import Node
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass, field
from filterlang.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.findings.finding import Finding
    from filterlang.syntax.lowered import Lowered


@dataclass(frozen=True, slots=True, repr=False)
class Parsed:
    """What a text parsed to: always a tree, and every problem found on the way (none when the text is well formed)."""

    tree: Node
    diagnostics: tuple[Diagnostic, ...]
    source: Source
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    """The findings that the diagnostics are made of."""
    lowered: tuple[Lowered, ...] = field(default=(), compare=False)
    """The findings about infix expressions, with the calls that each expression became."""

    def __repr__(self) -> str:
        return f"<Parsed {clip(repr(self.source.text))}: {list(self.diagnostics) or 'no diagnostics'}>"


def parse(text: str) -> Parsed:
    """Parse a filter. Any string is safe; the best tree comes with all problems, one diagnostic a mistake, at its place.

    >>> parse('and(eq(status, "error"), gt(latency, 5))').tree.operator
    'and'
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"a filter to parse is a str, not {type(text).__name__}")
    source = Source(text)
    result = read(text)
    if isinstance(result, Node):
        return Parsed(result, (), source)
    from filterlang.syntax.recovery import recover

    tree, findings, lowered = recover(text, result)
    return Parsed(tree, tuple(finding.diagnostic() for finding in findings), source, tuple(findings), tuple(lowered))
