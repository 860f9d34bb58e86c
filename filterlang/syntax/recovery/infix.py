"""Infix expressions as recovery holds them, and what they become: calls, and the edits that write those calls.

Owns the invariant that one infix expression, however large, is one finding, and that its edits are small: they put call syntax
around operands and leave the operands' own text alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
import re

from filterlang.text.edits import Edit
from filterlang.text.source import Span
from filterlang.syntax.lowered import Part
from filterlang.syntax.numbers import number_value, plain_number
from filterlang.syntax.printer import print_line
from filterlang.text.edits import insert, replace
from filterlang.syntax.recovery.operator_words import CONSTANTS, FLAGS, MIRRORED
from filterlang.syntax.strings import ESCAPES, escape_pattern, has_escaped_pattern, quote
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Null, Number, Origin, String, Subscript

LOGICAL = ("and", "or")
ORDERINGS = ("gt", "gte", "lt", "lte")
PRESENCE = {"present": "neq", "absent": "eq"}
RANGES = {"between": ("and", "gte", "lte"), "notbetween": ("or", "lt", "gt")}
_STAR = re.compile(r"(?<!\\)\*")
_OPEN_BOUNDS = {"{": "gt", "}": "lt"}


@dataclass(slots=True)
class Operand:
    """Something that stands between operators: a node, or an infix expression not yet made into calls."""

    node: Node
    start: int
    end: int
    infix: "Infix | None" = None
    word: bool = False
    brackets: list[tuple[int, int]] = field(default_factory=list)
    """Where the parentheses around it stand."""
    edits: list[Edit] = field(default_factory=list)
    """What turns its own text into what it stands for."""


@dataclass(slots=True)
class Infix:
    """An operator over operands; ``spelling`` is how it was first written, ``start`` and ``end`` where.

    A comparison that is not spelled repeats the one before it, as in ``name = "a" or "b"``.
    """

    operator: str
    spelling: str
    start: int
    end: int
    operands: list[Operand]


def made(operator: str, arguments: tuple[Node, ...], start: int, end: int) -> Call:
    """A call that does not stand in the text as a call."""
    return Call(operator, arguments, start, end, Origin.INFIX)


def constant(word: Operand) -> Node | None:
    """The constant that a bare word spells in this or another language."""
    text = CONSTANTS.get(word.node.id.lower()) if isinstance(word.node, Name) else None
    if text is None:
        return None
    if text == "null":
        return Null(word.start, word.end)
    return Boolean(text == "true", word.start, word.end)


def value(operand: Operand) -> Node:
    """The operand as the value of a comparison: a bare word is a text."""
    if not (isinstance(operand.node, Name) and operand.word):
        return operand.node
    if number := plain_number(operand.node.id):
        return Number(number_value(number), operand.start, operand.end)
    return constant(operand) or String(operand.node.id, operand.start, operand.end)


class Lowering:
    """Makes calls out of infix expressions, from the inside out and without recursion, and collects the edits."""

    def __init__(self, text: str, bar: bool) -> None:
        self._text = text
        self._bar = bar
        self.edits: list[Edit] = []
        self.parts: list[Part] = []
        self.safe: bool = True
        self.lost: str = ""

    def lower(self, root: Operand) -> Node:
        results: list[Node] = []
        pending: list[tuple[Operand, bool, int | None]] = [(root, False, None)]  # operand, is a condition, its first edit
        while pending:
            operand, condition, first = pending.pop()
            infix = operand.infix
            joins = infix is not None and infix.operator in (*LOGICAL, "not")
            if first is None:
                first = len(self.edits)
                self.edits += [*operand.edits, *(replace(start, end, "") for start, end in operand.brackets)]
                if infix is not None and joins:
                    self._open(infix, operand)
                    pending.append((operand, condition, first))
                    pending += [(part, True, None) for part in reversed(infix.operands)]
                    continue
            if infix is None:
                node = self._condition(operand) if condition else operand.node
            elif joins:
                count = len(infix.operands)
                parts = tuple(results[-count:])
                del results[-count:]
                node = self._close(infix, parts, operand)
            else:
                node = self._comparison(infix, operand)
            results.append(node)
            span = Span(outer_start(operand), outer_end(operand))
            self.parts.append(Part(node, span, first, len(self.edits), joins))
        return results[0]

    def _open(self, infix: Infix, operand: Operand) -> None:
        if infix.operator == "not":
            self.edits.append(replace(operand.start, outer_start(infix.operands[0]), "not("))
            return
        self.edits.append(insert(outer_start(operand), f"{infix.operator}("))
        for left, right in pairwise(infix.operands):
            self.edits.append(replace(outer_end(left), outer_start(right), ", "))

    def _close(self, infix: Infix, parts: tuple[Node, ...], operand: Operand) -> Node:
        self.edits.append(insert(outer_end(operand), ")"))
        return made(infix.operator, parts, operand.start, operand.end)

    def _condition(self, operand: Operand) -> Node:
        """A bare operand where a condition belongs: a text is searched for; of a name the checker knows what it can ask."""
        node = operand.node
        if isinstance(node, String) or (self._bar and operand.word):
            text = node.value if isinstance(node, String) else self._text[operand.start : operand.end]
            self.edits.append(replace(operand.start, operand.end, f"search({quote(text)})"))
            self.safe = self.safe and self._bar
            return made("search", (String(text, operand.start, operand.end),), operand.start, operand.end)
        if isinstance(node, (Name, Subscript)):
            self.safe = self.safe and isinstance(node, Name) and node.id.startswith(FLAGS)
        return node

    def _comparison(self, infix: Infix, whole: Operand) -> Node:
        call = comparison(infix, whole, self._bar)
        parts_kept = infix.operands[0].infix is None and (infix.operands[-1].infix is None or call.operator in ("in", "and"))
        if call.operator != infix.operator and _is_guessed(call):
            self.lost = ESCAPES
        repeated_word = not infix.spelling and infix.operands[-1].word
        self.safe = self.safe and parts_kept and not (self.lost or repeated_word or _is_half(infix, call))
        left, right = infix.operands[0], infix.operands[-1]
        if (
            len(infix.operands) != 2
            or right.infix
            or not infix.spelling
            or left.start == left.end
            or call.operator != infix.operator
            or call.arguments[0] is not left.node
        ):
            self.edits.append(replace(whole.start, whole.end, print_line(call)))
            return call
        start, end = outer_start(left), outer_end(right)
        self.edits += right.edits
        self.edits += (insert(start, f"{call.operator}("), replace(outer_end(left), outer_start(right), ", "))
        if call.arguments[1] is not right.node:
            self.edits.append(replace(right.start, right.end, print_line(call.arguments[1])))
        self.edits.append(insert(end, ")"))
        return call


def _is_half(infix: Infix, call: Call) -> bool:
    """Whether a range has only one bound."""
    return infix.operator in RANGES and len(call.arguments) < 2


def _is_guessed(call: Call) -> bool:
    """Whether a pattern was made whose signs are taken literally, which is not known to work."""
    pattern = call.arguments[-1]
    return call.operator == "like" and isinstance(pattern, String) and has_escaped_pattern(pattern.value)


def comparison(infix: Infix, whole: Operand, bar: bool) -> Call:
    """The call that an infix comparison of one, two or (for a range) three operands stands for."""
    start, end = whole.start, whole.end
    left, right = infix.operands[0], infix.operands[-1]
    operator, subject, object_ = infix.operator, left.node, value(right)
    if operator == "chain":
        return _chain(infix, whole, bar)
    if operator in PRESENCE:
        return made(PRESENCE[operator], (subject, Null(infix.start, infix.end)), start, end)
    if operator in RANGES:
        return _range(infix, whole)
    joint = right.infix.operator if right.infix else ""
    options = _options(right) if operator == "eq" or (operator, joint) == ("neq", "or") else ()
    if options and (joint == "and" or operator == "neq"):
        return made("and", tuple(made(operator, (subject, option), start, end) for option in options), start, end)
    if options:
        return made("in", (subject, List(options, right.start, right.end)), start, end)
    if left.word and isinstance(left.node, Name) and left.node.id[0].isdigit():
        subject = String(left.node.id, left.start, left.end)
    if operator in MIRRORED and right.word and is_literal(subject):
        operator = operator if isinstance(left.node, List) else MIRRORED[operator]
        return made(operator, (right.node, subject), start, end)
    if bar and right.word and isinstance(object_, String) and "*" in object_.value:
        return _glob(subject, object_, whole)
    return made(operator, (subject, object_), start, end)


def _chain(infix: Infix, whole: Operand, bar: bool) -> Call:
    """``1 < latency < 5``: two comparisons with one operand in common."""
    left, middle, right = infix.operands[0], infix.operands[1], infix.operands[-1]
    pairs = ((left, middle), (middle, right))
    tests = [
        Infix(part, part, whole.start, whole.end, list(pair)) for part, pair in zip(infix.spelling.split(), pairs, strict=True)
    ]
    return made("and", tuple(comparison(test, whole, bar) for test in tests), whole.start, whole.end)


def _range(infix: Infix, whole: Operand) -> Call:
    """``between 1 and 5``, ``between [1, 5]``, and the search bar's ``{1 TO 5}``, whose braces leave the bounds out."""
    logical, low, high = RANGES[infix.operator]
    low = _OPEN_BOUNDS.get(infix.spelling[0], low)
    high = _OPEN_BOUNDS.get(infix.spelling[-1], high)
    values = tuple(value(bound) for bound in infix.operands[1:])
    listed = values[0].items if isinstance(values[0], List) else ()
    bounds = listed if len(listed) == 2 else values
    calls = zip((low, high), bounds, strict=False)
    subject = infix.operands[0].node
    return made(
        logical, tuple(made(op, (subject, bound), whole.start, whole.end) for op, bound in calls), whole.start, whole.end
    )


