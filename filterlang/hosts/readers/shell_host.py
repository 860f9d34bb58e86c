"""Filters in shell scripts: flags of commands, bodies of requests, variables, and programs and documents in heredocs.

Owns the invariant that a variable which is passed to a flag is found where it is assigned, as a filter of the flag's kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.call_sites import of_request
from filterlang.hosts.decoding import begins_json, cut, joined
from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.embedded import HOLE, Candidate, Decoded, Grounds, Hole, Part
from filterlang.hosts.hole_marks import with_holes
from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_file
from filterlang.hosts.known_places import COMMAND_WITH_FILTER, Place, in_request, under_name
from filterlang.hosts.readers.links import link_candidates
from filterlang.hosts.readers.shell_places import SETTING, call_of_flags, document_language, place_in_request, place_of_word
from filterlang.hosts.readers.shell_strings import default_parts, heredoc_parts, word_parts
from filterlang.schema.places import Kind
from filterlang.text.frozen import dataclass, replace

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPANSIONS = frozenset(
    {"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion", "process_substitution"}
)
_WORDS = frozenset({"word", "string", "raw_string", "ansi_c_string", "concatenation", "number", *_EXPANSIONS})
_PROGRAM_FLAGS = frozenset({"-c", "-e", "-lc", "-ec", "--eval"})
_KEY = re.compile(r"\[[^\]\s]*\]=")
_VARIABLE = re.compile(r"\$\{?(\w+)")
_DEFAULT = re.compile(r"""("?)\$\{\w+:?[-=]((?:[^$`"\\]|\\.)+)\}\1""", re.DOTALL)
_LINK = re.compile(r"[?&](?:searchModel|\w{0,12}[fF]ilter)=")


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """A word of a command: its text, with ``HOLE`` for what is expanded, and the node that it is read from."""

    text: str
    node: Node
    fixable: bool


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a shell script that may be filters."""
    yield from _Script(document).candidates()


