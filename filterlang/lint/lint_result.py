"""The result of a lint, which every format of a report is written from.

Owns the invariant that the reports of files are read once, in order.
"""

from __future__ import annotations

from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from filterlang.lint.reported import FileReport
    from filterlang.text.source import Source


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
