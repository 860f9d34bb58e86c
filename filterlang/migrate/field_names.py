"""Renames fields.

Owns the invariant that a field gets a name that the schema has, and that every operator and value which
does not fit the new field is reported.
"""

from collections.abc import Iterator, Mapping

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.findings.verdicts import denies_meaning, is_refusal
from filterlang.migrate.comparing import merged, subject
from filterlang.migrate.migration import Change, ChangeKind, Migration, migrated
from filterlang.migrate.soundness import is_about_pairs, sound_findings, well_formed, with_advice
from filterlang.schema.fields import FIELDS
from filterlang.checking.analysis import analyse
from filterlang.semantics.resolving import resolve
from filterlang.semantics.typos import close_to
from filterlang.text.source import Span
from filterlang.syntax.input import FilterLike
from filterlang.syntax.parser import Parsed, parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node, walk
from filterlang.syntax.visitors import NodeTransformer

_KINDS = {Severity.ERROR: ChangeKind.LOST, Severity.WARNING: ChangeKind.MEANING, Severity.NOTE: ChangeKind.NOTE}


def rename_fields(filter: FilterLike, names: Mapping[str, str]) -> Migration:
    """Renames the fields of a filter, all at once: two names may be exchanged.

    The names to be replaced need not be fields (``project_id`` never was one); the new ones do. A new field that does not
    take the operator or the value is reported, as ``lost`` where the condition no longer means anything.

    Raises ``ValueError`` for a new name that is no field, and ``FilterError`` for a filter with errors other than the names
    to be replaced.
    """
    for old, new in names.items():
        if new not in FIELDS:
            raise ValueError(f"there is no field {new!r} to rename {old!r} to: {_advice(new)}")
    before = well_formed(filter)
    renaming = _FieldRenaming(names)
    tree: Node = renaming.visit(before.tree)
    earlier = sound_findings(before, excused=renaming.touched)
    no_longer_fits = _misfits(before, parse(print_line(tree)), earlier) if renaming.changes else ()
    return migrated(before, tree, [*renaming.changes, *merged(renaming.present, names), *no_longer_fits])


def _advice(name: str) -> str:
    """Suggests a field for a name that is not one."""
    resolved = resolve(Name(name))
    close = [resolved.field.name] if resolved is not None and resolved.field is not None else close_to(name, FIELDS, 0.6)
    return f"did you mean {close[0]!r}?" if close else "`filterlang explain` lists the fields"


class _FieldRenaming(NodeTransformer):
    """The state of one renaming: its changes, where each field first stands, and the offsets in the comparisons it touched."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.changes: list[Change] = []
        self.present: dict[str, Span] = {}
        self.touched: set[int] = set()

    def visit_Call(self, node: Call) -> Node:  # noqa: N802 - the name that ast.NodeTransformer gives it
        name = subject(node)
        if name is None:
            return node
        old = name.id if isinstance(name, Name) else name.value
        new = self.names.get(old, old)
        if old in self.names or old in FIELDS:
            self.present.setdefault(old, name.span)
        if new == old:
            return node
        self.touched.update(part.start for part in (node, *node.arguments, *node.arguments[1].children))
        self.changes.append(Change(ChangeKind.REWRITTEN, f"`{old}` is now `{new}`", name.span))
        return node.with_children((type(name)(new, name.start, name.end), *node.arguments[1:]))


def _misfits(before: Parsed, after: Parsed, earlier: list[Diagnostic]) -> Iterator[Change]:
    """Reports the findings that a renaming adds, at their places in the text before.

    The trees differ only in names, so they are walked side by side.
    """
    old_nodes = {new.start: old for old, new in zip(walk(before.tree), walk(after.tree), strict=True)}
    known = {(finding.code, finding.span.start) for finding in earlier}
    for finding in analyse(after, "portable").diagnostics:
        old = old_nodes.get(finding.span.start, before.tree)
        if denies_meaning(finding) or (finding.code, old.start) not in known:
            yield Change(_kind(finding), with_advice(finding), _span(old, finding), finding.evidence)


def _kind(finding: Diagnostic) -> ChangeKind:
    """The kind of change that a finding about the new names is."""
    if is_about_pairs(finding):
        return ChangeKind.MEANING
    return ChangeKind.NOTE if is_refusal(finding) else _KINDS[finding.severity]


def _span(old: Node, finding: Diagnostic) -> Span:
    """The span, in the text before, of the operator or the whole node that a finding is about."""
    is_operator = isinstance(old, Call) and len(finding.span) == len(old.operator)
    return old.operator_span if isinstance(old, Call) and is_operator else old.span
