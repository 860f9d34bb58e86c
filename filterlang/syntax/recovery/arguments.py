"""What the operands between two brackets come to: arguments, list items, a subscript's key, the whole filter.

Owns the invariant that each operand that is not of the language is reported here, once, with what to write instead.
"""

import json
import re

from filterlang.diagnostics import Edit
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.findings import Findings, insert, replace
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.operands import Infix, Lowering, Operand, constant, parts, value
from filterlang.syntax.recovery.words import ARGUMENT_NAMES, CONSTANTS, MIRRORED, PARAMETERS, TEXT_CALLS
from filterlang.syntax.strings import quote
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, Null, Number, String, Subscript, Unknown

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_CALL_LIKE = re.compile(r"\s*\w+\s*\(|\s*\w+\s*(?:=|<|>|!=)")
_HOLE = re.compile(r"\{\{?\s*[\w.]+\s*\}\}?")
_SHOWN = 400  # a rewritten expression is spelled out in the help up to this length


def close_root(text: str, findings: Findings, frame: Frame) -> Node:
    """The whole filter."""
    if not frame.items or all(isinstance(item.node, Missing) for item in frame.items):
        if not findings.any:
            findings.add("FL002", "the filter is empty", 0, len(text), help="leave the parameter out to select every run")
        return Missing(0, len(text))
    if len(frame.items) > 1:
        first, last = frame.items[0], frame.items[-1]
        infix = Infix("and", ",", frame.commas[0].start, frame.commas[0].end, frame.items)
        return condition(text, findings, Operand(first.node, first.start, last.end, infix))
    if frame.commas:
        comma = frame.commas[-1]
        findings.add(
            "FL008",
            "this comma sets nothing apart",
            comma.start,
            comma.end,
            [replace(comma.start, comma.end, "")],
            fix="remove the comma",
        )
    root = frame.items[0]
    infix = root.infix
    if (
        infix
        and infix.spelling in ("=", ":")
        and isinstance(infix.operands[0].node, Name)
        and infix.operands[0].node.id in PARAMETERS
    ):
        left, root = infix.operands
        findings.add(
            "FL017",
            f"`{text[left.start : infix.end]}` is not part of the filter",
            left.start,
            infix.end,
            [replace(left.start, root.start, "")],
            fix="remove it",
        )
    if root.infix or root.brackets or isinstance(root.node, Call):
        return condition(text, findings, root)
    return _not_a_filter(text, findings, root)


def _not_a_filter(text: str, findings: Findings, root: Operand) -> Node:
    node = root.node
    start, end = root.start, root.end
    if isinstance(node, Unknown) and (pairs := _flat_object(node.text)):
        calls = tuple(Call("eq", (Name(key, start, end), literal), start, end) for key, literal in pairs)
        tree = calls[0] if len(calls) == 1 else Call("and", calls, start, end)
        written = print_line(tree)
        findings.add(
            "FL018", "a filter is not a JSON object", start, end, [replace(start, end, written)], fix=f"write {written}"
        )
        return tree
    if isinstance(node, String):
        if _CALL_LIKE.match(node.value):
            findings.add(
                "FL024",
                "the whole filter is inside quotes",
                start,
                end,
                [replace(start, end, node.value)],
                fix="remove the outer quotes",
            )
        else:
            edits = [replace(start, end, f"search({quote(node.value)})")]
            findings.add(
                "FL003",
                "a text alone is not a filter",
                start,
                end,
                edits,
                fix=f"search for it: search({quote(node.value)})",
                safe=False,
            )
    elif isinstance(node, Name):
        findings.add(
            "FL003", "a name alone is not a filter", start, end, help='a filter is a call, such as eq(status, "error")'
        )
    elif not findings.any:
        findings.add(
            "FL003", "a value alone is not a filter", start, end, help='a filter is a call, such as eq(status, "error")'
        )
    return node


