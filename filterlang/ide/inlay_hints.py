"""Short notes that an editor shows inside of a filter, between its characters.

A hint has to say what the text does not: the unit of a bare number where the field's name does not say it, long durations and
large numbers in a form that is read at a glance, the key of a value that stands apart from it, the time in UTC for a time of
another zone, and where the two servers differ: a condition that only one of them refuses, and a condition of a filter for v1
that v2 reads in another way. A hint does not repeat a finding.

Owns the invariant that the hints are in order of place, and that a hint stands right behind what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from filterlang.checking.analysis import analyse
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Phase
from filterlang.ide.pair_members import pair_members
from filterlang.schema.dialects import LASTING, RUNS
from filterlang.schema.types import Field, Type
from filterlang.semantics.datetimes import datetime_form, read_datetime
from filterlang.semantics.durations import read_duration, spelled_duration
from filterlang.syntax.tree import Node, Number, String
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.semantics.analysed_filter import Analysis


class HintKind(StrEnum):
    """The subject of a hint."""

    UNIT = "unit"
    KEY = "key"
    TIME = "time"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class InlayHint:
    """A note at an offset of the filter's text. ``text`` and ``tooltip`` are plain texts."""

    offset: int
    text: str
    tooltip: str
    kind: HintKind


_SYMBOLS = {"seconds": "s", "US dollars": "USD"}
_LARGE = 100_000
"""The number from which on digits are grouped."""
_LONGEST_KEY = 24
_LONGEST_TOOLTIP = 400
_MINUTE = 60


def inlay_hints(view: FilterView) -> list[InlayHint]:
    """The hints of a filter, in order of place; none about what a hole holds."""
    hints = [*_values(view), *_apart_from_keys(view), *_refused(view), *_different(view)]
    return sorted(hints, key=lambda hint: hint.offset)


def _values(view: FilterView) -> Iterator[InlayHint]:
    for comparison in view.analysis.comparisons:
        for value in comparison.literals if comparison.typed else ():
            noted = _note(comparison.field, value)
            if noted and not view.is_filled(value.span):
                text, tooltip, kind = noted
                yield InlayHint(view.span(value.span).end, text, tooltip, kind)


def _note(field: Field, value: Node) -> tuple[str, str, HintKind] | None:
    """The text, the tooltip and the kind of the hint behind a value of a field; None for no hint."""
    if field.type is Type.DURATION:
        return _seconds(value)
    if field.unit and isinstance(value, Number):
        return _amount(field, value)
    if field.type is Type.DATETIME and isinstance(value, String):
        return _time(value.value)
    return None


def _seconds(value: Node) -> tuple[str, str, HintKind] | None:
    if isinstance(value, Number):
        seconds: float | None = float(value.value)
    else:
        seconds = read_duration(value.value) if isinstance(value, String) else None
    if seconds is None:
        return None
    spelled = spelled_duration(seconds)
    if seconds >= _MINUTE and spelled:
        return spelled, f"{seconds:,.10g} seconds", HintKind.UNIT
    return ("s", "the unit is seconds", HintKind.UNIT) if isinstance(value, Number) else None


def _amount(field: Field, value: Number) -> tuple[str, str, HintKind] | None:
    symbol = "" if field.unit in field.name else _SYMBOLS.get(field.unit, field.unit)
    grouped = f"{value.value:,}" if isinstance(value.value, int) and abs(value.value) >= _LARGE else ""
    text = clip(" ".join(filter(None, (grouped, symbol))), _LONGEST_KEY)
    return (text, f"the unit is {field.unit}", HintKind.UNIT) if text else None


def _time(text: str) -> tuple[str, str, HintKind] | None:
    """The time in UTC, for one in another zone."""
    time = read_datetime(text)
    if time is None or datetime_form(text) not in ("exact", "loose") or text.endswith(("Z", "z", "UTC", "+00:00")):
        return None
    written = f"{time:%H:%M} UTC" if text.startswith(f"{time:%Y-%m-%d}") else f"{time:%Y-%m-%d %H:%M} UTC"
    return written, "the same time in UTC", HintKind.TIME


def _apart_from_keys(view: FilterView) -> Iterator[InlayHint]:
    """The key behind a value that another condition stands between."""
    analysis = view.analysis
    members = pair_members(view)
    for conjunction in analysis.conditions:
        before = None
        for part in conjunction.parts:
            group = members.get(part, ())
            keys = analysis.pair_keys.get(id(part.node), ())
            is_apart = part.is_value and keys and before not in group
            if is_apart and not any(view.is_filled(member.node.span) for member in group):
                listed = " or ".join(f'"{key}"' for key in keys)
                text = f"of {clip(listed, _LONGEST_KEY)}"
                yield InlayHint(view.span(part.node.span).end, text, f"the value under the key {clip(listed)}", HintKind.KEY)
            before = part


def _refused(view: FilterView) -> Iterator[InlayHint]:
    """The server that refuses a condition which the other server takes. Where it may refuse one, a finding says so."""
    backends = view.analysis.backends
    shown = RUNS - backends if len(backends) == 1 else backends
    if not backends <= RUNS or backends == frozenset({LASTING}) or (backends == RUNS and not _refusals(view.analysis)):
        return
    parsed, call = view.analysis.parsed, view.analysis.call
    by_backend = {name: _refusals(analyse(parsed, name, view.project, call)) for name in sorted(RUNS)}
    for backend in sorted(shown):
        elsewhere = set[Span]().union(*(by_backend[other].keys() for other in RUNS - {backend}))
        for span, message in by_backend[backend].items():
            if span not in elsewhere and not view.is_filled(span):
                yield InlayHint(view.span(span).end, f"{backend} refuses", message, HintKind.SERVER)


def _different(view: FilterView) -> Iterator[InlayHint]:
    """Yields the hints on conditions of a filter for v1 that v2 reads in another way."""
    backends = view.analysis.backends
    if not backends < RUNS or LASTING in backends:
        return
    from filterlang.migrate.comparing import moved_condition
    from filterlang.rules.moves import rules_into

    moves = [(move, detector) for _, move, detector in rules_into({LASTING}) if move.changes_meaning and detector is not None]
    for condition in view.analysis.conditions:
        moved = None if view.is_filled(condition.node.span) else moved_condition(condition.node)
        details = [(move, detector(moved)) for move, detector in moves] if moved is not None else []
        messages = [move.message.format(detail) for move, detail in details if detail is not None]
        if messages:
            yield InlayHint(
                view.span(condition.node.span).end,
                f"{LASTING} differs",
                clip("; ".join(messages), _LONGEST_TOOLTIP),
                HintKind.SERVER,
            )


def _refusals(analysis: Analysis) -> dict[Span, str]:
    """The places that a server refuses, with the messages."""
    return {
        finding.span: finding.message
        for finding in analysis.diagnostics
        if finding.phase is Phase.DIALECT and finding.severity is not Severity.NOTE
    }
