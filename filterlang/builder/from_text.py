"""Expressions of filters that are given as a text or a tree."""

from __future__ import annotations

from filterlang.builder.expression import Expression, read
from filterlang.builder.negatives import with_negatives_for_not
from filterlang.checking.analysis import analyse
from filterlang.findings.errors import FilterError
from filterlang.schema.dialects import RUNS
from filterlang.syntax.input import FilterLike, parsed


def from_text(text: FilterLike) -> Expression:
    """A filter as an expression. Its meaning is kept; pairs come out nested, values in one spelling. A ``not`` is pushed down
    as ``~`` does it.

    Raises ``FilterError`` for a filter that neither backend of runs takes, and ``ValueError`` for a ``not`` over what has no
    negative.
    """
    before = parsed(text)
    refused = {dialect: analyse(before, dialect).diagnostics for dialect in sorted(RUNS)}
    if before.diagnostics or all(any(found.is_error for found in findings) for findings in refused.values()):
        raise FilterError(before.source, analyse(before, "portable").diagnostics)
    return read(with_negatives_for_not(before.tree))
