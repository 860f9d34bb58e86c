"""Format strings: ``%s`` of ``Sprintf`` and ``String.format``, ``{0}`` of ``string.Format`` and ``MessageFormat``.

Owns the invariant that each directive becomes one hole at its own place, and each escaped mark, such as ``%%``, one character.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
import re

from filterlang.hosts.embedded import Decoded, Hole, Part
from filterlang.text.alignment import Stretch
from filterlang.text.frozen import dataclass

_QUOTE = re.compile(r"""\\?["']|\\\\""")

_WRITES_VALUE = re.compile(
    r"^(?:-?\d[\d._]*[a-zA-Z]?"
    r"|(?:strconv\.(?:Quote|Itoa|AppendInt|FormatInt|FormatUint|FormatFloat|FormatBool)"
    r"|JSONObject\.quote|(?:\w+\.)*(?:writeValueAsString|toJson|encodeToString|SerializeObject)|JsonSerializer\.Serialize)\()"
)


@dataclass(frozen=True, slots=True, eq=False)
class FormatLanguage:
    """A language of format strings.

    ``directive`` matches directives and escaped marks. ``meaning`` gives the text of an escaped mark, and for a directive
    the number of its argument, from 0, or None for the next one. ``encode`` escapes the marks of a text. A directive that
    ``is_safe`` matches writes a number or a truth value, one that ``is_quoting`` matches a quoted literal.
    """

    directive: re.Pattern[str]
    meaning: Callable[[re.Match[str]], str | int | None]
    encode: Callable[[str], str]
    is_safe: re.Pattern[str]
    is_quoting: re.Pattern[str] | None = None


def _printf_meaning(match: re.Match[str]) -> str | int | None:
    if match["verb"] in "%n":
        return "%" if match["verb"] == "%" else "\n"
    number = match["number"]
    return int(number) - 1 if number else None


PRINTF_OF_GO = FormatLanguage(
    re.compile(r"%[-+# 0]*[\d*]*(?:\.[\d*]*)?(?:\[(?P<number>\d{1,4})\])?(?P<verb>[a-zA-Z%])"),
    lambda match: "%" if match["verb"] == "%" else int(match["number"]) - 1 if match["number"] else None,
    lambda text: text.replace("%", "%%"),
    re.compile(r"[dbocxXeEfFgGt]\Z"),
    re.compile(r"q\Z"),
)
PRINTF_OF_JAVA = FormatLanguage(
    re.compile(r"%(?:(?P<number>\d{1,4})\$)?[-#+ 0,(<]*\d*(?:\.\d+)?(?P<verb>[tT]?[a-zA-Z%])"),
    _printf_meaning,
    lambda text: text.replace("%", "%%"),
    re.compile(r"(?<![tT])[dfeEgGb]\Z"),
)
BRACES_OF_CSHARP = FormatLanguage(
    re.compile(r"\{\{|\}\}|\{(?P<number>\d{1,4})[^{}]*\}"),
    lambda match: match[0][0] if match["number"] is None else int(match["number"]),
    lambda text: text.replace("{", "{{").replace("}", "}}"),
    re.compile(r":[FfNnDdEe]\d+\}\Z"),
)
MESSAGE_FORMAT = FormatLanguage(
    re.compile(r"''|'(?P<quoted>[^']*)'?|\{(?P<number>\d{1,4})[^{}]*\}"),
    lambda match: int(match["number"]) if match["number"] else match["quoted"] or "'" * (match[0] == "''"),
    lambda text: re.sub(r"[{}]+", r"'\g<0>'", text.replace("'", "''")),
    re.compile(r"(?!)"),
)


def formatted(parts: Iterable[Part], language: FormatLanguage, arguments: Sequence[str]) -> tuple[Part, ...]:
    """The parts of a format string, its directives made holes. ``arguments`` are the host's code of what is filled in."""
    pieces: list[Part] = []
    quote = ""
    following = 0
    for part in parts:
        if isinstance(part, Hole):
            pieces.append(part)
            continue
        cut = _Cut(part, language.encode)
        end = 0
        for match in language.directive.finditer(part.text):
            pieces += cut.piece(end, match.start())
            quote = open_quote(part.text[end : match.start()], quote)
            end = match.end()
            meaning = language.meaning(match)
            if isinstance(meaning, str):
                pieces += cut.written(match, meaning)
                quote = open_quote(meaning, quote)
                continue
            number = following if meaning is None else meaning
            following = number + 1
            expression = arguments[number] if number < len(arguments) else match[0]
            pieces.append(Hole(*cut.place(match), expression, _is_safe(match[0], expression, quote, language)))
        pieces += cut.piece(end, len(part.text))
        quote = open_quote(part.text[end:], quote)
    return tuple(pieces) or tuple(parts)


def open_quote(text: str, quote: str = "") -> str:
    """The quote that is open after a text of a filter, where ``quote`` is open before it; an empty text for none."""
    for match in _QUOTE.finditer(text):
        mark = match[0][-1]
        if mark == quote and (len(match[0]) == 1 or quote == "'"):
            quote = ""
        elif not quote and len(match[0]) == 1:
            quote = mark
    return quote


def writes_value(expression: str) -> bool:
    """Whether an expression of the host writes one whole value, quotes and all, or a number."""
    return _WRITES_VALUE.search(expression) is not None


def _is_safe(directive: str, expression: str, quote: str, language: FormatLanguage) -> bool:
    if (language.is_quoting is not None and language.is_quoting.search(directive)) or writes_value(expression):
        return not quote
    return language.is_safe.search(directive) is not None


class _Cut:
    """A literal that is cut into pieces, each of which is a literal of its own."""

    def __init__(self, literal: Decoded, escaped: Callable[[str], str]) -> None:
        self._text = literal.text
        self._stretches = literal.stretches
        self._starts = [stretch[2] for stretch in literal.stretches]
        write = literal.encode
        self._encode = None if write is None else lambda text: write(escaped(text))

    def piece(self, start: int, end: int) -> list[Decoded]:
        """A range of the text; none for an empty one."""
        if start == end:
            return []
        moved = [(first, last, low - start, high - start, exact) for first, last, low, high, exact in self._cut(start, end)]
        return [Decoded(self._text[start:end], tuple(moved), self._encode)]

    def written(self, match: re.Match[str], text: str) -> list[Decoded]:
        """An escaped mark that stands for a text; none where it stands for nothing."""
        return [Decoded(text, ((*self.place(match), 0, len(text), False),), self._encode)] if text else []

    def place(self, match: re.Match[str]) -> tuple[int, int]:
        """The place in the host of a piece of the text."""
        stretches = list(self._cut(match.start(), match.end()))
        return stretches[0][0], stretches[-1][1]

    def _cut(self, start: int, end: int) -> Iterator[Stretch]:
        """Yields the stretches of a range of the text; a stretch that is not exact is taken whole."""
        for at in range(bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)):
            first, last, begin, stop, exact = self._stretches[at]
            low, high = (max(start, begin), min(end, stop)) if exact else (begin, stop)
            yield first + low - begin, last - (stop - high), low, high, exact
