"""Infix expressions as calls: the tree of an expression, and the edits that write it.

Owns the invariant that the edits are small: they put call syntax around operands and leave the text of the operands as it is.
"""

from collections.abc import Sequence
from itertools import pairwise

from filterlang.syntax.lowered import Part
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.infix_comparisons import comparison
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand
from filterlang.syntax.recovery.operator_words import FLAGS, LOGIC, RANGES
from filterlang.syntax.strings import ESCAPES, has_escaped_pattern, quote
from filterlang.syntax.tree import Call, Name, Node, Origin, String, Subscript
from filterlang.text.edits import Edit, insert, replace
from filterlang.text.source import Span


class Rewriting:
    """The calls that an infix expression becomes, and the edits that write them.

    ``safe`` says whether the calls are certain to mean what the expression does; ``lost`` is the reason why they may not.
    """

    __slots__ = ("edits", "lost", "origin", "parts", "safe", "text")

    def __init__(self, text: str, origin: Origin) -> None:
        self.text: str = text
        self.origin: Origin = origin
        self.edits: list[Edit] = []
        self.parts: list[Part] = []
        self.safe: bool = True
        self.lost: str = ""


class _Step:
    """An operand to rewrite; ``first_edit`` is the index of its first edit once its own operands are being rewritten."""

    __slots__ = ("first_edit", "is_condition", "operand")

    def __init__(self, operand: InfixOperand, *, is_condition: bool) -> None:
        self.operand = operand
        self.is_condition = is_condition
        self.first_edit: int | None = None


def rewrite(text: str, root: InfixOperand, origin: Origin) -> tuple[Node, Rewriting]:
    """The tree of an infix expression and how it is written, made from the inside out and without recursion."""
    rewriting = Rewriting(text, origin)
    results: list[Node] = []
    steps = [_Step(root, is_condition=False)]
    while steps:
        step = steps.pop()
        operand, infix = step.operand, step.operand.infix
        joins = infix is not None and infix.operator in LOGIC
        if step.first_edit is None:
            step.first_edit = len(rewriting.edits)
            rewriting.edits += [*operand.edits, *(Edit(bracket, "") for bracket in operand.brackets)]
            if infix is not None and joins:
                _open(rewriting, infix, operand)
                steps += [step, *(_Step(part, is_condition=True) for part in reversed(infix.operands))]
                continue
        if infix is None:
            node = _condition(rewriting, operand) if step.is_condition else operand.node
        elif joins:
            arguments = tuple(results[-len(infix.operands) :])
            del results[-len(infix.operands) :]
            rewriting.edits.append(insert(operand.outer_end, ")"))
            node = operand.call(infix.operator, arguments, origin)
        else:
            node = _comparison(rewriting, infix, operand)
        results.append(node)
        span = Span(operand.outer_start, operand.outer_end)
        rewriting.parts.append(Part(node, span, step.first_edit, len(rewriting.edits), joins))
    return results[0], rewriting


def _open(rewriting: Rewriting, infix: Infix, operand: InfixOperand) -> None:
    """Writes the operator of a logical expression in front of its operands, and commas between them."""
    if infix.operator == "not":
        rewriting.edits.append(replace(operand.start, infix.operands[0].outer_start, "not("))
        return
    rewriting.edits.append(insert(operand.outer_start, f"{infix.operator}("))
    rewriting.edits += (replace(left.outer_end, right.outer_start, ", ") for left, right in pairwise(infix.operands))


def _condition(rewriting: Rewriting, operand: InfixOperand) -> Node:
    """A bare operand in the place of a condition: a text is searched for; the checker knows what a name can stand for."""
    node = operand.node
    if isinstance(node, String) or (rewriting.origin is Origin.SEARCH_BAR and operand.word):
        text = node.value if isinstance(node, String) else rewriting.text[operand.start : operand.end]
        rewriting.edits.append(replace(operand.start, operand.end, f"search({quote(text)})"))
        rewriting.safe = rewriting.safe and rewriting.origin is Origin.SEARCH_BAR
        return operand.call("search", (String(text, operand.start, operand.end),), rewriting.origin)
    if isinstance(node, (Name, Subscript)):
        rewriting.safe = rewriting.safe and isinstance(node, Name) and node.id.startswith(FLAGS)
    return node


def _comparison(rewriting: Rewriting, infix: Infix, whole: InfixOperand) -> Node:
    """The call of a comparison, written anew where its two sides do not stand in the text in its order."""
    call = comparison(infix, whole, rewriting.origin)
    if call.operator != infix.operator and _is_guessed(call):
        rewriting.lost = ESCAPES
    rewriting.safe = rewriting.safe and not rewriting.lost and _is_certain(infix, call)
    if _keeps_sides(infix, call):
        rewriting.edits += _edits_around(infix.operands[0], infix.operands[-1], call)
    else:
        rewriting.edits.append(replace(whole.start, whole.end, print_line(call)))
    return call


def _keeps_sides(infix: Infix, call: Call) -> bool:
    """Whether both sides of a comparison stand in the text as they do in its call."""
    left, right = infix.operands[0], infix.operands[-1]
    stand = len(infix.operands) == 2 and right.infix is None and bool(infix.spelling) and left.start < left.end
    return stand and call.operator == infix.operator and call.arguments[0] is left.node


def _edits_around(left: InfixOperand, right: InfixOperand, call: Call) -> Sequence[Edit]:
    """The edits that put call syntax around the two sides of a comparison."""
    value = call.arguments[1]
    return (
        *right.edits,
        insert(left.outer_start, f"{call.operator}("),
        replace(left.outer_end, right.outer_start, ", "),
        *(() if value is right.node else (replace(right.start, right.end, print_line(value)),)),
        insert(right.outer_end, ")"),
    )


def _is_certain(infix: Infix, call: Call) -> bool:
    """Whether a call has all that its comparison has, and nothing of it was guessed."""
    left, right = infix.operands[0], infix.operands[-1]
    keeps_all = left.infix is None and (right.infix is None or call.operator in ("in", "and"))
    repeats_word = not infix.spelling and right.word
    is_half_a_range = infix.operator in RANGES and len(call.arguments) < 2
    return keeps_all and not repeats_word and not is_half_a_range


def _is_guessed(call: Call) -> bool:
    """Whether a call has a pattern with escapes, which are not known to work."""
    pattern = call.arguments[-1]
    return call.operator == "like" and isinstance(pattern, String) and has_escaped_pattern(pattern.value)