def close_call(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    """The call that a frame held."""
    if frame.conditions:
        arguments = [condition(text, findings, item, index) for index, item in enumerate(frame.items)]
        return Call(frame.callee, tuple(arguments), frame.start, end)
    operator, items = _named_arguments(findings, frame), frame.items
    if len(items) == 2 and _is_literal(items[0].node) and not items[0].infix and items[1].word and constant(items[1]) is None:
        return _swapped(text, findings, frame, end)
    arguments = [_argument(text, findings, frame, index) for index in range(len(items))]
    return Call(operator, tuple(arguments), frame.start, end)


def _named_arguments(findings: Findings, frame: Frame) -> str:
    """``eq(status="error")`` and ``eq(field="status", value="error")``: take the names out of the arguments."""
    items: list[Operand] = []
    edits: list[Edit] = []
    for item in frame.items:
        infix = item.infix
        left = infix.operands[0] if infix else item
        if infix is None or infix.spelling not in ("=", ":", ":=") or not isinstance(left.node, Name):
            items.append(item)
        elif left.node.id.lower() in ARGUMENT_NAMES and len(frame.items) > 1:
            right = infix.operands[1]
            field = (
                Name(right.node.value, right.start, right.end) if isinstance(right.node, String) and not items else right.node
            )
            edits.append(replace(left.start, right.start, ""))
            if field is not right.node:
                edits.append(replace(right.start, right.end, field.id))  # type: ignore[union-attr]
            items.append(Operand(field, right.start, right.end, word=right.word))
        elif len(frame.items) == 1:
            right = infix.operands[1]
            node = value(right)
            edits += (replace(left.end, right.start, ", "), replace(right.start, right.end, print_line(node)))
            items += (left, Operand(node, right.start, right.end))
        else:
            items.append(item)
    if edits:
        findings.add(
            "FL017", "arguments have no names", edits[0].span.start, edits[0].span.end, edits, fix="write the values alone"
        )
    frame.items = items
    return frame.callee


def _swapped(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    literal, field = frame.items
    operator = MIRRORED.get(frame.callee, frame.callee)
    edits = [
        replace(frame.start, frame.start + len(frame.callee), operator),
        replace(literal.start, literal.end, text[field.start : field.end]),
        replace(field.start, field.end, text[literal.start : literal.end]),
    ]
    safe = operator == frame.callee or operator in ("in", "has")
    findings.add(
        "FL016",
        "the field comes first, the value second",
        literal.start,
        field.end,
        edits,
        fix="exchange the arguments",
        safe=safe,
    )
    return Call(operator, (field.node, literal.node), frame.start, end)


def _argument(text: str, findings: Findings, frame: Frame, index: int) -> Node:
    """An argument of a comparison: first the field, then values."""
    item = frame.items[index]
    if index == 0 and item.word and item.infix is None and frame.callee.lower() not in TEXT_CALLS:
        if isinstance(item.node, Name) and not _NAME.fullmatch(item.node.id):
            findings.add("FL001", f"`{item.node.id[:40]}` is not a field's name", item.start, item.end)
        return item.node
    return _value(text, findings, item)


def close_list(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    """The list that a frame held."""
    return List(tuple(_value(text, findings, item) for item in frame.items), frame.start, end)


def close_subscript(text: str, findings: Findings, frame: Frame, end: int) -> Node:
    """``base[key]``; the checker knows what to write instead."""
    assert frame.base is not None
    key = value(frame.items[0]) if frame.items else Missing(end - 1, end)
    if not isinstance(frame.base.node, Subscript):
        findings.add(
            "FL013",
            "there are no subscripts in a filter",
            frame.start,
            end,
            help="a key is asked for with a pair of conditions",
        )
    return Subscript(frame.base.node, key, frame.start, end)


def _value(text: str, findings: Findings, item: Operand) -> Node:
    """An operand in a value's place."""
    start, end = item.start, item.end
    if item.infix or item.brackets:
        return _json_pair(findings, item) or condition(text, findings, item)
    if item.word:
        found = constant(item)
        written = text[start:end]
        if found is None:
            findings.add(
                "FL014",
                f"the text {written[:60]} stands without quotes",
                start,
                end,
                [replace(start, end, quote(written))],
                fix=f"write {quote(written)[:60]}",
            )
            return String(written, start, end)
        spelled = CONSTANTS[written.lower()]
        if written != spelled:
            findings.add(
                "FL015",
                f"`{written}` is spelled {spelled} in a filter",
                start,
                end,
                [replace(start, end, spelled)],
                fix=f"write {spelled}",
            )
        return found
    if isinstance(item.node, Unknown) and item.node.text.startswith("{") and not _HOLE.fullmatch(item.node.text):
        return _json_object(findings, item.node)
    if item.edits:
        findings.add("FL006", "a list stands between [ and ]", start, start + 1, item.edits, fix="write [ and ]")
    return item.node


def _json_pair(findings: Findings, item: Operand) -> Node | None:
    """``'thread_id': 't-1'``: the inside of a JSON object, without its braces."""
    infix = item.infix
    if infix is None or infix.spelling != ":" or not isinstance(infix.operands[0].node, String):
        return None
    right = value(infix.operands[1])
    if not isinstance(right, (String, Number, Boolean, Null)):
        return None
    written = json.dumps({infix.operands[0].node.value: _plain(right)}, ensure_ascii=False)
    findings.add(
        "FL018",
        "JSON goes into a filter as a string",
        item.start,
        item.end,
        [replace(item.start, item.end, quote(written))],
        fix=f"write {quote(written)[:80]}",
    )
    return String(written, item.start, item.end)


def _json_object(findings: Findings, node: Unknown) -> Node:
    """``{"k": "v"}`` in an argument's place."""
    written = _as_json(node.text)
    if written is None:
        findings.add(
            "FL018", "this is neither a value nor JSON", node.start, node.end, help="JSON goes into a filter as a string"
        )
        return node
    findings.add(
        "FL018",
        "JSON goes into a filter as a string",
        node.start,
        node.end,
        [replace(node.start, node.end, quote(written))],
        fix=f"write {quote(written)[:80]}",
    )
    return String(written, node.start, node.end)


def _as_json(text: str) -> str | None:
    """The text of a JSON object, or of one written as Python or JavaScript write it, as JSON."""
    pythonic = re.sub(r"\b(?:True|False|None)\b", lambda match: {"None": "null"}.get(match[0], match[0].lower()), text)
    keyed = re.sub(r"([{,]\s*)([A-Za-z_]\w*)(\s*:)", r'\1"\2"\3', pythonic.replace("'", '"'))
    for candidate in (text, pythonic, keyed):
        try:
            json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        return candidate
    return None


def _flat_object(text: str) -> list[tuple[str, Node]]:
    """The keys and scalar values of a JSON object; nothing when it has none or holds more than that."""
    written = _as_json(text)
    content = json.loads(written) if written else None
    if not isinstance(content, dict):
        return []
    pairs = [(key, _literal(item)) for key, item in content.items()]
    return (
        [(key, node) for key, node in pairs if node is not None and _NAME.fullmatch(key)]
        if all(node for _, node in pairs)
        else []
    )


def _literal(content: object) -> Node | None:
    match content:
        case bool():
            return Boolean(content)
        case int() | float():
            return Number(content)
        case str():
            return String(content)
        case None:
            return Null()
        case _:
            return None


def condition(text: str, findings: Findings, item: Operand, index: int = 0) -> Node:
    """An operand in a condition's place: an infix expression becomes calls, and is one finding."""
    start, end = item.start, item.end
    if item.infix is None and not item.brackets:
        if item.word and index and isinstance(item.node, Name):
            edits = [insert(start, "eq("), insert(end, ", true)")]
            findings.add(
                "FL014",
                f"`{item.node.id[:40]}` alone is not a condition",
                start,
                end,
                edits,
                fix=f"write eq({item.node.id[:40]}, true)",
                safe=False,
            )
            return Call("eq", (item.node, Boolean(True, start, end)), start, end)
        return item.node
    inside = list(parts(item))
    infixes = [part.infix for part in inside if part.infix]
    if any(infix.operator in ("+", "-", "bounds") for infix in infixes):
        findings.add("FL019", "a filter can not calculate", start, end, help="work the value out before and write it in")
        return Unknown(text[start:end], start, end)
    bar = any(infix.spelling == ":" for infix in infixes) or any(infix.spelling[:1] in ("[", "{") for infix in infixes)
    lowering = Lowering(text, bar)
    tree = lowering.lower(item)
    shown = print_line(tree) if end - start <= _SHOWN else ""
    advice = f"write {shown}" if shown else "write it as calls"
    spelled = min((infix for infix in infixes if infix.spelling not in ("", ",")), key=lambda infix: infix.start, default=None)
    if bar:
        findings.add("FL012", "this is the search bar's language", start, end, lowering.edits, fix=advice)
    elif spelled:
        findings.add(
            "FL010",
            f"there is no infix `{spelled.spelling}` in a filter",
            spelled.start,
            spelled.end,
            lowering.edits,
            fix=advice,
        )
    elif infixes:
        place = min(infix.start for infix in infixes)
        findings.add("FL011", "several conditions stand side by side", place, place + 1, lowering.edits, fix=advice)
    elif not isinstance(tree, Missing):
        place = min(opening for opening, _ in item.brackets)
        findings.add("FL028", "parentheses belong to calls alone", place, place + 1, lowering.edits, fix="remove them")
    return tree


def _plain(node: Node) -> object:
    return node.value if isinstance(node, (String, Number, Boolean)) else None


def _is_literal(node: Node) -> bool:
    return isinstance(node, (String, Number, Boolean, Null, List))
