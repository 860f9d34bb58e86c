"""Keys of metadata and feedback whose names say what kind of value they have.

Owns the invariant that a key which is not known to hold numbers may hold texts of digits, such as ids.
"""

import re

NUMBER_KEYS = frozenset({
    "ls_run_depth", "ls_temperature", "ls_max_tokens", "langgraph_step", "lc_hub_commit_count", "temperature", "max_tokens",
    "top_p", "top_k", "attempt", "depth", "retry", "step",
})  # fmt: skip
"""Keys under which LangChain, LangGraph and model providers keep numbers, and names of single numbers."""

_AMOUNTS = (
    "count", "total", "attempts", "retries", "tokens", "seconds", "secs", "millis", "ms", "duration", "latency", "score",
    "confidence", "ratio", "percent", "percentage", "pct", "cost", "price", "amount", "length", "size", "depth", "temperature",
)  # fmt: skip
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _words(key: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(key)]


def holds_number(key: str) -> bool:
    """Returns whether the name of a key says that its values are numbers: ``retry_count``, ``numTurns``."""
    words = _words(key.rpartition(".")[2])
    return key in NUMBER_KEYS or (bool(words) and (words[-1] in _AMOUNTS or (words[0] in ("num", "n") and len(words) > 1)))


def counts_other_than_scores(key: str) -> bool:
    """Returns whether the name of a feedback says that its numbers are amounts, not scores between 0 and 1."""
    return any(word in _AMOUNTS and word not in ("score", "confidence", "ratio") for word in _words(key)) or "100" in key
