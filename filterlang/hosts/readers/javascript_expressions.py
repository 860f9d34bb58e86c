"""Reads the expressions of JavaScript that make a text: literals, templates, concatenations and lists that are joined.

Owns the invariant that the parts of a text are in the order of the file, and that no expression is read twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Decoded, Hole, Part
from filterlang.hosts.readers.javascript_lists import joined_pieces, joiner_of
from filterlang.hosts.readers.javascript_strings import attribute, raw_chunk, string_literal, template_chunk
from filterlang.hosts.readers.javascript_syntax import TRANSPARENT, arguments, inner, method, operator, path
from filterlang.hosts.readers.open_quotes import open_quote

if TYPE_CHECKING:
    from tree_sitter import Node

Decides = Callable[["Node", str], bool]
"""Whether an expression is safe as a hole, with the quote that is open before it; an empty text outside of quotes."""
_Pieces = list["Node | Decoded | Hole"]
_SAME_TEXT = frozenset({"trim", "trimStart", "trimEnd", "trimLeft", "trimRight", "toString", "valueOf", "normalize", "replace",
                        "replaceAll"})  # fmt: skip
"""Methods of a text that leave a filter the filter that it is."""
_TAGS = {
    "String.raw": raw_chunk,
    **dict.fromkeys(("dedent", "outdent", "stripIndent", "stripIndents", "oneLine"), template_chunk),
}
"""Tags of templates that make texts, and how the templates are read: ``String.raw`` keeps backslashes."""
_TEXTS = ("string", "template_string", "parenthesized_expression")


def parts_of(document: HostDocument, node: Node, is_safe: Decides) -> tuple[Part, ...]:
    """The parts of the text that an expression makes; none for an expression in which no text stands and none is joined."""
    parts: list[Part] = []
    quote = ""
    for piece in _pieces(document, node):
        if isinstance(piece, Decoded):
            quote = open_quote(piece.text, quote)
            parts.append(piece)
        else:
            parts.append(piece if isinstance(piece, Hole) else _hole(document, piece, quote, is_safe))
    is_text = any(isinstance(part, Decoded) or part.joiner is not None for part in parts)
    return tuple(parts) if is_text else ()


def _hole(document: HostDocument, node: Node, quote: str, is_safe: Decides) -> Hole:
    """A hole for an expression, or for the substitution of a template."""
    span = document.span(node)
    expression = inner(node) if node.type == "template_substitution" else node
    if expression is None:
        return Hole(span.start, span.end, "")
    join = joiner_of(document, expression)
    joiner = None if join is None else join[1]
    return Hole(span.start, span.end, document.text_of(expression), is_safe(expression, quote), joiner)


def _pieces(document: HostDocument, node: Node) -> Iterator[Node | Decoded | Hole]:
    """Yields the literals of an expression, and the expressions between them that are holes."""
    stack: _Pieces = [node]
    while stack:
        piece = stack.pop()
        pieces = None if isinstance(piece, (Decoded, Hole)) else _split(document, piece)
        if pieces is None:
            yield piece
        else:
            stack.extend(reversed(pieces))


def _split(document: HostDocument, node: Node) -> _Pieces | None:
    """The pieces that an expression puts together to a text; None for one that is a hole."""
    if node.type == "string":
        return _of_string(document, node)
    if node.type == "template_string":
        return _of_template(document, node, template_chunk)
    if node.type in TRANSPARENT:
        inside = inner(node)
        return None if inside is None else [inside]
    if node.type == "template_substitution":
        inside = inner(node)
        return None if inside is None else joined_pieces(document, inside)
    if node.type == "binary_expression" and operator(node) == "+":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        return None if left is None or right is None else [left, right]
    return _of_call(document, node) if node.type == "call_expression" else None


def _of_string(document: HostDocument, node: Node) -> _Pieces | None:
    span = document.span(node)
    quote = document.text[span.start]
    if span.end - span.start < 2 or document.text[span.end - 1] != quote or quote not in "\"'":
        return None  # it is not terminated
    has_references = any(child.type == "html_character_reference" for child in node.named_children)
    return [(attribute if has_references else string_literal)(document.text, span.start, span.end)]


def _of_template(document: HostDocument, node: Node, read: Callable[[str, int, int], Decoded]) -> _Pieces | None:
    span = document.span(node)
    if span.end - span.start < 2 or document.text[span.end - 1] != "`":
        return None  # it is not terminated
    pieces: _Pieces = []
    offset = span.start + 1
    for child in node.named_children:
        if child.type == "template_substitution":
            hole = document.span(child)
            pieces += (read(document.text, offset, hole.start), child)
            offset = hole.end
    return [*pieces, read(document.text, offset, span.end - 1)]


def _of_call(document: HostDocument, node: Node) -> _Pieces | None:
    template = node.child_by_field_name("arguments")
    if template is not None and template.type == "template_string":
        read = _tag(node)
        return None if read is None else _of_template(document, template, read)
    called = method(node)
    if called is None:
        return None
    target, name = called
    if name == "concat" and target.type in _TEXTS:
        return [target, *arguments(node)]
    if name in _SAME_TEXT and (target.type in _TEXTS or _tag(target) is not None):
        return [target]
    return joined_pieces(document, node)


def _tag(node: Node) -> Callable[[str, int, int], Decoded] | None:
    """How the template of a tag is read, where the tag leaves it a text."""
    tag = node.child_by_field_name("function") if node.type == "call_expression" else None
    return _TAGS.get(path(tag))
