"""Finds comments with instructions to filterlang, in the file's own language and in the languages of documents inside of it.

Owns the invariant that a comment is a comment of its language: text inside of a string is never taken for a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument, UnparsedError, walk
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.filter_search import candidates_in
from filterlang.hosts.host_languages import INSTRUCTION, HostLanguage
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_LINES_WITH_COMMENTS = {
    "filter": re.compile(r"^(?P<code>[ \t]*)(?P<comment>#[^\r\n]*)", re.MULTILINE),
    "http": re.compile(r"^(?P<code>[ \t]*)(?P<comment>(?:#|//)[^\r\n]*)", re.MULTILINE),
    "env": re.compile(
        r"""^(?P<code>[ \t]*(?:(?:export[ \t]+)?\w+[ \t]*=[ \t]*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'#]+)[ \t]+)?)"""
        r"(?P<comment>\#[^\r\n]*)",
        re.MULTILINE,
    ),
}
"""Comments of the languages that are read without a tree."""
NO_COMMENTS = frozenset({"json", "notebook"})
"""Languages in which a comment is not possible."""
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LISTS_OF_STATEMENTS = frozenset(
    (
        "block", "block_mapping", "block_sequence", "body", "class_body", "compilation_unit", "compound_statement",
        "config_file", "constructor_body", "declaration_list", "do_group", "document", "function_body", "interface_body",
        "list", "module", "program", "section", "source_file", "statement_block", "statement_list", "statements", "stream",
        "switch_block", "switch_body", "table",
    )
)  # fmt: skip
"""Nodes whose children are statements, or entries of data, or blocks of prose."""
_STATEMENTS_NAMED_BLOCK = frozenset({"hcl"})
"""Languages in which a ``block`` is a statement."""
_MOST_CHILDREN = 50
"""Children among which the body of a statement is looked for."""
_MOST_COMMENTS = 20
"""Comments in a row before the code that they are about."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with an instruction. ``span`` is its place in ``document``; it is ``alone`` if no code is on its line.

    ``line`` is the place of its line in the file. ``statement`` is the place in the file of the code that it is about: the
    statement that begins on the next line where it stands alone, or else the statement that it is in or after.
    """

    document: Source
    text: str
    span: Span
    alone: bool
    line: Span
    statement: Span


def comments_in(source: Source, language: HostLanguage, documents: Sequence[HostDocument] | None = None) -> Iterator[Comment]:
    """Yields the comments with instructions in a file and in the ``documents`` inside of it; without these, it is searched."""
    if INSTRUCTION in source.text:
        for document in _documents(source, language) if documents is None else documents:
            if INSTRUCTION in document.text:
                yield from (_comment(document, span) for span in _comment_spans(document))


def _documents(source: Source, language: HostLanguage) -> list[HostDocument]:
    """The document of a file, and the documents that the finders of filters find inside of it."""
    documents: list[HostDocument] = []

    def search(document: HostDocument) -> Iterator[Candidate]:
        documents.append(document)
        yield from candidates_in(document)

    for _ in search(HostDocument(source, language, search)):
        pass
    return documents


def _comment_spans(document: HostDocument) -> list[Span]:
    """The places of the comments with instructions in one document."""
    name, text = document.language.name, document.text
    if name in _LINES_WITH_COMMENTS:
        spans = [Span(*match.span("comment")) for match in _LINES_WITH_COMMENTS[name].finditer(text)]
    elif name in NO_COMMENTS:
        spans = []
    elif name == "markdown":
        nodes = [document.span(node) for node, _ in walk(document.root) if node.type in ("html_block", "inline")]
        spans = [Span(*match.span()) for node in nodes for match in _HTML_COMMENT.finditer(text, node.start, node.end)]
    else:
        try:
            spans = [document.span(node) for node, _ in walk(document.root) if node.type.endswith("comment")]
        except UnparsedError:
            spans = []
    return [span for span in spans if INSTRUCTION in text[span.start : span.end]]


def _comment(document: HostDocument, span: Span) -> Comment:
    source, text = document.source, document.text
    first, last = source.position(span.start)[0], source.position(span.end)[0]
    line = source.line_span(first).cover(source.line_span(last))
    alone = not text[line.start : span.start].strip() and not text[span.end : line.end].strip()
    has_tree = document.language.name not in _LINES_WITH_COMMENTS
    if not alone:
        statement = _around(document, span) if has_tree else line
    else:
        statement = _below(document, span) if has_tree else _line_below(document, span)
    in_file = [source.in_file(place)[1] for place in (line, statement)]
    return Comment(source, text[span.start : span.end], span, alone, *in_file)


def _around(document: HostDocument, comment: Span) -> Span:
    """The statement that the code before a comment belongs to."""
    last = comment.start - 1
    while last >= 0 and document.text[last].isspace():
        last -= 1
    path = _path(document, max(last, 0))
    return _statement(document, path, len(path))


def _below(document: HostDocument, comment: Span) -> Span:
    """The largest node short of a list of statements that begins on the line after a comment that stands alone."""
    most_breaks = 2 if document.language.name == "markdown" else 1
    end = comment.end
    for _ in range(_MOST_COMMENTS):
        gap = re.compile(r"\s*").match(document.text, end)
        assert gap is not None
        if gap.end() == len(document.text) or len(re.findall(r"\r\n|\r|\n", gap[0])) > most_breaks:
            break
        path = _path(document, gap.end())
        start = path[-1].start_byte
        if path[-1].type.endswith("comment"):
            end = document.span(path[-1]).end
            continue
        return _statement(document, path, sum(node.start_byte == start for node in path))
    return Span(comment.end, comment.end)


def _line_below(document: HostDocument, comment: Span) -> Span:
    """The next line that is no comment."""
    source = document.source
    line = source.position(comment.end)[0] + 1
    while True:
        span = source.line_span(line) if source.offset(line, 1) < len(source.text) else Span(comment.end, comment.end)
        if not document.text[span.start : span.end].lstrip().startswith(("#", "//")):
            return span
        line += 1


def _path(document: HostDocument, offset: int) -> list[Node]:
    """The nodes around the character at an offset, the root first."""
    byte = document.byte(offset)
    cursor = document.root.walk()
    path = [document.root]
    while cursor.goto_first_child_for_byte(byte) is not None:
        assert cursor.node is not None
        path.append(cursor.node)
    return path


def _statement(document: HostDocument, path: list[Node], count: int) -> Span:
    """The outermost of the last ``count`` nodes of a path that is no list of statements; of one with a body, the head."""
    statement = document.span(path[-1])
    for node in reversed(path[-count:]):
        if _is_list(node, document.language.name):
            break
        statement = document.span(node)
        children = (node.child(index) for index in range(min(node.child_count, _MOST_CHILDREN)))
        body = next((child for child in children if _is_list(child, document.language.name)), None)
        if body is not None and document.language.name not in _STATEMENTS_NAMED_BLOCK:
            return Span(statement.start, document.span(body).start)
    return statement


def _is_list(node: Node, language: str) -> bool:
    return node.type in _LISTS_OF_STATEMENTS and not (node.type == "block" and language in _STATEMENTS_NAMED_BLOCK)
