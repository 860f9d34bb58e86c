"""Holds the rewrite of a read of a field with the imports that it needs.

Owns the invariant that a rewrite never comes without what it rests on.
"""

from __future__ import annotations

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.nested_edits import Rewrite
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class WrittenRead:
    """A rewrite for a read, and what it needs to be imported."""

    rewrite: Rewrite
    imports: tuple[Import, ...] = ()
