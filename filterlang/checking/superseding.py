"""One finding for one mistake, where syntax and the checker both have something to say.

Owns the invariant that whoever writes ``tags contains "beta"`` or ``tags:beta`` is told once, and told all of what to write.
"""

from collections.abc import Sequence
from filterlang.text.frozen import replace

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.finding import Finding
from filterlang.text.edits import Edit
from filterlang.findings.evidence import Severity
from filterlang.checking.calls import Checker
from filterlang.semantics.resolving import resolve
from filterlang.checking.context import Rewrite
from filterlang.syntax.lowered import Lowered, Part
from filterlang.syntax.parser import Parsed
from filterlang.syntax.printer import print_line, print_start
from filterlang.syntax.tree import Call, Name, Node, Origin, Subscript, fold

_SAID_BETTER = frozenset({"FL001", "FL013", "FL019"})
"""Findings of syntax that the checker replaces where it knows what to write."""

_ABSORBS: dict[str, tuple[str, ...]] = {
    "FL010": ("FL101", "FL106", "FL107", "FL201", "FL203"), "FL012": ("FL1", "FL2"), "FL031": ("FL1", "FL2"),
}  # fmt: skip
"""Findings of syntax that take over what the checker finds in the calls they make, by the start of its code."""

_SHOWS: dict[str, tuple[str, ...]] = {"FL010": ("FL102",)}
"""Findings of the checker that stay, whose safe rewrites a finding of syntax writes all the same."""

_OF_VALUES = frozenset({"FL104", "FL105", "FL108", "FL109", "FL110", "FL111", "FL114"})
"""Findings about a value, which only a translation takes over: it has no place of its own for them."""

_BARE_WORD = "FL014"
_TRANSLATED = "FL031"
"""The finding of syntax about a whole text in another language: its only part is the tree of the translation."""

_SHOWN = 400  # a rewritten expression of up to so many characters is spelled out in the help


def merge(checker: Checker, parsed: Parsed) -> list[Diagnostic]:
    """All findings, in order of place, each once."""
    syntax = parsed.findings
    mended = {finding.span.start for finding in checker.found if finding.fixes}
    better = {id(finding) for finding in syntax if _said_better(finding, checker.covered, mended)}
    absorbed: set[int] = set()
    rewritten: dict[int, Finding] = {}
    for lowered in parsed.lowered if checker.found else ():
        if lowered.finding.rule.code in _ABSORBS and lowered.finding.fixes and id(lowered.finding) not in better:
            rewritten[id(lowered.finding)] = _absorb(lowered, checker, absorbed)
    kept = [rewritten.get(id(finding), finding).diagnostic() for finding in syntax if id(finding) not in better]
    dropped = {finding.span.start for finding in syntax if finding.rule.code == _BARE_WORD and id(finding) in better}
    whole = next((finding.span for finding in syntax if finding.rule.code == _TRANSLATED), None)
    found = [
        replace(finding, span=whole)
        if whole is not None and not len(finding.span)
        else replace(finding, severity=Severity.ERROR)
        if finding.span.start in dropped
        else finding
        for finding in checker.found
        if id(finding) not in absorbed
    ]
    once = {(finding.code, finding.span, finding.message): finding for finding in reversed([*kept, *found])}
    return sorted(once.values(), key=lambda finding: (finding.span, finding.code, finding.message))


def _said_better(finding: Finding, covered: set[int], mended: set[int]) -> bool:
    """Whether the checker says the same of the same place, and knows more."""
    if finding.rule.code == _BARE_WORD:
        safe = any(fix.safe for fix in finding.fixes)
        return finding.span.start in (mended if safe else covered)
    return finding.rule.code in _SAID_BETTER and finding.span.start in covered


