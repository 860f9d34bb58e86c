"""Parsing what the grammar refuses: the best tree, every mistake once, and the edits that mend it.

Owns the invariant that recovery ends, in time linear in the text and in bounded memory, with at least one diagnostic, whatever
the text is.
"""

from filterlang.syntax.syntax_rules import TOO_LARGE
from filterlang.findings.finding import Finding
from filterlang.text.source import Span
from filterlang.syntax.lowered import Lowered, Part
from filterlang.syntax.recovery.findings import Findings
from filterlang.syntax.recovery.languages import as_prose, recognise
from filterlang.syntax.recovery.brackets import Recovery
from filterlang.syntax.recovery.tokens import read
from filterlang.syntax.tree import Node, Unknown

LARGEST_RECOVERED = 65_536
"""The number of characters up to which the mistakes of a text are told apart and fixed. A well-formed text has no limit.

Recovery takes up to 900 bytes of memory for a character, and so up to 60 MB (``docs/benchmarks.md``).
"""


def recover(text: str, first_error: int) -> tuple[Node, list[Finding], list[Lowered]]:
    """The tree that a text was most likely meant to be, what is wrong with the text, in order of place, and what was infix.

    A text that is larger than ``LARGEST_RECOVERED`` gets one finding, at ``first_error``: where the grammar refuses it.
    """
    findings = Findings(text)
    if len(text) > LARGEST_RECOVERED:
        findings.add(
            TOO_LARGE,
            f"this is not a filter from here on, and the text is too large to be repaired ({len(text):,} characters)",
            first_error,
            first_error + 1,
            help=f"a text of up to {LARGEST_RECOVERED:,} characters is checked in full: check this one in parts",
        )
        return Unknown(text, 0, len(text)), findings.sorted(), []
    foreign = recognise(text)
    if foreign is not None:
        return _translation(text, *foreign)
    tree = Recovery(text, read(text, findings), findings).run()
    prose = as_prose(text, tree)
    return _translation(text, *prose) if prose is not None else (tree, findings.sorted(), findings.lowered)


def _translation(text: str, tree: Node, found: list[Finding]) -> tuple[Node, list[Finding], list[Lowered]]:
    """A text in another language, which its fix writes anew as a whole."""
    whole = Span(0, len(text))
    part = Part(tree, whole, 0, 1, joins=False)
    return tree, found, [Lowered(finding, tree, whole, finding.fixes[0].edits, (part,)) for finding in found if finding.fixes]
