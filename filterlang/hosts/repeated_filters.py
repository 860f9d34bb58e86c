"""Finds filters that a file has several times.

Owns the invariant that the first of them is not reported: it is the one to give a name.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.finding import Finding
from filterlang.hosts.embedded import EmbeddedFilter, Grounds
from filterlang.rules.repeated_filter import RULE
from filterlang.schema.end_of_v1 import ENDING_CALLS
from filterlang.text.source import Source

_PROGRAMS = frozenset({*ENDING_CALLS, "csharp"})
"""Languages in which a filter can be given a name."""
_SHORTEST = 20
"""Characters of the shortest filter that is worth a name."""


def repeated_filters(source: Source, filters: Iterable[EmbeddedFilter], selected: Container[str]) -> Iterator[Diagnostic]:
    """Yields the findings about filters that stand in a file before, where the rule is selected; ``source`` is the file.

    Holes are equal by their code.
    """
    if RULE.code not in selected:
        return
    first: dict[tuple[object, ...], int] = {}
    for filter in filters:
        text = "".join(filter.text.split())
        if len(text) < _SHORTEST or filter.grounds is Grounds.MENTION or filter.fragment or filter.language not in _PROGRAMS:
            continue
        line = source.position(filter.span.start)[0]
        key = (text, filter.kind, *(hole.hole.expression for hole in filter.holes))
        if key in first:
            message = f"this filter stands in line {first[key]} as well"
            yield Finding(RULE, message, filter.span, help="give it a name, and use that in both places").diagnostic()
        first.setdefault(key, line)
