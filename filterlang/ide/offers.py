"""What a completion offers, before it is fitted to what is typed: names, snippets and values.

Owns the invariant that an offer is found by each of its names, whatever their case, by the beginning of one of their words, or
by letters of the first name in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
import re

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
_NEAR = 0.7


class CompletionKind(Enum):
    """What an item of a completion is."""

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
    """Something to offer. ``template`` is its text outside of quotes, in the snippet syntax of LSP where ``is_snippet`` holds.

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


def value_offer(kind: CompletionKind, value: Scalar, detail: str, documentation: str = "", *names: str) -> Offer:
    """The offer of a value, which may have other names as well."""
    if isinstance(value, str):
        return Offer(kind, clip(value, _WIDTH), quote(value), (value, *names), detail, documentation, value)
    literal = print_line(Boolean(value) if isinstance(value, bool) else Number(value))
    return Offer(kind, literal, literal, (literal, *names), detail, documentation)


def snippet_offer(label: str, template: str, names: Sequence[str], detail: str, documentation: str = "") -> Offer:
    """The offer of a snippet."""
    return Offer(CompletionKind.SNIPPET, label, template, tuple(names), detail, documentation, is_snippet=True)


def stop(number: int, default: str = "") -> str:
    """A placeholder of a snippet, with the text that it has until somebody types there."""
    return f"${{{number}:{in_snippet(default)}}}" if default else f"${number}"


def in_snippet(text: str) -> str:
    """A text as a snippet has it."""
    return re.sub(r"[\\$}]", r"\\\g<0>", text)


_STOP = re.compile(r"\\(.)|\$\{\d+:((?:[^\\}]|\\.)*)\}|\$(\d+)", re.DOTALL)


def plain(template: str) -> str:
    """A snippet as plain text: without its placeholders, but up to the placeholder where it is the only one and empty."""
    stops = [match for match in _STOP.finditer(template) if match[1] is None]
    if len(stops) == 1 and stops[0][3] is not None:
        template = template[: stops[0].start()]
    return _STOP.sub(lambda match: match[1] or plain(match[2] or ""), template)


def matched(offers: Sequence[Offer], typed: str) -> list[tuple[Offer, str]]:
    """The offers that what is typed can stand for, the best first, each with the name that it is found by."""
    word = typed.lower()
    if not word:
        return [(offer, offer.names[0]) for offer in offers]
    ranked = [(rank, number, name) for number, offer in enumerate(offers) for rank, name in (_best(offer.names, word),) if name]
    if ranked:
        return [(offers[number], typed if rank > _BY_LETTERS else name) for rank, number, name in sorted(ranked)]
    close = close_to(word, [offer.names[0] for offer in offers], _NEAR) if len(word) > 1 else []
    return [(offer, typed) for offer in offers if offer.names[0] in close]


_WHOLE, _BEGINNING, _BY_WORD, _BY_LETTERS, _WHOLE_ALIAS, _ALIAS = range(6)


def _best(names: Sequence[str], word: str) -> tuple[int, str]:
    """How well a word fits names, the least for the best, and the name; an empty name where it fits none."""
    own = names[0].lower()
    if own.startswith(word):
        return (_BEGINNING if len(own) > len(word) else _WHOLE), names[0]
    if word in names:
        return _WHOLE_ALIAS, word
    place = own.find(word)
    if place > 0 and not own[place - 1].isalnum():
        return _BY_WORD, names[0]
    alias = next((name for name in names[1:] if name.startswith(word)), "")
    if alias:
        return _ALIAS, alias
    return (_BY_LETTERS, names[0]) if own[0] == word[0] and _is_spread(word, own) else (0, "")


def _is_spread(word: str, name: str) -> bool:
    """Whether a name has the letters of a word in their order."""
    letters = iter(name)
    return all(letter in letters for letter in word)
