"""Values that are not of the language: words without quotes, constants of other languages, JSON.

Owns the invariant that a value that is evident is written for the author, and any other is not made up.
"""

import json
import re

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.lalr import accept
from filterlang.syntax.numbers import number_value, plain_number
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.infix_operands import InfixOperand, constant, value
from filterlang.syntax.recovery.objects import as_json
from filterlang.syntax.recovery.operator_words import NAMING
from filterlang.syntax.strings import quote
from filterlang.syntax.syntax_rules import BARE_WORD, FOREIGN_LITERAL, MISMATCHED_BRACKET, UNQUOTED_JSON
from filterlang.syntax.tree import Boolean, List, Name, Node, Null, Number, String, Unknown
from filterlang.text.display import clip
from filterlang.text.edits import replace
from filterlang.text.source import Span

_BEFORE_SET = "in(x, ["
_ODD_NUMBER = re.compile(r"[-+$]*[0-9][0-9_.,]*(?:e[-+]?[0-9]+)?%?|0x[0-9a-f]+|nan|[-+]?inf(?:inity)?", re.IGNORECASE)


def json_pair(findings: Findings, item: InfixOperand) -> Node | None:
    """``'thread_id': 't-1'``: the inside of a JSON object, without its braces."""
    infix = item.infix
    key = infix.operands[0].node if infix and infix.spelling in NAMING else None
    if infix is None or not isinstance(key, (String, Name)):
        return None
    right = value(infix.operands[1])
    huge = isinstance(right, Number) and not isinstance(right.value, (int, float))
    if huge or not isinstance(right, (String, Number, Boolean, Null)):
        return None
    member = {key.value if isinstance(key, String) else key.id: None if isinstance(right, Null) else right.value}
    return _json_string(findings, json.dumps(member, ensure_ascii=False), item.span)


def json_object(findings: Findings, node: Unknown) -> Node:
    """``{"k": "v"}`` in the place of an argument."""
    written = as_json(node.text)
    if written is not None:
        return _json_string(findings, written, node.span)
    values = _set(node)
    if values is None:
        advice = "JSON goes into a filter as a string"
        findings.add(UNQUOTED_JSON, "this is neither a value nor JSON", node.span, help=advice)
        return node
    edits = (replace(node.start, node.start + 1, "["), replace(node.end - 1, node.end, "]"))
    span = Span(node.start, node.start + 1)
    findings.add(MISMATCHED_BRACKET, "a list stands between [ and ]", span, fix=Fix("write [ and ]", edits))
    return values


def _json_string(findings: Findings, written: str, span: Span) -> Node:
    """JSON as a string of the language."""
    literal = quote(written)
    fix = Fix(f"write {clip(literal, 80)}", (replace(span.start, span.end, literal),))
    findings.add(UNQUOTED_JSON, "JSON goes into a filter as a string", span, fix=fix)
    return String(written, span.start, span.end)


def _set(node: Unknown) -> Node | None:
    """``{"a", "b"}``: a set, as Python writes it."""
    tree = accept(f"{_BEFORE_SET}{node.text[1:-1]}])")
    values = tree.children[1] if tree is not None and len(tree.children) == 2 else None
    if not isinstance(values, List) or not values.items:
        return None
    shift = node.start + 1 - len(_BEFORE_SET)
    scalars = [item for item in values.items if isinstance(item, (String, Number, Boolean))]
    items = tuple(type(item)(item.value, item.start + shift, item.end + shift) for item in scalars)  # type: ignore[arg-type]
    return List(items, node.start, node.end) if len(items) == len(values.items) else None


def loose_value(findings: Findings, word: InfixOperand, written: str) -> Node:
    """A word without quotes: a constant, a number spelled as in another language, or a text."""
    node = constant(word)
    if node is not None:
        _report_spelling(findings, word.span, written, print_line(node))
        return node
    plain = plain_number(written)
    if plain:
        _report_spelling(findings, word.span, written, plain)
        return Number(number_value(plain), word.start, word.end)
    text = String(written, word.start, word.end)
    safe = not _ODD_NUMBER.fullmatch(written)
    message = f"the text {clip(written, 60)} stands without quotes" if safe else f"`{clip(written, 60)}` is not a number"
    literal = quote(written)
    fix = Fix(f"write {clip(literal, 60)}", (replace(word.start, word.end, literal),), safe)
    findings.add(BARE_WORD, message, word.span, fix=fix, node=text)
    return text


def _report_spelling(findings: Findings, span: Span, written: str, spelled: str) -> None:
    """Reports a constant or a number that is spelled as in another language."""
    if written != spelled:
        fix = Fix(f"write {spelled}", (replace(span.start, span.end, spelled),))
        findings.add(FOREIGN_LITERAL, f"`{written}` is spelled {spelled} in a filter", span, fix=fix)
