"""Filters in shell scripts: flags of commands, bodies of requests, variables, and programs and documents in heredocs.

Owns the invariant that a variable which is passed to a flag is found where it is assigned, as a filter of the flag's kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.call_sites import of_request
from filterlang.hosts.decoding import joined
from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.embedded import Candidate, Decoded, Grounds, Hole, Part
from filterlang.hosts.hole_marks import with_holes
from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_file
from filterlang.hosts.known_places import COMMAND_WITH_FILTER, Place, in_request, under_name
from filterlang.hosts.readers.links import link_candidates
from filterlang.hosts.readers.shell_places import SETTING, call_of_flags, document_language, place_in_request, place_of_word
from filterlang.hosts.readers.shell_strings import default_parts
from filterlang.hosts.readers.shell_words import (
    WORDS, Word, may_be_json, parts_between, parts_of_heredoc, parts_of_word, text_of_parts, word_of, words_around_heredoc,
    words_of,
)  # fmt: skip
from filterlang.schema.places import Kind
from filterlang.text.frozen import replace

if TYPE_CHECKING:
    from tree_sitter import Node

_PROGRAM_FLAGS = frozenset({"-c", "-e", "-lc", "-ec", "--eval"})
_KEY = re.compile(r"\[[^\]\s]*\]=")
_VARIABLE = re.compile(r"\$\{?(\w+)")
_DEFAULT = re.compile(r"""("?)\$\{\w+:?[-=]((?:[^$`"\\]|\\.)+)\}\1""", re.DOTALL)
_LINK = re.compile(r"[?&](?:searchModel|\w{0,12}[fF]ilter)=")


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
                yield from self._of_words(words_of(self._document, node, ancestors))
            elif node.type in ("variable_assignment", "for_statement"):
                self._assign(node, ancestors)
            elif node.type == "herestring_redirect" and node.named_children:
                word = word_of(self._document, node.named_children[-1], ancestors)
                if may_be_json(word.text):
                    yield from self._json(parts_of_word(self._document, word.node), "", fixable=word.fixable)
            elif node.type == "heredoc_redirect":
                yield from self._of_heredoc(node, ancestors)
        for name, candidate in self._assigned:
            place, where = self._passed.get(name, (under_name(name), candidate.where))
            if place is not None:
                yield replace(candidate, kind=place[0], grounds=place[1], where=where)

    # Words

    def _candidate(self, parts: Sequence[Part], place: Place, where: str, *, fixable: bool) -> Candidate:
        kind, grounds = place
        return Candidate(self._document.source, self._language, tuple(parts), kind, grounds, where, fixable=fixable)

    # Commands

    def _of_words(self, words: Sequence[Word]) -> Iterator[Candidate]:
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
                yield from self._document.inside_string(
                    parts_of_word(self._document, word.node), language, fixable=word.fixable
                )
            else:
                setting = SETTING.match(word.text)
                start = setting.end() if setting is not None else 0
                if may_be_json(word.text[start:]):
                    yield from self._json(
                        [*parts_between(parts_of_word(self._document, word.node), start)], url, fixable=word.fixable
                    )
                elif _LINK.search(word.text) is not None:
                    yield from self._links(word)
                elif COMMAND_WITH_FILTER.search(word.text) is not None:
                    yield from self._document.inside_string(
                        parts_of_word(self._document, word.node), self._document.language, fixable=word.fixable
                    )

    def _of_argument(self, word: Word, start: int, place: Place, where: str) -> Iterator[Candidate]:
        """Yields the argument that begins at an offset of a word; remembers the place of a variable that is all of it."""
        parts = parts_of_word(self._document, word.node)
        if start:
            parts = [*parts_between(parts, start)]
        if len(parts) == 1 and isinstance(parts[0], Hole):
            name = _VARIABLE.match(parts[0].expression)
            self._passed.setdefault(name[1] if name else _result_at(parts[0].start), (place, where))
        if any(isinstance(part, Decoded) for part in parts):
            yield self._candidate(parts, place, where, fixable=word.fixable)

    def _links(self, word: Word) -> Iterator[Candidate]:
        """Yields the filters in the parameters of an address."""
        source, holes = joined(self._document.source, parts_of_word(self._document, word.node), "link")
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
            if value.type in WORDS:
                parts = self._default(value) or parts_of_word(self._document, value)
                key = _KEY.match(parts[0].text) if isinstance(parts[0], Decoded) else None
                parts = [*parts_between(parts, key.end())] if key is not None else parts
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
        parts = parts_of_heredoc(self._document, node)
        if not parts:
            return
        words = [word_of(self._document, child, ()).text for child in words_around_heredoc(node, ancestors)]
        fixable = not any(ancestor.is_error for ancestor in ancestors)
        text = text_of_parts(parts)
        variable = self._variable_of(words, ancestors)
        language = document_language(words) or next((language for word in words if (language := language_of_file(word))), None)
        if language is not None and not (language.name == "json" and may_be_json(text)):
            yield from self._document.inside_string(parts, language, fixable=fixable)
        elif may_be_json(text):
            url = next((word for word in words if in_request(word)), "")
            yield from self._json(parts, url, fixable=fixable)
        elif variable is not None:
            shorter = [*parts_between(parts, end=len(text.rstrip("\n")))]
            self._assigned.append((variable, self._candidate(shorter, (Kind.RUN, Grounds.LIKELY), variable, fixable=fixable)))

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


def _result_at(offset: int) -> str:
    """The name of the output of a command that is substituted at an offset of the script."""
    return f"$({offset})"
