"""Cuts any text into tokens, and reports the characters and quotes that are not of the language.

Owns the invariant that the tokens stand in the order of the text, each at least one code point long, and that cutting takes
linear time.
"""

from collections.abc import Callable
import re

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.quoting import Quotes, read_string
from filterlang.syntax.recovery.tokens import JUNK, STRING, WORD, Token
from filterlang.syntax.strings import quote, unescape
from filterlang.syntax.syntax_rules import COMMENT, ESCAPED_QUOTES, FOREIGN_CHARACTER, QUOTED_FILTER
from filterlang.text.edits import replace
from filterlang.text.source import Span

_PLAIN = {"（": "(", "）": ")", "，": ",", "、": ",", "；": ";", "［": "[", "］": "]", "：": ":", "｛": "{", "｝": "}"}
"""The punctuation that a full-width character stands for."""

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<invisible>(?:[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f]
                   |[\u3000\ufeff])+)
  | (?P<comment>(?<![:\w/])//[^\n]*|\#[^\n]*|--[ \t][^\n]*|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z))
  | (?P<fence>```(?:\w+(?=[ \t]*\n))?|(?<![\w"'])(?:[fFrRbBuU]|[fF][rR]|[rR][fF])(?=["']))
  | (?P<escaped>\\++(?P<mark>["'])(?P<inside>(?:[^"'\\]++|\\++(?!["']))*+)\\++(?P=mark))
  | (?P<quote>["“”„‟«»″＂'‘’‚‛′＇`´])
  | (?P<range>(?<=:)[\[{][ \t]*[^\[\]{}"'()\s]{1,64}[ \t]+(?:TO|to)[ \t]+[^\[\]{}"'()\s]{1,64}[ \t]*[\]}])
  | (?P<placeholder>\$?\{\{?[ \t]*[A-Za-z_][\w.]{0,64}[ \t]*\}\}?|<[A-Za-z_][\w \-]{0,64}>|%\([A-Za-z_]\w{0,64}\)s|%s\b
                   |\$[A-Za-z_]\w*)
  | (?P<number>[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?(?![\w.@%/]|-\w|:\d))
  | (?P<word>(?i:\b(?:is|are|was|were|does|do|did|has|have)n['’]t\b)
            |[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?
            |[\w@%*$./](?:[\w.\-/@%+*$?^]|\\[ :*])*)
  | (?P<open>[(\[{（［｛])
  | (?P<close>[)\]}）］｝])
  | (?P<comma>[,;，；、])
  | (?P<operator>(?<=\s)-(?:eq|ne|gt|ge|lt|le)(?=[ \t])
            |!?~\*(?=[\s"'])|!=~|===|!==|==|!=|<>|<=|>=|=<|=>|=~|~=|!~|:=|&&|\|\||[=<>&|!~:+\-≠≤≥∧∨¬：])
  | (?P<junk>\\+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FAR = 2000  # the place from which on the white space before a comment stays, so that looking for it takes linear time


class _Reading:
    """The tokens read so far; ``split`` is the place where a word goes on behind an invisible character."""

    __slots__ = ("findings", "quotes", "split", "text", "tokens")

    def __init__(self, text: str, findings: Findings) -> None:
        self.text = text
        self.findings = findings
        self.quotes = Quotes(text)
        self.tokens: list[Token] = []
        self.split: int = -1

    @property
    def previous(self) -> Token | None:
        return self.tokens[-1] if self.tokens else None


def tokenize(text: str, findings: Findings) -> list[Token]:
    """All tokens of a text, without white space, comments and invisible characters."""
    reading = _Reading(text, findings)
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None and match.lastgroup is not None  # the last alternative takes any character
        token = _READERS.get(match.lastgroup, _whole)(reading, match)
        position = match.end()
        if token is not None:
            position = token.end
            _append(reading, token)
    return reading.tokens


def _append(reading: _Reading, token: Token) -> None:
    """Adds a token. The rest of a word that an invisible character splits, and more junk, belong to the token before."""
    previous = reading.previous
    if previous is not None and token.kind == WORD == previous.kind and token.start == reading.split:
        previous.text += token.text
        previous.end = token.end
    elif previous is not None and token.kind == JUNK == previous.kind and token.start == previous.end:
        previous.end = token.end
    else:
        reading.tokens.append(token)


def _space(reading: _Reading, match: re.Match[str]) -> None:
    return None


def _invisible(reading: _Reading, match: re.Match[str]) -> None:
    start, end = match.span()
    is_space = any(map(str.isspace, match[0]))
    edit = replace(start, end, " " if is_space else "")
    reading.findings.add_habit(FOREIGN_CHARACTER, "an invisible character stands here", edit, "remove it")
    if not is_space and reading.previous is not None and reading.previous.end == start:
        reading.split = end


def _comment(reading: _Reading, match: re.Match[str]) -> None:
    start, end = match.span()
    blank = len(reading.text[:start].rstrip(" \t")) if start < _FAR else start
    fix = Fix("remove the comment", (replace(blank, end, ""),))
    reading.findings.add(COMMENT, "a filter has no comments", Span(start, end), fix=fix)


def _fence(reading: _Reading, match: re.Match[str]) -> None:
    edit = replace(match.start(), match.end(), "")
    reading.findings.add_habit(QUOTED_FILTER, "this belongs to the text around the filter", edit, "remove it")


def _escaped(reading: _Reading, match: re.Match[str]) -> Token:
    (start, end), value = match.span(), unescape(match["inside"])
    edit = replace(start, end, quote(value))
    reading.findings.add_habit(ESCAPED_QUOTES, "the quotes are escaped once too often", edit, "write plain quotes")
    return Token(STRING, match[0], start, end, value)


def _quote(reading: _Reading, match: re.Match[str]) -> Token:
    token = read_string(reading.quotes, reading.findings, match.start(), reading.previous)
    if token.start < match.start():
        reading.tokens.pop()  # the word before is the string
    return token


def _punctuation(reading: _Reading, match: re.Match[str]) -> Token:
    text, (start, end) = match[0], match.span()
    plain = _PLAIN.get(text, text)
    if plain != text:
        edit = replace(start, end, plain)
        reading.findings.add_habit(FOREIGN_CHARACTER, "full-width punctuation stands here", edit, "write plain punctuation")
    return Token(str(match.lastgroup), text, start, end, plain)


def _whole(reading: _Reading, match: re.Match[str]) -> Token:
    return Token(str(match.lastgroup), match[0], match.start(), match.end())


_READERS: dict[str, Callable[[_Reading, re.Match[str]], Token | None]] = {
    "space": _space,
    "invisible": _invisible,
    "comment": _comment,
    "fence": _fence,
    "escaped": _escaped,
    "quote": _quote,
    **dict.fromkeys(("open", "close", "comma", "operator"), _punctuation),
}
"""How each kind of match becomes a token, or none; any other kind is a token as it stands."""
