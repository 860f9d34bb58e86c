"""Strings however badly they are quoted: straight and typographic quotes, quotes without a partner, quotes inside of strings.

Owns the invariant that a string whose quotes do not pair up ends before the bracket or argument that it would swallow.
"""

from bisect import bisect_left
from functools import cached_property
import re

from filterlang.findings.diagnostic import Fix
from filterlang.findings.rule import Rule
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.tokens import STRING, WORD, Token
from filterlang.syntax.strings import quote, unescape
from filterlang.syntax.syntax_rules import QUOTE_INSIDE, SMART_QUOTES, UNTERMINATED_STRING
from filterlang.text.display import clip
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

_DOUBLE, _SINGLE = '"“”„‟«»″＂', "'‘’‚‛′＇`´"
_FAMILY = {mark: family for family in (_DOUBLE, _SINGLE) for mark in family}
"""For each quote, straight or typographic, the quotes that close a string which it opens."""

_STRAIGHT = {'"': re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL), "'": re.compile(r"'[^']*+'")}
_CONTRACTION = re.compile(r"\b(?:is|are|was|were|does|do|did|has|have)n['’]t\b", re.IGNORECASE)
_CUT = re.compile(r"""[)\]\n]|,\s{0,8}[\w"'\[]{1,64}\s{0,8}[("'\[,)]""")
_DELIMITER = r"[ \t]{0,64}(?:[,)\]};\n]|\Z)"
_SWALLOWED = re.compile(r"[^\n,()\[\]]*[)\]]+\s{0,8}(?:[,)\]]|&&|\|\||(?:and|or|AND|OR)\b)")


@dataclass(frozen=True, slots=True)
class Repair:
    """A string that is not quoted as the language has it: its value, the part of the text to quote anew, and the finding."""

    rule: Rule
    message: str
    span: Span
    value: str
    replaced: Span
    safe: bool = True

    def report(self, findings: Findings) -> None:
        """Adds the finding, with a fix that quotes the value."""
        literal = quote(self.value)
        fix = Fix(f"write {clip(literal, 80)}", (Edit(self.replaced, literal),), self.safe)
        findings.add(self.rule, self.message, self.span, fix=fix)


class Quotes:
    """The quotes of one text: those that have no partner, and the places where a string can end."""

    def __init__(self, text: str) -> None:
        self.text = text
        plain = _CONTRACTION.sub("", text)
        self._counts = {family: plain.count(family[0]) - plain.count("\\" + family[0]) for family in (_DOUBLE, _SINGLE)}

    def has_unpaired(self, mark: str) -> bool:
        """Whether a straight quote without a partner stands somewhere in the text."""
        return self._counts[_FAMILY[mark]] % 2 == 1

    def pair(self, mark: str) -> None:
        """Counts a partner that recovery gives to the quote without one."""
        self._counts[_FAMILY[mark]] += 1

    def delimited(self, mark: str, start: int) -> int | None:
        """The place of the first quote from ``start`` on that a delimiter follows, where a string may well end."""
        return _first(self._delimited[_FAMILY[mark]], start)

    def typographic(self, mark: str, start: int) -> int | None:
        """The place of the first quote from ``start`` on, on the same line, that closes a typographic one."""
        end = _first(self._typographic[_FAMILY[mark]], start)
        return None if end is None or self.text[end] == "\n" else end

    @cached_property
    def _delimited(self) -> dict[str, list[int]]:
        return {family: self._places(f"[{re.escape(family)}](?={_DELIMITER})") for family in (_DOUBLE, _SINGLE)}

    @cached_property
    def _typographic(self) -> dict[str, list[int]]:
        return {family: self._places(f"\n|[{re.escape(family)}](?![^\\W_])") for family in (_DOUBLE, _SINGLE)}

    def _places(self, pattern: str) -> list[int]:
        return [match.start() for match in re.finditer(pattern, self.text)]


def _first(places: list[int], start: int) -> int | None:
    index = bisect_left(places, start)
    return places[index] if index < len(places) else None


def read_string(quotes: Quotes, findings: Findings, start: int, previous: Token | None) -> Token:
    """The string that begins with the quote at ``start``; a quote at the end of the word ``previous`` may close one instead.

    The token then begins where the word does.
    """
    mark = quotes.text[start]
    word = previous if previous is not None and previous.kind == WORD and previous.end == start else None
    result = _straight(quotes, start, word) if mark in _STRAIGHT else _typographic(quotes, findings, start)
    if isinstance(result, Token):
        return result
    result.report(findings)
    span = result.replaced
    return Token(STRING, quotes.text[span.start : span.end], span.start, span.end, result.value)


def _straight(quotes: Quotes, start: int, word: Token | None) -> Token | Repair:
    """The string that begins with a straight quote."""
    text, mark = quotes.text, quotes.text[start]
    plain = _STRAIGHT[mark].match(text, start)
    if quotes.has_unpaired(mark) and (plain is None or _SWALLOWED.match(text, start + 1, plain.end())):
        quotes.pair(mark)
        return _unopened(start, word) if word else _unterminated(text, start)
    if plain is None:
        return _unterminated(text, start)
    following = text[plain.end() : plain.end() + 1]
    if word is None and (following.isalnum() or (following and following in ("_", mark))):
        end = quotes.delimited(mark, plain.end())
        if end is not None:
            return _with_quote_inside(text, start, plain.end(), end + 1)
    body = plain[0][1:-1]
    return Token(STRING, plain[0], start, plain.end(), unescape(body) if mark == '"' and "\\" in body else body)


def _typographic(quotes: Quotes, findings: Findings, start: int) -> Token | Repair:
    """The string that begins with a typographic quote."""
    text = quotes.text
    end = quotes.typographic(text[start], start + 1)
    if end is None:
        return _unterminated(text, start)
    value = text[start + 1 : end]
    edit = Edit(Span(start, end + 1), quote(value))
    findings.add_habit(SMART_QUOTES, "these are typographic quotes", edit, "write straight quotes")
    return Token(STRING, text[start : end + 1], start, end + 1, value)


def _unopened(start: int, word: Token) -> Repair:
    """A word with a quote behind it and none before is a string."""
    message = "this string has no opening quote"
    return Repair(UNTERMINATED_STRING, message, Span(start, start + 1), word.text, Span(word.start, start + 1))


def _unterminated(text: str, start: int) -> Repair:
    """A string without its closing quote ends before the bracket or argument that it would swallow."""
    cut = _CUT.search(text, start + 1)
    end = cut.start() if cut else len(text)
    value = text[start + 1 : end].rstrip().rstrip(_DOUBLE + _SINGLE)
    message = "this string has no closing quote"
    return Repair(UNTERMINATED_STRING, message, Span(start, start + 1), value, Span(start, end), safe=bool(value))


def _with_quote_inside(text: str, start: int, early_end: int, end: int) -> Repair:
    """A string goes on behind a quote that would end it, up to a quote that a delimiter follows."""
    mark = text[start]
    value = text[start + 1 : end - 1].replace("\\" + mark, mark).replace(mark * 2, mark)
    message = f"a {mark} inside the string ends it early"
    return Repair(QUOTE_INSIDE, message, Span(early_end - 1, early_end), value, Span(start, end))
