"""Arguments with names: ``eq(field="status", value="error")`` and ``eq(status="error")``."""

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand, value
from filterlang.syntax.recovery.operator_words import ARGUMENT_NAMES, NAMING
from filterlang.syntax.recovery.state import State
from filterlang.syntax.syntax_rules import KEYWORD_ARGUMENT
from filterlang.syntax.tree import Name, String
from filterlang.text.edits import Edit, replace
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class _Unnamed:
    """The arguments that stand behind a name, and the edits that leave the name out."""

    operands: tuple[InfixOperand, ...]
    edits: tuple[Edit, ...]


def take_names_out(state: State, frame: Frame) -> None:
    """Puts arguments without names in the place of those with names, and reports the names as one finding."""
    operands: list[InfixOperand] = []
    edits: list[Edit] = []
    for item in frame.items:
        unnamed = _unnamed(item, is_only=len(frame.items) == 1, is_first=not operands)
        operands += unnamed.operands
        edits += unnamed.edits
    frame.items = operands
    if edits:
        fix = Fix("write only the values", tuple(edits))
        state.findings.add(KEYWORD_ARGUMENT, "arguments have no names", edits[0].span, fix=fix)


def _unnamed(item: InfixOperand, *, is_only: bool, is_first: bool) -> _Unnamed:
    """An argument without its name; the name of the only argument is its field."""
    infix = item.infix
    name = infix.operands[0].node if infix and infix.spelling in NAMING else None
    if infix is not None and isinstance(name, Name):
        if is_only:
            return _field_and_value(infix)
        if name.id.lower() in ARGUMENT_NAMES:
            return _without_name(infix, is_first=is_first)
    return _Unnamed((item,), ())


def _field_and_value(infix: Infix) -> _Unnamed:
    """``eq(status="error")``."""
    left, right = infix.operands[0], infix.operands[1]
    node = value(right)
    edits = [replace(left.end, right.start, ", ")]
    if node is not right.node:
        edits.append(replace(right.start, right.end, print_line(node)))
    return _Unnamed((left, InfixOperand(node, right.start, right.end)), tuple(edits))


def _without_name(infix: Infix, *, is_first: bool) -> _Unnamed:
    """``value="error"``; in ``field="status"`` the field loses its quotes."""
    left, right = infix.operands[0], infix.operands[1]
    edits = [replace(left.start, right.start, "")]
    node = right.node
    if isinstance(node, String) and is_first:
        node = Name(node.value, right.start, right.end)
        edits.append(replace(right.start, right.end, print_line(node)))
    return _Unnamed((InfixOperand(node, right.start, right.end, word=right.word),), tuple(edits))
