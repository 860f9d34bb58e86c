"""Writes the TextMate grammar of filters, and its injections into other languages, from the schema.

``python grammar/generate_textmate.py`` writes ``filter.tmLanguage.json`` and ``injections/``; a test fails when they are no
longer what the schema gives. Editors run TextMate grammars line by line, so the grammar has no rule that spans lines and none
that waits for a closing bracket: it colours an unfinished filter up to the cursor, and cannot leave a string of its host.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any

from filterlang.hosts.host_languages import HOST_LANGUAGES, INSTRUCTION
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS, PATTERNS
from filterlang.schema.types import Type

FOLDER = Path(__file__).parent
LANGUAGE = "langsmith-filter"
"""The name of the language in editors, and the last part of each of its scopes."""
SCOPE = f"source.{LANGUAGE}"
INLINE = f"meta.embedded.inline.{LANGUAGE}"
BLOCK = f"meta.embedded.block.{LANGUAGE}"

Rule = dict[str, Any]
_HEAD = "Made by grammar/generate_textmate.py from the schema: change that, and run it again."
_FIELD_SCOPE = f"variable.other.property.{LANGUAGE}"
_OPERATOR_SCOPE = f"entity.name.function.{LANGUAGE}"
_PUNCTUATION = {"(": "section.parens.begin", ")": "section.parens.end", "[": "section.brackets.begin",
                "]": "section.brackets.end", ",": "separator.comma"}  # fmt: skip


def _any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, the longer ones first."""
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _name(names: Iterable[str]) -> str:
    return rf"(?<![\w.])(?:{_any_of(names)})(?![\w.])"


_LOGICAL = _any_of(name for name, operator in OPERATORS.items() if operator.kind == "logical")
_COMPARISONS = _any_of(name for name, operator in OPERATORS.items() if operator.kind in {"comparison", "presence"})
_TEXT_SEARCH = _any_of(name for name, operator in OPERATORS.items() if operator.kind == "search")
_KEYS = [family["key"].name for family in FAMILIES.values()]
_ENUMS = {name: field.values for name, field in FIELDS.items() if field.type is Type.ENUM}

_ANY_CALL = rf"\s*(?:{_any_of(OPERATORS)})\s?\("
"""How a filter begins, where the name before it already says that it is one."""
_CONDITION = (
    rf"[\s,)\]]*(?:(?:{_LOGICAL})\(\s*)*"
    rf"(?:(?:{_COMPARISONS})\(\s*(?:{_any_of(FIELDS)})\s*,|(?<=\()(?:{_TEXT_SEARCH})\()"
)
"""How a filter, or a later piece of one, begins where nothing else says so: with a comparison of a known field."""
_OPEN_LINE = rf"(?:{_LOGICAL})\(\s*$"
"""A line of a longer filter that only opens a bracket."""


@dataclass(frozen=True)
class Surroundings:
    """The text around a filter, as far as it decides how the filter's own strings are written.

    ``quotes`` are the ways to open a string; it closes with the same text. ``end`` is a pattern of the end of the host's
    string, which no rule may go past.
    """

    quotes: tuple[str, ...]
    end: str = ""

    def string(self, quote: str, patterns: list[Rule]) -> Rule:
        """The rule of a string with its content coloured by patterns. The closing quote may be missing."""
        kind = "double" if '"' in quote else "single"
        punctuation = {"1": {"name": f"punctuation.definition.string.begin.{LANGUAGE}"},
                       "3": {"name": f"punctuation.definition.string.end.{LANGUAGE}"}}  # fmt: skip
        return {
            "name": f"string.quoted.{kind}.{LANGUAGE}",
            "match": f"({re.escape(quote)})({self._content(quote)})({re.escape(quote)})?",
            "captures": {**punctuation, "2": {"patterns": patterns}},
        }

    def strings(self, patterns: list[Rule]) -> list[Rule]:
        """The rules of all its strings."""
        return [self.string(quote, patterns) for quote in self.quotes]

    def any_string(self) -> str:
        """A pattern of any string, without groups."""
        return "|".join(f"{re.escape(quote)}{self._content(quote)}(?:{re.escape(quote)})?" for quote in self.quotes)

    def value(self) -> str:
        """A pattern of a string or of a list of strings, without groups."""
        strings = self.any_string()
        return rf"\[(?:{strings}|[\s,])*\]?|{strings}"

    def _content(self, quote: str) -> str:
        stops = f"(?!{re.escape(quote)})" + (f"(?!{self.end})" if self.end else "")
        if quote == "'" and not self.end:
            return f"(?:{stops}[^\\n])*"
        escaped = r"""\\{4}|\\{3}["']|""" if quote.startswith("\\") else ""
        return rf"(?:{escaped}{stops}(?:\\.|[^\\\n]))*"


