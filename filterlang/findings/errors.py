"""``FilterError``, which is raised for a filter that cannot be compiled, formatted or sent."""

from collections.abc import Sequence

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.rendering import render
from filterlang.text.display import clip
from filterlang.text.source import Source


class FilterError(ValueError):
    """A filter that cannot be compiled, formatted or sent.

    ``source`` is the filter's text. ``diagnostics`` are all findings, also warnings and notes, in order of place; their spans
    are offsets of that text. ``str()`` shows the errors with the text and carets, as the command line does.

    >>> from filterlang import FilterError, compile
    >>> try:
    ...     compile("eq(status, success)")
    ... except FilterError as error:
    ...     print(error.source.text, [found.code for found in error.diagnostics])
    eq(status, success) ['FL014']
    """

    def __init__(self, source: Source, diagnostics: Sequence[Diagnostic]) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = list(diagnostics)
        super().__init__(source, self.diagnostics)

    def __repr__(self) -> str:
        return f"FilterError({clip(repr(self.source.text))}, {self.diagnostics!r})"

    def __str__(self) -> str:
        shown = [d for d in self.diagnostics if d.is_error] or self.diagnostics
        return "\n".join(["the filter has errors", *(render(d, self.source) for d in shown)])
