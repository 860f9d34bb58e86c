"""Host documents: a text in a host language with its syntax tree, and the ways over it that do not recurse.

Owns the invariant that offsets are code points: the bytes that a tree counts are turned into them here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
import re
from typing import TYPE_CHECKING

from filterlang.hosts.decoding import joined
from filterlang.hosts.embedded import Candidate, Hole, Part
from filterlang.hosts.file_kinds import MOST_BYTES
from filterlang.hosts.hole_marks import with_holes, without_marks
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.unclosed_strings import without_unclosed
from filterlang.text.frozen import replace
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Language, Node, TreeCursor

MOST_DEPTH = 1_000
"""Levels of brackets beyond which a text is not parsed."""
_FEWEST_STEPS = 10_000
_BYTES_PER_STEP = 2
"""A parser may take so many steps, and one more for so many bytes. Files as people write them have 30 bytes for each step."""
_LANGSMITH = re.compile(r"langsmith|langchain\.smith|smith\.langchain", re.IGNORECASE)
"""The product's name, and how the package of its Java client and its address spell it."""
_NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))


class UnparsedError(Exception):
    """A document that is not parsed, and why."""


class HostDocument:
    """A text in a host language. ``source`` may have a map to the file that the text was decoded from.

    ``search`` finds candidates in documents inside of it.

    ``masked`` is the text to parse, of as many code points, where it is not the document's own: a notebook's cell without
    its magic commands.
    """

    def __init__(
        self,
        source: Source,
        language: HostLanguage,
        search: Callable[[HostDocument], Iterator[Candidate]],
        masked: str | None = None,
    ) -> None:
        self.source: Source = source
        self._search = search
        self.text: str = source.text
        self.language: HostLanguage = language
        self._parsed: Source = source if masked is None else Source(masked)

    @cached_property
    def root(self) -> Node:
        """The root of the syntax tree. Where it has errors, that of the text without strings that have no end.

        Raises ``UnparsedError`` for a text that is too long, nested too deeply, or takes its parser too long.
        """
        root = self._root_of(self._parsed.text)
        if root.has_error:
            closed = without_unclosed(self._parsed.text, self.language.name)
            return root if closed == self._parsed.text else self._root_of(closed)
        return root

    def _root_of(self, text: str) -> Node:
        content = text.encode("utf-8", "surrogatepass")
        if len(content) > MOST_BYTES:
            raise UnparsedError(f"it is longer than {MOST_BYTES:,} bytes")
        if _depth(content) > MOST_DEPTH:
            raise UnparsedError(f"its brackets are nested deeper than {MOST_DEPTH:,} levels")
        return _parsed(content, grammar(self.language.grammar))

    @property
    def parsed_text(self) -> str:
        """The text that is parsed, of as many code points as the document's own."""
        return self._parsed.text

    def inside(
        self,
        source: Source,
        language: HostLanguage,
        masked: str | None = None,
        holes: Sequence[tuple[Hole, Span]] = (),
    ) -> Iterator[Candidate]:
        """Yields the candidates of a document inside of this one; none where its language is not installed or not parsed.

        ``holes`` are those of a document that is a template of this one, as ``joined`` gives them.
        """
        if language.is_installed:
            if holes:
                masked = without_marks(source.text if masked is None else masked, holes)
            try:
                for candidate in self._search(HostDocument(source, language, self._search, masked)):
                    yield with_holes(candidate, source, holes) if holes else candidate
            except UnparsedError:
                return

    def parsed_as(self, masked: str) -> HostDocument:
        """The same document with another text to parse, of as many code points."""
        return HostDocument(self.source, self.language, self._search, masked)

    def inside_string(
        self, parts: Iterable[Part], language: HostLanguage, *, fixable: bool = True, host: Source | None = None
    ) -> Iterator[Candidate]:
        """Yields the candidates of a document that a string of this one holds; ``host`` is the text of the string's parts."""
        source, holes = joined(host or self.source, parts, language.name)
        for candidate in self.inside(source, language, holes=holes):
            yield candidate if fixable else replace(candidate, fixable=False)

    @cached_property
    def mentions_langsmith(self) -> bool:
        """Whether the document, or a file that it stands in, names LangSmith anywhere."""
        source: Source | None = self.source
        while source is not None:
            if _LANGSMITH.search(source.text) is not None:
                return True
            source = None if source.map is None else source.map.host
        return False

    def span(self, node: Node) -> Span:
        """The place of a node."""
        if self._is_ascii:
            return Span(node.start_byte, node.end_byte)
        return Span(self.offset(node.start_byte), self.offset(node.end_byte))

    def offset(self, byte: int) -> int:
        """The offset of the character that has a byte."""
        return byte if self._is_ascii else self._parsed.decoded_offset(byte, "utf-8")

    def byte(self, offset: int) -> int:
        """The first byte of the character at an offset."""
        return offset if self._is_ascii else self._parsed.encoded_offset(offset, "utf-8")

    def text_of(self, node: Node) -> str:
        """The text of a node."""
        if self._is_ascii:
            return self.text[node.start_byte : node.end_byte]
        span = self.span(node)
        return self.text[span.start : span.end]

    @cached_property
    def _is_ascii(self) -> bool:
        return self._parsed.text.isascii()


