"""Candidates of data documents: strings in places for filters, and documents and links that strings hold.

Owns the invariant that JSON, YAML and TOML files are searched in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
import re

from filterlang.hosts.data_places import ITEM, DataPlace
from filterlang.hosts.decoding import begins_json, cut, joined
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.hole_marks import with_holes
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage, language_of_file
from filterlang.hosts.known_places import COMMAND_WITH_FILTER, in_command, under_name
from filterlang.hosts.readers.data_levels import DataString, Level, may_have_filters
from filterlang.hosts.readers.json_scanning import JsonScanner
from filterlang.hosts.readers.links import link_candidates
from filterlang.hosts.readers.template_marks import template_parts
from filterlang.text.frozen import replace
from filterlang.text.source import Source

_CODE = {
    **dict.fromkeys(("run", "command", "script", "before_script", "after_script", "entrypoint", "scripts", "cmd"), "shell"),
    "code": "python", "python": "python",
}  # fmt: skip
"""The keys of strings that are programs, with their languages."""
_JSON = frozenset(
    {"arguments", "args", "input", "config", "body", "data", "payload", "text", "raw", "content", "series", "common_filters",
     "parameters", "json", "string", "value", "request", "response"}
)  # fmt: skip
"""The keys of strings that may be JSON."""
_OUR_OWN = (frozenset({"file", "code"}), frozenset({"file", "host", "kind"}))
"""The keys before a filter in our own baselines, and in our own reports."""
_FLAG = re.compile(r"--(?:\w+-)?filter\Z")
_SETTING = re.compile(r"(?P<name>-{0,2}[A-Za-z][\w-]{0,60})=")
_WORDS = ("entrypoint", "command", "args")
"""The keys of the lists of words that one command is made of."""


def candidates_among(document: HostDocument, strings: Iterable[DataString]) -> Iterator[Candidate]:
    """Yields the candidates in the strings of a document, which has been read whole."""
    yield from _candidates(document, document.source, strings, may_have_filters(document.text))


def _candidates(document: HostDocument, host: Source, strings: Iterable[DataString], has_filters: bool) -> Iterator[Candidate]:
    for string in strings if has_filters else ():
        if any(keys <= string.level.entries.keys() for keys in _OUR_OWN):
            continue
        place, start = _place(host, string)
        if place is not None:
            decoded = string.decode()
            pieces = cut(decoded, start, len(decoded.text)) if start else [decoded]
            parts = tuple(part for piece in pieces for part in template_parts(piece))
            yield Candidate(host, document.language.name, parts, *place, fixable=string.fixable, call=string.call())
        else:
            yield from _inside(document, host, string)


def _place(host: Source, string: DataString) -> tuple[DataPlace | None, int]:
    """The place of a string and where the filter begins in it.

    The item of a list is the value of the flag that it follows, or begins with the flag or variable: ``--filter=F``,
    ``LANGSMITH_FILTER=F``.
    """
    if string.key != ITEM:
        return string.place(), 0
    opening = string.span.start + (host.text[string.span.start : string.span.start + 1] in ("'", '"'))
    setting = _SETTING.match(host.text, opening, string.span.end)
    flag, start = (setting["name"], setting.end() - opening) if setting else (string.before, 0)
    if setting is not None and not flag.startswith("-"):
        known = under_name(flag)
    else:
        known = in_command(_words(string.level), flag) if _FLAG.match(flag) else None
    return (string.place(), 0) if known is None else (DataPlace(*known, flag), start)


def _words(level: Level) -> list[str]:
    """The words of the command that a list of words is a part of."""
    around = level.around.entries if level.around is not None else {}
    return " ".join(around.get(key, "") for key in dict.fromkeys((*_WORDS, level.key))).split()


def _inside(document: HostDocument, host: Source, string: DataString) -> Iterator[Candidate]:
    """Yields the candidates of a program, a JSON text or links that a string holds."""
    if not may_have_filters(host.text, string.span):
        return
    names = [*(name for name in (string.key, string.level.key) if name != ITEM), ""]
    decoded = string.decode()
    language = _language(string, names, decoded.text)
    text, holes = joined(host, template_parts(decoded), names[0])
    candidates: Iterable[Candidate]
    if language is not None:
        candidates = document.inside(text, language, holes=holes)
    elif names[0] in _JSON and begins_json(decoded.text) and not decoded.text.startswith("{{"):
        inner = JsonScanner(text.text, names[0], string.level).strings()
        candidates = _candidates(document, text, list(inner), has_filters=True)
        candidates = (with_holes(candidate, text, holes) for candidate in candidates) if holes else candidates
    else:
        candidates = link_candidates(document, text)
    for candidate in candidates:
        yield candidate if string.fixable else replace(candidate, fixable=False)


def _language(string: DataString, names: Sequence[str], text: str) -> HostLanguage | None:
    """The language of the document in a string: by its key, which may be the name of a file, or by its commands."""
    holder = string.key == ITEM or names[1:2] == ["scripts"]
    program = _CODE.get(names[0]) or (_CODE.get(names[1]) if names[1:] and holder else None)
    if program is None and COMMAND_WITH_FILTER.search(text) is not None:
        program = "shell"
    if program == "shell" and string.level.entries.get("shell", "").startswith("python"):
        program = "python"
    return language_of_file(names[0]) if program is None else HOST_LANGUAGES[program]
