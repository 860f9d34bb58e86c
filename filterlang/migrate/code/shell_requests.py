"""Finds what belongs to a request in a shell script: its body, wherever that is written, and the programs that read the answer.

Owns the invariant that a request is found only with its body: in its words, its input, a variable, or a file of the script.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
import re
from typing import TYPE_CHECKING

from filterlang.hosts.decoding import joined
from filterlang.hosts.documents import HostDocument, nodes_at, walk
from filterlang.hosts.readers.shell_words import WORDS, parts_of_heredoc, parts_of_word, text_of_parts
from filterlang.migrate.code.body_entries import BodyEntry, BodyStyle, RequestBody, written
from filterlang.migrate.code.jq_reads import READS_RUNS, JqReads, jq_reads
from filterlang.migrate.code.json_bodies import json_body, json_constant
from filterlang.migrate.code.query_plan import ArgumentValue
from filterlang.schema.moves_to_v2 import BODY_MOVES
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_FLAG = re.compile(r"(?:--?[\w-]+=?)?\s*\Z")
_STATEMENTS = ("command", "pipeline", "redirected_statement")
_NAME = re.compile(r"\$\{?(\w+)")
_FILE = re.compile(r"(?:--?[\w-]+[= ]?)?@?([\w./-]+)\Z")
_SENDERS = frozenset({"curl", "wget", "http", "https", "xh", "xhs", "langsmith"})
_HTTPIE = frozenset({"http", "https", "xh", "xhs"})
_OUTPUT = ("-o", "--output", "-O")
_ITEM = re.compile(r"([a-z_]+)(:?=)(.*)", re.DOTALL)
_TEXT = re.compile(r'"(\w+)"')
Program = tuple[Source, JqReads]
"""A program of jq: its text with a map to the file, and its move."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundRequest:
    """A request: its body, the text of that with a map to the file, the places of its filters, and what reads the answer.

    ``whole`` is the place in the file of the statement that sends it.
    """

    source: Source
    body: RequestBody
    places: tuple[Span, ...]
    whole: Span
    programs: tuple[Program, ...] = ()


