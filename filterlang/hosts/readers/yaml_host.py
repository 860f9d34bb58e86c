"""Filters in YAML: manifests of ``langsmith apply``, configurations, workflows with programs in them.

Owns the invariant that a scalar is found where it stands, also for an alias of it. The grammar counts lines in 16 bits: a
longer text is read piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
import re
from typing import TYPE_CHECKING

from filterlang.hosts.data_places import ITEM
from filterlang.hosts.documents import HostDocument, UnparsedError, walk
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.readers.data_candidates import candidates_among
from filterlang.hosts.readers.data_levels import MERGED, SHORT, DataString, Level, may_have_filters
from filterlang.hosts.readers.yaml_pieces import MOST_LEVELS, MOST_LINES, is_too_deep, yaml_pieces
from filterlang.hosts.readers.yaml_strings import block, double_quoted, flow_plain, plain, single_quoted
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

_MAPPINGS = frozenset({"block_mapping", "flow_mapping"})
_SEQUENCES = frozenset({"block_sequence", "flow_sequence"})
_PAIRS = frozenset({"block_mapping_pair", "flow_pair"})
_FLOW = frozenset({"flow_mapping", "flow_sequence", "flow_pair"})
_SCALARS = {"plain_scalar": plain, "single_quote_scalar": single_quoted, "double_quote_scalar": double_quoted}
_TEMPLATE_LINE = re.compile(r"^[ \t]*\{\{[^\n]*\}\}[ \t]*(?=\r?$)", re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{[^{}\n]*\}\}")
_MOST_MERGED = 100
"""Keys of a mapping that is merged into others."""


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a YAML document that may be filters."""
    if not may_have_filters(document.text):
        return
    if is_too_deep(document.text):
        raise UnparsedError(f"more than {MOST_LEVELS} levels of indentation")
    if document.text.count("\n") < MOST_LINES:
        if "{{" in document.text and document.root.has_error:
            document = document.parsed_as(_without_templates(document.text))
        yield from candidates_among(document, list(YamlReader(document).strings()))
    else:
        for piece in yaml_pieces(document.source):
            yield from document.inside(piece, document.language)


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the value of the last anchor before an alias that has its name."""
    alias = name if name.type == "alias" else name.parent
    if alias is None or alias.type != "alias":
        return
    anchored: Node | None = None
    for node, ancestors in walk(document.root):
        if node.start_byte >= alias.start_byte:
            break
        if node.type == "anchor" and document.text_of(node)[1:] == document.text_of(alias)[1:]:
            anchored = ancestors[-1]
    if anchored is not None:
        yield anchored.named_children[-1]


def _without_templates(text: str) -> str:
    """A template of YAML as a text that can be parsed: a line that is a mark is blank, and any other mark a word."""
    text = _TEMPLATE_LINE.sub(lambda line: " " * len(line[0]), text)
    return _TEMPLATE.sub(lambda mark: "_" * len(mark[0]), text)


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """An entry of a mapping, or any item of a sequence: its node's depth, its level, its key, and where its value begins."""

    depth: int
    level: Level
    key: str
    value_start: int = 0


class YamlReader:
    """Reads the strings of one document with their keys, while the tree is walked."""

    def __init__(self, document: HostDocument) -> None:
        self._document = document
        self._entries = [_Entry(-1, Level(), "")]
        self._anchor: tuple[int, str] = (0, "")
        self._strings: dict[str, DataString] = {}
        self._mappings: dict[str, Level] = {}
        self._broken_end = -1

    def strings(self) -> Iterator[DataString]:
        """Yields the strings of the document, and those that are the value of an alias once more with its key."""
        for node, ancestors in walk(self._document.root):
            while self._entries[-1].depth >= len(ancestors):
                self._entries.pop()
            entry, type = self._entries[-1], node.type
            if node.is_error or node.is_missing:
                self._broken_end = max(self._broken_end, node.end_byte)
            if type in _PAIRS:
                self._pair(node, len(ancestors), entry.level)
            elif type in _MAPPINGS or type in _SEQUENCES:
                self._enter(node, ancestors, entry)
            elif node.start_byte < entry.value_start:
                continue
            elif type == "anchor":
                self._anchor = ancestors[-1].id, self._document.text_of(node)[1:]
            elif type == "alias":
                yield from self._alias(self._document.text_of(node)[1:], entry)
            elif type in _SCALARS or type == "block_scalar":
                yield self._string(node, ancestors, entry)

    def _pair(self, node: Node, depth: int, level: Level) -> None:
        """Enters an entry of a mapping."""
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        name = "" if key is None else self._document.text_of(key).strip("\"'")
        level.entries.setdefault(name, "")
        self._entries.append(_Entry(depth, level, name, node.end_byte if value is None else value.start_byte))

    def _enter(self, node: Node, ancestors: Sequence[Node], entry: _Entry) -> None:
        """Enters a mapping or a sequence."""
        level = Level(entry.key, entry.level)
        self._entries.append(_Entry(len(ancestors), level, ITEM))
        if ancestors and self._anchor[0] == ancestors[-1].id:
            self._mappings[self._anchor[1]] = level

    def _string(self, node: Node, ancestors: Sequence[Node], entry: _Entry) -> DataString:
        """The string of a scalar."""
        span = self._document.span(node)
        text, quotes = self._document.text, int(node.type.endswith("quote_scalar"))
        if node.type == "block_scalar":
            decode = partial(block, text, span.start, self._column(ancestors))
        elif node.type == "plain_scalar" and len(ancestors) > 1 and ancestors[-2].type in _FLOW:
            decode = partial(flow_plain, text, span.start, span.end)
        else:
            decode = partial(_SCALARS[node.type], text, span.start + quotes, span.end - quotes)
        fixable = node.start_byte >= self._broken_end
        string = DataString(entry.key, entry.level, decode, span, fixable, entry.level.last)
        short = text[span.start + quotes : min(span.end - quotes, span.start + SHORT)]
        if entry.key == ITEM or not entry.level.entries.get(entry.key):
            entry.level.add(entry.key, short)
        if self._anchor[0] == ancestors[-1].id:
            self._strings[self._anchor[1]] = string
        return string

    def _column(self, ancestors: Sequence[Node]) -> int:
        """The column, from 0, of the entry that a block scalar is the value of."""
        for node in reversed(ancestors):
            if node.type in ("block_mapping_pair", "block_sequence_item"):
                start = self._document.offset(node.start_byte)
                return start - self._document.text.rfind("\n", 0, start) - 1
        return 0

    def _alias(self, name: str, entry: _Entry) -> Iterator[DataString]:
        """Yields the string that an alias is, or merges the keys of the mapping that it is."""
        string = self._strings.get(name)
        if string is not None:
            yield DataString(entry.key, entry.level, string.decode, string.span, string.fixable)
        elif (
            entry.key == MERGED and len(keys := self._mappings[name].entries if name in self._mappings else {}) <= _MOST_MERGED
        ):
            for key, value in keys.items():
                entry.level.entries.setdefault(key, value)
