"""Tolerant tokens: any text is cut into pieces that a person could have meant, and what is odd about a piece is reported.

Owns the invariant that tokens cover the text from left to right, each at least one code point long, in linear time.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from filterlang.syntax.syntax_rules import (
    COMMENT,
    ESCAPED_QUOTES,
    FOREIGN_CHARACTER,
    QUOTED_FILTER,
    QUOTE_INSIDE,
    SMART_QUOTES,
    UNTERMINATED_STRING,
)
from filterlang.syntax.recovery.findings import Findings
from filterlang.text.edits import replace
from filterlang.syntax.strings import quote, unescape
from filterlang.text.display import clip

WORD, NUMBER, STRING, OPEN, CLOSE, COMMA, OPERATOR, RANGE, HOLE, JUNK = (
    "word",
    "number",
    "string",
    "open",
    "close",
    "comma",
    "operator",
    "range",
    "placeholder",
    "junk",
)

_FOREIGN = {"（": "(", "）": ")", "，": ",", "、": ",", "；": ";", "［": "[", "］": "]", "：": ":", "｛": "{", "｝": "}"}
_DOUBLE, _SINGLE = '"“”„‟«»″＂', "'‘’‚‛′＇`´"
_FAMILY = {char: family for family in (_DOUBLE, _SINGLE) for char in family}

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
_CONTRACTION = re.compile(r"\b(?:is|are|was|were|does|do|did|has|have)n['’]t\b", re.IGNORECASE)
_CUT = re.compile(r"""[)\]\n]|,\s{0,8}[\w"'\[]{1,64}\s{0,8}[("'\[,)]""")
_AFTER_CLOSING = r"[ \t]{0,64}(?:[,)\]};\n]|\Z)"
_SWALLOWED = re.compile(r"[^\n,()\[\]]*[)\]]+\s{0,8}(?:[,)\]]|&&|\|\||(?:and|or|AND|OR)\b)")


@dataclass(slots=True)
class Token:
    """A piece of text; ``value`` is what a string says, or the operator or bracket that an odd character stands for."""

    kind: str
    text: str
    start: int
    end: int
    value: str = ""


def read(text: str, findings: Findings) -> list[Token]:
    """All tokens of a text. White space, comments and invisible characters are left out."""
    return list(_Reader(text, findings).tokens())


class _Reader:
    def __init__(self, text: str, findings: Findings) -> None:
        self._text = text
        self._findings = findings
        self._split_at = -1  # where a word goes on behind an invisible character
        plain = _CONTRACTION.sub("", text)
        self._unpaired = {family: plain.count(family[0]) - plain.count("\\" + family[0]) for family in (_DOUBLE, _SINGLE)}

    @cached_property
    def _closers(self) -> dict[str, list[int]]:
        """For each family of quotes, the places of those that a delimiter follows: where a string may well end."""
        return {
            family: [match.start() for match in re.finditer(f"[{re.escape(family)}](?={_AFTER_CLOSING})", self._text)]
            for family in (_DOUBLE, _SINGLE)
        }

    def tokens(self) -> Iterator[Token]:
        position = 0
        previous: Token | None = None
        while position < len(self._text):
            match = _TOKEN.match(self._text, position)
            assert match is not None and match.lastgroup is not None  # the last alternative takes anything
            kind = "escaped" if match["escaped"] else match.lastgroup
            token = self._token(kind, match, previous)
            position = match.end() if token is None else token.end
            hidden = kind == "invisible" and not any(map(str.isspace, match[0]))
            if hidden and previous is not None and previous.end == match.start():
                self._split_at = position
            if token is not None:
                if previous is not None and token.kind == WORD == previous.kind and token.start == self._split_at:
                    previous.text += token.text
                    previous.end = token.end
                    continue
                if previous is not None and token.kind == JUNK == previous.kind and token.start == previous.end:
                    previous.end = token.end
                    continue
                yield token
                previous = token

    def _token(self, kind: str, match: re.Match[str], previous: Token | None) -> Token | None:
        text, (start, end) = match[0], match.span()
        match kind:
            case "space":
                return None
            case "invisible":
                width = " " if any(map(str.isspace, text)) else ""
                self._findings.habit(FOREIGN_CHARACTER, "an invisible character stands here", start, end, width, "remove it")
                return None
            case "comment":
                blank = len(self._text[:start].rstrip(" \t")) if start < 2000 else start
                edit = replace(blank, end, "")
                self._findings.add(COMMENT, "a filter has no comments", start, end, [edit], fix="remove the comment")
                return None
            case "fence":
                self._findings.habit(QUOTED_FILTER, "this belongs to the text around the filter", start, end, "", "remove it")
                return None
            case "escaped":
                value = unescape(match["inside"])
                self._findings.habit(
                    ESCAPED_QUOTES, "the quotes are escaped once too often", start, end, quote(value), "write plain quotes"
                )
                return Token(STRING, text, start, end, value)
            case "quote":
                return self._string(start, previous)
            case "open" | "close" | "comma" | "operator":
                plain = _FOREIGN.get(text, text)
                if plain != text:
                    self._findings.habit(
                        FOREIGN_CHARACTER, "full-width punctuation stands here", start, end, plain, "write plain punctuation"
                    )
                return Token(kind, text, start, end, plain)
            case _:
                return Token(kind, text, start, end)

    def _string(self, start: int, previous: Token | None) -> Token | None:
        """The string that starts with the quote at ``start``, however badly it is quoted."""
        text = self._text
        char = text[start]
        family = _FAMILY[char]
        if char in "\"'":
            return self._straight(start, char, family, previous)
        end = self._closing_smart(start, family)
        if end is None:
            return self._unterminated(start)
        value = text[start + 1 : end]
        self._findings.habit(
            SMART_QUOTES, "these are typographic quotes", start, end + 1, quote(value), "write straight quotes"
        )
        return Token(STRING, text[start : end + 1], start, end + 1, value)

    @cached_property
    def _smart_ends(self) -> dict[str, list[int]]:
        """For each family of quotes, the places where a typographic one can end a string, and the ends of lines."""
        return {
            family: [match.start() for match in re.finditer(f"\n|[{re.escape(family)}](?![^\\W_])", self._text)]
            for family in (_DOUBLE, _SINGLE)
        }

    def _closing_smart(self, start: int, family: str) -> int | None:
        ends = self._smart_ends[family]
        index = bisect_left(ends, start + 1)
        return ends[index] if index < len(ends) and self._text[ends[index]] != "\n" else None

    def _straight(self, start: int, char: str, family: str, previous: Token | None) -> Token | None:
        text = self._text
        plain = _PLAIN[char].match(text, start)
        adjacent = previous is not None and previous.end == start and previous.kind == WORD
        odd = self._unpaired[family] % 2 == 1
        if odd and (plain is None or _SWALLOWED.match(text, start + 1, plain.end())):
            self._unpaired[family] += 1
            if previous is not None and adjacent:
                self._unopened(start, previous)
                return None
            return self._unterminated(start)
        if plain is None:
            return self._unterminated(start)
        following = text[plain.end() : plain.end() + 1]
        if (following.isalnum() or following in ("_", char)) and following and not adjacent:
            closers = self._closers[family]
            index = bisect_left(closers, plain.end())
            if index < len(closers):
                end = closers[index]
                value = text[start + 1 : end].replace("\\" + char, char).replace(char * 2, char)
                self._findings.add(
                    QUOTE_INSIDE,
                    f"a {char} inside the string ends it early",
                    plain.end() - 1,
                    plain.end(),
                    [replace(start, end + 1, quote(value))],
                    fix=f"write {clip(quote(value), 80)}",
                )
                return Token(STRING, text[start : end + 1], start, end + 1, value)
        body = plain[0][1:-1]
        return Token(STRING, plain[0], start, plain.end(), unescape(body) if char == '"' and "\\" in body else body)

    def _unopened(self, start: int, word: Token) -> None:
        """A word with a quote behind it and none before is a string."""
        edit = replace(word.start, start + 1, quote(word.text))
        self._findings.add(
            UNTERMINATED_STRING,
            "this string has no opening quote",
            start,
            start + 1,
            [edit],
            fix=f"write {clip(quote(word.text), 80)}",
        )
        word.kind, word.value, word.end = STRING, word.text, start + 1

    def _unterminated(self, start: int) -> Token:
        """A string without its closing quote ends before the bracket or argument that it would swallow."""
        text = self._text
        cut = _CUT.search(text, start + 1)
        end = cut.start() if cut else len(text)
        value = text[start + 1 : end].rstrip().rstrip(_DOUBLE + _SINGLE)
        self._findings.add(
            UNTERMINATED_STRING,
            "this string has no closing quote",
            start,
            start + 1,
            [replace(start, end, quote(value))],
            fix=f"write {clip(quote(value), 80)}",
            safe=bool(value),
        )
        return Token(STRING, text[start:end], start, end, value)


_PLAIN = {'"': re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL), "'": re.compile(r"'[^']*+'")}
