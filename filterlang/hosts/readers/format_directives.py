"""Format strings: ``%s`` of ``Sprintf`` and ``String.format``, ``{0}`` of ``string.Format`` and ``MessageFormat``.

Owns the invariant that each directive becomes one hole at its own place, and each escaped mark, such as ``%%``, one character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
import re

from filterlang.hosts.decoding import cut
from filterlang.hosts.embedded import Decoded, Hole, Part
from filterlang.hosts.readers.open_quotes import open_quote
from filterlang.text.alignment import Alignment
from filterlang.text.frozen import dataclass, replace

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
    """The parts of a format string, its directives made holes. ``arguments`` are the host's code of the values."""
    pieces: list[Part] = []
    quote = ""
    following = 0
    for part in parts:
        if isinstance(part, Hole):
            pieces.append(part)
            continue
        literal = replace(part, encode=_escaping(part.encode, language.encode))
        alignment = Alignment(part.stretches)
        end = 0
        for match in language.directive.finditer(part.text):
            pieces += cut(literal, end, match.start())
            quote = open_quote(part.text[end : match.start()], quote)
            end = match.end()
            place = alignment.back(match.start(), end)
            meaning = language.meaning(match)
            if isinstance(meaning, str):
                pieces += [Decoded(meaning, ((*place, 0, len(meaning), False),), literal.encode)] * bool(meaning)
                quote = open_quote(meaning, quote)
                continue
            number = following if meaning is None else meaning
            following = number + 1
            expression = arguments[number] if number < len(arguments) else match[0]
            pieces.append(Hole(*place, expression, _is_safe(match[0], expression, quote, language)))
        pieces += cut(literal, end, len(part.text))
        quote = open_quote(part.text[end:], quote)
    return tuple(pieces) or tuple(parts)


def writes_value(expression: str) -> bool:
    """Whether an expression of the host writes one whole value, quotes and all, or a number."""
    return _WRITES_VALUE.search(expression) is not None


def _is_safe(directive: str, expression: str, quote: str, language: FormatLanguage) -> bool:
    if (language.is_quoting is not None and language.is_quoting.search(directive)) or writes_value(expression):
        return not quote
    return language.is_safe.search(directive) is not None


def _escaping(encode: Callable[[str], str | None] | None, escape: Callable[[str], str]) -> Callable[[str], str | None] | None:
    """A function that writes a text inside of a literal which is a format string."""
    return None if encode is None else lambda text: encode(escape(text))
