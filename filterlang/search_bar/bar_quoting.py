r"""Values and keys as the search bar reads them: plain, in double quotes, or with backslashes.

Owns the invariant that no value ends its clause early or becomes a keyword, a pattern or another clause.

The bar documents a backslash outside of quotes only, so a text that has quotes or backslashes itself is written without quotes.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
import re
import unicodedata

from filterlang.schema.search_bar_fields import BAR_KEYWORDS
from filterlang.semantics.datetimes import write_datetime
from filterlang.semantics.value_tests import as_double

_PLAIN = r"\w[\w.-]*"
_PLAIN_KEY = r"[^\W\d][\w-]*"
_SPECIAL = r"[^\w.-]|^-"
_PATTERN_TOKENS = r"(?s)\\[%_\\]|."
_LIKE_NUMBERS = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|true|false|null"
_UNTYPABLE = ("Cc", "Cs", "Zl", "Zp")
_LONGEST_WHOLE = 10**300


class NotInBar(ValueError):
    """What the search bar cannot say, as a clause without its point."""


def bar_value(value: object) -> str:
    """Returns a value of a filter as an exact one of the bar. Raises ``NotInBar`` where there is no such value."""
    text = _text_of(value)
    if re.fullmatch(_PLAIN, text) and text.lower() not in BAR_KEYWORDS:
        return text
    return _escaped(text) if '"' in text or "\\" in text else f'"{text}"'


def bar_pattern(pattern: str) -> str:
    """Returns a ``like`` pattern as one of the bar, with ``*`` for ``%``. Raises ``NotInBar`` for what the bar has not."""
    pieces: list[list[str]] = [[]]  # the texts between the stars
    for token in re.findall(_PATTERN_TOKENS, pattern):
        if token == "_":
            raise NotInBar("the search bar has no wildcard for one character, which `_` is in a pattern")
        if token != "%":
            pieces[-1].append(token[-1])
        elif len(pieces) == 1 or pieces[-1]:
            pieces.append([])
    texts = ["".join(piece) for piece in pieces]
    return bar_value(texts[0]) if len(texts) == 1 else "*".join(_escaped(_text_of(text)) for text in texts)


def words_inside(pattern: str) -> str | None:
    """Returns the text that a ``like`` pattern looks for anywhere; None for a pattern that is bound to a place."""
    tokens = re.findall(_PATTERN_TOKENS, pattern)
    inside = tokens[1:-1]
    bound = len(tokens) < 3 or tokens[0] != "%" or tokens[-1] != "%" or not {"%", "_"}.isdisjoint(inside)
    return None if bound else "".join(token[-1] for token in inside)


def bar_key(key: object) -> str:
    """Returns a key as a step of a path. Raises ``NotInBar`` for a key that cannot be one."""
    text = _text_of(key)
    if not text or '"' in text or "\\" in text:
        raise NotInBar("a path of the search bar has no place for a key that is empty or has a quote or a backslash in it")
    return text if re.fullmatch(_PLAIN_KEY, text) else f'"{text}"'


def bar_path(key: object) -> str:
    """Returns a key of filters, in which a dot goes one level down, as the steps of a path."""
    steps = _text_of(key).split(".")
    return ".".join(map(bar_key, steps)) if all(steps) else bar_key(key)


def may_be_of_another_type(value: object) -> bool:
    """Whether the bar, which has no types, may read a value as one of another type: 3 and "3"."""
    return not isinstance(value, str) or re.fullmatch(_LIKE_NUMBERS, value) is not None


def _escaped(text: str) -> str:
    return re.sub(_SPECIAL, r"\\\g<0>", text)


def _text_of(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return write_datetime(value)
    if isinstance(value, int) and abs(value) < _LONGEST_WHOLE:
        return str(value)
    number = as_double(value)
    if isinstance(number, float):
        return _written(number)
    if not isinstance(value, str):
        raise NotInBar("the search bar compares with texts, numbers and truth values only")
    if any(unicodedata.category(character) in _UNTYPABLE for character in value):
        raise NotInBar("a text with a line break or another control character cannot be typed into the search bar")
    return value


def _written(number: float) -> str:
    """A number without an exponent, which the bar does not document."""
    if not abs(number) < float("inf"):
        raise NotInBar("a number of this size cannot be written in the search bar")
    text = f"{Decimal(repr(number)):f}"
    return text.removesuffix(".0")