def _absorb(lowered: Lowered, checker: Checker, absorbed: set[int]) -> Finding:
    """An infix finding with the calls it makes put into the language's own words."""
    finding = lowered.finding
    taken: list[Rewrite] = []

    def rewrite(node: Node) -> Node | None:
        said = checker.rewrites.get(id(node))
        if said is None or (said.finding.code in _OF_VALUES and finding.rule.code != _TRANSLATED):
            return None
        of_path = said.finding.code == "FL102" and isinstance(node, Call) and _is_path(node.arguments[0])
        shown = said.finding.code in _SHOWS.get(finding.rule.code, ()) and said.safe and said.instead is not None
        if not (shown or of_path or said.finding.code.startswith(_ABSORBS[finding.rule.code])):
            return None
        unsayable = said.finding.code == "FL101" or of_path
        if (said.instead is None and not unsayable) or (isinstance(node, Call) and node.origin is Origin.WRITTEN):
            return None
        taken.append(said)
        if of_path:
            absorbed.add(id(said.finding))
        return said.instead or node

    replaced: list[tuple[Part, Node]] = []  # from the last to the first
    for part in reversed(lowered.parts):
        instead = rewrite(part.node)
        if finding.rule.code == _TRANSLATED:
            instead = fold(part.node, lambda node, children: rewrite(node) or node.with_children(children))
        elif instead is None and not part.joins and isinstance(part.node, Call) and part.node.origin is not Origin.WRITTEN:
            children = [rewrite(child) for child in part.node.arguments]
            if any(children):
                instead = part.node.with_children([new or old for new, old in zip(children, part.node.arguments, strict=True)])
        if instead is not None and not (replaced and part.last > replaced[-1][0].first):
            replaced.append((part, instead))
    if not taken and finding.rule.code != _TRANSLATED:
        return finding
    absorbed.update(id(said.finding) for said in taken if said.finding.code not in _SHOWS.get(finding.rule.code, ()))
    unsayable = next((said.finding for said in reversed(taken) if said.instead is None), None)
    if unsayable is not None:
        return replace(finding, help=unsayable.help, fixes=())
    written = _spelled_out(lowered, replaced) if len(lowered.span) <= _SHOWN else "it as calls"
    provisos = [f"; {said.lost}" for said in taken if said.lost]
    if finding.rule.code == _TRANSLATED:
        provisos = [proviso for said in taken if (proviso := _proviso(said))] + _left(checker, absorbed)
    safe = finding.fixes[0].safe and all(said.safe for said in taken) and not provisos
    fix = Fix(f"write {written}", _edits(lowered, replaced), safe)
    return replace(finding, help=fix.message + (provisos[-1] if provisos else ""), fixes=(fix,))


def _is_path(subject: Node) -> bool:
    """Whether a field is asked for as a program does, by steps or by a call; any other wrong name is a mistake of its own."""
    return isinstance(subject, (Subscript, Call)) or (
        isinstance(subject, Name) and "." in subject.id and resolve(subject) is not None
    )


def _proviso(said: Rewrite) -> str:
    """What the help of a finding adds to what it writes, such as `` if it is UTC``; for a bare guess, its message."""
    written = f"write {print_start(said.instead, 300)}" if said.instead is not None else ""
    advice = said.finding.help or ""
    if advice.startswith(written):
        return advice.removeprefix(written)
    return "" if said.safe else f"; {said.finding.message}"


def _left(checker: Checker, absorbed: set[int]) -> list[str]:
    """What is still wrong with a translation: the errors that nothing is known to mend, which its one finding tells."""
    errors = [found for found in checker.found if found.is_error and id(found) not in absorbed]
    absorbed.update(map(id, errors))
    return [f"; {found.message}{f': {found.help}' if found.help else ''}" for found in errors]


def _edits(lowered: Lowered, replaced: Sequence[tuple[Part, Node]]) -> tuple[Edit, ...]:
    """The edits that write an infix expression as calls, with some of its parts replaced."""
    from filterlang.text.edits import in_order

    edits: list[Edit] = []
    position = 0
    for part, instead in reversed(replaced):
        edits += (*lowered.edits[position : part.first], Edit(part.span, print_line(instead)))
        position = part.last
    return in_order([*edits, *lowered.edits[position:]])


def _spelled_out(lowered: Lowered, replaced: Sequence[tuple[Part, Node]]) -> str:
    """What the edits come to, on one line."""
    news = {id(part.node): instead for part, instead in replaced}
    return print_line(fold(lowered.tree, lambda node, children: news.get(id(node)) or node.with_children(children)))
