"""Blanks strings that have no end on their line, so that a parser does not take the rest of the file for one while it is typed.

Owns the invariant that nothing is blanked in a text whose strings are all closed, and that every character keeps its place.
"""

from __future__ import annotations

import re

_COMMENTS = r"//[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z)"
_BLOCK = r'"""(?s:.*?)(?:"""|\Z)'
_STRING = r'"(?:[^"\\\r\n]|\\.)*+"'
_CHARACTER = r"'(?:[^'\\\r\n]|\\.)*+'"
_HEREDOC = r"<<[-~]?(?P<marker>\w+)[ \t]*(?:\r\n|\r|\n)(?s:.*?)(?:^[ \t]*(?P=marker)\b|\Z)"
_UNCLOSED = r'(?P<unclosed>"[^\r\n]*)'
_PATTERNS = {
    name: re.compile("|".join((*pieces, _UNCLOSED)), re.MULTILINE)
    for name, pieces in (
        ("java", (_COMMENTS, _BLOCK, _STRING, _CHARACTER)),
        ("kotlin", (_COMMENTS, _BLOCK, _STRING, _CHARACTER)),
        ("go", (_COMMENTS, r"`[^`]*(?:`|\Z)", _STRING, _CHARACTER)),
        ("hcl", (_COMMENTS, r"\#[^\r\n]*", _HEREDOC, _STRING)),
    )
}
"""For each language whose strings in double quotes end on their line: what else can have such quotes in it."""
_CHARACTER_OF_CODE = re.compile(r"[\x21-\x7e]")


def without_unclosed(text: str, language: str) -> str:
    """A text with blanks for the strings that have no end on their line; the text itself in a language with other strings."""
    pattern = _PATTERNS.get(language)
    return text if pattern is None else pattern.sub(_blanked, text)


def _blanked(match: re.Match[str]) -> str:
    return match[0] if match["unclosed"] is None else _CHARACTER_OF_CODE.sub(" ", match[0])
