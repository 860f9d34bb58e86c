"""The operations on a filter: check, format, compile, fix.

Owns the invariant that formatted and compiled text parses to the tree that it was printed from.
"""

from __future__ import annotations  # so that `help` shows the names of types, not what they stand for

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.checking.analysis import analyse
from filterlang.semantics.surroundings import NO_PROJECT, check_facts
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.lalr import accept
from filterlang.syntax.printer import print_line, print_wrapped
from filterlang.syntax.tree import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rewrite.simplifying import Simplified
    from filterlang.schema.names import DialectName
    from filterlang.semantics.surroundings import ProjectFacts


def check(filter: FilterLike, dialect: DialectName = "portable", *, project: ProjectFacts = NO_PROJECT) -> list[Diagnostic]:
    """Returns the findings of a filter, in order of place: syntax, names, types, what the dialect refuses, meaning.

    ``dialect`` is ``portable`` (what v1 and v2 both take), ``v1``, ``v2`` or ``examples``. Raises ``ValueError`` for another.
    ``project`` is what is known of the runs, and the optional rules to report:
    ``ProjectFacts(tags=frozenset({"beta"}), rules=frozenset({"key-not-there"}))``.

    >>> [finding.code for finding in check("eq(status, success)")]
    ['FL014']
    """
    check_facts(project)
    return analyse(parsed(filter), dialect, project).diagnostics


def format(filter: FilterLike, width: int = 88) -> str:
    """Returns the canonical text, on one line, or on several where it is wider than ``width`` columns.

    Raises ``FilterError`` with the diagnostics of the parser when the filter does not parse.

    >>> print(format('and(eq(status,"error"),gt(latency,5))', width=30))
    and(
      eq(status, "error"),
      gt(latency, 5)
    )
    """
    before = parsed(filter)
    if before.diagnostics:
        raise FilterError(before.source, before.diagnostics)
    text = print_wrapped(before.tree, width)
    return _unchanged(text, before.tree)


def compile(filter: FilterLike, dialect: DialectName = "portable") -> str:
    """Returns the canonical one-line text to send. Raises ``FilterError`` with all diagnostics when one of them is an error.

    >>> compile("and(eq(status,'error'),gt(latency,5))")
    'and(eq(status, "error"), gt(latency, 5))'
    """
    before = parsed(filter)
    diagnostics = analyse(before, dialect).diagnostics
    if before.diagnostics or any(diagnostic.is_error for diagnostic in diagnostics):
        raise FilterError(before.source, diagnostics)
    return _unchanged(print_line(before.tree), before.tree)


def fix(
    filter: FilterLike,
    dialect: DialectName = "portable",
    unsafe: bool = False,  # noqa: FBT002 - as documented
    *,
    project: ProjectFacts = NO_PROJECT,
) -> str:
    """Returns the text with safe fixes applied, round by round, until none is left; with ``unsafe``, the guesses as well.

    A round applies all fixes that do not touch each other. A text whose fixes never end, because one undoes another, is
    returned unchanged. Findings without a fix remain: check the result. ``project`` is as in ``check``.

    Raises ``ValueError`` for an unknown dialect, and ``TypeError`` for a value that is not a filter.

    >>> fix('status = "error" and latency > 500ms')
    'and(eq(status, "error"), gt(latency, 0.5))'
    """
    from filterlang.checking.fixing import fix_parsed

    check_facts(project)
    return fix_parsed(parsed(filter), dialect, project, unsafe=unsafe).text


def _unchanged(text: str, tree: Node) -> str:
    """Returns the text after checking that it parses to the tree."""
    if accept(text) != tree:
        raise AssertionError("the printed filter does not read back as the same tree: please report this filter")
    return text


def simplify(filter: FilterLike) -> Simplified:
    """Returns a shorter filter that selects the same runs, and the steps that lead to it, each with the rule that it uses.

    Every step means the same for every run, also for runs without a value. The author's order of conditions is kept.

    Raises ``FilterError`` for errors of syntax, names and types, whatever a dialect refuses.

    >>> result = simplify('and(gt(latency, 5), and(gt(latency, 10), or(eq(name, "a"), eq(name, "b"))))')
    >>> print(result)
    and(gt(latency, 10), in(name, ["a", "b"]))
    >>> [step.rule for step in result.steps]
    ['or-of-equals', 'nested-junction', 'tighten']
    """
    from filterlang.rewrite.simplifying import simplified

    analysis = analyse(parsed(filter), "portable", rules=False)
    if not analysis.is_sound:
        raise FilterError(analysis.source, analysis.diagnostics)
    return simplified(analysis.tree)
