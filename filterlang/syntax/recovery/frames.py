"""Frames: the brackets that are open while recovery reads, each with its arguments and the expression being read in it.

Owns the invariant that an infix operator is only kept together with its left operand, so that none can lack it.
"""

from __future__ import annotations

from filterlang.syntax.recovery.infix_operands import InfixOperand
from filterlang.syntax.recovery.operator_words import CALLS, LOGIC, NOT, TEXT_CALLS
from filterlang.syntax.recovery.tokens import Token
from filterlang.syntax.tree import Origin
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Bracket = Literal["root", "call", "group", "list", "subscript"]
    """The kinds of frames. The root stands for the whole text."""

CLOSING = {"call": ")", "group": ")", "list": "]", "subscript": "]"}
"""The bracket that closes a frame of each kind."""

OPENING = {")": "(", "]": "[", "}": "{"}
"""The bracket that each closing one belongs to."""


class PendingOperator:
    """An operator that waits for its right operand. ``left`` is its left operand; a prefix operator has none."""

    __slots__ = ("binding", "left", "operator", "span", "spelling")

    def __init__(self, operator: str, spelling: str, span: Span, binding: int, left: InfixOperand | None) -> None:
        self.operator: str = operator
        self.spelling: str = spelling
        self.span: Span = span
        self.binding: int = binding
        self.left: InfixOperand | None = left


class Frame:
    """An open bracket: the name or operand before it, the arguments read so far, and the expression being read.

    The expression consists of ``pending`` operators and the ``current`` operand behind them, which is None where an operand
    has to come next.
    """

    __slots__ = (
        "base", "callee", "closed_at", "commas", "current", "inside_value", "is_implied", "items", "kind", "opening", "origin",
        "pending", "start",
    )  # fmt: skip

    def __init__(
        self,
        kind: Bracket,
        start: int,
        opening: int,
        callee: str = "",
        base: InfixOperand | None = None,
        *,
        origin: Origin = Origin.REPAIRED,
        is_implied: bool = False,
        inside_value: bool = False,
    ) -> None:
        self.kind: Bracket = kind
        self.start: int = start
        self.opening: int = opening
        self.callee: str = callee
        self.base: InfixOperand | None = base
        self.origin: Origin = origin
        self.is_implied: bool = is_implied  # whether its opening bracket is missing in the text
        self.inside_value: bool = inside_value  # whether it stands in the place of a value, as a call of another language does
        self.closed_at: int | None = None  # the place where its closing bracket has to be put
        self.items: list[InfixOperand] = []
        self.commas: list[Token] = []
        self.pending: list[PendingOperator] = []
        self.current: InfixOperand | None = None

    @property
    def closing(self) -> str:
        """The bracket that closes it; empty for the root."""
        return CLOSING.get(self.kind, "")

    @property
    def expression_is_empty(self) -> bool:
        """Whether nothing of an expression has been read."""
        return self.current is None and not self.pending

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been read in it."""
        return self.expression_is_empty and not self.items and not self.commas

    @property
    def last_operator(self) -> PendingOperator | None:
        return self.pending[-1] if self.pending else None

    @property
    def has_left_operand(self) -> bool:
        """Whether an operator waits for a second operand."""
        return any(operator.left is not None for operator in self.pending)

    @property
    def follows_colon(self) -> bool:
        """Whether the last operator is the colon of a search bar clause."""
        return bool(self.pending) and self.pending[-1].spelling == ":"

    @property
    def takes_conditions(self) -> bool:
        """Whether conditions stand in it rather than a field and values."""
        return self.kind in ("root", "group") or self.callee.lower() in LOGIC

    @property
    def joins(self) -> bool:
        """Whether operands that stand side by side in it are joined by ``and`` rather than set apart by a comma."""
        return self.kind in ("root", "group")

    @property
    def is_comparison(self) -> bool:
        """Whether it is a call that takes a field and a value."""
        return self.kind == "call" and not self.takes_conditions and self.callee.lower() in CALLS - TEXT_CALLS

    @property
    def takes_value(self) -> bool:
        """Whether a value has to come next, so that loose words are a text without quotes."""
        behind_field = bool(self.items) or self.callee.lower() in TEXT_CALLS
        return self.kind == "list" or (self.kind == "call" and not self.takes_conditions and behind_field)

    def add_negation(self, spelling: str, start: int, end: int) -> None:
        """Adds ``not`` in front of the operand to come."""
        self.pending.append(PendingOperator("not", spelling, Span(start, end), NOT, None))
