"""What is known of the texts that a ``like`` pattern matches: how they begin and end, and whether another pattern covers them.

Owns the invariant that an answer holds for every text; where the cost of an answer would be high, it is "not known".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from sys import maxunicode

ANY, ONE = "%", "_"
_MOST = 20_000  # steps of one comparison of two patterns

_TOKENS = re.compile(r"\\[%_\\]|.", re.DOTALL)


class LikePattern:
    """A pattern as its tokens: wildcards, or literal characters as ``(character,)``.

    ``prefix`` and ``suffix`` are the literal texts before the first and after the last wildcard. ``literal`` is the only text
    that a pattern without wildcards matches, and None for other patterns.
    """

    __slots__ = ("literal", "prefix", "suffix", "tokens")

    def __init__(self, pattern: str) -> None:
        self.tokens: tuple[str | tuple[str], ...] = tuple(
            token if token in (ANY, ONE) else (token[-1],) for token in _TOKENS.findall(pattern)
        )
        self.prefix: str = _literal_start(self.tokens)
        self.suffix: str = _literal_start(self.tokens[::-1])[::-1]
        self.literal: str | None = self.prefix if len(self.prefix) == len(self.tokens) else None

    @property
    def matches_all(self) -> bool:
        """Whether the pattern matches every text."""
        return bool(self.tokens) and all(token == ANY for token in self.tokens)

    @property
    def matches_all_but_empty(self) -> bool:
        """Whether the pattern matches every text but the empty one."""
        return self.tokens.count(ONE) == 1 and all(token in (ANY, ONE) for token in self.tokens) and len(self.tokens) > 1

    def covers(self, other: LikePattern) -> bool:
        """Whether this pattern is known to match every text that the other one matches."""
        if self.matches_all or self.tokens == other.tokens:
            return True
        pattern, text = self.tokens, other.tokens
        if len(pattern) * len(text) > _MOST:
            return False
        at, start, resume, resumed = 0, 0, -1, 0
        while start < len(text):
            token = pattern[at] if at < len(pattern) else None
            if token == ANY:
                resume, resumed = at, start
                at += 1
            elif token == text[start] or (token == ONE and text[start] != ANY):
                at, start = at + 1, start + 1
            elif resume >= 0:  # the last % takes one token more
                resumed += 1
                at, start = resume + 1, resumed
            else:
                return False
        return all(token == ANY for token in pattern[at:])

    def sample(self, filler: str = "x") -> str:
        """A text that the pattern matches."""
        return "".join("" if token == ANY else filler if token == ONE else token[0] for token in self.tokens)

    @property
    def stretches(self) -> str:
        """The literal texts of the pattern, one behind the other."""
        return "".join(token[0] for token in self.tokens if isinstance(token, tuple))


def common_texts(one: LikePattern, other: LikePattern, filler: str = "x") -> list[str] | None:
    """A text that both patterns match, in a list: an empty list where there is none, and None where the cost would be high."""
    for first, second in ((one, other), (other, one)):
        if first.tokens[-1:] == second.tokens[:1] == (ANY,):  # any text may follow the first, and stand before the second
            return [first.sample(filler) + second.sample(filler)]
    if len(one.tokens) * len(other.tokens) > _MOST:
        return None
    texts = {(0, 0): ""}  # by the places that are reached in both patterns
    pending = [(0, 0)]
    for places in pending:
        if places == (len(one.tokens), len(other.tokens)):
            return [texts[places]]
        for reached, character in _steps(one, other, places, filler):
            if reached not in texts:
                texts[reached] = texts[places] + character
                pending.append(reached)
    return []


def _steps(one: LikePattern, other: LikePattern, places: tuple[int, int], filler: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The places after the next step, with its character: the end of a ``%``, or a character that both patterns take."""
    first, second = places
    left = one.tokens[first] if first < len(one.tokens) else None
    right = other.tokens[second] if second < len(other.tokens) else None
    if left == ANY:
        yield (first + 1, second), ""
    if right == ANY:
        yield (first, second + 1), ""
    if left is not None and right is not None:
        character = next((token[0] for token in (left, right) if isinstance(token, tuple)), filler)
        if all(token in (ANY, ONE, (character,)) for token in (left, right)):
            yield (first + (left != ANY), second + (right != ANY)), character


def after_prefix(prefix: str) -> str | None:
    """The least text above all texts that begin with a prefix, by code point; None where there is none."""
    kept = prefix.rstrip(chr(maxunicode))
    return kept[:-1] + chr(ord(kept[-1]) + 1) if kept else None


def _literal_start(tokens: Sequence[str | tuple[str]]) -> str:
    literal: list[str] = []
    for token in tokens:
        if not isinstance(token, tuple):
            break
        literal.append(token[0])
    return "".join(literal)
