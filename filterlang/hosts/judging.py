"""Judging candidates: which strings of a file are filters of LangSmith.

Owns the invariant that a filter of another product is not reported: where the place does not decide, the text has to be a
filter that only LangSmith reads, or one in a file that speaks of LangSmith.
"""

from filterlang.hosts.embedded import EmbeddedFilter, Grounds


def is_langsmiths(filter: EmbeddedFilter, *, mentions_langsmith: bool) -> bool:
    """Returns whether a filter that was found is one of LangSmith."""
    return filter.grounds is Grounds.SURE or mentions_langsmith
