"""Renaming fields.

Owns the invariant that a field gets a name that the schema has, and that whatever no longer fits the new field is reported.
"""

from collections.abc import Iterator, Mapping

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.findings.verdicts import denies_meaning, is_refusal
from filterlang.migrate.comparing import merged, subject
from filterlang.migrate.migration import Change, Kind, Migration, migrated
from filterlang.migrate.soundness import is_about_pairs, sound_findings, well_formed, with_advice
from filterlang.schema.fields import FIELDS
from filterlang.checking.analysis import analyse
from filterlang.semantics.resolving import resolve
from filterlang.semantics.typos import close_to
from filterlang.text.source import Span
from filterlang.syntax.input import FilterLike
from filterlang.syntax.parser import Parsed, parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node, NodeTransformer, walk

_KINDS = {Severity.ERROR: Kind.LOST, Severity.WARNING: Kind.MEANING, Severity.NOTE: Kind.NOTE}


def rename_fields(filter: FilterLike, names: Mapping[str, str]) -> Migration:
    """The filter over other fields, all renamed at once: two names may be exchanged.

    The names to be replaced need not be fields (``project_id`` never was one); the new ones do. A new field that does not
    take the operator or the value is reported, as ``lost`` where the condition no longer means anything.

    Raises ``ValueError`` for a new name that is no field, and ``FilterError`` for a filter with errors other than the names
    to be replaced.
    """
    for old, new in names.items():
        if new not in FIELDS:
            raise ValueError(f"there is no field {new!r} to rename {old!r} to: {_advice(new)}")
    before = well_formed(filter)
    renaming = _Renaming(names)
    tree: Node = renaming.visit(before.tree)
    earlier = sound_findings(before, excused=renaming.touched)
    no_longer_fits = _misfits(before, parse(print_line(tree)), earlier) if renaming.changes else ()
    return migrated(before, tree, [*renaming.changes, *merged(renaming.present, names), *no_longer_fits])


def _advice(name: str) -> str:
    """The field that was most likely meant."""
    reference = resolve(Name(name))
    close = [reference.field.name] if reference is not None and reference.field is not None else close_to(name, FIELDS, 0.6)
    return f"did you mean {close[0]!r}?" if close else "`filterlang explain` lists the fields"


class _Renaming(NodeTransformer):
    """One renaming: its changes, the fields there were, and the places in the comparisons that it touched."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.changes: list[Change] = []
        self.present: dict[str, Span] = {}
        self.touched: set[int] = set()

    def visit_Call(self, node: Call) -> Node:  # noqa: N802 - the name that ast.NodeTransformer gives it
        named = subject(node)
        if named is None:
            return node
        old = named.id if isinstance(named, Name) else named.value
        new = self.names.get(old, old)
        if old in self.names or old in FIELDS:
            self.present.setdefault(old, named.span)
        if new == old:
            return node
        self.touched.update(part.start for part in (node, *node.arguments, *node.arguments[1].children))
        self.changes.append(Change(Kind.REWRITTEN, f"`{old}` is now `{new}`", named.span))
        return node.with_children((type(named)(new, named.start, named.end), *node.arguments[1:]))


def _misfits(before: Parsed, after: Parsed, earlier: list[Diagnostic]) -> Iterator[Change]:
    """What the check finds after a renaming and did not find before it, at its place in the text before.

    The trees differ in names alone, so they are walked side by side.
    """
    places = {new.start: old for old, new in zip(walk(before.tree), walk(after.tree), strict=True)}
    known = {(finding.code, finding.span.start) for finding in earlier}
    for finding in analyse(after, "portable").diagnostics:
        old = places.get(finding.span.start, before.tree)
        if denies_meaning(finding) or (finding.code, old.start) not in known:
            yield Change(_kind(finding), with_advice(finding), _span(old, finding), finding.evidence)


def _kind(finding: Diagnostic) -> Kind:
    """What a finding about the new names means for the filter."""
    if is_about_pairs(finding):
        return Kind.MEANING
    return Kind.NOTE if is_refusal(finding) else _KINDS[finding.severity]


def _span(old: Node, finding: Diagnostic) -> Span:
    """Where the text before has what a finding is about: an operator, or a whole node."""
    short = isinstance(old, Call) and len(finding.span) == len(old.operator)
    return old.operator_span if isinstance(old, Call) and short else old.span
