r"""Quoting: the one place where a text becomes a literal and a literal a text.

Owns the invariant ``unquote(quote(text)) == text`` for every Python string there is.

A literal is written in double quotes, with ``\"`` and ``\\`` as its only escapes, as the official SDKs and CLI do at their
safest (langsmith-sdk client.py ``read_thread``, open-swe ``_filter_string``). Both kinds of quotes are read. Between double
quotes the escapes of JSON are read as JSON reads them, because ``json.dumps`` and Go's ``%q`` write most of them; it is not
known whether the servers do the same. Between single quotes nothing is an escape.
"""

import re

_ESCAPE = r"(?s)\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))"
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_SELF = frozenset("\"'\\/")
_WILD = r"[\\%_]"
_ESCAPED_WILD = r"\\[\\%_]"

ESCAPES = "LangSmith documents no escapes in patterns, so it is not known whether it reads the backslash like ClickHouse"
"""Why a pattern with escapes is a guess: the evidence has none, and only ClickHouse, under v1, is known to read them."""


def quote(text: str) -> str:
    """Returns the text as a string literal. Never raises; no quote in the literal ends it early."""
    plain = text if type(text) is str else str.__str__(text)  # a subclass may replace what it likes
    if "\\" in plain or '"' in plain:
        plain = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def unquote(literal: str) -> str:
    """Returns the text of a string literal, which has its outer quotes of either kind."""
    body = literal[1:-1]
    if literal[0] == "'" or "\\" not in body:
        return body
    return unescape(body)


def unescape(body: str) -> str:
    """Returns the text between double quotes with its escapes read. An unknown escape stays as it is written."""
    return re.sub(_ESCAPE, _read_escape, body)


def _read_escape(match: re.Match[str]) -> str:
    high, low, unit, letter = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    if unit:
        return chr(int(unit, 16))
    return letter if letter in _SELF else _LETTERS.get(letter, match[0])


def has_rare_escape(literal: str) -> bool:
    r"""Whether a double-quoted literal uses an escape other than ``\"`` and ``\\``."""
    return literal[0] == '"' and any(match[4] not in ('"', "\\") for match in re.finditer(_ESCAPE, literal))


def escape_pattern(text: str) -> str:
    """Returns the text as a part of a ``like`` pattern in which each character stands for itself (docs/semantics.md 5)."""
    return re.sub(_WILD, r"\\\g<0>", text)


def has_escaped_pattern(pattern: str) -> bool:
    """Whether a backslash in a ``like`` pattern makes a special character stand for itself."""
    return re.search(_ESCAPED_WILD, pattern) is not None
