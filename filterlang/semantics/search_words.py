"""The words of a full-text search, and which of them are in no index.

Owns the invariant that a word has at most one reason not to be indexed, the one that most backends have.
"""

from __future__ import annotations

import re

from filterlang.schema.search_index import INDEX_LIMITS, STOP_WORDS, TOKEN_LENGTHS, Unindexed
from filterlang.syntax.tree import String
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from filterlang.semantics.conditions import Condition


@dataclass(frozen=True, slots=True, eq=False)
class FullTextSearch:
    """A search over all fields: the literal of its text, and its words, which is what stands between white space.

    ``unindexed`` has the reason for each word that is not indexed by some backend of the dialect.
    """

    node: String
    words: tuple[str, ...]
    unindexed: dict[str, Unindexed]

    def words_without_index(self, reason: Unindexed) -> list[str]:
        """The words that are not indexed for this reason; stop words and punctuation only where nothing else is searched."""
        words = [word for word, why in self.unindexed.items() if why is reason]
        idle = _IDLE.get(reason)
        return words if idle is None or all(self.unindexed.get(word) in idle for word in self.words) else []


_IDLE: dict[Unindexed, tuple[Unindexed, ...]] = {
    Unindexed.PUNCTUATION: (Unindexed.PUNCTUATION,),
    Unindexed.STOP_WORD: (Unindexed.STOP_WORD, Unindexed.PUNCTUATION),
}
"""Words that do no harm beside others, since people search for whole sentences: only a text of nothing else is reported."""


def full_text_searches(conditions: Iterable[Condition], backends: frozenset[str]) -> Iterator[FullTextSearch]:
    """The searches over all fields among these conditions, which are searches."""
    for condition in conditions:
        arguments = condition.node.arguments
        if len(arguments) == 1 and isinstance(arguments[0], String):
            words = tuple(arguments[0].value.split())
            unindexed = {
                word: reason
                for word in words
                if (reason := why_unindexed(word)) is not None and INDEX_LIMITS[reason].backends & backends
            }
            yield FullTextSearch(arguments[0], words, unindexed)


def why_unindexed(word: str) -> Unindexed | None:
    """Returns why a word is in no index; None for a word that is indexed, or of which that is not known.

    Punctuation around a word does not count. How a word is taken apart at punctuation inside of it is not documented: such a
    word is indexed if some part of it is.
    """
    core = word if word.isalnum() else re.sub(r"^\W+|\W+$", "", word)
    if not core:
        return Unindexed.PUNCTUATION
    if len(core) < TOKEN_LENGTHS.start:
        return Unindexed.STOP_WORD if core.lower() in STOP_WORDS else Unindexed.SHORT
    if core.isascii():
        if core.isalpha() and len(core) < TOKEN_LENGTHS.stop:  # most words
            return Unindexed.STOP_WORD if core.lower() in STOP_WORDS else None
        if core.isalnum() and len(core) < TOKEN_LENGTHS.stop:
            return Unindexed.NUMBER if core.isdigit() else None
        if "://" in core or word.startswith("data:"):
            return Unindexed.ADDRESS
        if re.fullmatch(r"[\d.,]+", core):
            return Unindexed.NUMBER
    elif any(character.isalnum() and not character.isascii() for character in core):
        return Unindexed.NON_ASCII
    if core.lower().replace("’", "'") in STOP_WORDS:
        return Unindexed.STOP_WORD
    return Unindexed.LONG if all(len(part) >= TOKEN_LENGTHS.stop for part in re.findall(r"\w+", core)) else None
