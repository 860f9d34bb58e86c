"""What a filter means: names, types and dialects checked, pairs joined, trees turned into predicates."""

from filterlang.diagnostics import Diagnostic
from filterlang.schema.dialects import DIALECTS
from filterlang.semantics.checker import Checker
from filterlang.semantics.merging import merge
from filterlang.semantics.pairs import check_pairs
from filterlang.syntax.parser import Parsed


def check_parsed(parsed: Parsed, dialect: str) -> list[Diagnostic]:
    """Everything wrong with a parsed filter, in order of place. Raises ``ValueError`` for an unknown dialect."""
    if dialect not in DIALECTS:
        raise ValueError(f"there is no dialect {dialect!r}: choose one of {', '.join(DIALECTS)}")
    checker = Checker(parsed.source, dialect)
    checker.run(parsed.tree)
    if "examples" not in checker.backends:
        check_pairs(checker, parsed.tree)
    return merge(checker, parsed)
