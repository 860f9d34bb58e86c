"""Expressions that write strings, in the languages with one kind of syntax: Go, Java, Kotlin and C#.

Owns the invariant that a sum, a format string, a join and a builder chain are read the same way in all of them. A language
says in a ``CodeSyntax`` which nodes and which calls these are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Decoded, Hole, Part
from filterlang.hosts.readers.format_directives import FormatLanguage, formatted, writes_value
from filterlang.hosts.readers.open_quotes import open_quote
from filterlang.text.frozen import dataclass, replace

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(r"(?:\w+\.)*([^\W\d]\w*)")


@dataclass(frozen=True, slots=True, eq=False)
class CodeCall:
    """A call, or the making of an object: ``name`` is the function, the method or the type; arguments may have names."""

    receiver: Node | None
    name: str
    arguments: tuple[tuple[str, Node], ...]

    def positional(self) -> list[Node]:
        """The arguments without names."""
        return [value for name, value in self.arguments if not name]


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """A call that joins the items of lists, with texts before and after."""

    items: tuple[Node, ...]
    separator: Node | None
    prefix: Node | None = None
    postfix: Node | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CodeSyntax:
    """The syntax of a language, as far as strings are written with it.

    ``literal`` reads a literal's parts, ``call`` a call. ``groups`` are nodes that stand for the node inside of them, ``lists``
    give the items of a list, ``choices`` the branches of an expression with several. ``names`` are the nodes of names and of
    members, whose last child is the name. ``wrappers`` are functions that give back their argument, ``returning`` methods
    that give back what they are called on, ``appending`` methods that add their argument to it, ``builders`` types of objects
    that collect a text, such as ``StringBuilder``, ``margins`` methods that remove the indentation of a literal.
    """

    literals: frozenset[str]
    literal: Callable[[HostDocument, Node], tuple[Part, ...]]
    calls: frozenset[str]
    call: Callable[[HostDocument, Node], CodeCall | None]
    groups: frozenset[str]
    sums: frozenset[str]
    names: frozenset[str]
    choices: Callable[[Node], list[Node]]
    lists: Callable[[HostDocument, Node], list[Node] | None]
    format: Callable[[HostDocument, CodeCall], tuple[FormatLanguage, Node, list[Node]] | None]
    join: Callable[[HostDocument, CodeCall], Join | None]
    wrappers: frozenset[str]
    returning: frozenset[str]
    appending: frozenset[str]
    builders: frozenset[str]
    margins: Mapping[str, Callable[[HostDocument, Node, CodeCall], tuple[Part, ...]]]


class Written:
    """The text that an expression writes: its parts, the lists that it joins, and the nodes that were read as parts."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.items: list[Node] = []
        self.read: list[Node] = []
        self.quote: str = ""

    @property
    def has_text(self) -> bool:
        """Whether any of the text stands in the expression itself."""
        return any(isinstance(part, Decoded) for part in self.parts)

    @property
    def names(self) -> list[str]:
        """The names of the variables and members in the holes."""
        matches = [_NAME.fullmatch(part.expression) for part in self.parts if isinstance(part, Hole)]
        return [match[1] for match in matches if match is not None]

    def add(self, *parts: Part) -> None:
        """Adds parts, in order."""
        for part in parts:
            if isinstance(part, Decoded):
                self.quote = open_quote(part.text, self.quote)
            elif not part.safe and not self.quote and writes_value(part.expression):
                part = replace(part, safe=True)  # noqa: PLW2901
            self.parts.append(part)


