"""The open brackets that recovery keeps while it reads."""

from dataclasses import dataclass, field

from filterlang.syntax.recovery.infix import Operand
from filterlang.syntax.recovery.tokens import Token
from filterlang.syntax.recovery.operator_words import CALLS, LOGIC, TEXT_CALLS


@dataclass(slots=True)
class Frame:
    """An open bracket: what stands before it, the arguments done so far, and the expression being read."""

    kind: str  # root, call, group, list, subscript, object
    start: int
    opening: int
    callee: str = ""
    base: Operand | None = None
    items: list[Operand] = field(default_factory=list)
    commas: list[Token] = field(default_factory=list)
    operands: list[Operand] = field(default_factory=list)
    operators: list[tuple[str, str, int, int, int]] = field(default_factory=list)  # operator, spelling, start, end, binding
    ready: bool = True  # an operand is to come, not an operator
    implied: bool = False  # its opening bracket is missing in the text
    closed_at: int | None = None  # where its closing bracket has to be put
    inside_value: bool = False  # it stands where a value belongs, as in a call of another language

    @property
    def conditions(self) -> bool:
        """Whether conditions stand in it rather than a field and values."""
        return self.kind in ("root", "group") or self.callee.lower() in LOGIC

    @property
    def joins(self) -> bool:
        """Whether what stands side by side in it is to be joined, rather than set apart by a comma."""
        return self.kind in ("root", "group")

    @property
    def compares(self) -> bool:
        """Whether it is a call that takes a field and a value."""
        return self.kind == "call" and not self.conditions and self.callee.lower() in CALLS - TEXT_CALLS

    @property
    def values(self) -> bool:
        """Whether a value is to come, so that loose words are a text without quotes."""
        first = bool(self.items) or self.callee.lower() in TEXT_CALLS
        return self.kind == "list" or (self.kind == "call" and not self.conditions and first)
