"""Recognises expressions that escape a value by hand, or for another language than that of filters.

Owns the invariant that an escaping counts as complete only where it doubles the backslashes as well as it escapes quotes.
"""

from __future__ import annotations

import re

from filterlang.text.frozen import dataclass

_LITERAL = r"""[rR]?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|/(?:[^/\\\n]|\\.)+/\w*)"""
_REPLACES = re.compile(
    r"(?:\.[rR]eplace(?:All)?\(|strings\.Replace(?:All)?\((?P<value>[^,()]{1,200}),|(?<=\)),)" + rf"\s*(?P<old>{_LITERAL})"
)
"""A replacement, as methods and Go's functions write it, up to the text that is replaced."""
_LONGEST = 500
_ENCLOSED = r"\((?P<value>[^()]*(?:\([^()]*\)[^()]*)*)\)"
_FOREIGN = re.compile(
    r"(?:[\w.]*\b)?(?:"
    r"(?P<address>(?:parse|urllib|url)\.(?:quote|quote_plus|QueryEscape|PathEscape)|quote_plus|encodeURI(?:Component)?)"
    r"|(?:html|cgi|markupsafe|re|regexp|shlex)\.(?:escape|EscapeString|QuoteMeta|quote)|escapeHtml|escapeRegExp)" + _ENCLOSED
)
"""A call that escapes for HTML, an address, a pattern or a shell."""


@dataclass(frozen=True, slots=True)
class HandEscaping:
    """How an expression escapes a value: what is wrong with it, in words after the expression, and the value itself."""

    value: str
    mistake: str
    is_complete: bool = False
    is_of_address: bool = False


def escaping_by_hand(expression: str) -> HandEscaping | None:
    """How an expression escapes a value; None for one that does not.

    >>> escaping_by_hand("html.escape(name)").value
    'name'
    """
    if len(expression) > _LONGEST:
        return None
    foreign = _FOREIGN.fullmatch(expression)
    if foreign is not None:
        mistake = "escapes for another language, which changes the value"
        return HandEscaping(foreign["value"].strip(), mistake, is_of_address=foreign["address"] is not None)
    replacements = list(_REPLACES.finditer(expression))
    texts = [re.sub(r"^[rR]?.|.\w*\Z", "", replacement["old"]) for replacement in replacements]
    if not any('"' in text or "'" in text for text in texts):
        return None
    first = replacements[0]
    value = (first["value"] or expression[: first.start()]).strip()
    is_complete = any("\\\\" in text or text == "\\" for text in texts)
    return HandEscaping(value, "escapes quotes by hand, and not backslashes", is_complete)
