"""From a filter to its predicate, once it is known to have a meaning."""

from filterlang.checking.analysis import analyse
from filterlang.semantics.predicate import Predicate
from filterlang.syntax.input import FilterLike, parsed


def to_predicate(filter: FilterLike) -> Predicate:
    """The meaning of a filter. Raises ``FilterError`` for errors of syntax, names and types, whatever a dialect refuses."""
    return analyse(parsed(filter), "portable", rules=False).predicate
