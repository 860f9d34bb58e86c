"""Pairs of a key and its value to offer, each as a whole.

Owns the invariant that the two conditions of a pair stand in an ``and`` of their own, so that they are about one pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from filterlang.ide.cursor import CLOSE, COMMA, OPEN, TextCursor
from filterlang.ide.offered_names import is_bare, value_template
from filterlang.ide.offered_values import known_texts
from filterlang.ide.offers import Offer, is_inside, snippet_offer
from filterlang.ide.snippet_syntax import between_quotes, in_snippet, stop
from filterlang.schema.aliases import CUSTOM, FIELD_ALIASES
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.project_lists import LISTED, NOUNS
from filterlang.schema.types import Field, Support
from filterlang.schema.usage import USUAL_FAMILIES
from filterlang.syntax.printer import write_call
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView

_MOST, _LEAST_TYPED = 100, 2
_EQUAL = OPERATORS["eq"]
_LISTED_FAMILIES = tuple(FIELDS[name].family for name in LISTED if FIELDS[name].role == "key")

KEY_ALIASES: dict[str, list[str]] = {}
"""The keys of metadata that people take for fields, with the names that they write for each."""
for _name, _alias in FIELD_ALIASES.items():
    if _alias.metadata_key:
        KEY_ALIASES.setdefault(_alias.metadata_key, []).append(_name.lower())


@lru_cache
def pair_offers() -> tuple[Offer, ...]:
    """A pair of each family, with a placeholder for the key."""
    return tuple(
        snippet_offer(
            f"{family} pair",
            _pair(family, stop(1), _on_value(family, 2)),
            (family, f"{family} pair"),
            f"{FAMILIES[family]['key'].name} and {_value_field(family).name}, of one pair",
            _ABOUT,
        )
        for family in USUAL_FAMILIES
    )


_ABOUT = "A key and the value under it: two conditions in one `and` are about the same pair."


def key_offers(view: FilterView, typed: str) -> list[Offer]:
    """A pair for each known key that matches the typed text."""
    return [
        snippet_offer(path, _pair(family, between_quotes(key), _on_value(family)), (path, key.lower(), *aliases), NOUNS[family])
        for family, key, path, aliases in _keys(view, typed)
    ]


def call_replacements(view: FilterView, cursor: TextCursor) -> tuple[Span, list[Offer]]:
    """The pairs that can replace the call at the cursor, whose first argument is a key instead of a field, and their span.

    A value that the call has is kept.
    """
    start = cursor.before[cursor.brackets[-1].opener - 1]
    end, kept = _rest_of_call(cursor)
    span = Span(start.start, end)
    if end < 0 or "\n" in cursor.text[span.start : span.end]:
        return cursor.span, []
    before = cursor.text[span.start : cursor.span.start]
    offers = [
        snippet_offer(
            path,
            _pair(family, between_quotes(key), _on_value(family, operator=start.text, kept=kept)),
            (before + path, *(before.lower() + name for name in (key.lower(), *aliases))),
            NOUNS[family],
        )
        for family, key, path, aliases in _keys(view, cursor.typed)
    ]
    return span, offers


def _rest_of_call(cursor: TextCursor) -> tuple[int, str]:
    """The end of the call at the cursor, -1 where that is not certain, and the text of the arguments behind the first."""
    level, comma = 0, -1
    for piece in cursor.behind(calls=True):
        if piece.kind == CLOSE and level == 0:
            return piece.end, cursor.text[comma : piece.start].strip() if comma >= 0 else ""
        level += (piece.kind == OPEN) - (piece.kind == CLOSE)
        if piece.kind == COMMA and level == 0 and comma < 0:
            comma = piece.end
    return (cursor.token.end if cursor.next is None else -1), ""


def _keys(view: FilterView, typed: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yields the family, the key, the path and the other names of each known key that matches the typed text."""
    word, left = typed.lower(), _MOST
    for family in _LISTED_FAMILIES:
        for key in dict.fromkeys((*known_texts(view, family), *(KEY_ALIASES if family == CUSTOM else ()))):
            path, aliases = f"{family}.{key}", tuple(KEY_ALIASES.get(key, ())) if family == CUSTOM else ()
            if (
                left
                and len(word) >= _LEAST_TYPED
                and (is_inside(word, path.lower()) or any(name.startswith(word) for name in aliases))
            ):
                left -= 1
                yield family, key, path, aliases


def _pair(family: str, key: str, condition: str) -> str:
    return write_call("and", (write_call(_EQUAL.name, (FAMILIES[family]["key"].name, f'"{key}"')), condition))


def _value_field(family: str) -> Field:
    return FAMILIES[family].get("score") or FAMILIES[family]["value"]


def _on_value(family: str, number: int = 1, operator: str = "", kept: str = "") -> str:
    """The condition on the value of a pair, which keeps a value that is there. Only a bare one is compared with a score."""
    field = _value_field(family)
    if kept and not _is_bare_text(kept) and is_bare(field):
        field = FAMILIES[family]["value"]
    taken = operator in OPERATORS and support(operator, field.operators) in (Support.YES, Support.LIKELY)
    compared = OPERATORS[operator] if taken else _EQUAL
    value = stop(number, "1") if is_bare(field) else value_template(compared, field, number)
    return write_call(compared.name, (field.name, in_snippet(kept) or value))


def _is_bare_text(text: str) -> bool:
    """Whether the text of a value is a number or a truth value."""
    return text[:1].isalnum() or text[:1] in "+-"
