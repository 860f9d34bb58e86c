"""Makes expressions from filters that are a text or a tree."""

from __future__ import annotations

from filterlang.builder.expression import Expression, read
from filterlang.builder.negatives import with_negatives_for_not
from filterlang.checking.analysis import analyse
from filterlang.findings.errors import FilterError
from filterlang.schema.dialects import RUNS
from filterlang.syntax.input import FilterLike, parsed


def from_text(text: FilterLike) -> Expression:
    """Returns a filter as an expression with the same meaning: pairs are nested, and each value has one spelling. A ``not`` is
    pushed down as by ``~``.

    Raises ``FilterError`` for a filter that both backends of runs refuse, and ``ValueError`` for a ``not`` of a condition
    without a negative.
    """
    parse = parsed(text)
    findings_by_dialect = [analyse(parse, dialect).diagnostics for dialect in sorted(RUNS)]
    if parse.diagnostics or all(any(finding.is_error for finding in findings) for findings in findings_by_dialect):
        raise FilterError(parse.source, analyse(parse, "portable").diagnostics)
    return read(with_negatives_for_not(parse.tree))