BARE = Surroundings(('"', "'"))
IN_DOUBLE = Surroundings(('\\"', "'", '""'), '"')
IN_SINGLE = Surroundings(("\\'", '"', "''"), "'")
IN_LINES = Surroundings(('"', "'", '\\"'), "\"\"\"|'''|`")

_ESCAPES: list[Rule] = [{"name": f"constant.character.escape.{LANGUAGE}", "match": r"""\\{3}["']|\\."""}]
_HOLE: Rule = {"include": f"{SCOPE}#hole"}
_IN_STRINGS = [_HOLE, *_ESCAPES]


def conditions(around: Surroundings) -> list[Rule]:
    """The rules of everything that a filter is made of, in the order in which they are tried."""
    return [
        _patterns_of(around),
        *(_values_of([field], around, f"variable.other.enummember.{LANGUAGE}", values) for field, values in _ENUMS.items()),
        _values_of(_KEYS, around, f"support.type.property-name.{LANGUAGE}"),
        *around.strings(_IN_STRINGS),
        *({"include": f"{SCOPE}#{name}"} for name in ("hole", "operator", "field", "constant", "number", "punctuation")),
    ]


def _patterns_of(around: Surroundings) -> Rule:
    """The rule of a comparison with a pattern, whose wildcards are coloured."""
    wildcard = {"name": f"constant.character.wildcard.{LANGUAGE}", "match": "[%_]"}
    return _captured(
        rf"(?<![\w.])({_any_of(PATTERNS)})\s*(\()\s*({_name(FIELDS)})\s*(,)\s*({around.any_string()})",
        {"name": _OPERATOR_SCOPE}, {"name": _punctuation("(")}, {"name": _FIELD_SCOPE}, {"name": _punctuation(",")},
        {"patterns": around.strings([*_IN_STRINGS, wildcard])},
    )  # fmt: skip


def _values_of(fields: Iterable[str], around: Surroundings, scope: str, values: Iterable[str] = ()) -> Rule:
    """The rule of fields with the strings beside them, which have a meaning: the values of an enumeration, or keys."""
    meaning = {"name": scope, "match": rf"(?<!\w)(?:{_any_of(values)})(?!\w)" if values else r"(?:[^\\{]|\\.)+"}
    strings = around.strings([_HOLE, meaning])
    return _captured(
        rf"({_name(fields)})\s*(,)\s*({around.value()})",
        {"name": _FIELD_SCOPE}, {"name": _punctuation(",")}, {"patterns": [*strings, {"include": f"{SCOPE}#punctuation"}]},
    )  # fmt: skip


def _captured(pattern: str, *groups: Rule) -> Rule:
    return {"match": pattern, "captures": {str(number): group for number, group in enumerate(groups, 1)}}


def _punctuation(mark: str) -> str:
    return f"punctuation.{_PUNCTUATION[mark]}.{LANGUAGE}"


