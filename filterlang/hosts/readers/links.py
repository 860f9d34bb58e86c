"""Filters in links: ``searchModel`` of the user interface, and the parameters of the HTTP interface such as ``?filter=``.

Owns the invariant that a filter in a link can be traced through the encoding of the link, and of the JSON in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
import re
from urllib.parse import quote

from filterlang.hosts.decoding import LiteralReader, joined
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Decoded, Grounds
from filterlang.hosts.known_places import Place, in_request, snake, under_key
from filterlang.hosts.readers.data_levels import Level
from filterlang.hosts.readers.json_scanning import JsonScanner
from filterlang.hosts.readers.template_marks import LINK_MARK, template_parts
from filterlang.text.source import Source

_PARAMETER = re.compile(r"""[?&](?:amp;)?(?P<name>searchModel|\w{0,12}[fF]ilter)=(?P<value>[^&\s"`<>#|\\^]+)""")
_BEFORE = re.compile(r"""[\s"'`<>()\[\]]""")
_LONGEST_ADDRESS = 1000
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\+")
_OWN = re.compile(r"langchain|langsmith", re.IGNORECASE)


def link_candidates(document: HostDocument, source: Source, start: int = 0, end: int | None = None) -> Iterator[Candidate]:
    """Yields the filters in the links of a text: a part of the document's source, or a text that was decoded from there."""
    text = source.text
    end = len(text) if end is None else end
    for parameter in _PARAMETER.finditer(text, start, end):
        address = _address(text, start, parameter.start())
        value = percent_decoded(text, parameter.start("value"), _value_end(text, *parameter.span("value")))
        if parameter["name"] == "searchModel":
            yield from _in_search_model(document, source, value, is_own=_OWN.search(address) is not None)
        elif (place := place_in_address(address, parameter["name"])) is not None:
            parts = template_parts(value, LINK_MARK)
            yield Candidate(source, document.language.name, parts, *place, f"link {parameter['name']}")


def _address(text: str, start: int, parameter: int) -> str:
    """The address before the question mark that a parameter follows; ``start`` is where the text begins."""
    start = max(start, parameter - _LONGEST_ADDRESS)
    return _BEFORE.split(text[start : max(text.rfind("?", start, parameter + 1), start)].rstrip())[-1]


def place_in_address(address: str, parameter: str) -> Place | None:
    """The place of a parameter of an address. Other services have ``?filter=`` too: without a known path it is none."""
    request = in_request(address)
    is_own = _OWN.search(address) is not None
    if request is None:
        return under_key(parameter) if is_own else None
    kind = request[0].get(snake(parameter))
    return None if kind is None else (kind, Grounds.SURE if is_own else Grounds.LIKELY)


def _in_search_model(document: HostDocument, source: Source, value: Decoded, *, is_own: bool) -> Iterator[Candidate]:
    """Yields the filters in the JSON of the parameter ``searchModel``."""
    text, _ = joined(source, [value], "searchModel")
    level = Level()
    level.entries["searchModel"] = ""
    for string in list(JsonScanner(text.text, "searchModel", level).strings()):
        place = string.place()
        if place is not None:
            grounds = place.grounds if is_own else Grounds.LIKELY
            parts = template_parts(string.decode(), LINK_MARK)
            yield Candidate(text, document.language.name, parts, place.kind, grounds, place.where, fixable=string.fixable)


def _value_end(text: str, start: int, end: int) -> int:
    """The end of a value without the punctuation of the text around the link: brackets that close nothing, dots, commas."""
    depth = 0
    for at in range(start, end):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth < 0:
            return at
    while end > start and text[end - 1] in ".,;:!*'":
        end -= 1
    return end


def percent_decoded(text: str, start: int, end: int) -> Decoded:
    """Decodes a part of an address: ``%22`` is a byte of UTF-8, and ``+`` a space.

    >>> percent_decoded("eq%28name,+%22%C3%A9%22%29", 0, 26).text
    'eq(name, "é")'
    """
    reader = LiteralReader(text)
    at = start
    for encoded in _ENCODED.finditer(text, start, end):
        reader.exact(at, encoded.start())
        at = encoded.end()
        if encoded[0] == "+":
            reader.escape(encoded.start(), at, " ")
        else:
            _read_bytes(reader, encoded)
    reader.exact(at, end)
    return reader.decoded(_encoder(text[start:end]), start)


def _read_bytes(reader: LiteralReader, encoded: re.Match[str]) -> None:
    """Reads the characters of encoded bytes one by one."""
    at = encoded.start()
    for character in bytes.fromhex(encoded[0].replace("%", "")).decode("utf-8", "surrogateescape"):
        length = 3 * len(character.encode("utf-8", "surrogateescape"))
        is_whole = not "\udc80" <= character <= "\udcff"
        reader.escape(at, at + length, character if is_whole else "\N{REPLACEMENT CHARACTER}")
        at += length


def _encoder(written: str) -> Callable[[str], str]:
    """Writes a text as a part of an address: its unencoded characters stay unencoded, and a space is spelled as before."""
    plain = "".join(character for character in "(),:'/[]" if character in written)
    return partial(_encoded, safe=plain, space="+" if "+" in written else "%20")


def _encoded(text: str, safe: str, space: str) -> str:
    return quote(text, safe=safe, errors="replace").replace("%20", space)