def _parsed(content: bytes, language: Language) -> Node:
    """The root of the syntax tree of a content, for which the parser may only take so many steps: some parsers need quadratic
    time for syntax errors.

    Steps are counted only in a content that comes piece by piece. The second parse reuses the tree and gives its nodes texts.
    """
    from tree_sitter import Parser

    most, steps = _FEWEST_STEPS + len(content) // _BYTES_PER_STEP, 0
    view = memoryview(content)

    def gives_up(_offset: int, _has_error: bool) -> bool:
        nonlocal steps
        steps += 1
        return steps > most

    def following(offset: int, _point: object) -> memoryview:
        """The content from an offset. A view, because the parser never frees what it is given, and would keep the content."""
        nonlocal view
        view.release()
        view = memoryview(content)[offset:]
        return view

    try:
        tree = Parser(language).parse(following, progress_callback=gives_up)
    except ValueError:
        raise UnparsedError("its syntax errors take too long to parse") from None
    finally:
        view.release()
    return Parser(language).parse(content, tree).root_node


def _depth(content: bytes) -> int:
    """How deep the brackets of a text are nested at most, or fewer than ``MOST_DEPTH`` where few are opened.

    A bracket that closes none does not count: the depth is that above the lowest level before.
    """
    if sum(map(content.count, (b"(", b"[", b"{"))) <= MOST_DEPTH:
        return 0
    brackets = content.translate(None, _NO_BRACKETS)
    levels = list(accumulate(1 if bracket in b"([{" else -1 for bracket in brackets))
    return max(level - lowest for level, lowest in zip(levels, accumulate(levels, min, initial=0), strict=False))


def walk(root: Node) -> Iterator[tuple[Node, list[Node]]]:
    """Yields a node and all below it in the order of the text, each with its ancestors, the outermost first.

    The list of ancestors is the walk's own and changes as it goes on: copy it to keep it.
    """
    cursor = root.walk()
    ancestors: list[Node] = []
    while True:
        node = cursor.node
        assert node is not None
        yield node, ancestors
        if cursor.goto_first_child():
            ancestors.append(node)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent() or not ancestors:
                return
            ancestors.pop()


def nodes_at(root: Node, offsets: Iterable[int]) -> Iterator[tuple[Node, list[Node]]]:
    """Yields the innermost node at each byte of an ascending sequence, with its ancestors, the outermost first.

    One cursor goes over the tree, so that each node is passed once. The list of ancestors is the cursor's own, as in ``walk``.
    """
    cursor = root.walk()
    node = root
    ancestors: list[Node] = []
    for offset in offsets:
        while node.end_byte <= offset and ancestors:
            node = _current(cursor) if cursor.goto_next_sibling() else _parent(cursor, ancestors)
        while node.start_byte <= offset < node.end_byte and cursor.goto_first_child_for_byte(offset) is not None:
            ancestors.append(node)
            node = _current(cursor)
        is_inside = node.start_byte <= offset < node.end_byte or not ancestors
        yield (node, ancestors) if is_inside else (ancestors[-1], ancestors[:-1])


def _current(cursor: TreeCursor) -> Node:
    node = cursor.node
    assert node is not None
    return node


def _parent(cursor: TreeCursor, ancestors: list[Node]) -> Node:
    cursor.goto_parent()
    return ancestors.pop()


@lru_cache(maxsize=32)
def grammar(name: str) -> Language:
    """The grammar ``module:function`` of a wheel. Raises ``ImportError`` where it is not installed."""
    from importlib import import_module

    from tree_sitter import Language

    module, _, function = name.partition(":")
    return Language(getattr(import_module(module), function)())  # pyright: ignore[reportDeprecated] - of addresses; a grammar gives a capsule
