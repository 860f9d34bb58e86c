"""Moves a filter that stands in a file from v1 to v2, around its holes.

Owns the invariants that edits never touch a hole and stay inside the filter's literals, and that a filter which v2 takes as it
is has no edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from filterlang.checking.fixing import fix_parsed
from filterlang.findings.errors import FilterError
from filterlang.findings.verdicts import concerns_acceptance, denies_meaning, is_refusal
from filterlang.hosts.embedded import EmbeddedFilter, Grounds, HolePlace
from filterlang.hosts.embedded_checks import check_embedded, fix_embedded
from filterlang.hosts.holes import SUITABLE, Filling, filled, for_printing, without_fillings
from filterlang.migrate.alternatives import alternatives
from filterlang.migrate.between_dialects import to_dialect
from filterlang.migrate.migration import Change, ChangeKind, Migration
from filterlang.rules.moves import WINDOW
from filterlang.schema.dialects import LASTING
from filterlang.schema.names import RunDialectName
from filterlang.schema.places import OF_RUNS
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.text.edits import Edit, apply
from filterlang.text.frozen import dataclass, replace
from filterlang.text.host_edits import in_file
from filterlang.text.source import Span

_SOURCE: RunDialectName = "v1"
_TARGET: RunDialectName = "v2"
_UNWRITTEN = "the new filter cannot be written where this one stands: write it by hand"


@dataclass(frozen=True, slots=True, eq=False)
class FilterMove:
    """The move of a filter in a file.

    ``edits`` are those of the file: empty where v2 takes the filter as it is, None where a person has to write it. ``after`` is
    the new text with its holes, None without edits. ``changes`` have places in the text of the filter; ``queries`` are the
    filters that together select what v2 refuses in one.
    """

    filter: EmbeddedFilter
    edits: tuple[Edit, ...] | None
    after: str | None
    changes: tuple[Change, ...] = ()
    queries: tuple[str, ...] = ()

    @property
    def is_lost(self) -> bool:
        """Whether there is no filter of v2 to write in the place of this one."""
        return self.edits is None

    def with_queries(self, message: str) -> str:
        """A message about a filter that v2 refuses, with the filters that together select its runs."""
        queries = " and ".join(f"`{query}`" for query in self.queries)
        return f"{message}; together the queries {queries} select the same runs" if queries else message

    @property
    def changes_meaning(self) -> bool:
        """Whether the filter selects other runs on v2."""
        return any(change.kind is ChangeKind.MEANING for change in self.changes)


def filter_moves(filters: Iterable[EmbeddedFilter]) -> list[FilterMove]:
    """The moves of the filters in a file, in their order."""
    return [moved_filter(filter) for filter in filters]


def moved_filter(filter: EmbeddedFilter) -> FilterMove:
    """Moves a filter from v1 to v2.

    A filter that is not evaluated on runs, one that prose quotes, and a fragment of a filter stay as they are.
    """
    is_variable = any(hole.place is HolePlace.WHOLE for hole in filter.holes)
    if filter.kind not in OF_RUNS or filter.grounds is Grounds.MENTION or filter.fragment or is_variable:
        return FilterMove(filter, (), filter.text)
    try:
        return _with_holes(filter) if filter.holes else _without_holes(filter)
    except FilterError:
        return _malformed(filter)


def _without_holes(filter: EmbeddedFilter) -> FilterMove:
    """The move of a filter that is known as a whole."""
    migration = to_dialect(filter.text, _SOURCE, _TARGET)
    changes = tuple(_about_the_filter(migration))
    if migration.after is None:
        return FilterMove(filter, None, None, changes, migration.queries)
    if not migration.edits:
        return FilterMove(filter, (), filter.text, changes)
    return _written(filter, in_file(filter.source, migration.edits), apply(filter.text, migration.edits), changes)


def _with_holes(filter: EmbeddedFilter) -> FilterMove:
    """The move of a filter with holes: the changes that stand for two ways of filling them, and the fixes around them."""
    fillings = filled(filter.text, filter.holes)
    assert fillings is not None
    moves = [(fillings[way], to_dialect(fillings[way].text, _SOURCE, _TARGET)) for way in SUITABLE]
    first, second = ([*_traced(migration, filling)] for filling, migration in moves)
    changes = tuple(change for change in first if change in second)
    if any(change.kind is ChangeKind.LOST for change in (*first, *second)):
        queries = _queries_with_holes(filter) if moves[0][1].queries else ()
        lost = tuple(change for change in first if change.kind is ChangeKind.LOST and change not in changes)
        return FilterMove(filter, None, None, (*changes, *lost), queries)
    fixed = fix_embedded(filter, LASTING, wanted=concerns_acceptance)
    if fixed is not None:
        return _written(filter, fixed.edits, fixed.text, changes)
    is_rewritten = any(change.kind is ChangeKind.REWRITTEN for change in changes)
    return _written(filter, None, "", changes) if is_rewritten else FilterMove(filter, (), filter.text, changes)


def _queries_with_holes(filter: EmbeddedFilter) -> tuple[str, ...]:
    """The filters that a filter with holes is taken apart into; none where a hole stands in the place of a list."""
    marks = for_printing(filter.holes)
    if marks is None:
        return ()
    tree = fix_parsed(parse(apply(filter.text, marks)), LASTING, wanted=is_refusal).after.tree
    queries = [print_line(query) for query in alternatives(tree)]
    for mark in marks:
        written = filter.text[mark.span.start : mark.span.end]
        queries = [query.replace(mark.text, written) for query in queries]
    return tuple(queries)


def _written(filter: EmbeddedFilter, edits: tuple[Edit, ...] | None, after: str, changes: tuple[Change, ...]) -> FilterMove:
    """The move with edits of the file, where the file can be edited so."""
    if edits and filter.fixable:
        return FilterMove(filter, edits, after, changes)
    note = Change(ChangeKind.LOST, _UNWRITTEN, Span(0, len(filter.text)))
    return FilterMove(filter, None, None, (*changes, note))


def _malformed(filter: EmbeddedFilter) -> FilterMove:
    """The move of a filter with an error, which v1 refuses as v2 does: it stays as it is, and its error is reported.

    An error that only some values of the holes make is not.
    """
    findings = check_embedded(filter, _SOURCE)
    errors = [finding for finding in findings if denies_meaning(finding)]
    if not errors and filter.holes:
        return FilterMove(filter, (), filter.text)
    first = (errors or findings)[0]
    message = f"{first.message}: v1 refuses the filter as v2 does"
    return FilterMove(filter, (), filter.text, (Change(ChangeKind.LOST, message, first.span, first.evidence),))


def _about_the_filter(migration: Migration) -> Iterator[Change]:
    """The changes without the note about the call that sends a filter."""
    return (change for change in migration.changes if WINDOW not in change.evidence)


def _traced(migration: Migration, filling: Filling) -> Iterator[Change]:
    """The changes of a filled filter, with their places in the filter with holes."""
    for change in _about_the_filter(migration):
        yield replace(change, message=without_fillings(change.message, filling), span=filling.back(change.span))
