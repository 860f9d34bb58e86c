"""What the search indexes of the backends leave out: which words a search cannot find, and how long a stored value may be.

Source: LangSmith's documentation of full-text search on v1 (ClickHouse) and on v2 (SmithDB).
"""

from __future__ import annotations

from enum import StrEnum

from filterlang.findings.evidence import Evidence
from filterlang.schema.citations import FULL_TEXT, UI_DOC
from filterlang.schema.types import Field, Type
from filterlang.text.frozen import dataclass

_LONGEST_VALUE = 250
"""The number of characters up to which v1 indexes the value under a key."""

TOKEN_LENGTHS = range(2, 45)
"""The numbers of characters of an indexed word: the lower bound holds on both backends, the upper one on v2."""

_STOP_WORDS = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
    itself they them their theirs themselves what which who whom this that these those am is are was were be been being have
    has had having do does did doing a an the and but if or because as until while of at by for with about against between
    into through during before after above below to from up down in out on off over under again further then once here there
    when where why how all any both each few more most other some such no nor not only own same so than too very s t can will
    just don should now you're you've you'll you'd she's it's that'll don't should've aren't couldn't didn't doesn't hadn't
    hasn't haven't isn't mightn't mustn't needn't shan't shouldn't wasn't weren't won't wouldn't
    """
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""The English stop words of NLTK, which v1 leaves out. v2 leaves out stop words as well; its list is not published."""


class Unindexed(StrEnum):
    """A kind of words that a backend does not index."""

    PUNCTUATION = "punctuation"
    SHORT = "short"
    STOP_WORD = "stop word"
    ADDRESS = "address"
    NUMBER = "number"
    NON_ASCII = "non-ASCII"
    LONG = "long"


@dataclass(frozen=True, slots=True, eq=False)
class IndexLimit:
    """The backends that do not index a kind of words, and the documentation that says so."""

    backends: frozenset[str]
    evidence: tuple[Evidence, ...]

    def named(self, backends: frozenset[str]) -> str:
        """Those of these backends that have the limit, for people: ``v1 and v2``."""
        return " and ".join(sorted(self.backends & backends))


_V1 = frozenset({"v1"})
_BOTH = IndexLimit(_V1 | {"v2"}, (UI_DOC, FULL_TEXT))
_V2 = IndexLimit(frozenset({"v2"}), (FULL_TEXT,))

INDEX_LIMITS: dict[Unindexed, IndexLimit] = {
    Unindexed.PUNCTUATION: _BOTH, Unindexed.SHORT: _BOTH, Unindexed.STOP_WORD: _BOTH, Unindexed.ADDRESS: _V2,
    Unindexed.NUMBER: _V2, Unindexed.NON_ASCII: _V2, Unindexed.LONG: _V2,
}  # fmt: skip
"""Who does not index which words."""


def longest_indexed(field: Field, backends: frozenset[str]) -> int | None:
    """The number of characters up to which each of these backends indexes the values of a field; None for no known limit."""
    return _LONGEST_VALUE if backends >= _V1 and field.family and field.type is Type.SCALAR else None
