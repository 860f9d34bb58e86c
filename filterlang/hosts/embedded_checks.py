"""Checking and fixing an embedded filter, around its holes.

Owns the invariant that a finding stands whatever the holes hold, and that a fix never touches a hole.
"""

from __future__ import annotations

from collections.abc import Callable

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class FixedInFile:
    """A filter fixed in its file: the edits of the file, the fixed text with its holes, and the findings that are left."""

    edits: tuple[Edit, ...]
    text: str
    applied: tuple[Diagnostic, ...]
    remaining: tuple[Diagnostic, ...]


def check_embedded(filter: EmbeddedFilter, dialect: str) -> list[Diagnostic]:
    """The findings of a filter in a file, with places in the filter's text (``filter.source`` maps them to the file).

    Holes are checked as unknown values; a hole that can break the filter is a finding of its own. A filter of a kind with its
    own dialect, such as that of examples, is checked in that dialect.
    """
    raise NotImplementedError


def fix_embedded(
    filter: EmbeddedFilter, dialect: str, *, unsafe: bool = False, wanted: Callable[[Diagnostic], bool] = lambda finding: True
) -> FixedInFile | None:
    """Fixes the wanted findings of a filter where it stands. None where nothing is fixed or the file cannot be edited so."""
    raise NotImplementedError


def format_embedded(filter: EmbeddedFilter, width: int) -> tuple[Edit, ...] | None:
    """The edits of the file that format a filter. None where nothing changes or the file cannot be edited so."""
    raise NotImplementedError
