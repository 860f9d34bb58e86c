"""Offers: the candidates of a completion, before they are matched with the typed text.

Owns the invariant that an offer is found by its own name and by other names that people write for it, whatever their case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from filterlang.semantics.typos import close_to
from filterlang.syntax.printer import print_line
from filterlang.syntax.strings import quote
from filterlang.syntax.tree import Boolean, Number
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.known_values import Scalar

_WIDTH = 60
_NEAR = 0.75
_SHORT_WORD, _SHORT_ALIAS = 2, 3
"""The least letters by which a word inside of a name, and a name that is not its own, is found."""


class CompletionKind(Enum):
    """The kind of an item of a completion, for which editors have icons."""

    OPERATOR = "operator"
    FIELD = "field"
    VALUE = "value"
    KEY = "key"
    TAG = "tag"
    NAME = "name"
    SNIPPET = "snippet"
    KEYWORD = "keyword"


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """A candidate. ``template`` is its text outside of quotes, in the snippet syntax of LSP where ``is_snippet`` holds.

    ``content`` is the text of a string, which stands between quotes; None for everything else. ``names`` are what people type
    for it: the first one is its own, the others are in lower case.
    """

    kind: CompletionKind
    label: str
    template: str
    names: tuple[str, ...]
    detail: str = ""
    documentation: str = ""
    content: str | None = None
    is_snippet: bool = False


def value_offer(kind: CompletionKind, value: Scalar, detail: str, *names: str) -> Offer:
    """The offer of a value, which may have other names as well."""
    if isinstance(value, str):
        return Offer(kind, clip(value, _WIDTH), quote(value), (value, *names), detail, content=value)
    literal = print_line(Boolean(value) if isinstance(value, bool) else Number(value))
    return Offer(kind, literal, literal, (literal, *names), detail)


def snippet_offer(label: str, template: str, names: Iterable[str], detail: str, documentation: str = "") -> Offer:
    """The offer of a text with placeholders."""
    return Offer(CompletionKind.SNIPPET, label, template, tuple(names), detail, documentation, is_snippet=True)


@dataclass(frozen=True, slots=True, eq=False)
class MatchedOffer:
    """An offer that matches the typed text. ``name`` is the name that matches, ``is_meant`` whether it does so as a whole."""

    offer: Offer
    name: str
    is_meant: bool = False


def matching(offers: Sequence[Offer], typed: str) -> list[MatchedOffer]:
    """The offers that match the typed text, the best first; where there is none, the offers with a similar name."""
    word = typed.lower()
    if not word:
        return [MatchedOffer(offer, offer.names[0]) for offer in offers]
    ranks = ((_rank(offer.names, word), number) for number, offer in enumerate(offers))
    ranked = sorted(row for row in ranks if row[0] < (_NOT,))
    if ranked:
        return [
            MatchedOffer(offers[number], offers[number].names[0] if rank <= _INSIDE else typed, rank in (_WHOLE, _WHOLE_ALIAS))
            for (rank, _), number in ranked
        ]
    return [MatchedOffer(offer, typed) for offer in _similar(offers, word)]


def _similar(offers: Sequence[Offer], word: str) -> Iterator[Offer]:
    """Yields the names of the language that a mistyped word is close to."""
    names = {offer.names[0]: offer for offer in offers if offer.kind in _OF_THE_LANGUAGE}
    if len(word) > _SHORT_WORD:
        yield from (names[name] for name in close_to(word, names, _NEAR))


_OF_THE_LANGUAGE = (CompletionKind.OPERATOR, CompletionKind.FIELD, CompletionKind.VALUE)
_WHOLE, _BEGINNING, _INSIDE, _WHOLE_ALIAS, _ALIAS, _NOT = range(6)


def _rank(names: Sequence[str], word: str) -> tuple[int, int]:
    """How well a word in lower case fits the names of an offer, the less, the better: first in kind, then in length."""
    own = names[0].lower()
    if own.startswith(word):
        return (_BEGINNING if len(own) > len(word) else _WHOLE), 0
    if word in names:
        return _WHOLE_ALIAS, 0
    if is_inside(word, own):
        return _INSIDE, 0
    begun = [len(name) for name in names[1:] if name.startswith(word)] if len(word) >= _SHORT_ALIAS else []
    return (_ALIAS, min(begun)) if begun else (_NOT, 0)


def is_inside(word: str, name: str) -> bool:
    """Whether a word begins one of the words of a name, both in lower case."""
    if len(word) < _SHORT_WORD:
        return name.startswith(word)
    place = name.find(word)
    while place > 0 and name[place - 1].isalnum():
        place = name.find(word, place + 1)
    return place >= 0
