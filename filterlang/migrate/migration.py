"""The result of a migration: the text before and after, and every change that a person has to know of.

Owns the invariant that a migration is plain data, and that its edits turn the text into one with the tree of ``after``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from filterlang.text.edits import Edit
from filterlang.findings.evidence import Evidence
from filterlang.syntax.differences import differences
from filterlang.text.display import clip, harmless
from filterlang.text.source import Source, Span
from filterlang.syntax.parser import Parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node

_WIDTH = 400
_MOST_LINES = 40


class ChangeKind(StrEnum):
    """The effect of a change on a filter.

    ``rewritten`` is another text with the same meaning, ``meaning`` the same text with another meaning, ``lost`` a condition
    that cannot be written, and ``note`` something to know that changes neither text nor meaning.
    """

    REWRITTEN = "rewritten"
    MEANING = "meaning"
    LOST = "lost"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Change:
    """One effect of a migration: its message, its place in the text before, and the sources of the message."""

    kind: ChangeKind
    message: str
    span: Span
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Migration:
    """A filter before and after a migration.

    ``after`` is canonical text, or None when a change is ``lost``. ``edits`` stand in the text ``before`` and leave what
    they do not touch as it was formatted. ``queries`` are the filters that together select what one refused filter
    selected, where it can be split; ``unmapped`` are the ids that a replacement of ids came across and that its mapping lacks.
    ``str()`` of a migration is a short report.
    """

    before: str
    after: str | None
    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()
    queries: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no condition is lost, so that there is a filter ``after``."""
        return self.after is not None

    def to_json(self) -> dict[str, object]:
        """The stable JSON form: offsets are code points from 0, lines and columns from 1."""
        source = Source(self.before)
        return {
            "before": self.before,
            "after": self.after,
            "ok": self.ok,
            "changes": [_change_json(change, source) for change in self.changes],
            "edits": [{"start": edit.span.start, "end": edit.span.end, "text": edit.text} for edit in self.edits],
            "queries": list(self.queries),
            "unmapped": list(self.unmapped),
        }

    def __repr__(self) -> str:
        count = len(self.changes)
        after = "is lost" if self.after is None else f"becomes {clip(repr(self.after))}"
        return f"<Migration {clip(repr(self.before))} {after}: {count} change{'s' * (count != 1)}>"

    def __str__(self) -> str:
        return "\n".join(_report(self))


def migrated(
    before: Parsed, tree: Node, changes: Iterable[Change], *, queries: tuple[str, ...] = (), unmapped: tuple[str, ...] = ()
) -> Migration:
    """Returns the migration of a filter to a tree; without a text after it when a change is ``lost``."""
    ordered = tuple(sorted(changes, key=lambda change: change.span))
    if any(change.kind is ChangeKind.LOST for change in ordered):
        return Migration(before.source.text, None, ordered, (), queries, unmapped)
    edits = differences(before.tree, tree)
    return Migration(before.source.text, print_line(tree), ordered, edits, queries, unmapped)


def _change_json(change: Change, source: Source) -> dict[str, object]:
    line, column = source.position(change.span.start)
    return {
        "kind": change.kind.value,
        "message": change.message,
        "span": {"start": change.span.start, "end": change.span.end, "line": line, "column": column},
        "evidence": [evidence.to_json() for evidence in change.evidence],
    }


def _report(migration: Migration) -> Iterator[str]:
    yield clip(migration.before, _WIDTH)
    if migration.after is None:
        yield "cannot be migrated as it is"
    elif migration.edits:
        yield f"becomes {clip(migration.after, _WIDTH)}"
    else:
        yield "stays as it is"
    source = Source(migration.before)
    for change in migration.changes[:_MOST_LINES]:
        line, column = source.position(change.span.start)
        yield f"{line}:{column} {change.kind.value}: {harmless(change.message)}"
        for evidence in change.evidence:
            yield f"    source: {harmless(evidence.source)} [{evidence.grade.value}]"
    if len(migration.changes) > _MOST_LINES:
        yield f"and {len(migration.changes) - _MOST_LINES} more"
    for number, query in enumerate(migration.queries, 1):
        yield f"query {number}: {clip(query, _WIDTH)}"