def grammar() -> Rule:
    """The grammar of files of filters, whose repository the injections use as well."""
    return {
        "information_for_contributors": [_HEAD],
        "name": "LangSmith filter",
        "scopeName": SCOPE,
        "fileTypes": [suffix.removeprefix(".") for suffix in HOST_LANGUAGES["filter"].suffixes],
        "patterns": [{"include": "#comment"}, {"include": "#filter"}],
        "repository": {
            "filter": {"patterns": conditions(BARE)},
            "comment": _comment(),
            "hole": {
                "name": f"meta.template.expression.{LANGUAGE}",
                "match": r"(\$?\{\{?)\s*([A-Za-z_][^{}\"\\\n]*)(\}?\})|(\$)([A-Za-z_]\w*)",
                "captures": {
                    group: {"name": f"{scope}.{LANGUAGE}"}
                    for scope, groups in {"punctuation.section.embedded": "134", "variable.other.readwrite": "25"}.items()
                    for group in groups
                },
            },
            "operator": {"name": _OPERATOR_SCOPE, "match": rf"(?<![\w.])(?:{_any_of(OPERATORS)})(?=\s*\()"},
            "field": {"name": _FIELD_SCOPE, "match": rf"{_name(FIELDS)}(?!\s*\()"},
            "constant": {"name": f"constant.language.{LANGUAGE}", "match": _name(("true", "false", "null"))},
            "number": {
                "name": f"constant.numeric.{LANGUAGE}",
                "match": r"(?<![\w.])[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?(?![\w.])",
            },
            "punctuation": {
                "patterns": [{"name": _punctuation(mark), "match": re.escape(mark)} for mark in _PUNCTUATION],
            },
        },
    }


def _comment() -> Rule:
    mark = HOST_LANGUAGES["filter"].comment
    directive = {"name": f"keyword.other.directive.{LANGUAGE}", "match": rf"{INSTRUCTION}\s*[\w-]+"}
    return {
        "name": f"comment.line.number-sign.{LANGUAGE}",
        "match": rf"^\s*({mark})(.*)$",
        "captures": {"1": {"name": f"punctuation.definition.comment.{LANGUAGE}"}, "2": {"patterns": [directive]}},
    }


_STRING_SCOPES = ("string.quoted", "string.template", "string.interpolated", "string.regexp.quoted", "meta.fstring",
                  "string.unquoted.heredoc", "string.unquoted.block")  # fmt: skip
"""The scopes in which the grammars of host languages have strings."""
_NAME_BEFORE = tuple(
    rf"[fF][iI][lL][tT][eE][rR]{separator}{prefix}"
    for separator in ("[=:( ]", "(?:[:=] |[\"']:)", "(?: = |[\"']: )")
    for prefix in ("", "[frFR$@]")
)
"""Names of filters with all that may stand between them and the quote, each of one length, as look-behinds must be."""


def in_strings() -> Rule:
    """The injection into strings of host languages.

    A string is a filter when it begins with a comparison of a known field, or when a name of a filter stands before it and it
    begins with an operator. It is coloured up to its end or the end of the line.
    """
    return _injection(
        "strings",
        f"L:({', '.join(_STRING_SCOPES)}) - comment - {INLINE}",
        [
            *(_after_quotes(quote * 3, IN_LINES) for quote in ('"', "'")),
            _after_quotes('"', IN_DOUBLE), _after_quotes("'", IN_SINGLE), _after_quotes("`", IN_LINES),
            _embedded(_LINE_BEGIN, rf"(?={IN_LINES.end})|$", IN_LINES),
        ],
    )  # fmt: skip


_LINE_BEGIN = rf"(?:^|\G(?<=\s))(?=\s*(?:{_CONDITION}|{_OPEN_LINE}))"
"""Where a line of a longer string begins; the rule of a block scalar of YAML begins after the first line's indentation."""


