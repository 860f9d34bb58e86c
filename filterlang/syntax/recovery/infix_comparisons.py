"""The calls that infix comparisons stand for, by operator: ``a = 1``, ``a between 1 and 5``, ``1 < a < 5``, ``name:chat*``.

A writer of the table takes the comparison, the operand that it is, and where it comes from: infix operators or the search bar.
"""

from collections.abc import Callable
import re

from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand, is_literal, value
from filterlang.syntax.recovery.operator_words import JOINTS, MIRRORED, PRESENCE, RANGES
from filterlang.syntax.strings import escape_pattern
from filterlang.syntax.tree import Call, List, Name, Node, Null, Origin, String

_STAR = re.compile(r"(?<!\\)\*")
_OPEN_BOUNDS = {"{": "gt", "}": "lt"}
"""The operators for the bounds of a search bar range that it leaves out."""


def comparison(infix: Infix, whole: InfixOperand, origin: Origin) -> Call:
    """The call that an infix comparison of one, two or (for a range) three operands stands for."""
    return _WRITERS.get(infix.operator, _two_sided)(infix, whole, origin)


def _presence(infix: Infix, whole: InfixOperand, origin: Origin) -> Call:
    """``error is null``, ``error exists``."""
    null = Null(infix.span.start, infix.span.end)
    return whole.call(PRESENCE[infix.operator], (infix.operands[0].node, null), origin)


def _chain(infix: Infix, whole: InfixOperand, origin: Origin) -> Call:
    """``1 < latency < 5``: two comparisons with one operand in common."""
    left, middle, right = infix.operands[0], infix.operands[1], infix.operands[-1]
    pairs = zip(infix.spelling.split(), ([left, middle], [middle, right]), strict=True)
    infixes = (Infix(operator, operator, whole.span, pair) for operator, pair in pairs)
    return whole.call("and", tuple(comparison(each, whole, origin) for each in infixes), origin)


def _range(infix: Infix, whole: InfixOperand, origin: Origin) -> Call:
    """``between 1 and 5``, ``between [1, 5]``, and the search bar's ``{1 TO 5}``, whose braces leave the bounds out."""
    logical, low, high = RANGES[infix.operator]
    operators = (_OPEN_BOUNDS.get(infix.spelling[0], low), _OPEN_BOUNDS.get(infix.spelling[-1], high))
    values = tuple(value(bound) for bound in infix.operands[1:])
    listed = values[0].items if isinstance(values[0], List) else ()
    bounds = listed if len(listed) == 2 else values
    subject = infix.operands[0].node
    calls = (whole.call(operator, (subject, bound), origin) for operator, bound in zip(operators, bounds, strict=False))
    return whole.call(logical, tuple(calls), origin)


def _equality(infix: Infix, whole: InfixOperand, origin: Origin) -> Call:
    """``status = ("error" or "pending")`` becomes ``in``; values that all have to equal, or to differ, become ``and``."""
    subject, right = infix.operands[0].node, infix.operands[-1]
    joint = right.infix.operator if right.infix else ""
    options = _options(right) if infix.operator == "eq" or joint == "or" else ()
    if not options:
        return _two_sided(infix, whole, origin)
    if joint == "and" or infix.operator == "neq":
        return whole.call("and", tuple(whole.call(infix.operator, (subject, option), origin) for option in options), origin)
    return whole.call("in", (subject, List(options, right.start, right.end)), origin)


def _two_sided(infix: Infix, whole: InfixOperand, origin: Origin) -> Call:
    """A field, an operator and a value, or the value first."""
    operator, left, right = infix.operator, infix.operands[0], infix.operands[-1]
    subject, object_ = _subject(left), value(right)
    if operator in MIRRORED and right.word and is_literal(subject):
        mirrored = operator if isinstance(left.node, List) else MIRRORED[operator]
        return whole.call(mirrored, (right.node, subject), origin)
    if origin is Origin.SEARCH_BAR and right.word and isinstance(object_, String) and "*" in object_.value:
        return _glob(subject, object_, whole, origin)
    return whole.call(operator, (subject, object_), origin)


_WRITERS: dict[str, Callable[[Infix, InfixOperand, Origin], Call]] = {
    "chain": _chain,
    **dict.fromkeys(PRESENCE, _presence),
    **dict.fromkeys(RANGES, _range),
    **dict.fromkeys(("eq", "neq"), _equality),
}
"""How a comparison becomes a call, by its operator; any other has two sides."""


def _subject(left: InfixOperand) -> Node:
    """The left operand; a word that begins with a digit is a value."""
    is_value = left.word and isinstance(left.node, Name) and left.node.id[0].isdigit()
    return String(left.node.id, left.start, left.end) if is_value and isinstance(left.node, Name) else left.node


def _glob(subject: Node, text: String, whole: InfixOperand, origin: Origin) -> Call:
    r"""``name:doc*``: a star is any text, a star by itself any value, and ``\*`` a star."""
    if text.value == "*":
        return whole.call("exists", (subject,), origin)
    pieces = [piece.replace("\\*", "*") for piece in _STAR.split(text.value)]
    if len(pieces) == 1:
        return whole.call("eq", (subject, String(pieces[0], text.start, text.end)), origin)
    pattern = "%".join(map(escape_pattern, pieces))
    return whole.call("like", (subject, String(pattern, text.start, text.end)), origin)


def _options(operand: InfixOperand) -> tuple[Node, ...]:
    """The values of ``(a or b)`` and ``(a and b)`` on the right of a comparison."""
    infix = operand.infix
    if infix is None or infix.operator not in JOINTS or any(part.infix for part in infix.operands):
        return ()
    values = tuple(value(part) for part in infix.operands)
    return values if all(map(is_literal, values)) else ()