class _Script:
    """Collects the candidates of one script. Values of variables wait until the whole script shows which flags they go to."""

    def __init__(self, document: HostDocument) -> None:
        self._document = document
        self._language = document.language.name
        self._assigned: list[tuple[str, Candidate]] = []
        self._passed: dict[str, tuple[Place, str]] = {}

    def candidates(self) -> Iterator[Candidate]:
        """Yields the candidates of the script, and of the documents inside of it."""
        for node, ancestors in walk(self._document.root):
            if node.type in ("command", "array"):
                words = [
                    self._word(child, ancestors) for child in node.named_children if child.type in (*_WORDS, "command_name")
                ]
                yield from self._of_words(words)
            elif node.type in ("variable_assignment", "for_statement"):
                self._assign(node, ancestors)
            elif node.type == "herestring_redirect" and node.named_children:
                word = self._word(node.named_children[-1], ancestors)
                if _may_be_json(word.text):
                    yield from self._json(self._parts(word.node), "", fixable=word.fixable)
            elif node.type == "heredoc_redirect":
                yield from self._of_heredoc(node, ancestors)
        for name, candidate in self._assigned:
            place, where = self._passed.get(name, (under_name(name), candidate.where))
            if place is not None:
                yield replace(candidate, kind=place[0], grounds=place[1], where=where)

    # Words

    def _word(self, node: Node, ancestors: Sequence[Node]) -> _Word:
        if node.type == "command_name":
            node = node.named_children[0] if node.named_children else node
        text = self._document.text_of(node)
        if node.type != "word" or "\\" in text:
            text = "".join(part.text if isinstance(part, Decoded) else HOLE for part in self._parts(node))
        return _Word(text, node, not any(ancestor.is_error for ancestor in ancestors))

    def _parts(self, node: Node) -> list[Part]:
        span = self._document.span(node)
        return word_parts(self._document.text, span.start, span.end, self._holes(node))

    def _holes(self, node: Node) -> list[Hole]:
        """The expansions in a node. Their nodes may begin with the space before them."""
        holes: list[Hole] = []
        for child, _ in walk(node):
            if child.type in _EXPANSIONS and (not holes or self._document.offset(child.start_byte) >= holes[-1].end):
                code, end = self._document.text_of(child).lstrip(), self._document.offset(child.end_byte)
                holes.append(Hole(end - len(code), end, code))
        return holes

    def _candidate(self, parts: Sequence[Part], place: Place, where: str, *, fixable: bool) -> Candidate:
        kind, grounds = place
        return Candidate(self._document.source, self._language, tuple(parts), kind, grounds, where, fixable=fixable)

    # Commands

    def _of_words(self, words: Sequence[_Word]) -> Iterator[Candidate]:
        """Yields the candidates among the words of a command, or of an array of words."""
        names = [word.text for word in words]
        url = next((name for name in names if in_request(name)), "")
        for index, word in enumerate(words):
            argument = place_of_word(names, index, url)
            if argument is not None:
                start, place, where = argument
                call = call_of_flags(names, index, place[0])
                yield from (replace(candidate, call=call) for candidate in self._of_argument(word, start, place, where))
            elif index and names[index - 1] in _PROGRAM_FLAGS and (language := document_language(names[:index])) is not None:
                yield from self._document.inside_string(self._parts(word.node), language, fixable=word.fixable)
            else:
                setting = SETTING.match(word.text)
                start = setting.end() if setting is not None else 0
                if _may_be_json(word.text[start:]):
                    yield from self._json([*_range(self._parts(word.node), start)], url, fixable=word.fixable)
                elif _LINK.search(word.text) is not None:
                    yield from self._links(word)
                elif COMMAND_WITH_FILTER.search(word.text) is not None:
                    yield from self._document.inside_string(
                        self._parts(word.node), self._document.language, fixable=word.fixable
                    )

    def _of_argument(self, word: _Word, start: int, place: Place, where: str) -> Iterator[Candidate]:
        """Yields the argument that begins at an offset of a word; remembers the place of a variable that is all of it."""
        parts = self._parts(word.node)
        if start:
            parts = [*_range(parts, start)]
        if len(parts) == 1 and isinstance(parts[0], Hole):
            name = _VARIABLE.match(parts[0].expression)
            self._passed.setdefault(name[1] if name else _result_at(parts[0].start), (place, where))
        if any(isinstance(part, Decoded) for part in parts):
            yield self._candidate(parts, place, where, fixable=word.fixable)

    def _links(self, word: _Word) -> Iterator[Candidate]:
        """Yields the filters in the parameters of an address."""
        source, holes = joined(self._document.source, self._parts(word.node), "link")
        for candidate in link_candidates(self._document, source):
            yield replace(with_holes(candidate, source, holes), fixable=word.fixable)

    # Variables

    def _assign(self, node: Node, ancestors: Sequence[Node]) -> None:
        """Remembers the texts that are assigned to a variable, or that a loop goes over."""
        name, *values = node.named_children
        text = self._document.text_of(name)
        fixable = not any(ancestor.is_error for ancestor in ancestors)
        if name.type == "variable_name" and values and values[0].type == "array":
            values = values[0].named_children
        for value in values:
            if value.type in _WORDS:
                parts = self._default(value) or self._parts(value)
                key = _KEY.match(parts[0].text) if isinstance(parts[0], Decoded) else None
                parts = [*_range(parts, key.end())] if key is not None else parts
                if not all(isinstance(part, Hole) for part in parts):
                    self._assigned.append((text, self._candidate(parts, (Kind.RUN, Grounds.LIKELY), text, fixable=fixable)))

    def _default(self, value: Node) -> list[Part]:
        """The default in ``${NAME:-default}``, where that is all of a value."""
        span = self._document.span(value)
        default = _DEFAULT.fullmatch(self._document.text, span.start, span.end)
        return default_parts(self._document.text, *default.span(2), quoted=default[1] == '"') if default else []

    # Documents

    def _of_heredoc(self, node: Node, ancestors: Sequence[Node]) -> Iterator[Candidate]:
        """Yields the candidates in a heredoc, which is a document, a program, or the value of a variable."""
        parts = self._heredoc_parts(node)
        if not parts:
            return
        words = [self._word(child, ()).text for child in _words_around(node, ancestors)]
        fixable = not any(ancestor.is_error for ancestor in ancestors)
        text = "".join(part.text if isinstance(part, Decoded) else HOLE for part in parts)
        variable = self._variable_of(words, ancestors)
        language = document_language(words) or next((language for word in words if (language := language_of_file(word))), None)
        if language is not None and not (language.name == "json" and _may_be_json(text)):
            yield from self._document.inside_string(parts, language, fixable=fixable)
        elif _may_be_json(text):
            url = next((word for word in words if in_request(word)), "")
            yield from self._json(parts, url, fixable=fixable)
        elif variable is not None:
            shorter = [*_range(parts, end=len(text.rstrip("\n")))]
            self._assigned.append((variable, self._candidate(shorter, (Kind.RUN, Grounds.LIKELY), variable, fixable=fixable)))

    def _heredoc_parts(self, node: Node) -> list[Part]:
        children = node.children
        marker = next((child for child in children if child.type == "heredoc_start"), None)
        end = next((child for child in children if child.type == "heredoc_end"), None)
        body = next((index for index, child in enumerate(children) if child.type == "heredoc_body"), None)
        if marker is None or end is None or body is None:
            return []
        text, name = self._document.text, self._document.text_of(marker)
        first = text.find("\n", self._document.span(children[body - 1]).end) + 1
        last = text.rfind("\n", 0, self._document.span(end).start) + 1
        quoted = re.search(r"['\"\\]", name) is not None
        holes = [] if quoted else self._holes(children[body])
        tabs = children[0].type == "<<-"
        return heredoc_parts(text, first, last, holes, re.sub(r"['\"\\]", "", name), quoted=quoted, tabs=tabs)

    def _variable_of(self, words: Sequence[str], ancestors: Sequence[Node]) -> str | None:
        """The name for the text of a heredoc in ``read NAME <<EOF``, ``NAME=$(cat <<EOF`` and ``--flag "$(cat <<EOF``."""
        if words[:1] == ["read"] and ancestors[-1].named_children:
            return self._document.text_of(ancestors[-1].named_children[0]).split()[-1]
        if words[:1] != ["cat"] or len(ancestors) < 4 or ancestors[-2].type != "command_substitution":
            return None
        around = ancestors[-4 if ancestors[-3].type == "string" else -3]
        if around.type == "variable_assignment":
            return self._document.text_of(around.named_children[0])
        span = self._document.span(ancestors[-2])
        return _result_at(span.end - len(self._document.text_of(ancestors[-2]).lstrip()))

    def _json(self, parts: Sequence[Part], url: str, *, fixable: bool) -> Iterator[Candidate]:
        """Yields the candidates in the JSON body of a request."""
        for found in self._document.inside_string(parts, HOST_LANGUAGES["json"], fixable=fixable):
            candidate = of_request(found, url)
            place = place_in_request(url, re.findall(r"\w+", candidate.where)[-1])
            yield candidate if place is None or place[1] < Grounds.SURE else replace(candidate, kind=place[0], grounds=place[1])


def _may_be_json(text: str) -> bool:
    return begins_json(text) and '"' in text and not text.startswith(("[[", "[ "))


def _range(parts: Sequence[Part], start: int = 0, end: int | None = None) -> Iterator[Part]:
    """The parts of a range of their text."""
    at = 0
    for part in parts:
        length = len(part.text) if isinstance(part, Decoded) else len(HOLE)
        if isinstance(part, Decoded):
            last = length if end is None else min(end - at, length)
            yield from cut(part, max(start - at, 0), last)
        else:
            yield part
        at += length


def _result_at(offset: int) -> str:
    """The name of the output of a command that is substituted at an offset of the script."""
    return f"$({offset})"


def _words_around(node: Node, ancestors: Sequence[Node]) -> Iterator[Node]:
    """Yields the words of the command that reads a heredoc, of those that it is piped to, and of the files it is sent to."""
    statement = ancestors[-1:]
    for top in (*(child for node in statement for child in node.named_children if child.type != "heredoc_redirect"), node):
        stack = [top]
        while stack:
            child = stack.pop()
            if child.type in _WORDS:
                yield child
            elif child.type not in ("heredoc_body", "heredoc_start", "heredoc_end", "variable_assignment"):
                stack += reversed(child.named_children)