def alternatives(document: HostDocument, syntax: CodeSyntax, value: Node) -> Iterator[Node]:
    """Yields the expressions that a value may be: through wrappers, the branches of choices, the items of lists."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node.type in syntax.groups and (inner := inside_of(node)) is not None:
            waiting.append(inner)
        elif branches := syntax.choices(node):
            waiting += reversed(branches)
        elif (items := syntax.lists(document, node)) is not None:
            waiting += reversed(items)
        elif (wrapped := wrapped_by(document, syntax, node)) is not None:
            waiting.append(wrapped)
        else:
            yield node


def written(document: HostDocument, syntax: CodeSyntax, expression: Node) -> Written:
    """Reads the text that an expression writes."""
    result = Written()
    waiting: list[Node | Hole] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Hole):
            result.add(node)
            continue
        result.read.append(node)
        if node.type in syntax.literals:
            result.add(*_with_joins(document, syntax, node, result))
        elif node.type in syntax.groups and (inner := inside_of(node)) is not None:
            waiting.append(inner)
        elif (operands := sum_of(syntax, node)) is not None:
            waiting += reversed(operands)
        elif node.type not in syntax.calls or not _read_call(document, syntax, node, result, waiting):
            result.read.pop()
            span = document.span(node)
            result.add(Hole(span.start, span.end, document.text_of(node)))
    return result


def _read_call(document: HostDocument, syntax: CodeSyntax, node: Node, result: Written, waiting: list[Node | Hole]) -> bool:
    """Reads a call that writes a text of its arguments; False for any other call."""
    call = syntax.call(document, node)
    if call is None:
        return False
    if call.name in syntax.margins and call.receiver is not None and call.receiver.type in syntax.literals:
        result.add(*syntax.margins[call.name](document, call.receiver, call))
    elif (wrapped := _wrapped(syntax, call)) is not None:
        waiting.append(wrapped)
    elif call.receiver is not None and call.name in syntax.returning:
        waiting.append(call.receiver)
    elif call.receiver is not None and call.name in syntax.appending and len(call.arguments) == 1:
        waiting += [call.arguments[0][1], call.receiver]
    elif call.name in syntax.builders:
        waiting += [value for _, value in call.arguments[:1] if value.type in syntax.literals]
    elif (format := syntax.format(document, call)) is not None:
        language, template, arguments = format
        inner = written(document, syntax, template) if template.type not in syntax.calls else Written()
        if not inner.has_text:
            return False
        result.read += inner.read
        result.add(*formatted(inner.parts, language, [document.text_of(argument) for argument in arguments]))
    elif (join := syntax.join(document, call)) is not None:
        result.items += join.items
        separator = None if join.separator is None else text_of_literal(document, syntax, join.separator)
        waiting += reversed(_joined(document, node, join, separator))
    else:
        return False
    return True


def _with_joins(document: HostDocument, syntax: CodeSyntax, literal: Node, result: Written) -> Iterator[Part]:
    """Yields the parts of a literal, whose holes may be joins: ``"and(${clauses.joinToString()})"``."""
    holes = {document.offset(child.start_byte): child for child in literal.children if child.type == "interpolation"}
    for part in syntax.literal(document, literal):
        inner = holes[part.start].named_children if isinstance(part, Hole) and part.start in holes else []
        call = next((syntax.call(document, node) for node in inner if node.type in syntax.calls), None)
        join = call and syntax.join(document, call)
        if join and isinstance(part, Hole):
            result.items += join.items
            separator = None if join.separator is None else text_of_literal(document, syntax, join.separator)
            yield replace(part, joiner=separator)
        else:
            yield part


def _joined(document: HostDocument, call: Node, join: Join, separator: str | None) -> list[Node | Hole]:
    """The parts of a join: a hole for its items, between the texts before and after where these stand in the call."""
    code = document.text_of(call)
    if join.prefix is None or join.postfix is None or join.prefix.end_byte > join.postfix.start_byte:
        span = document.span(call)
        return [Hole(span.start, span.end, code, joiner=separator)]
    start, end = document.offset(join.prefix.end_byte), document.offset(join.postfix.start_byte)
    return [join.prefix, Hole(start, end, code, joiner=separator), join.postfix]


def text_of_literal(document: HostDocument, syntax: CodeSyntax, node: Node) -> str | None:
    """The text of a literal without holes; None for anything else."""
    if node.type not in syntax.literals:
        return None
    parts = syntax.literal(document, node)
    return parts[0].text if len(parts) == 1 and isinstance(parts[0], Decoded) else None


def children_of(node: Node | None) -> list[Node]:
    """The children of a node that have names in the grammar and are no comments."""
    return [] if node is None else [child for child in node.named_children if "comment" not in child.type]


def inside_of(node: Node) -> Node | None:
    """The node that a group stands for."""
    return next((child for child in reversed(node.children) if child.is_named and "comment" not in child.type), None)


def sum_of(syntax: CodeSyntax, node: Node) -> list[Node] | None:
    """The two operands of a sum."""
    if node.type not in syntax.sums or node.child_count < 3:
        return None
    operator = node.child_by_field_name("operator")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    return None if operator is None or operator.type != "+" or left is None or right is None else [left, right]


def wrapped_by(document: HostDocument, syntax: CodeSyntax, node: Node) -> Node | None:
    """The argument of a call that gives it back, such as ``langsmith.F("…")``."""
    call = syntax.call(document, node) if node.type in syntax.calls else None
    return None if call is None else _wrapped(syntax, call)


def _wrapped(syntax: CodeSyntax, call: CodeCall) -> Node | None:
    return call.arguments[0][1] if call.name in syntax.wrappers and len(call.arguments) == 1 else None


def name_of(document: HostDocument, syntax: CodeSyntax, node: Node) -> str | None:
    """The name of a variable, of a member, or of the function that is called without a receiver; None for anything else."""
    if node.type in syntax.calls:
        call = syntax.call(document, node)
        return None if call is None or call.receiver is not None or call.name in syntax.builders else call.name
    while node.type in syntax.names:
        if node.named_child_count == 0:
            return document.text_of(node)
        node = node.named_children[-1]
    return None
