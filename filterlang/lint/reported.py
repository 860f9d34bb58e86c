"""The report of a file: its filters, its findings with their places in the file, and why it was skipped, as plain data.

Owns the invariant that a report can be pickled, sent from a worker and kept in the cache.
"""

from __future__ import annotations

from filterlang.findings.diagnostic import Diagnostic
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.migrate.code.file_moves import FileMoves


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A range of a file: lines and columns from 1, in code points; the end is the place after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class FoundFilter:
    """A filter of a file, as the inventory shows it. ``holes`` are the places of its holes: ``quoted``, ``value`` and so on.

    A ``mention`` stands in prose, a comment or a docstring.
    """

    host: str
    kind: str
    text: str
    span: Span
    place: FilePlace
    where: str
    holes: tuple[str, ...]
    injection: bool
    mention: bool = False


@dataclass(frozen=True, slots=True)
class FileFinding:
    """A finding in a file. The spans of the ``diagnostic`` and of its fixes are those of the file's text.

    ``filter`` is None for a finding about the file itself, such as an unused comment that ignores a rule.
    """

    diagnostic: Diagnostic
    place: FilePlace
    filter: FoundFilter | None


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result of checking one file. ``skipped`` says why a file was not read; ``notes`` are about parts of it.

    It is a failure that a file which was named cannot be read. ``moves`` are there where they were asked for.
    """

    path: str
    filters: tuple[FoundFilter, ...] = ()
    findings: tuple[FileFinding, ...] = ()
    skipped: str | None = None
    notes: tuple[str, ...] = ()
    is_failure: bool = False
    moves: FileMoves | None = None