def _glob(subject: Node, text: String, whole: Operand) -> Call:
    """``name:doc*``: a star is any text, a star alone any value, and a star behind a backslash a star."""
    if text.value == "*":
        return made("exists", (subject,), whole.start, whole.end)
    pieces = [piece.replace("\\*", "*") for piece in _STAR.split(text.value)]
    if len(pieces) == 1:
        return made("eq", (subject, String(pieces[0], text.start, text.end)), whole.start, whole.end)
    pattern = "%".join(map(escape_pattern, pieces))
    return made("like", (subject, String(pattern, text.start, text.end)), whole.start, whole.end)


def _options(operand: Operand) -> tuple[Node, ...]:
    """The values of ``(a or b)`` and ``(a and b)``, where a comparison has them on its right."""
    infix = operand.infix
    if infix is None or infix.operator not in LOGICAL or any(part.infix for part in infix.operands):
        return ()
    values = tuple(value(part) for part in infix.operands)
    return values if all(map(is_literal, values)) else ()


def is_literal(node: Node) -> bool:
    """Whether a node is a value as the language writes it."""
    return isinstance(node, (String, Number, Boolean, Null, List))


def outer_start(operand: Operand) -> int:
    """Where an operand starts, its parentheses included."""
    return min([operand.start, *(start for start, _ in operand.brackets)])


def outer_end(operand: Operand) -> int:
    """Where an operand ends, its parentheses included."""
    return max([operand.end, *(end for _, end in operand.brackets)])


def parts(operand: Operand) -> Iterator[Operand]:
    """An operand and all operands inside its infix expression."""
    pending = [operand]
    while pending:
        part = pending.pop()
        yield part
        if part.infix:
            pending.extend(part.infix.operands)
