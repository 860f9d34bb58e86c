"""Decides whether an expression of JavaScript can be filled into a filter without becoming a part of its syntax.

Owns the invariant that an expression is safe only if its spelling, or a declaration in the same file, shows it.
"""

from __future__ import annotations

import re

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.javascript_syntax import (
    TRANSPARENT, arguments, callee, expressions, inner, method, operator, path,
)  # fmt: skip
from filterlang.hosts.readers.javascript_names import ScriptNames, ScriptScope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_STEPS = 20
"""Expressions that are looked into for one hole."""
_LITERALS = frozenset({"number", "true", "false"})
_NUMBERS = frozenset({"Number", "parseInt", "parseFloat", "BigInt", "Boolean", "Number.parseInt", "Number.parseFloat",
                      "Date.now", "performance.now"})  # fmt: skip
"""Functions whose values are numbers or booleans."""
_PLAIN = frozenset({"encodeURIComponent", "encodeURI", "uuid", "uuidv4", "uuidv7", "uuid4", "v4", "v7", "nanoid", "randomUUID",
                    "crypto.randomUUID", "btoa"})  # fmt: skip
"""Functions whose texts have neither double quotes nor backslashes."""
_NUMBER_METHODS = frozenset({"getTime", "valueOf", "indexOf", "getFullYear", "getHours", "getMinutes", "getSeconds"})
_PLAIN_METHODS = frozenset({"toISOString", "toJSON", "toFixed", "toPrecision", "toUTCString", "toISODate", "toISO", "unix"})
_ARITHMETIC = frozenset({"-", "*", "/", "%", "**", "<<", ">>", ">>>", "&", "|", "^"})
_COMPARISONS = frozenset({"<", ">", "<=", ">=", "==", "===", "!=", "!==", "in", "instanceof"})
_CHOICES = frozenset({"??", "||", "&&"})
_NUMBER_TYPE = re.compile(r"(?:\s*\|?\s*(?:number|bigint|boolean|true|false|-?[\d.]+))+\s*")
_PLAIN_TYPE = re.compile(r"""(?:\s*\|?\s*(?:number|bigint|boolean|true|false|-?[\d.]+|"[^"'\\]*"|'[^"'\\]*'|UUID|Date))+\s*""")
_ESCAPING = re.compile(r"escape|sanitiz", re.IGNORECASE)
_QUOTING = re.compile(r"(?:^|\.)(?:JSON\.stringify|quote|quoted|\w*[qQ]uote(?:d|String|Value)?|toLiteral|literal)$")


class Safety:
    """Decides on the holes of one document, in one scope."""

    def __init__(self, document: HostDocument, names: ScriptNames, scope: ScriptScope) -> None:
        self._document = document
        self._names = names
        self._scope = scope

    def is_safe(self, node: Node, quote: str) -> bool:
        """Whether a hole is safe: inside of quotes, a text without them; outside, one whole literal of a filter."""
        if not quote and node.type == "call_expression" and _QUOTING.search(path(callee(node))):
            return True
        pending = [(node, self._scope)]
        for _ in range(_MOST_STEPS):
            if not pending:
                return True
            node, scope = pending.pop()
            more = self._needed(node, scope, quote)
            if more is None:
                return False
            pending += more
        return False

    def _needed(self, node: Node, scope: ScriptScope, quote: str) -> list[tuple[Node, ScriptScope]] | None:
        """The expressions that have to be safe for an expression to be safe; None for one that is not safe in any case."""
        match node.type:
            case kind if kind in _LITERALS:
                return []
            case kind if kind in TRANSPARENT:
                inside = inner(node)
                return None if inside is None else [(inside, scope)]
            case "string" | "template_string":
                return self._of_text(node, scope, quote)
            case "array":
                return [(item, scope) for item in expressions(node)]
            case "ternary_expression":
                return self._fields(node, scope, "consequence", "alternative")
            case "binary_expression":
                return self._of_binary(node, scope)
            case "unary_expression" | "update_expression":
                return []
            case "identifier":
                return self._of_name(node, scope, quote)
            case "call_expression":
                return self._of_call(node, scope, quote)
            case "member_expression":
                return [] if self._names.text(node.child_by_field_name("property")) in ("length", "size") else None
            case _:
                return None

    def _fields(self, node: Node, scope: ScriptScope, *names: str) -> list[tuple[Node, ScriptScope]]:
        return [(child, scope) for name in names if (child := node.child_by_field_name(name)) is not None]

    def _of_text(self, node: Node, scope: ScriptScope, quote: str) -> list[tuple[Node, ScriptScope]] | None:
        if not quote or any(character in self._document.text_of(node)[1:-1] for character in (quote, "\\")):
            return None
        holes = [hole for hole in node.named_children if hole.type == "template_substitution"]
        return [(expression, scope) for hole in holes for expression in expressions(hole)]

    def _of_binary(self, node: Node, scope: ScriptScope) -> list[tuple[Node, ScriptScope]] | None:
        symbol = operator(node)
        if symbol in _ARITHMETIC | _COMPARISONS:
            return []
        return self._fields(node, scope, "left", "right") if symbol in _CHOICES or symbol == "+" else None

    def _of_name(self, node: Node, scope: ScriptScope, quote: str) -> list[tuple[Node, ScriptScope]] | None:
        binding = scope.resolve(self._document.text_of(node))
        if binding is None:
            return None
        if (_PLAIN_TYPE if quote else _NUMBER_TYPE).fullmatch(binding.type):
            return []
        return [(value.node, value.scope) for value in binding.values] or None

    def _of_call(self, node: Node, scope: ScriptScope, quote: str) -> list[tuple[Node, ScriptScope]] | None:
        name = path(callee(node))
        if name in _NUMBERS or name.startswith("Math."):
            return []
        if name == "String":
            return [(argument, scope) for argument in arguments(node)[:1]]
        called = method(node)
        last = called[1] if called is not None else name
        if last in _NUMBER_METHODS:
            return []
        if not quote:
            return None
        if name in _PLAIN:
            return [] if quote == '"' else None
        if last in _PLAIN_METHODS or _ESCAPING.search(last):
            return []
        if called is not None and last in ("replace", "replaceAll"):
            given = arguments(node)
            return [] if given and quote in self._document.text_of(given[0])[1:-1] else None
        if called is not None and last in ("slice", "substring", "trim", "toLowerCase", "toUpperCase", "toString", "padStart"):
            return [(called[0], scope)]
        return None
