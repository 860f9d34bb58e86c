"""Keys of metadata and feedback whose names say what kind of value they have.

Owns the invariant that a key which is not known to hold numbers may hold texts of digits, such as ids.
"""

import re

NUMBER_KEYS = frozenset({
    "ls_run_depth", "ls_temperature", "ls_max_tokens", "langgraph_step", "temperature", "max_tokens",
    "top_p", "top_k", "attempt", "retry", "step", "turn", "iteration",
})  # fmt: skip
"""Keys under which LangChain, LangGraph and model providers keep numbers, and names of single numbers."""

_AMOUNTS = frozenset({
    "count", "total", "attempts", "retries", "tokens", "seconds", "secs", "millis", "ms", "duration", "latency", "percent",
    "percentage", "pct", "cost", "price", "amount", "length", "size", "depth", "temperature", "age", "steps", "turns", "calls",
    "iterations", "limit", "timeout",
})  # fmt: skip
_SHARES = frozenset({
    "score", "confidence", "ratio", "rate", "probability", "similarity", "accuracy", "precision", "recall", "threshold",
})  # fmt: skip
_NUMBERED = frozenset({"num", "n"})
_WORDS = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])"


def _words(key: str) -> list[str]:
    return [word.lower() for word in re.findall(_WORDS, key)]


def holds_number(key: str) -> bool:
    """Returns whether the name of a key says that its values are numbers: ``retry_count``, ``numTurns``."""
    if key in NUMBER_KEYS:
        return True
    words = _words(key.rpartition(".")[2])
    return bool(words) and (words[-1] in _AMOUNTS | _SHARES or (words[0] in _NUMBERED and len(words) > 1))


def measures_amount(key: str) -> bool:
    """Returns whether the name of a feedback says that its numbers are amounts, or scores up to 100."""
    return "100" in key or not _AMOUNTS.isdisjoint(_words(key))
