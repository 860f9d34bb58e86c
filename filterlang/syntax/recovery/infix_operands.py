"""Operands: the nodes between infix operators, and the infix expressions that have not become calls yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from filterlang.syntax.numbers import number_value, plain_number
from filterlang.syntax.recovery.operator_words import CONSTANTS
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Null, Number, Origin, String
from filterlang.text.edits import Edit
from filterlang.text.source import Span


class InfixOperand:
    """A node between operators, or an infix expression that has not become calls yet; ``node`` is then its first operand.

    ``word`` says whether it is a bare word of the text, ``brackets`` are the places of the parentheses around it, and ``edits``
    turn its own text into its node.
    """

    __slots__ = ("brackets", "edits", "end", "infix", "node", "start", "word")

    def __init__(
        self,
        node: Node,
        start: int,
        end: int,
        infix: Infix | None = None,
        *,
        word: bool = False,
        brackets: Iterable[Span] = (),
    ) -> None:
        self.node: Node = node
        self.start: int = start
        self.end: int = end
        self.infix: Infix | None = infix
        self.word: bool = word
        self.brackets: list[Span] = list(brackets)
        self.edits: list[Edit] = []

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def outer_start(self) -> int:
        """The place where it starts, its parentheses included."""
        return min([self.start, *(bracket.start for bracket in self.brackets)]) if self.brackets else self.start

    @property
    def outer_end(self) -> int:
        """The place where it ends, its parentheses included."""
        return max([self.end, *(bracket.end for bracket in self.brackets)]) if self.brackets else self.end

    @property
    def bare_infix(self) -> Infix | None:
        """Its infix expression, where no parentheses set it apart from the operators around it."""
        return None if self.brackets else self.infix

    @property
    def is_plain(self) -> bool:
        """Whether it is a node without operators and parentheses."""
        return self.infix is None and not self.brackets

    @property
    def is_loose(self) -> bool:
        """Whether it is a plain word or number, which may be a part of a text without quotes."""
        return self.is_plain and (self.word or isinstance(self.node, Number))

    def call(self, operator: str, arguments: tuple[Node, ...], origin: Origin) -> Call:
        """A call in its place."""
        return Call(operator, arguments, self.start, self.end, origin)


class Infix:
    """An operator over operands; ``spelling`` and ``span`` are those of the operator where it first stands.

    A comparison without a spelling repeats the one before it, as in ``name = "a" or "b"``.
    """

    __slots__ = ("operands", "operator", "span", "spelling")

    def __init__(self, operator: str, spelling: str, span: Span, operands: list[InfixOperand]) -> None:
        self.operator: str = operator
        self.spelling: str = spelling
        self.span: Span = span
        self.operands: list[InfixOperand] = operands


def bare_word(text: str, start: int, end: int) -> InfixOperand:
    """The operand for a word of the text."""
    return InfixOperand(Name(text, start, end), start, end, word=True)


def constant(word: InfixOperand) -> Node | None:
    """The constant that a bare word spells in this or another language."""
    text = CONSTANTS.get(word.node.id.lower()) if isinstance(word.node, Name) else None
    if text is None:
        return None
    if text == "null":
        return Null(word.start, word.end)
    return Boolean(text == "true", word.start, word.end)


def value(operand: InfixOperand) -> Node:
    """The operand as the value of a comparison: a bare word is a number, a constant or a text."""
    if not (isinstance(operand.node, Name) and operand.word):
        return operand.node
    if number := plain_number(operand.node.id):
        return Number(number_value(number), operand.start, operand.end)
    return constant(operand) or String(operand.node.id, operand.start, operand.end)


def is_literal(node: Node) -> bool:
    """Whether a node is a value as the language writes it."""
    return isinstance(node, (String, Number, Boolean, Null, List))


def parts(operand: InfixOperand) -> Iterator[InfixOperand]:
    """An operand and all operands inside its infix expression."""
    pending = [operand]
    while pending:
        part = pending.pop()
        yield part
        if part.infix:
            pending.extend(part.infix.operands)
