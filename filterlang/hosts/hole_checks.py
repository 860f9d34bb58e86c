"""Checks holes: values that can end the quotes around them, and clauses and lists that are joined wrongly.

Owns the invariant that a finding about a hole names the expression that fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
import re

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.finding import Finding
from filterlang.hosts.embedded import EmbeddedFilter, HolePlace, PlacedHole
from filterlang.hosts.hand_escaping import escaping_by_hand
from filterlang.rules.concatenated_filter import RULE as CONCATENATED
from filterlang.rules.escaped_by_hand import RULE as ESCAPED_BY_HAND
from filterlang.rules.expression_in_text import RULE as EXPRESSION_IN_TEXT
from filterlang.rules.injection_risk import RULE as INJECTION_RISK
from filterlang.rules.joined_clauses import RULE as JOINED_CLAUSES
from filterlang.rules.printed_value import RULE as PRINTED_VALUE
from filterlang.rules.quoted_twice import RULE as QUOTED_TWICE
from filterlang.schema.fields import FIELDS
from filterlang.text.display import clip
from filterlang.text.source import Span

_QUOTING: dict[str, str] = {
    **dict.fromkeys(("python", "notebook"), "json.dumps({})"),
    **dict.fromkeys(("javascript", "typescript", "tsx"), "JSON.stringify({})"),
    "go": "strconv.Quote({})",
    "csharp": "JsonSerializer.Serialize({})",
    "hcl": "jsonencode({})",
}
"""For each language of a host, the expression that writes a text as a literal of the filter, quotes and all."""
_JOINING: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("python", "notebook"), (r"\.join\((?P<items>.*)\)", '", ".join({})')),
    **dict.fromkeys(("javascript", "typescript", "tsx"), (r"(?P<items>.*)\.join\(", '{}.join(", ")')),
    "go": (r"strings\.Join\((?P<items>.*),", 'strings.Join({}, ", ")'),
    "hcl": (r"join\(.*?,(?P<items>.*)\)", 'join(", ", {})'),
}
"""For each language of a host, how it joins texts: the pattern of such an expression, and the right one."""
_QUOTES = re.compile(r"(?:json\.dumps|dumps|quote|JSON\.stringify|strconv\.Quote|jsonencode|repr)\(.*\)\Z", re.DOTALL)
_PRINTS = re.compile(r"(?P<function>repr|str|list|tuple|sorted)\((?P<argument>.*)\)", re.DOTALL)
_SHOWS_CODE = re.compile(r"!r(?::[^{}]*)?\}\Z")
_BUILDER = re.compile(r"(?:str\()?[(~\s]*F\.[a-z]\w*\b")
_SHOWN = 60  # characters of an expression that a message shows


def check_holes(filter: EmbeddedFilter, selected: Container[str] = ()) -> Iterator[Diagnostic]:
    """Yields the findings about the holes of a filter, at most one for each hole, and about all of them.

    ``selected`` are the codes of the optional rules that are selected.
    """
    if CONCATENATED.code in selected:
        yield from _concatenated(filter)
    for hole in filter.holes:
        finding = next((finding for check in _CHECKS if (finding := check(filter, hole)) is not None), None)
        if finding is not None:
            yield finding.diagnostic()


def _concatenated(filter: EmbeddedFilter) -> Iterator[Diagnostic]:
    from filterlang.hosts.built_filters import built

    advice = built(filter)
    if advice is not None:
        message = f"this filter is put together from {len(filter.holes)} values"
        yield Finding(CONCATENATED, message, Span(0, len(filter.text)), help=advice).diagnostic()


def _quoted_twice(filter: EmbeddedFilter, hole: PlacedHole) -> Finding | None:
    """A literal between double quotes. Single quotes can be around JSON, as in ``has(metadata, '{"a": 1}')``."""
    fills_quotes = len(hole.token) == len(hole.span) + 2 and filter.text[hole.token.start] == '"'
    if hole.place is not HolePlace.QUOTED or not fills_quotes or not _QUOTES.match(hole.hole.expression):
        return None
    written = _shown(hole)
    return Finding(
        QUOTED_TWICE, f"{written} has quotes already, and stands between quotes", hole.token, help="remove the quotes around it"
    )


def _joined(filter: EmbeddedFilter, hole: PlacedHole) -> Finding | None:
    """Clauses or items with something else than commas between them, or clauses without a call around them."""
    joiner = hole.hole.joiner
    if joiner is None or filter.fragment or hole.place not in (HolePlace.CONDITION, HolePlace.WHOLE, HolePlace.LIST):
        return None
    right = _right_join(filter.language, hole.hole.expression)
    separated = joiner.strip() == ","
    if hole.place is HolePlace.LIST:
        message = f"items are joined by {_spelled(joiner)}: commas separate the items of a list"
        return None if separated else Finding(JOINED_CLAUSES, message, hole.span, help=f"write {right}")
    if separated and hole.place is HolePlace.CONDITION:
        return None
    around = "or" if joiner.strip().lower() in ("or", "||", "|") else "and"
    message = f"conditions are joined by {_spelled(joiner)}: they stand in one {around}(…), with commas between them"
    return Finding(JOINED_CLAUSES, message, hole.span, help=f'write "{around}(" + {right} + ")"')


def _right_join(language: str, expression: str) -> str:
    """The expression of a language that joins the same items by commas."""
    pattern, written = _JOINING.get(language, _JOINING["python"])
    match = re.search(pattern, expression, re.DOTALL)
    items = match["items"].strip() if match else expression.strip()
    return written.format(items if 0 < len(items) <= _SHOWN and "\n" not in items else "clauses")


def _escaped(filter: EmbeddedFilter, hole: PlacedHole) -> Finding | None:
    """A value between quotes that is escaped by hand, or for another language."""
    if hole.place is not HolePlace.QUOTED or hole.hole.joiner is not None:
        return None
    by_hand = escaping_by_hand(hole.hole.expression.strip())
    if by_hand is None or by_hand.is_complete or (by_hand.is_of_address and "?" in filter.where):
        return None
    message = f"{_shown(hole)} {by_hand.mistake}"
    return Finding(ESCAPED_BY_HAND, message, hole.span, help=_advice(filter, hole, by_hand.value))


def _injectable(filter: EmbeddedFilter, hole: PlacedHole) -> Finding | None:
    """A value between quotes that may hold a quote."""
    if not hole.is_risky:
        return None
    by_hand = escaping_by_hand(hole.hole.expression.strip())
    if by_hand is not None and by_hand.is_complete:
        return None
    message = f"{_shown(hole)} is put between quotes as it is: a quote in it ends the text"
    return Finding(INJECTION_RISK, message, hole.span, help=_advice(filter, hole, hole.hole.expression.strip()))


def _advice(filter: EmbeddedFilter, hole: PlacedHole, expression: str) -> str:
    """How to write a value in the language of the host."""
    quoting = _QUOTING.get(filter.language)
    if quoting is None or hole.hole.joiner is not None or not 0 < len(expression) <= _SHOWN or "\n" in expression:
        return 'write \\" for every quote in it, and \\\\ for every backslash'
    if len(hole.token) > len(hole.span) + 2:
        return f"write the whole value with {quoting.partition('(')[0]}, which puts the quotes around it"
    advice = f"write {quoting.format(expression)} without the quotes around it"
    field = FIELDS.get(hole.field)
    in_builder = filter.language in ("python", "notebook") and field is not None and filter.text == f'eq({field.name}, "{{…}}")'
    return f"{advice}, or build the filter: F.{hole.field} == {expression}" if in_builder else advice


def _printed(filter: EmbeddedFilter, hole: PlacedHole) -> Finding | None:
    """A value that Python prints: ``{name!r}``, ``str(names)``."""
    if filter.language not in ("python", "notebook") or hole.place not in (HolePlace.VALUE, HolePlace.LIST):
        return None
    expression = hole.hole.expression.strip()
    match = _PRINTS.fullmatch(expression)
    printed = match is not None and (hole.place is HolePlace.LIST or match["function"] == "repr")
    if not printed and not _SHOWS_CODE.search(_written(filter, hole)):
        return None
    value = match["argument"] if match is not None and match["function"] in ("repr", "str") else expression
    message = f"{_shown(hole)} is written as Python prints it, not as a filter reads it"
    return Finding(PRINTED_VALUE, message, hole.span, help=f"write json.dumps({clip(value, _SHOWN)})")


def _built(filter: EmbeddedFilter, hole: PlacedHole) -> Finding | None:
    """An expression of the builder in the place of a condition."""
    expression = hole.hole.expression.strip()
    in_python = filter.language in ("python", "notebook")
    if not in_python or hole.place is not HolePlace.CONDITION or not _BUILDER.match(expression):
        return None
    message = f"{_shown(hole)} is an expression of the builder, put into a text"
    return Finding(EXPRESSION_IN_TEXT, message, hole.span, help="combine expressions with & and |, without a text around them")


def _written(filter: EmbeddedFilter, hole: PlacedHole) -> str:
    """How the host writes a hole, with the marks around it."""
    return "" if filter.source.map is None else filter.source.map.host.text[hole.hole.start : hole.hole.end]


_Check = Callable[[EmbeddedFilter, PlacedHole], Finding | None]
_CHECKS: tuple[_Check, ...] = (_quoted_twice, _joined, _built, _escaped, _injectable, _printed)
"""The checks of one hole, in the order in which the first finding is kept."""


def _shown(hole: PlacedHole) -> str:
    """The expression of a hole, for a message."""
    return f"`{clip(hole.hole.expression.strip(), _SHOWN)}`" if hole.hole.expression.strip() else "a value"


def _spelled(joiner: str) -> str:
    return f'"{joiner}"' if joiner else "nothing"
