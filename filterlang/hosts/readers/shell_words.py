"""The words and heredocs of a shell script's syntax tree, decoded.

Owns the invariant that what is expanded in a word or a heredoc is a hole, and that every other character can be traced to the
script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.decoding import begins_json, cut
from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.embedded import HOLE, Decoded, Hole, Part
from filterlang.hosts.readers.shell_strings import heredoc_parts, word_parts
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPANSIONS = frozenset(
    {"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion", "process_substitution"}
)
WORDS = frozenset({"word", "string", "raw_string", "ansi_c_string", "concatenation", "number", *_EXPANSIONS})
"""The types of the nodes that are words."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of a command: its text, with ``HOLE`` for what is expanded, and the node that it is read from."""

    text: str
    node: Node
    fixable: bool


def words_of(document: HostDocument, command: Node, ancestors: Sequence[Node]) -> list[Word]:
    """The words of a command, or of an array of words."""
    children = [child for child in command.named_children if child.type in (*WORDS, "command_name")]
    return [word_of(document, child, ancestors) for child in children]


def word_of(document: HostDocument, node: Node, ancestors: Sequence[Node]) -> Word:
    """The word of a node; one below a syntax error is not fixable."""
    if node.type == "command_name":
        node = node.named_children[0] if node.named_children else node
    text = document.text_of(node)
    if node.type != "word" or "\\" in text:
        text = text_of_parts(parts_of_word(document, node))
    return Word(text, node, not any(ancestor.is_error for ancestor in ancestors))


def text_of_parts(parts: Sequence[Part]) -> str:
    """The text of some parts, with ``HOLE`` for each hole."""
    return "".join(part.text if isinstance(part, Decoded) else HOLE for part in parts)


def parts_of_word(document: HostDocument, node: Node) -> list[Part]:
    """The parts of a word."""
    span = document.span(node)
    return word_parts(document.text, span.start, span.end, _holes(document, node))


def parts_of_heredoc(document: HostDocument, node: Node) -> list[Part]:
    """The parts of a heredoc; none where it has no end."""
    children = node.children
    marker = next((child for child in children if child.type == "heredoc_start"), None)
    end = next((child for child in children if child.type == "heredoc_end"), None)
    body = next((index for index, child in enumerate(children) if child.type == "heredoc_body"), None)
    if marker is None or end is None or body is None:
        return []
    text, name = document.text, document.text_of(marker)
    first = text.find("\n", document.span(children[body - 1]).end) + 1
    last = text.rfind("\n", 0, document.span(end).start) + 1
    quoted = re.search(r"['\"\\]", name) is not None
    holes = [] if quoted else _holes(document, children[body])
    tabs = children[0].type == "<<-"
    return heredoc_parts(text, first, last, holes, re.sub(r"['\"\\]", "", name), quoted=quoted, tabs=tabs)


def words_around_heredoc(node: Node, ancestors: Sequence[Node]) -> Iterator[Node]:
    """Yields the words of the command that reads a heredoc, of those that it is piped to, and of the files it is sent to."""
    statement = ancestors[-1:]
    for top in (*(child for node in statement for child in node.named_children if child.type != "heredoc_redirect"), node):
        stack = [top]
        while stack:
            child = stack.pop()
            if child.type in WORDS:
                yield child
            elif child.type not in ("heredoc_body", "heredoc_start", "heredoc_end", "variable_assignment"):
                stack += reversed(child.named_children)


def parts_between(parts: Sequence[Part], start: int = 0, end: int | None = None) -> Iterator[Part]:
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


def may_be_json(text: str) -> bool:
    """Whether a text of a script may be JSON, and not a test in brackets."""
    return begins_json(text) and '"' in text and not text.startswith(("[[", "[ "))


def _holes(document: HostDocument, node: Node) -> list[Hole]:
    """The expansions in a node. Their nodes may begin with the space before them."""
    holes: list[Hole] = []
    for child, _ in walk(node):
        if child.type in _EXPANSIONS and (not holes or document.offset(child.start_byte) >= holes[-1].end):
            code, end = document.text_of(child).lstrip(), document.offset(child.end_byte)
            holes.append(Hole(end - len(code), end, code))
    return holes
