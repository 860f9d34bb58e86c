"""Checking a parsed filter: names, types, dialects and pairs."""

from filterlang.findings.diagnostic import Diagnostic
from filterlang.schema.dialects import DIALECTS
from filterlang.checking.calls import Checker
from filterlang.checking.superseding import merge
from filterlang.checking.pair_findings import check_pairs
from filterlang.syntax.parser import Parsed


def check_parsed(parsed: Parsed, dialect: str) -> list[Diagnostic]:
    """Everything wrong with a parsed filter, in order of place. Raises ``ValueError`` for an unknown dialect."""
    if dialect not in DIALECTS:
        raise ValueError(f"there is no dialect {dialect!r}: choose one of {', '.join(DIALECTS)}")
    checker = Checker(parsed.source, dialect)
    checker.run(parsed.tree)
    if checker.dialect.has_pairs:
        check_pairs(checker, parsed.tree)
    return merge(checker, parsed)
