"""One filter as an editor shows it: its text, finished or not, with the analysis that every feature reads.

Owns the invariant that a feature gets and gives offsets of the filter's own text, in which each hole is ``HOLE``; only here are
they turned into those of the filled text that is analysed.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from filterlang.checking.analysis import analyse
from filterlang.ide.known_values import NO_VALUES, KnownValues
from filterlang.semantics.surroundings import NO_PROJECT, ProjectFacts
from filterlang.syntax.parser import parse
from filterlang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from filterlang.hosts.embedded import EmbeddedFilter
    from filterlang.hosts.holes import Filling
    from filterlang.semantics.analysed_filter import Analysis

    Made = TypeVar("Made")


class FilterView:
    """A filter in an editor. ``source`` is its text, with a map to the file where it stands in one.

    ``project`` is what is known of the runs, ``values`` are those to offer; ``embedded`` is the
    filter as it was found in a file.

    >>> view = FilterView(Source('eq(status, "error")'))
    >>> view.analysis.conditions[0].node.operator
    'eq'
    """

    def __init__(
        self,
        source: Source,
        dialect: str = "portable",
        project: ProjectFacts = NO_PROJECT,
        values: KnownValues = NO_VALUES,
        embedded: EmbeddedFilter | None = None,
    ) -> None:
        self.source: Source = source
        self.dialect: str = dialect
        self.project: ProjectFacts = project
        self.values: KnownValues = values
        self.embedded: EmbeddedFilter | None = embedded
        self._made: dict[Callable[[FilterView], Any], Any] = {}

    def moved(self, embedded: EmbeddedFilter) -> FilterView:
        """The same filter at another place of its file: the text, and with it the analysis, stays."""
        view = FilterView(embedded.source, self.dialect, self.project, self.values, embedded)
        view.__dict__.update({name: vars(self)[name] for name in ("analysis", "_filling", "_made") if name in vars(self)})
        return view

    def once(self, make: Callable[[FilterView], Made]) -> Made:
        """The result of a function of the filter's text and analysis, which is computed once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @property
    def text(self) -> str:
        return self.source.text

    @cached_property
    def analysis(self) -> Analysis:
        """The analysis of the filter, with each hole filled by a value that suits its place."""
        text = self.text if self._filling is None else self._filling.text
        return analyse(parse(text), self.dialect, self.project, None if self.embedded is None else self.embedded.call)

    @cached_property
    def _filling(self) -> Filling | None:
        """The text with its holes filled; None where there is nothing to fill, or no way to."""
        if self.embedded is None or not (self.embedded.holes or self.embedded.fragment):
            return None
        from filterlang.hosts.holes import filled

        fillings = filled(self.text, self.embedded.holes, fragment=self.embedded.fragment)
        return fillings[0] if fillings else None

    def span(self, analysed: Span) -> Span:
        """The span of the filter that a span of the analysed text stands for; a hole is stood for as a whole."""
        return analysed if self._filling is None else self._filling.back(analysed)

    def analysed_offset(self, offset: int) -> int:
        """The offset in the analysed text that an offset in the filter stands for."""
        return offset if self._filling is None else self._filling.alignment.forward(offset, offset)[0]

    def is_filled(self, analysed: Span) -> bool:
        """Whether a span of the analysed text touches what a hole is filled with, or what completes a fragment."""
        filling = self._filling
        if filling is None or self.embedded is None:
            return False
        span, holes = self.span(analysed), self.embedded.holes
        after = bisect_right(holes, span.start, key=lambda hole: hole.span.end)
        holds_hole = after < len(holes) and holes[after].span.start < span.end
        return holds_hole or filling.fills(analysed) or filling.is_outside(analysed)
