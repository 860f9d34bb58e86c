"""From a filter to its predicate, once it is known to have a meaning."""

from filterlang.checking.checked import check_parsed
from filterlang.findings.errors import FilterError
from filterlang.findings.verdicts import denies_meaning
from filterlang.semantics.predicate import Predicate, lower
from filterlang.syntax.input import FilterLike, parsed


def to_predicate(filter: FilterLike) -> Predicate:
    """The meaning of a filter. Raises ``FilterError`` for errors of syntax, names and types; no dialect is asked."""
    before = parsed(filter)
    diagnostics = check_parsed(before, "portable")
    if before.diagnostics or any(map(denies_meaning, diagnostics)):
        raise FilterError(before.source, diagnostics)
    return lower(before.tree)
