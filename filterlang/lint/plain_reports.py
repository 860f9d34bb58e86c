"""Reports as plain data for JSON, and back.

Owns the invariant that only records of the types listed here are ever made of plain data.
"""

from __future__ import annotations

from enum import Enum

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.evidence import Evidence, Grade, Severity
from filterlang.findings.rule import Phase
from filterlang.lint.reported import FileFinding, FilePlace, FileReport, FoundFilter
from filterlang.text.edits import Edit
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_RECORDS: tuple[type[Any], ...] = (
    FileReport, FileFinding, FoundFilter, FilePlace, Diagnostic, Fix, Edit, Evidence, Span,
)  # fmt: skip
_ENUMS: tuple[type[Any], ...] = (Severity, Grade, Phase)
_TYPES: dict[str, type[Any]] = {kind.__name__: kind for kind in (*_RECORDS, *_ENUMS)}


def to_plain(value: Any) -> Any:
    """A report, or a part of one, as lists that begin with the name of their type (``""`` for a tuple)."""
    if isinstance(value, tuple):
        items: tuple[Any, ...] = value  # pyright: ignore[reportUnknownVariableType] - plain data has no types
        return ["", *map(to_plain, items)]
    if isinstance(value, Enum):
        return [type(value).__name__, value.value]
    if type(value) in _RECORDS:
        return [type(value).__name__, {name: to_plain(getattr(value, name)) for name in type(value).__annotations__}]
    return value


def from_plain(value: Any) -> Any:
    """The report that plain data stands for. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for any other data."""
    if not isinstance(value, list):
        return value
    items: list[Any] = value  # pyright: ignore[reportUnknownVariableType] - plain data has no types
    name, *parts = items
    if not name:
        return tuple(map(from_plain, parts))
    kind, [content] = _TYPES[name], parts
    return kind(**{key: from_plain(part) for key, part in content.items()}) if kind in _RECORDS else kind(content)
