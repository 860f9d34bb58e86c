"""Recovery: the best tree of a text that the grammar refuses, every mistake once, and the edits that fix it.

Owns the invariant that recovery ends, in time linear in the text and in bounded memory, with at least one finding, whatever
the text is.

A text goes through the modules in this order, and each imports only from those before it:

* ``tokens``, ``quoting``, ``tokenizing``: text to tokens; ``findings`` collects the mistakes of all stages.
* ``operator_words``, ``infix_operands``, ``frames``, ``state``: tables, and the records that are read into.
* ``precedence``, ``operator_phrases``, ``adjacency``: an operand or an operator joins the expression being read.
* ``infix_comparisons``, ``infix_calls``, ``conditions``: an infix expression becomes calls, and one finding.
* ``objects``, ``loose_values``, ``named_arguments``, ``argument_lists``, ``whole_filter``: a closed bracket becomes a node.
* ``commas``, ``closing_brackets``, ``opening_brackets``, ``literal_tokens``, ``words``, ``symbols``: a token of each kind is
  taken.
* ``reader``: the loop over the tokens.
* ``mappings``, ``languages``: texts in other languages.
"""

from filterlang.findings.finding import Finding
from filterlang.syntax.lowered import Lowered, Part
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.languages import Translation, as_prose, recognise
from filterlang.syntax.recovery.reader import read
from filterlang.syntax.syntax_rules import TOO_LARGE
from filterlang.syntax.tree import Node, Unknown
from filterlang.text.source import Span

LARGEST_RECOVERED = 65_536
"""The number of characters up to which the mistakes of a text are told apart and fixed. A well-formed text has no limit.

Recovery takes up to 900 bytes of memory for a character, and so up to 60 MB (``docs/benchmarks.md``).
"""


def recover(text: str, first_error: int) -> tuple[Node, list[Finding], list[Lowered]]:
    """The most likely tree of a text, its findings in order of place, and the calls that its infix expressions became.

    A text that is larger than ``LARGEST_RECOVERED`` gets one finding, at ``first_error``: where the grammar refuses it.
    """
    if len(text) > LARGEST_RECOVERED:
        return Unknown(text, 0, len(text)), [_too_large(text, first_error)], []
    findings = Findings(text)
    translation = recognise(text)
    if translation is None:
        tree = read(text, findings)
        translation = as_prose(text, tree)
        if translation is None:
            return tree, findings.in_order(), findings.lowered
    return translation.tree, [translation.finding], _lowered(text, translation)


def _too_large(text: str, first_error: int) -> Finding:
    count = f"{len(text):,} characters"
    message = f"this is not a filter from here on, and the text is too large to be repaired ({count})"
    advice = f"a text of up to {LARGEST_RECOVERED:,} characters is checked in full: check this one in parts"
    return Finding(TOO_LARGE, message, Span(first_error, min(first_error + 1, len(text))), help=advice)


def _lowered(text: str, translation: Translation) -> list[Lowered]:
    """A translation as calls that a fix writes: it replaces the whole text."""
    tree, finding, whole = translation.tree, translation.finding, Span(0, len(text))
    part = Part(tree, whole, 0, 1, joins=False)
    return [Lowered(finding, tree, whole, fix.edits, (part,)) for fix in finding.fixes[:1]]
