"""From a filter to its predicate, once it is known to have a meaning."""

from filterlang.checking.analysis import analyse
from filterlang.semantics.predicate import Origins, Predicate
from filterlang.syntax.input import FilterLike, parsed


def to_predicate(filter: FilterLike) -> Predicate:
    """The meaning of a filter. Raises ``FilterError`` for errors of syntax, names and types, whatever a dialect refuses."""
    return to_meaning(filter)[0]


def to_meaning(filter: FilterLike, name: str = "filter") -> tuple[Predicate, Origins]:
    """The meaning of a filter, and the conditions that each part stands for. Raises ``FilterError`` as ``to_predicate``."""
    analysis = analyse(parsed(filter, name), "portable", rules=False)
    return analysis.predicate, analysis.meaning[1]
