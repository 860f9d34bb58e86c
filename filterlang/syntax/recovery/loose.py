"""Values that are not of the language: words without quotes, constants of other languages, JSON.

Owns the invariant that a value that is evident is written for the author, and one that is not is not made up.
"""

import json
import re

from filterlang.syntax.syntax_rules import BARE_WORD, FOREIGN_LITERAL, MISMATCHED_BRACKET, UNQUOTED_JSON
from filterlang.syntax.numbers import number_value, plain_number
from filterlang.syntax.recovery.findings import Findings
from filterlang.text.edits import replace
from filterlang.syntax.recovery.objects import as_json
from filterlang.syntax.recovery.infix import Operand, value
from filterlang.syntax.recovery.operator_words import NAMING
from filterlang.syntax.strings import quote
from filterlang.text.display import clip
from filterlang.syntax.tree import Boolean, List, Name, Node, Null, Number, String, Unknown

_BEFORE_SET = "in(x, ["
_ODD_NUMBER = re.compile(r"[-+$]*[0-9][0-9_.,]*(?:e[-+]?[0-9]+)?%?|0x[0-9a-f]+|nan|[-+]?inf(?:inity)?", re.IGNORECASE)


def json_pair(findings: Findings, item: Operand) -> Node | None:
    """``'thread_id': 't-1'``: the inside of a JSON object, without its braces."""
    infix = item.infix
    key = infix.operands[0].node if infix and infix.spelling in NAMING else None
    if infix is None or not isinstance(key, (String, Name)):
        return None
    right = value(infix.operands[1])
    huge = isinstance(right, Number) and not isinstance(right.value, (int, float))
    if huge or not isinstance(right, (String, Number, Boolean, Null)):
        return None
    written = json.dumps({key.value if isinstance(key, String) else key.id: _plain(right)}, ensure_ascii=False)
    findings.add(
        UNQUOTED_JSON,
        "JSON goes into a filter as a string",
        item.start,
        item.end,
        [replace(item.start, item.end, quote(written))],
        fix=f"write {clip(quote(written), 80)}",
    )
    return String(written, item.start, item.end)


def json_object(findings: Findings, node: Unknown) -> Node:
    """``{"k": "v"}`` in an argument's place."""
    written = as_json(node.text)
    if written is None and (listed := _set(node)) is not None:
        edits = [replace(node.start, node.start + 1, "["), replace(node.end - 1, node.end, "]")]
        findings.add(
            MISMATCHED_BRACKET, "a list stands between [ and ]", node.start, node.start + 1, edits, fix="write [ and ]"
        )
        return listed
    if written is None:
        findings.add(
            UNQUOTED_JSON, "this is neither a value nor JSON", node.start, node.end, help="JSON goes into a filter as a string"
        )
        return node
    findings.add(
        UNQUOTED_JSON,
        "JSON goes into a filter as a string",
        node.start,
        node.end,
        [replace(node.start, node.end, quote(written))],
        fix=f"write {clip(quote(written), 80)}",
    )
    return String(written, node.start, node.end)


def _set(node: Unknown) -> Node | None:
    """``{"a", "b"}``: a set, as Python writes it."""
    from filterlang.syntax.lalr import accept

    tree = accept(f"{_BEFORE_SET}{node.text[1:-1]}])")
    listed = tree.children[1] if tree is not None and len(tree.children) == 2 else None
    if not isinstance(listed, List) or not listed.items:
        return None
    shift = node.start + 1 - len(_BEFORE_SET)
    scalars = [item for item in listed.items if isinstance(item, (String, Number, Boolean))]
    items = tuple(type(item)(item.value, item.start + shift, item.end + shift) for item in scalars)  # type: ignore[arg-type]
    return List(items, node.start, node.end) if len(items) == len(listed.items) else None


def bare_word(findings: Findings, written: str, start: int, end: int) -> Node:
    """A word without quotes: a number spelled as in another language, or a text."""
    plain = plain_number(written)
    if plain:
        fix = [replace(start, end, plain)]
        findings.add(FOREIGN_LITERAL, f"`{written}` is spelled {plain} in a filter", start, end, fix, fix=f"write {plain}")
        return Number(number_value(plain), start, end)
    node = String(written, start, end)
    safe = not _ODD_NUMBER.fullmatch(written)
    message = f"the text {clip(written, 60)} stands without quotes" if safe else f"`{clip(written, 60)}` is not a number"
    findings.add(
        BARE_WORD,
        message,
        start,
        end,
        [replace(start, end, quote(written))],
        fix=f"write {clip(quote(written), 60)}",
        safe=safe,
        node=node,
    )
    return node


def _plain(node: Node) -> object:
    return node.value if isinstance(node, (String, Number, Boolean)) else None
