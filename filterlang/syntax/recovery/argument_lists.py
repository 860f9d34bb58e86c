"""What the operands between two brackets come to: arguments, list items, a subscript's key, the whole filter.

Owns the invariant that each operand that is not of the language is reported here, once, with what to write instead.
"""

from itertools import pairwise
import re

from filterlang.syntax.syntax_rules import (
    ARITHMETIC,
    BARE_WORD,
    EMPTY_FILTER,
    FOREIGN_LITERAL,
    INFIX,
    KEYWORD_ARGUMENT,
    MISMATCHED_BRACKET,
    NEEDLESS_PARENTHESES,
    NOT_A_FILTER,
    NOT_UNDERSTOOD,
    QUOTED_FILTER,
    SEARCH_BAR,
    SIDE_BY_SIDE,
    SUBSCRIPT,
    SURPLUS_COMMA,
    SWAPPED_ARGUMENTS,
)
from filterlang.text.edits import Edit
from filterlang.text.source import Span
from filterlang.syntax.lowered import Lowered
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.findings import Findings
from filterlang.text.edits import replace
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.loose import bare_word, json_object, json_pair
from filterlang.syntax.recovery.infix import (
    Infix,
    Lowering,
    Operand,
    constant,
    is_literal,
    outer_end,
    outer_start,
    parts,
    value,
)
from filterlang.syntax.recovery.operator_words import ARGUMENT_NAMES, FIELD_NAME, MIRRORED, NAMING, TEXT_CALLS
from filterlang.syntax.strings import quote
from filterlang.text.display import clip
from filterlang.syntax.tree import Call, List, Missing, Name, Node, Origin, String, Subscript, Unknown

_CALL_LIKE = re.compile(r"\s*\w+\s*\(|\s*\w+\s*(?:=|<|>|!=)")
_HOLE = re.compile(r"\{\{?\s*[\w.]+\s*\}\}?")
_SHOWN = 400  # a rewritten expression is spelled out in the help up to this length
_OTHER_LINE = re.compile(r"[^\S\n]*\n\s*(?:\S|(?:and|or)\s*\(.*)", re.IGNORECASE | re.DOTALL)


def close_root(text: str, findings: Findings, frame: Frame) -> Node:
    """The whole filter."""
    if not frame.items or all(isinstance(item.node, Missing) for item in frame.items):
        if not findings.any:
            findings.add(EMPTY_FILTER, "the filter is empty", 0, len(text), help="leave the parameter out to select every run")
        return Missing(0, len(text))
    if len(frame.items) > 1:
        first, last = frame.items[0], frame.items[-1]
        place = frame.commas[0].start if frame.commas else first.end
        infix = Infix("and", ",", place, place + 1, frame.items)
        return condition(text, findings, Operand(first.node, first.start, last.end, infix))
    if frame.commas:
        comma = frame.commas[-1]
        findings.habit(SURPLUS_COMMA, "this comma separates nothing", comma.start, comma.end, "", "remove the comma")
    root = frame.items[0]
    if root.infix or root.brackets or isinstance(root.node, Call):
        return condition(text, findings, root)
    return _not_a_filter(text, findings, root)


def _not_a_filter(text: str, findings: Findings, root: Operand) -> Node:
    node = root.node
    start, end = root.start, root.end
    if isinstance(node, String):
        if _CALL_LIKE.match(node.value):
            findings.add(
                QUOTED_FILTER,
                "the whole filter is inside quotes",
                start,
                end,
                [replace(start, end, node.value)],
                fix="remove the outer quotes",
            )
        else:
            edits = [replace(start, end, f"search({quote(node.value)})")]
            findings.add(
                NOT_A_FILTER,
                "a text by itself is not a filter",
                start,
                end,
                edits,
                fix=f"search for it: search({quote(node.value)})",
                safe=False,
            )
    elif isinstance(node, Name):
        findings.add(
            NOT_A_FILTER, "a name by itself is not a filter", start, end, help='a filter is a call, such as eq(status, "error")'
        )
    elif not findings.any:
        findings.add(
            NOT_A_FILTER,
            "a value by itself is not a filter",
            start,
            end,
            help='a filter is a call, such as eq(status, "error")',
        )
    return node


