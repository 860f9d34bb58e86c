"""One finding for one mistake, where syntax and the checker both have something to say.

Owns the invariant that whoever writes ``tags contains "beta"`` or ``tags:beta`` is told once, and told all of what to write.
"""

from dataclasses import replace

from filterlang.diagnostics import Diagnostic, Edit, Fix, Severity
from filterlang.semantics.checker import Checker
from filterlang.semantics.reporting import Rewrite
from filterlang.source import Span
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node, fold, walk

_SAID_BETTER = frozenset({"FL001", "FL013", "FL019"})
"""Findings of syntax that the checker replaces where it knows what to write."""

_ABSORBS: dict[str, tuple[str, ...]] = {
    "FL010": ("FL101", "FL107", "FL201", "FL203"), "FL012": ("FL1", "FL2"), "FL031": ("FL1", "FL2"),
}  # fmt: skip
"""Findings of syntax that take over what the checker finds in the calls they make, by the start of its code."""

_BARE_WORD = "FL014"
_LONGEST, _MOST = 2000, 50


def merge(checker: Checker, tree: Node, syntax: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """All findings, in order of place."""
    mended = {finding.span.start for finding in checker.found if finding.fixes}
    better = {id(finding) for finding in syntax if _said_better(finding, checker.covered, mended)}
    kept = [finding for finding in syntax if id(finding) not in better]
    absorbed: set[int] = set()
    if len(kept) <= _MOST and checker.rewrites:
        kept = [_absorb(d, checker, tree, absorbed) if d.code in _ABSORBS and d.fixes else d for d in kept]
    dropped = {finding.span.start for finding in syntax if finding.code == _BARE_WORD and id(finding) in better}
    found = [
        replace(finding, severity=Severity.ERROR) if finding.span.start in dropped else finding
        for finding in checker.found
        if id(finding) not in absorbed
    ]
    return sorted([*kept, *found], key=lambda finding: (finding.span, finding.code))


def _said_better(finding: Diagnostic, covered: set[int], mended: set[int]) -> bool:
    """Whether the checker says the same of the same place, and knows more."""
    if finding.code == _BARE_WORD:
        safe = any(fix.safe for fix in finding.fixes)
        return finding.span.start in (mended if safe else covered)
    return finding.code in _SAID_BETTER and finding.span.start in covered


def _absorb(finding: Diagnostic, checker: Checker, tree: Node, absorbed: set[int]) -> Diagnostic:
    """An infix finding with the calls it makes put into the language's own words."""
    edits = finding.fixes[0].edits
    start, end = min(edit.span.start for edit in edits), max(edit.span.end for edit in edits)
    whole = next((n for n in walk(tree) if isinstance(n, Call) and start <= n.start and n.end <= end), None)
    if whole is None or end - start > _LONGEST:
        return finding
    taken: list[Rewrite] = []

    def rewrite(node: Node, children: list[Node]) -> Node:
        said = checker.rewrites.get(id(node))
        if (
            said is not None
            and said.finding.code.startswith(_ABSORBS[finding.code])
            and (said.instead is not None or said.finding.code == "FL101")
            and not (isinstance(node, Call) and node.written)
        ):
            taken.append(said)
            return said.instead or node
        return node.with_children(children) if children else node

    written = print_line(fold(whole, rewrite))
    if not taken:
        return finding
    absorbed.update(id(said.finding) for said in taken)
    unsayable = next((said.finding for said in taken if said.instead is None), None)
    if unsayable is not None:
        return replace(finding, help=unsayable.help, fixes=())
    lost = next((said.lost for said in taken if said.lost), "")
    safe = finding.fixes[0].safe and all(said.safe for said in taken)
    fix = Fix(f"write {written}", (Edit(Span(start, end), written),), safe)
    return replace(finding, help=f"{fix.message}; {lost}" if lost else fix.message, fixes=(fix,))