class ShellRequests:
    """The requests of a shell script."""

    def __init__(self, document: HostDocument) -> None:
        self._document = document

    def at(self, offset: int) -> list[FoundRequest]:
        """The requests to the address at an offset; none where the body of any of them is not written in the script."""
        ((_, around),) = (
            (node, [*ancestors]) for node, ancestors in nodes_at(self._document.root, [self._document.byte(offset)])
        )
        command = next((node for node in reversed(around) if node.type in ("command", "variable_assignment")), None)
        if command is None:
            return []
        commands = [command]
        if command.type == "variable_assignment":
            name = self._text(command.named_children[0])
            commands = [node for node in self._commands if name in _NAME.findall(self._text(node))]
        found = [self._request(node) for node in commands]
        return [request for request in found if request is not None] if all(found) else []

    def _text(self, node: Node) -> str:
        return self._document.text_of(node)

    def _request(self, command: Node) -> FoundRequest | None:
        statement = command
        while statement.parent is not None and statement.parent.type in _STATEMENTS:
            statement = statement.parent
        body = self._body(command, statement)
        if body is None:
            return None
        own = [program for node in self._commands if _holds(statement, node) for program in self._programs(node)]
        if not own and self._is_kept(command, statement):
            own = [program for node in self._commands if self._is_loose(node) for program in self._programs(node)]
        whole = self._document.source.in_file(self._document.span(statement))[1]
        return FoundRequest(*body, whole, tuple(own))

    # Bodies

    def _body(self, command: Node, statement: Node) -> tuple[Source, RequestBody, tuple[Span, ...]] | None:
        """The body that a command sends, with the places of its filters."""
        names = _NAME.findall(self._text(command))
        scopes = [statement, *(value for name in names for value in self._assigned.get(name, ())), *self._files(command)]
        for scope in scopes:
            found = self._body_inside(scope, command.end_byte if scope is statement else None)
            if found is not None:
                values = [value for name in _NAME.findall(self._text(scope)) for value in self._assigned.get(name, ())]
                return *found, tuple(self._document.source.in_file(self._document.span(node))[1] for node in (scope, *values))
        body = self._items(command)
        return None if body is None else (self._document.source, body, ())

    def _body_inside(self, scope: Node, end: int | None) -> tuple[Source, RequestBody] | None:
        """The first body that is written in a node: in words that begin before a byte, or in heredocs."""
        for node, _ in walk(scope):
            if node.type == "heredoc_redirect":
                parts = parts_of_heredoc(self._document, node)
            elif node.type in WORDS and (end is None or node.start_byte < end):
                parts = parts_of_word(self._document, node)
            else:
                continue
            body = _json_in(text_of_parts(parts))
            if body is not None:
                return joined(self._document.source, parts, "body")[0], body
        return None

    def _files(self, command: Node) -> Iterator[Node]:
        """Yields the statements that write a file which a command names."""
        words = [self._text(child).strip("\"'") for child in command.named_children]
        names = {match[1] for word in words if (match := _FILE.match(word)) and "." in match[1]}
        for node, ancestors in walk(self._document.root) if names else ():
            if node.type == "file_redirect" and ancestors and self._text(node).lstrip("<>& \"'").rstrip("\"'") in names:
                yield ancestors[-1]

    def _items(self, command: Node) -> RequestBody | None:
        """The body of HTTPie, whose words are entries: ``key=text`` and ``key:=json``."""
        name = command.child_by_field_name("name")
        if name is None or self._text(name) not in _HTTPIE:
            return None
        words = [node for node in command.named_children if node.type in WORDS]
        entries = [self._item(node) for node in words]
        known = [index for index, entry in enumerate(entries) if entry is not None]
        if not known or known != list(range(known[0], known[-1] + 1)):
            return None
        items = [entry for entry in entries if entry is not None]
        return RequestBody(self._document.text, items, items[0].whole.cover(items[-1].whole), _HTTPIE_STYLE)

    def _item(self, node: Node) -> BodyEntry | None:
        span = self._document.span(node)
        match = _ITEM.match(self._document.text, span.start, span.end)
        if match is None or match[1] not in BODY_MOVES:
            return None
        place = Span(*match.span(3))
        code = match[3]
        bare = code[1:-1] if code[:1] in "\"'" else code
        constant = json_constant(bare if match[2] == ":=" else "{…}") if match[2] == ":=" or "$" in code else bare
        texts = tuple(Span(*text.span(1)) for text in _TEXT.finditer(self._document.text, place.start, place.end))
        items = texts if bare[:1] == "[" and constant is not UNKNOWN else ()
        return BodyEntry(match[1], Span(*match.span(1)), ArgumentValue(code, constant), place, span, items)

    # Programs of jq

    def _programs(self, command: Node) -> Iterator[Program]:
        """Yields the programs of a command of jq that read an answer of v1, or that such a command is piped to."""
        pipeline = command.parent if command.parent is not None and command.parent.type == "pipeline" else command
        if self._command_name(command) != "jq" or READS_RUNS.search(self._text(pipeline)) is None:
            return
        for node in command.named_children:
            if node.type in WORDS and not self._text(node).startswith("-"):
                source = joined(self._document.source, parts_of_word(self._document, node), "jq")[0]
                yield source, jq_reads(source.text)

    def _command_name(self, command: Node) -> str:
        name = command.child_by_field_name("name")
        return "" if name is None else self._text(name)

    def _is_kept(self, command: Node, statement: Node) -> bool:
        """Whether the answer of a command is kept in a variable or a file."""
        is_written = any(child.type == "file_redirect" for child in statement.named_children)
        words = [self._text(child) for child in command.named_children]
        is_captured = statement.parent is not None and statement.parent.type == "command_substitution"
        return is_written or is_captured or any(word in _OUTPUT for word in words)

    def _is_loose(self, command: Node) -> bool:
        """Whether a command reads no answer of a request in its own pipeline."""
        pipeline = command.parent
        if pipeline is None or pipeline.type != "pipeline":
            return True
        return not any(node.type == "command" and self._command_name(node) in _SENDERS for node in pipeline.named_children)

    @cached_property
    def _commands(self) -> list[Node]:
        return [node for node, _ in walk(self._document.root) if node.type == "command"]

    @cached_property
    def _assigned(self) -> dict[str, list[Node]]:
        """The values that are assigned to each variable."""
        assigned: dict[str, list[Node]] = {}
        for node, _ in walk(self._document.root):
            if node.type == "variable_assignment" and len(node.named_children) > 1:
                assigned.setdefault(self._text(node.named_children[0]), []).append(node.named_children[-1])
        return assigned


def _json_in(text: str) -> RequestBody | None:
    """The body that a word or a heredoc is, behind its flag."""
    start = text.find("{")
    if start < 0 or _FLAG.match(text, 0, start) is None:
        return None
    body = json_body(text, start)
    return body if body is not None and any(entry.key in BODY_MOVES for entry in body.entries) else None


def _httpie_constant(constant: object, _quote: str) -> str:
    """A constant behind the key of an item."""
    if isinstance(constant, str):
        return f"={constant}"
    code = written(constant, '"')
    return f":='{code}'"


_HTTPIE_STYLE = BodyStyle("{}{}", " ", constant=_httpie_constant)


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
