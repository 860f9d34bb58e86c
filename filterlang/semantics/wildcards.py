r"""Wildcards: ``%`` and ``_`` in patterns, and what people write in their place or write without need.

Owns the invariant that a wildcard behind a backslash is a plain character, as docs/semantics.md 5 says.
"""

from __future__ import annotations

import re

_ESCAPED = r"\\[\\%_]"
_INNER_UNDERSCORE = r"(?<=[^\W_])_+(?=[^\W_])"
_STAR = r"\.?\*"
_WILD_TEXT = r"(%)?([^%]*\w[^%]*?)(%)?"
_PERCENTAGE = r"(?:^|[^\w.,+-])[\d.,+-]*\d\s?%$|\s%$"
_URL_ESCAPE = r"%[0-9a-fA-F]{2}"
_LEAST = 2  # characters beside a star: "A*" is a name


def _bare(pattern: str) -> str:
    """Returns a pattern with a letter for each escaped character, so that every ``%`` and ``_`` left is a wildcard."""
    return re.sub(_ESCAPED, "x", pattern) if "\\" in pattern else pattern


def is_plain(pattern: str) -> bool:
    """Returns whether a pattern has no wildcard, except underscores inside of words, as names of programs have them."""
    bare = _bare(pattern)
    return "%" not in bare and re.search(r"[^\W_]", bare) is not None and "_" not in re.sub(_INNER_UNDERSCORE, "", bare)


def matches_every_text(pattern: str) -> bool:
    """Returns whether a pattern consists of ``%`` only."""
    return bool(pattern) and not pattern.strip("%")


def has_inner_underscore(pattern: str) -> bool:
    """Returns whether an underscore inside of a word is a wildcard."""
    return "_" in pattern and re.search(_INNER_UNDERSCORE, _bare(pattern)) is not None


def without_inner_underscores(pattern: str) -> str:
    """Returns a pattern in which each underscore inside of a word stands for itself."""
    tokens = re.split(f"({_ESCAPED})", pattern)
    for index in range(0, len(tokens), 2):
        before, after = "x" if index else "", "x" if index + 1 < len(tokens) else ""
        escaped = re.sub(_INNER_UNDERSCORE, lambda match: match[0].replace("_", "\\_"), before + tokens[index] + after)
        tokens[index] = escaped[len(before) : len(escaped) - len(after)]
    return "".join(tokens)


def looks_like_pattern(text: str) -> bool:
    """Returns whether a text begins or ends with ``%`` as patterns do: percentages and parts of URLs do not count."""
    match = re.fullmatch(_WILD_TEXT, text, re.DOTALL)
    if match is None or not (match[1] or match[3]):
        return False
    if not match[3]:
        return re.match(_URL_ESCAPE, text) is None
    return bool(match[1]) or re.search(_PERCENTAGE, text) is None


def from_stars(text: str, *, pattern: bool) -> str | None:
    """Returns the pattern that is meant by a text with ``*`` or ``.*`` at its ends; None for other texts.

    In the place of a ``pattern``, the star may stand anywhere, and be all there is.
    """
    if "*" not in text or "%" in text or "**" in text:
        return None
    if pattern:
        return re.sub(_STAR, "%", text)
    match = re.fullmatch(rf"({_STAR})?([^*]*?)({_STAR})?", text, re.DOTALL)
    if match is None or len(match[2]) < _LEAST or not re.search(r"\w", match[2]):
        return None
    beside = (match[2][0] if match[1] else "") + (match[2][-1] if match[3] else "")
    return re.sub(_STAR, "%", text) if beside and re.search(r"[\s()\[\]{}]", beside) is None else None
