"""Checks, fixes and formats an embedded filter, around its holes.

Owns the invariant that a finding stands whatever the holes hold, and that a fix never touches a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from bisect import bisect_left, bisect_right
from functools import partial

from filterlang.checking.analysis import analyse
from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import ACCEPTANCE, Phase
from filterlang.hosts.embedded import EmbeddedFilter, Grounds, HolePlace, PlacedHole
from filterlang.hosts.hole_checks import check_holes
from filterlang.hosts.hole_values import Literal
from filterlang.hosts.holes import (
    SHOWN, SUITABLE, Filling, filled, for_printing, placed, suitably_filled, without_fillings,
)  # fmt: skip
from filterlang.hosts.scanning import tokens
from filterlang.rules.names_and_types import LIST_EXPECTED, NOT_A_CONDITION, UNKNOWN_OPERATOR, WRONG_ARITY
from filterlang.rules.registry import RULES
from filterlang.schema.places import UNPUBLISHED, Kind
from filterlang.semantics.surroundings import NO_PROJECT, ProjectFacts
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line, print_wrapped
from filterlang.text.edits import Edit, aligned, apply, compatible, compose, narrow
from filterlang.text.frozen import dataclass, replace
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

_MOST_ROUNDS = 20
"""Rounds of fixing after which a filter is left as it is."""
_WITHOUT_FIELDS = frozenset(rule.code for rule in (UNKNOWN_OPERATOR, WRONG_ARITY, NOT_A_CONDITION, LIST_EXPECTED))
"""Findings about names and types that hold whatever the fields are."""

_ABOUT_PAIRS = frozenset(rule.code for rule in RULES.values() if rule.about_pairs)
_ABOUT_JOINS = frozenset(rule.code for rule in RULES.values() if rule.about_joins)
_MAY_PAIR = frozenset({HolePlace.FIELD, HolePlace.OPERATOR, HolePlace.CONDITION})
"""Places in which a hole can hold the other half of a pair."""


@dataclass(frozen=True, slots=True)
class FixedInFile:
    """A filter fixed in its file: the edits of the file, the fixed text with its holes, and the findings that are left."""

    edits: tuple[Edit, ...]
    text: str
    applied: tuple[Diagnostic, ...]
    remaining: tuple[Diagnostic, ...]


def check_embedded(filter: EmbeddedFilter, dialect: str, project: ProjectFacts = NO_PROJECT) -> list[Diagnostic]:
    """The findings of a filter in a file, with places in the filter's text (``filter.source`` maps them to the file).

    Holes are checked as unknown values; a hole that can break the filter is a finding of its own. A filter of a kind with its
    own dialect, such as that of examples, is checked in that dialect.
    """
    findings = [finding for finding in _around_holes(filter, dialect, project) if _holds(filter, finding)]
    if filter.holes:
        findings = sorted([*findings, *check_holes(filter, project.rules)], key=lambda finding: (finding.span, finding.code))
    if filter.grounds is Grounds.MENTION:
        return [replace(finding, severity=Severity.NOTE, fixes=()) for finding in findings]
    return findings if filter.fixable else [replace(finding, fixes=()) for finding in findings]


def fix_embedded(
    filter: EmbeddedFilter,
    dialect: str,
    project: ProjectFacts = NO_PROJECT,
    *,
    unsafe: bool = False,
    wanted: Callable[[Diagnostic], bool] = lambda finding: True,
) -> FixedInFile | None:
    """Fixes the wanted findings of a filter where it stands. None where nothing is fixed or the file cannot be edited so."""
    before = findings = check_embedded(filter, dialect, project)
    current = filter
    composed: tuple[Edit, ...] = ()
    edits: tuple[Edit, ...] = ()
    applied: list[Diagnostic] = []
    for _ in range(_MOST_ROUNDS):
        chosen, composed, edits = _chosen(filter.source, composed, _offers(findings, unsafe, wanted), edits)
        if not chosen:
            break
        applied += [finding for finding, _ in chosen]
        current = _edited(current, [edit for _, fix in chosen for edit in fix.edits])
        findings = check_embedded(current, dialect, project)
    else:
        return None
    if not applied or _is_worse(findings, before):
        return None
    return FixedInFile(edits, current.text, tuple(applied), tuple(findings))


_Offer = tuple[Diagnostic, Fix]


def _offers(findings: Iterable[Diagnostic], unsafe: bool, wanted: Callable[[Diagnostic], bool]) -> list[_Offer]:
    """The fixes to apply, with their findings."""
    return [(finding, fix) for finding in findings if wanted(finding) for fix in finding.fixes if fix.safe or unsafe]


def _chosen(
    source: Source, composed: tuple[Edit, ...], offers: list[_Offer], edits: tuple[Edit, ...]
) -> tuple[list[_Offer], tuple[Edit, ...], tuple[Edit, ...]]:
    """The fixes of a round that can be written in the file, all edits of the text so far, and those of the file.

    Where the file cannot be edited so that all of them are applied, they are tried one by one.
    """
    together = [offers[index] for index in compatible([fix.edits for _, fix in offers])]
    for group in (together, *([offer] for offer in together[:_MOST_ROUNDS])):
        next_edits = compose(composed, [edit for _, fix in group for edit in fix.edits])
        written = in_file(source, narrow(source.text, next_edits)) if group else None
        if written:
            return group, next_edits, written
    return [], composed, edits


def format_embedded(filter: EmbeddedFilter, width: int) -> tuple[Edit, ...] | None:
    """The edits of the file that format a filter. None where nothing changes or the file cannot be edited so."""
    fillings = for_printing(filter.holes)
    if fillings is None or not filter.fixable or filter.fragment or filter.grounds is Grounds.MENTION:
        return None
    parsed = parse(apply(filter.text, fillings))
    if parsed.diagnostics:
        return None
    printed = print_wrapped(parsed.tree, width) if _can_wrap(filter.source) else print_line(parsed.tree)
    edits = list(_respaced(filter.text, printed, fillings))
    return in_file(filter.source, edits) or None if edits else None


def _can_wrap(source: Source) -> bool:
    """Whether a filter may have several lines where it stands: a literal of one line would show them as escapes."""
    literals = [literal for literal in (source.map.literals if source.map else ()) if literal.encode is not None]
    return all(literal.encode is not None and "\n" in (literal.encode("\n") or "") for literal in literals)


def _respaced(text: str, printed: str, fillings: list[Edit]) -> Iterator[Edit]:
    """Yields the edits that turn a filter into its printed text, between the holes and token by token where that is possible.

    White space around the filter stays. Yields nothing where the printer has moved or dropped a hole.
    """
    body = text.strip()
    first = text.index(body) if body else 0
    starts = [first, *(edit.span.end for edit in fillings)]
    ends = [*(edit.span.start for edit in fillings), first + len(body)]
    pieces: list[str] = []
    rest = printed
    for edit in fillings:
        piece, separator, rest = rest.partition(edit.text)
        if not separator or edit.text in rest:
            return
        pieces.append(piece)
    for start, end, piece in zip(starts, ends, [*pieces, rest], strict=True):
        yield from _between_tokens(text, Span(start, end), piece)


def _between_tokens(text: str, span: Span, printed: str) -> Iterator[Edit]:
    """Yields the edits that make a part of a text the printed one: those of each token and of the space before it."""
    old, new = tokens(text[span.start : span.end]), tokens(printed)
    if len(old) != len(new):
        yield from narrow(text, [Edit(span, printed)])
        return
    at_old = at_new = 0
    for left, right in zip([*old, None], [*new, None], strict=True):
        left_end, right_end = (left.span.end, right.span.end) if left and right else (len(span), len(printed))
        edit = Edit(Span(span.start + at_old, span.start + left_end), printed[at_new:right_end])
        yield from narrow(text, [edit])
        at_old, at_new = left_end, right_end


def _edited(filter: EmbeddedFilter, edits: list[Edit]) -> EmbeddedFilter:
    """A filter with its text edited, without its map to the file."""
    text, moved = apply(filter.text, edits), aligned(len(filter.text), edits)
    spans = [Span(*moved.forward(hole.span.start, hole.span.end)) for hole in filter.holes]
    holes = placed(text, zip((hole.hole for hole in filter.holes), spans, strict=True))
    return replace(filter, source=Source(text), holes=holes)


def _is_worse(after: list[Diagnostic], before: list[Diagnostic]) -> bool:
    """Whether a fixed filter has more findings than before, or more errors."""
    errors = [sum(finding.is_error for finding in findings) for findings in (after, before)]
    return len(after) > len(before) or errors[0] > errors[1]


def _holds(filter: EmbeddedFilter, finding: Diagnostic) -> bool:
    """Whether a finding holds for filters of this kind, whatever condition a hole holds or a fragment is joined with."""
    if finding.code in _ABOUT_PAIRS and (filter.fragment or any(hole.place in _MAY_PAIR for hole in filter.holes)):
        return False
    if filter.fragment and finding.code in _ABOUT_JOINS:
        return False
    published = filter.kind not in UNPUBLISHED  # findings about fields do not hold there
    return published or finding.phase in (Phase.SYNTAX, Phase.EMBEDDING) or finding.code in _WITHOUT_FIELDS


_Key = tuple[str, Span, str]
_Findings = Mapping[_Key, Diagnostic]


def _around_holes(filter: EmbeddedFilter, dialect: str, project: ProjectFacts) -> list[Diagnostic]:
    """The findings that stand whatever the holes hold, and that are not about a hole."""
    if any(hole.place is HolePlace.WHOLE for hole in filter.holes):
        return []
    fillings = filled(filter.text, filter.holes, fragment=filter.fragment)
    if fillings is None:
        return []
    dialect = dialect if filter.kind is not Kind.EXAMPLES else "examples"
    named = any(hole.place in (HolePlace.FIELD, HolePlace.OPERATOR) for hole in filter.holes)
    check = partial(_findings, filter, dialect=dialect, project=project, named=named)
    variants = [dict(check(filling)) for filling in fillings]
    if len(variants) == 1:
        return list(variants[0].values())
    refusals = [
        _with_common_fixes(finding, [variants[number][key] for number in SUITABLE])
        for key, finding in variants[SHOWN].items()
        if finding.phase in ACCEPTANCE and all(key in variant for variant in variants)
    ]
    return [*refusals, *_of_accepted(filter, [variants[number] for number in SUITABLE], check)]


def _of_accepted(
    filter: EmbeddedFilter, variants: list[_Findings], check: Callable[[Filling], Iterable[tuple[_Key, Diagnostic]]]
) -> Iterator[Diagnostic]:
    """Yields the findings about filters that are accepted, which stand for every value that suits the places of the holes."""
    standing = {
        key: [variant[key] for variant in variants]
        for key, finding in variants[0].items()
        if finding.phase not in ACCEPTANCE and all(key in variant for variant in variants)
    }
    fillings = suitably_filled(filter.text, filter.holes, _arguments(filter), fragment=filter.fragment) if standing else ()
    for filling in fillings:
        findings = dict(check(filling))
        standing = {key: [*found, findings[key]] for key, found in standing.items() if key in findings}
        if not standing:
            return
    for first, *others in standing.values():
        yield _with_common_fixes(first, [first, *others])


def _arguments(filter: EmbeddedFilter) -> list[Literal]:
    """The texts and numbers among the arguments of the call around a filter."""
    values = filter.call.arguments.values() if filter.call is not None else ()
    return [("", value if isinstance(value, str) else float(value)) for value in values if isinstance(value, (str, int, float))]


def _findings(
    filter: EmbeddedFilter, filling: Filling, dialect: str, project: ProjectFacts, *, named: bool
) -> Iterator[tuple[_Key, Diagnostic]]:
    """Yields the findings of a filling with their places in the filter, each under what it has in common in all fillings."""
    starts = [hole.token.start for hole in filter.holes]
    for finding in analyse(parse(filling.text), dialect, project, filter.call).diagnostics:
        if any(part.start <= finding.span.start and finding.span.end <= part.end for part in filling.outside):
            continue
        span = filling.back(finding.span)
        if _is_about_hole(span, filter.holes, starts):
            continue
        if finding.phase is Phase.STYLE and (filling.is_outside(finding.span) or _has_hole(span, starts)):
            continue  # a program that fills a condition, or adds to it, cannot always write it shorter
        message = without_fillings(finding.message, filling)
        help = None if finding.help is None else without_fillings(finding.help, filling)
        fixes = tuple(_mapped(finding.fixes, filter, filling))
        yield (
            (finding.code, span, message if named else ""),
            replace(finding, span=span, message=message, help=help, fixes=fixes),
        )


def _has_hole(span: Span, starts: list[int]) -> bool:
    """Whether one of the tokens that start there and have holes is in a span."""
    return bisect_left(starts, span.start) < bisect_left(starts, span.end)


def _is_about_hole(span: Span, holes: tuple[PlacedHole, ...], starts: list[int]) -> bool:
    """Whether a finding is about a value or a name that has a hole, or about a part of it."""
    number = bisect_right(starts, max(span.start, span.end - 1)) - 1
    if number < 0:
        return False
    token = holes[number].token
    overlap = span.start < token.end and token.start < max(span.end, span.start + 1)
    return overlap and not (span.start <= token.start and token.end <= span.end and len(span) > len(token))


def _mapped(fixes: Iterable[Fix], filter: EmbeddedFilter, filling: Filling) -> Iterator[Fix]:
    """Yields the fixes that touch no hole and nothing outside of a fragment, as edits of the filter."""
    for fix in fixes:
        edits = [Edit(filling.back(edit.span), edit.text) for edit in fix.edits]
        if not any(filling.is_outside(edit.span) or filling.fills(edit.span) for edit in fix.edits):
            yield Fix(without_fillings(fix.message, filling), tuple(edits), fix.safe)


def _with_common_fixes(finding: Diagnostic, variants: list[Diagnostic]) -> Diagnostic:
    """A finding with the fixes that are the same whatever the holes hold, as long as it suits their places."""
    first, *others = variants
    common = [fix for fix in first.fixes if all(any(_are_same(fix, fix2) for fix2 in other.fixes) for other in others)]
    return replace(finding, fixes=tuple(replace(fix, message=finding.help or fix.message) for fix in common))


def _are_same(left: Fix, right: Fix) -> bool:
    """Whether two fixes do the same."""
    return left.edits == right.edits and left.safe == right.safe
