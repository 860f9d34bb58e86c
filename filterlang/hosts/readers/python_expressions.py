"""Expressions of Python that make strings, read as texts with holes.

Owns the invariant that every part stands at its own place in the file: a value from elsewhere is a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
import re
from typing import TYPE_CHECKING

from filterlang.hosts.decoding import text_between
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Decoded, Hole, Part
from filterlang.hosts.readers.python_strings import decoded_piece, string_style
from filterlang.hosts.readers.python_syntax import (
    arguments_of_call,
    field,
    joined_items,
    last_name,
    operands,
    operator_of,
    terms,
)
from filterlang.hosts.readers.python_templates import (
    CodeHole, Piece, Transform, dedented, dollar_formatted, formatted, percent_formatted, replaced, stripped, with_quotes_read,
)  # fmt: skip
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_NESTED = 12
"""Levels of concatenations and templates inside of each other that are read."""
Safety = Callable[["Node", str], tuple[bool, bool]]
"""Whether the value of an expression in a format is safe between quotes, and as a whole value."""

_PLAIN = re.compile(r"""(["'])([^"'\\\r\n]*)\1""")
"""A literal whose text is what stands between its quotes."""
_PASSED_ON = {"str": 0, "cast": 1, "dedent": 0, "cleandoc": 0, "Template": 0}
"""Functions that give the text of an argument, which has this number."""


class ExpressionReader:
    """Reads expressions of one document."""

    def __init__(self, document: HostDocument, safety: Safety) -> None:
        self._document = document
        self._safety = safety

    def transformed(self, node: Node, transforms: tuple[Transform, ...]) -> list[Piece] | None:
        """The pieces of a string after ``transforms``, the first of them first; None for another expression."""
        pieces = self.pieces(node)
        if pieces is not None:
            for transform in transforms:
                pieces = transform(pieces)
        return pieces

    def pieces(self, node: Node, depth: int = 0) -> list[Piece] | None:
        """The pieces of an expression that makes a string around a literal; None for another expression."""
        if depth > MOST_NESTED:
            return None
        core, transforms = self.peeled(node)
        read = _READERS.get(core.type)
        pieces = None if read is None else read(self, core, depth + 1)
        if pieces is not None:
            for transform in transforms:
                pieces = transform(pieces)
        return pieces

    def peeled(self, node: Node) -> tuple[Node, tuple[Transform, ...]]:
        """The expression that gives the text, and the transforms of the text afterwards, in order."""
        transforms: list[Transform] = []
        while True:
            inner = self._one_peeled(node, transforms)
            if inner is None or len(transforms) > MOST_NESTED:
                return node, tuple(reversed(transforms))
            node = inner

    def _one_peeled(self, node: Node, transforms: list[Transform]) -> Node | None:
        if node.type in ("parenthesized_expression", "await"):
            return next(iter(operands(node)), None)
        if node.type == "named_expression":
            return field(node, "value")
        if node.type == "binary_operator" and operator_of(node) == "%":
            values = field(node, "right")
            if values is None:
                return None
            transforms.append(partial(percent_formatted, fill=self._filling(*self._percent_values(values))))
            return field(node, "left")
        function, arguments = field(node, "function"), field(node, "arguments")
        if node.type != "call" or function is None or arguments is None:
            return None
        positional, named = arguments_of_call(arguments, self._document)
        name = self._document.text_of(last_name(function))
        if name in _PASSED_ON:
            if name in ("dedent", "cleandoc"):
                transforms.append(dedented if name == "dedent" else _cleaned)
            return dict(enumerate(positional)).get(_PASSED_ON[name])
        receiver = field(function, "object")
        transform = self._method(name, positional, named) if receiver is not None else None
        if transform is not None:
            transforms.append(transform)
            return receiver
        return None

    def _method(self, name: str, positional: list[Node], named: Mapping[str, Node]) -> Transform | None:
        if name in ("strip", "lstrip", "rstrip"):
            return stripped
        fill = self._filling(positional, named)
        if name in ("format", "format_map"):
            return partial(formatted, fill=self._filling(*self._mapping(positional)) if name == "format_map" else fill)
        if name in ("substitute", "safe_substitute"):
            return partial(dollar_formatted, fill=self._filling(*self._mapping(positional)) if positional else fill)
        if name == "replace" and len(positional) >= 2:
            old = self.constant(positional[0])
            new = self.constant(positional[1])
            filling = self._filling(positional, {old: positional[1]}) if old and new is None else new
            return partial(replaced, old=old, new=filling) if old and filling is not None else None
        return None

    def _filling(self, positional: list[Node], named: Mapping[str, Node]) -> Callable[[str, str, Span], CodeHole]:
        def fill(name: str, format: str, span: Span) -> CodeHole:
            base = name.partition(".")[0].partition("[")[0]
            node = named.get(name) or named.get(base)
            if node is None and base.isdecimal() and int(base) < len(positional):
                node = positional[int(base)]
            if node is None:
                return CodeHole(span.start, span.end, name)
            in_quotes, as_value = self._safety(node, format) if name in (base, *named) else (False, False)
            joiner = self._joiner(node)
            return CodeHole(span.start, span.end, self._document.text_of(node), in_quotes, as_value, joiner, node)

        return fill

    def _mapping(self, positional: list[Node]) -> tuple[list[Node], dict[str, Node]]:
        return [], self.entries(positional[0]) if positional else {}

    def _percent_values(self, node: Node) -> tuple[list[Node], dict[str, Node]]:
        if node.type == "tuple":
            return operands(node), {}
        return [node], self.entries(node)

    def entries(self, node: Node) -> dict[str, Node]:
        """The values of a dict literal or of a call of ``dict``, by their keys."""
        entries: dict[str, Node] = {}
        if node.type == "call":
            arguments = field(node, "arguments")
            return {} if arguments is None else arguments_of_call(arguments, self._document)[1]
        for pair in operands(node) if node.type == "dictionary" else ():
            key, value = field(pair, "key"), field(pair, "value")
            if key is not None and value is not None and (name := self.constant(key)) is not None:
                entries[name] = value
        return entries

    def constant(self, node: Node) -> str | None:
        """The text of a string without holes; None for another expression."""
        if node.type == "string" and (plain := _PLAIN.fullmatch(self._document.text_of(node))) is not None:
            return plain[2]
        pieces = self.pieces(node) if node.type in ("string", "concatenated_string") else None
        if pieces is None or not all(isinstance(piece, Decoded) for piece in pieces):
            return None
        return "".join(piece.text for piece in pieces if isinstance(piece, Decoded))

    def literal(self, node: Node, depth: int) -> list[Piece] | None:
        """One string literal."""
        text = self._document.text
        styled = string_style(text, self._document.span(node))
        if styled is None or not styled[0].is_text:
            return None
        style, content = styled
        holes = [child for child in node.named_children if child.type == "interpolation"] if style.is_template else []
        pieces: list[Piece] = []
        position = content.start
        for hole in holes:
            span = self._document.span(hole)
            pieces.append(decoded_piece(text, style, Span(position, span.start)))
            pieces += self._interpolation(hole, span)
            position = span.end
        return _tidy([*pieces, decoded_piece(text, style, Span(position, content.end))])

    def _interpolation(self, node: Node, span: Span) -> Iterator[Piece]:
        value = field(node, "expression")
        if value is None:
            yield CodeHole(span.start, span.end, self._document.text[span.start : span.end])
            return
        of_value = self._document.span(value)
        equals = next((child for child in node.children if child.type == "="), None)
        if equals is not None:
            shown = Span(span.start + 1, self._document.span(equals).end)
            yield Decoded(self._document.text[shown.start : shown.end], ((shown.start, shown.end, 0, len(shown), True),))
            span = Span(shown.end, span.end)
        format = "".join(self._document.text_of(child) for child in node.children
                             if child.type in ("type_conversion", "format_specifier"))  # fmt: skip
        joiner = self._joiner(value)
        safe = self._safety(value, format or ("!r" if equals else ":"))
        yield CodeHole(span.start, span.end, self._document.text[of_value.start : of_value.end], *safe, joiner, value)

    def _joiner(self, node: Node) -> str | None:
        """The text that ``", ".join(…)`` puts between items; None for another expression."""
        joined = joined_items(node, self._document)
        return None if joined is None else self.constant(joined[0])

    def adjacent(self, node: Node, depth: int) -> list[Piece] | None:
        """String literals that stand beside each other."""
        pieces: list[Piece] = []
        for child in operands(node):
            read = self.literal(child, depth) if child.type == "string" else None
            if read is None:
                return None
            pieces += read
        return _tidy(pieces)

    def sum(self, node: Node, depth: int) -> list[Piece] | None:
        """A concatenation, of which at least one operand is a string."""
        if operator_of(node) != "+":
            return None
        read = [(operand, self.pieces(operand, depth)) for operand in terms(node)]
        if all(pieces is None for _, pieces in read):
            return None
        return _tidy([piece for operand, pieces in read for piece in pieces or [self.hole(operand)]])

    def joined(self, node: Node, depth: int) -> list[Piece] | None:
        """``", ".join([…])`` of a list that is written out; of another list it is a hole of a concatenation."""
        joined = joined_items(node, self._document)
        joiner = None if joined is None else self.constant(joined[0])
        if joined is None or joiner is None or joined[1].type not in ("list", "tuple"):
            return None
        items = operands(joined[1])
        if not items or any(item.type == "list_splat" for item in items):
            return None
        pieces: list[Piece] = []
        before: Span | None = None
        for item in items:
            span = self._document.span(item)
            if before is not None and joiner:
                pieces.append(text_between(joiner, before.end, span.start))
            pieces += self.pieces(item, depth) or [self.hole(item)]
            before = span
        return _tidy(pieces) if any(isinstance(piece, Decoded) and piece.encode for piece in pieces) else None

    def hole(self, node: Node) -> CodeHole:
        """An operand that is only known when the program runs."""
        span = self._document.span(node)
        return CodeHole(span.start, span.end, self._document.text_of(node), *self._safety(node, ":"), self._joiner(node), node)


def parts_of(pieces: list[Piece]) -> tuple[Part, ...]:
    """The parts of a filter, now that it is known which holes are between quotes."""
    parts: list[Part] = []
    for piece, is_quoted in with_quotes_read(pieces):
        if isinstance(piece, CodeHole):
            is_safe = piece.safe_in_quotes if is_quoted else piece.safe_as_value
            parts.append(Hole(piece.start, piece.end, piece.expression, is_safe, piece.joiner))
        else:
            parts.append(piece)
    return tuple(parts)


_READERS: dict[str, Callable[[ExpressionReader, Node, int], list[Piece] | None]] = {
    "string": ExpressionReader.literal,
    "concatenated_string": ExpressionReader.adjacent,
    "binary_operator": ExpressionReader.sum,
    "call": ExpressionReader.joined,
}


def _cleaned(pieces: list[Piece]) -> list[Piece]:
    return stripped(dedented(pieces))


def _tidy(pieces: list[Piece]) -> list[Piece]:
    """The pieces without empty literals, but at least one."""
    return [piece for piece in pieces if not isinstance(piece, Decoded) or piece.text] or pieces[:1]
