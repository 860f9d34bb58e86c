"""Candidates of data documents: strings in places for filters, and documents and links that strings hold.

Owns the invariant that JSON, YAML and TOML files are searched in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
import re

from filterlang.hosts.data_places import ITEM, DataPlace
from filterlang.hosts.decoding import joined
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.hole_marks import with_holes
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.known_places import in_call, under_name
from filterlang.hosts.readers.data_levels import DataString
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
_FLAG = re.compile(r"--(?:\w+-)?filter\Z")


def candidates_among(document: HostDocument, strings: Iterable[DataString]) -> Iterator[Candidate]:
    """Yields the candidates in the strings of a document, which has been read whole."""
    yield from _candidates(document, document.source, strings, "ilter" in document.text)


def _candidates(document: HostDocument, host: Source, strings: Iterable[DataString], has_filters: bool) -> Iterator[Candidate]:
    for string in strings if has_filters else ():
        place = _place(string)
        if place is not None:
            parts = template_parts(string.decode())
            yield Candidate(host, document.language.name, parts, *place, fixable=string.fixable)
        else:
            yield from _inside(document, host, string)


def _place(string: DataString) -> DataPlace | None:
    """The place of a string; the item of a list that follows a flag is its value."""
    if string.key == ITEM and _FLAG.match(string.before):
        known = in_call("list_runs", string.before.strip("-")) or under_name(string.before.strip("-"))
        return None if known is None else DataPlace(*known, string.before)
    return string.place()


def _inside(document: HostDocument, host: Source, string: DataString) -> Iterator[Candidate]:
    """Yields the candidates of a program, a JSON text or links that a string holds."""
    names = [*(name for name in (string.key, string.level.key) if name != ITEM), ""]
    language = _CODE.get(names[0]) or (_CODE.get(names[-1]) if string.key == ITEM or names[-1] == "scripts" else None)
    if not any(host.text.find(word, string.span.start, string.span.end) >= 0 for word in ("ilter", "searchModel")):
        return
    decoded = string.decode()
    text, holes = joined(host, template_parts(decoded), names[0])
    found: Iterable[Candidate]
    if language is not None:
        found = document.inside(text, HOST_LANGUAGES[language], holes=holes)
    elif names[0] in _JSON and decoded.text.lstrip()[:1] in ("{", "["):
        inner = JsonScanner(text.text, names[0], string.level).strings()
        found = _candidates(document, text, list(inner), has_filters=True)
        found = (with_holes(candidate, text, holes) for candidate in found) if holes else found
    else:
        found = link_candidates(document, text)
    for candidate in found:
        yield candidate if string.fixable else replace(candidate, fixable=False)