def close_call(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    """The call that a frame held."""
    if frame.conditions:
        arguments = [condition(text, findings, item, index) for index, item in enumerate(frame.items)]
        return Call(frame.callee, tuple(arguments), frame.start, end, _origin(text, frame))
    if not frame.inside_value:
        _unname(findings, frame)
    for item in frame.items[:1]:
        if item.word and frame.callee.lower() not in TEXT_CALLS and (found := constant(item)) is not None:
            item.node, item.word = found, False
    operator, items = _alternatives(text, findings, frame), frame.items
    if len(items) == 2 and is_literal(items[0].node) and not items[0].infix and items[1].word and constant(items[1]) is None:
        return _swapped(text, findings, frame, end)
    arguments = [_argument(text, findings, frame, index) for index in range(len(items))]
    return Call(operator, tuple(arguments), frame.start, end, _origin(text, frame, operator))


def _origin(text: str, frame: Frame, operator: str = "") -> Origin:
    """Whether a call stands in the text as the language writes it: its operator, then a parenthesis."""
    named = text[frame.start : frame.opening].rstrip() == frame.callee == (operator or frame.callee)
    return Origin.WRITTEN if named and text.startswith("(", frame.opening) else Origin.REPAIRED


def _alternatives(text: str, findings: Findings, frame: Frame) -> str:
    """``eq(status, "error" or "pending")``: one of several values is asked for with ``in``."""
    item = frame.items[1] if len(frame.items) == 2 else None
    infix = item.infix if item else None
    if item is None or infix is None or infix.operator != "or" or frame.callee != "eq" or item.brackets:
        return frame.callee
    options = [value(part) for part in infix.operands]
    if any(part.infix or not is_literal(node) for part, node in zip(infix.operands, options, strict=True)):
        return frame.callee
    listed = List(tuple(options), item.start, item.end)
    edits = [replace(frame.start, frame.start + 2, "in"), replace(item.start, item.end, print_line(listed))]
    findings.add(
        INFIX,
        "there is no infix `or` in a filter",
        infix.start,
        infix.end,
        edits,
        fix=f"write in(…, {clip(print_line(listed), 200)})",
    )
    frame.items[1] = Operand(listed, item.start, item.end)
    return "in"


def _unname(findings: Findings, frame: Frame) -> None:
    """``eq(status="error")`` and ``eq(field="status", value="error")``: take the names out of the arguments."""
    items: list[Operand] = []
    edits: list[Edit] = []
    for item in frame.items:
        infix = item.infix
        left = infix.operands[0] if infix else item
        if infix is None or infix.spelling not in NAMING or not isinstance(left.node, Name):
            items.append(item)
        elif left.node.id.lower() in ARGUMENT_NAMES and len(frame.items) > 1:
            right = infix.operands[1]
            field = (
                Name(right.node.value, right.start, right.end) if isinstance(right.node, String) and not items else right.node
            )
            edits.append(replace(left.start, right.start, ""))
            if field is not right.node:
                edits.append(replace(right.start, right.end, print_line(field)))
            items.append(Operand(field, right.start, right.end, word=right.word))
        elif len(frame.items) == 1:
            right = infix.operands[1]
            node = value(right)
            edits.append(replace(left.end, right.start, ", "))
            if node is not right.node:
                edits.append(replace(right.start, right.end, print_line(node)))
            items += (left, Operand(node, right.start, right.end))
        else:
            items.append(item)
    if edits:
        findings.add(
            KEYWORD_ARGUMENT,
            "arguments have no names",
            edits[0].span.start,
            edits[0].span.end,
            edits,
            fix="write only the values",
        )
    frame.items = items


def _swapped(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    literal, field = frame.items
    operator = frame.callee if isinstance(literal.node, List) else MIRRORED.get(frame.callee, frame.callee)
    edits = [
        replace(frame.start, frame.start + len(frame.callee), operator),
        replace(literal.start, literal.end, text[field.start : field.end]),
        replace(field.start, field.end, text[literal.start : literal.end]),
    ]
    safe = operator == frame.callee or operator in ("in", "has")
    call = Call(operator, (field.node, literal.node), frame.start, end, _origin(text, frame, operator))
    message, advice = "the field comes first, the value second", f"write {clip(print_line(call), 200)}"
    findings.add(SWAPPED_ARGUMENTS, message, literal.start, field.end, edits, fix=advice, safe=safe)
    return call


def _argument(text: str, findings: Findings, frame: Frame, index: int) -> Node:
    """An argument of a comparison: first the field, then values."""
    item = frame.items[index]
    if index == 0 and item.word and item.infix is None and frame.callee.lower() not in TEXT_CALLS:
        if isinstance(item.node, Name) and not FIELD_NAME.fullmatch(item.node.id):
            message = f"`{clip(item.node.id, 40)}` is not a field's name"
            findings.add(NOT_UNDERSTOOD, message, item.start, item.end, node=item.node)
        if item.brackets:
            edits = [replace(start, end, "") for start, end in item.brackets]
            findings.add(
                NEEDLESS_PARENTHESES, "only calls have parentheses", item.brackets[0][0], item.start, edits, fix="remove them"
            )
        return item.node
    if frame.inside_value and (item.infix or item.word):
        return Unknown(text[item.start : item.end], item.start, item.end)
    return _value(text, findings, item)


def close_list(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    """The list that a frame held."""
    return List(tuple(_value(text, findings, item) for item in frame.items), frame.start, end)


def close_subscript(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    """``base[key]``; the checker knows what to write instead."""
    assert frame.base is not None
    key = value(frame.items[0]) if frame.items else Missing(end - 1, end)
    node = Subscript(frame.base.node, key, frame.start, end)
    if not isinstance(frame.base.node, Subscript):
        findings.add(
            SUBSCRIPT,
            "there are no subscripts in a filter",
            frame.start,
            end,
            help="write a pair of conditions for a key",
            node=node,
        )
    return node


def _value(text: str, findings: Findings, item: Operand) -> Node:
    """An operand in a value's place."""
    start, end = item.start, item.end
    if item.infix or item.brackets:
        return json_pair(findings, item) or condition(text, findings, item, in_value=True)
    if item.word:
        found = constant(item)
        written = text[start:end]
        if found is None:
            return bare_word(findings, written, start, end)
        spelled = print_line(found)
        if written != spelled:
            findings.add(
                FOREIGN_LITERAL,
                f"`{written}` is spelled {spelled} in a filter",
                start,
                end,
                [replace(start, end, spelled)],
                fix=f"write {spelled}",
            )
        return found
    if isinstance(item.node, Unknown) and item.node.text.startswith("{") and not _HOLE.fullmatch(item.node.text):
        return json_object(findings, item.node)
    if item.edits:
        findings.add(MISMATCHED_BRACKET, "a list stands between [ and ]", start, start + 1, item.edits, fix="write [ and ]")
    return item.node


def condition(text: str, findings: Findings, item: Operand, index: int = 0, *, in_value: bool = False) -> Node:
    """An operand in a condition's place: an infix expression becomes calls, and is one finding.

    In a value there is no place for one, so what it becomes is a guess.
    """
    start, end = item.start, item.end
    if item.infix is None and not item.brackets:
        if item.word and index and isinstance(item.node, Name):
            message = f"`{clip(item.node.id, 40)}` by itself is not a condition"
            findings.add(BARE_WORD, message, start, end, help="compare it: eq(field, value)", node=item.node)
        return item.node
    inside = list(parts(item))
    infixes = [part.infix for part in inside if part.infix]
    if any(infix.operator in ("+", "-", "bounds") for infix in infixes):
        node = Unknown(text[start:end], start, end)
        advice = "compute the value first and write the result"
        findings.add(ARITHMETIC, "a filter cannot calculate", start, end, help=advice, node=node)
        return node
    bar = any(infix.spelling == ":" for infix in infixes) or any(infix.spelling[:1] in ("[", "{") for infix in infixes)
    lowering = Lowering(text, bar)
    tree = lowering.lower(item)
    mixed = bar and any(infix.spelling in (",", "|", "&") for infix in infixes)
    patterns = any(infix.operator in ("regex", "notregex") for infix in infixes)
    joins_lines = any(_joins_lines(text, infix) for infix in infixes)
    safe = lowering.safe and not (mixed or patterns or in_value or joins_lines or findings.left_out(start - 2, end + 2))
    shown = print_line(tree) if end - start <= _SHOWN and not patterns else ""
    advice = f"write {shown}" if shown else "write it as calls"
    advice = f"{advice}; {lowering.lost}" if lowering.lost else advice
    spelled = min((infix for infix in infixes if infix.spelling not in ("", ",")), key=lambda infix: infix.start, default=None)
    if bar:
        found = findings.add(SEARCH_BAR, "this is the search bar's language", start, end, lowering.edits, fix=advice, safe=safe)
    elif spelled:
        kind = "prefix" if spelled.operator == "not" else "infix"
        found = findings.add(
            INFIX,
            f"there is no {kind} `{text[spelled.start : spelled.end]}` in a filter",
            spelled.start,
            spelled.end,
            lowering.edits,
            fix=advice,
            safe=safe,
        )
    elif infixes:
        place = min(infix.start for infix in infixes)
        message = "several conditions stand side by side"
        found = findings.add(SIDE_BY_SIDE, message, place, place + 1, lowering.edits, fix=advice, safe=safe)
    elif not isinstance(tree, Missing):
        place = min(opening for opening, _ in item.brackets)
        message = "only calls have parentheses"
        found = findings.add(NEEDLESS_PARENTHESES, message, place, place + 1, lowering.edits, fix="remove them")
    else:
        return tree
    span = Span(outer_start(item), outer_end(item))
    findings.lowered.append(Lowered(found, tree, span, tuple(lowering.edits), tuple(lowering.parts)))
    return tree


def _joins_lines(text: str, infix: Infix) -> bool:
    """Whether conditions on two lines would be joined, though the second may well be another filter.

    Either nothing joins them, or what begins the second line may as well be the call ``and(…)``.
    """
    gaps = (text[left.end : right.start + 1] for left, right in pairwise(infix.operands))
    return any(_OTHER_LINE.fullmatch(gap) for gap in gaps)
