"""The formats that the result of a lint can be written in, and the result itself.

Owns the invariant that a format is one module of this package with ``write(result) -> Iterator[str]``, which yields pieces of
text that end with a line end, and that only the module of the chosen format is loaded.
"""

from __future__ import annotations

from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from filterlang.lint.reported import FileReport
    from filterlang.text.source import Source

FORMATS: dict[str, str] = {
    "full": "with the lines of the files",
    "concise": "one line for each finding",
    "json": "a list of findings",
    "jsonl": "one finding as JSON on each line",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "annotations of GitHub Actions",
    "gitlab": "a code quality report of GitLab",
    "junit": "JUnit XML",
}
"""The formats by name, each with a description for the help."""


@dataclass(frozen=True, slots=True)
class LintResult:
    """The result of a lint: the reports of its files, in order, and the text of each file that has findings.

    ``colour`` allows ANSI colours and ``sources`` asks for the sources of facts, in the formats for people. ``width`` is the
    number of columns that an excerpt of a file may take.
    """

    files: Iterable[FileReport]
    source: Callable[[FileReport], Source]
    colour: bool = False
    sources: bool = False
    width: int = 80


def write(name: str, result: LintResult) -> Iterator[str]:
    """Yields the result in a format, piece by piece."""
    from importlib import import_module

    pieces: Iterator[str] = import_module(f"filterlang.lint.report.{name}_report").write(result)
    return pieces