def _after_quotes(quote: str, around: Surroundings) -> Rule:
    r"""The rule of a filter that a string begins with; ``\G`` is where the host's rule found its quote."""
    named = "|".join(f"(?<={before}{quote})" for before in _NAME_BEFORE)
    # A quote that is written twice does not end a string of YAML, nor one of C# after @.
    end = f"{quote}(?!{quote})" if len(quote) == 1 else quote
    whole = rf"(?:{_LOGICAL})\(\s*(?={quote})"
    begin = rf"\G(?<={quote})(?=(?:{named}){_ANY_CALL}|{_CONDITION}|{whole})"
    return _embedded(begin, f"(?={end})|$", around)


def _embedded(begin: str, end: str, around: Surroundings) -> Rule:
    return {"begin": begin, "end": end, "name": INLINE, "patterns": [{"include": f"#{_NAMES[around]}"}, *_ESCAPES]}


_NAMES = {IN_DOUBLE: "in-double-quotes", IN_SINGLE: "in-single-quotes", IN_LINES: "in-lines"}


def in_yaml() -> Rule:
    """The injection into plain scalars of YAML, which have no quotes; inside flow collections a comma would end them."""
    begin = rf"(?<=[:-]\s)(?={_CONDITION})|(?<=[fF]ilter: )(?={_ANY_CALL})"
    return _injection(
        "yaml",
        f"L:source.yaml - (string, comment, meta.flow, meta.flow-mapping, meta.flow-sequence, {INLINE})",
        [{"begin": begin, "end": r"(?=\s#)|$", "name": INLINE, "patterns": [{"include": f"{SCOPE}#filter"}]}],
    )


def in_markdown() -> Rule:
    """The injection into Markdown: fenced blocks of filters."""
    filters = HOST_LANGUAGES["filter"]
    fences = _any_of({filters.name, *filters.fences, LANGUAGE})
    fence = {"3": {"name": "punctuation.definition.markdown"}, "4": {"name": "fenced_code.block.language.markdown"}}
    content = {
        "begin": r"(^|\G)(\s*)(.*)",
        "while": r"(^|\G)(?!\s*([`~]{3,})\s*$)",
        "contentName": BLOCK,
        "patterns": [{"include": SCOPE}],
    }
    block = {
        "name": "markup.fenced_code.block.markdown",
        "begin": rf"(^|\G)(\s*)(`{{3,}}|~{{3,}})\s*(?i:({fences})(?:[\s,{{][^`~]*)?$)",
        "end": r"(^|\G)(\2|\s{0,3})(\3)\s*$",
        "beginCaptures": fence,
        "endCaptures": {"3": fence["3"]},
        "patterns": [content],
    }
    return _injection("markdown", f"L:text.html.markdown - (comment, markup.fenced_code, {BLOCK})", [block])


def _injection(name: str, selector: str, patterns: list[Rule]) -> Rule:
    """An injection; it has the rules of the surroundings that its patterns name."""
    text = json.dumps(patterns)
    repository = {key: {"patterns": conditions(around)} for around, key in _NAMES.items() if f'"#{key}"' in text}
    return {
        "information_for_contributors": [_HEAD],
        "scopeName": f"{LANGUAGE}.{name}.injection",
        "injectionSelector": selector,
        "patterns": patterns,
        **({"repository": repository} if repository else {}),
    }


def files() -> Mapping[Path, str]:
    """The text of each file, by its path."""
    rules = {"filter": grammar(), "injections/strings": in_strings(), "injections/yaml": in_yaml(),
             "injections/markdown": in_markdown()}  # fmt: skip
    return {
        FOLDER / f"{name}.tmLanguage.json": json.dumps(rule, indent=1, ensure_ascii=False) + "\n"
        for name, rule in rules.items()
    }


def patterns_in(rule: object) -> Iterator[str]:
    """Yields every regular expression of a grammar."""
    if isinstance(rule, list):
        for item in rule:
            yield from patterns_in(item)
    elif isinstance(rule, dict):
        for key, value in rule.items():
            if key in {"match", "begin", "end", "while"}:
                yield value
            else:
                yield from patterns_in(value)


def main() -> None:
    """Writes the files."""
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
