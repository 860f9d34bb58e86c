"""Reads the body of a request from a Python program: its dictionary, and the statements that change it later.

Owns the invariant that a body is given only where each of its keys is known, and that its places are those of the document.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
import re
from typing import TYPE_CHECKING, cast

from filterlang.migrate.code.body_entries import BodyEntry, BodyStyle, RequestBody
from filterlang.migrate.code.python_evidence import may_be_none, may_be_unset
from filterlang.migrate.code.python_file_calls import PythonFileCalls
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.query_plan import ArgumentValue
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_WRAPPERS = ("dumps", "encode", "bytes", "quote")
"""Functions and methods that write a dictionary as text, or a text as bytes."""
_CONDITIONS = ("if_statement", "for_statement", "while_statement", "try_statement", "match_statement", "function_definition")
_SIMPLE = ("identifier", "attribute", "call", "subscript", "parenthesized_expression", "string")
_WITH_ZONE = re.compile(r"[\"']Z[\"']\s*\)*\Z|timezone\.utc|\bUTC\b|[zZ][\"']\)\Z|\.astimezone\(")
_ISOFORMAT = re.compile(r"\.isoformat\((?:timespec=[\"']\w+[\"'])?\)\Z")
_NAIVE = re.compile(r"\butcnow\(\)|\bnow\(\)|\butcfromtimestamp\(")
_MOST_LEVELS = 20


class PythonBody:
    """Collects the entries of one body. ``problem`` is the first node that cannot be read as a part of it.

    ``inner`` is what a function does with the body that it is given.
    """

    def __init__(self, program: PythonProgram, calls: PythonFileCalls, inner: PythonBody | None = None) -> None:
        self._program, self._calls = program, calls
        self.entries: list[BodyEntry] = [] if inner is None else [*inner.entries]
        """The entries that are read so far."""
        self._inside: Span | None = None
        self._pair = '"{}": {}'
        self._known: set[int] = set()
        self.renamed: list[Span] = [] if inner is None else [*inner.renamed]
        """The keys, without quotes, that code reads from the body or looks for in it."""
        self.places: list[Span] = [] if inner is None else [*inner.places]
        """Where the values of the body are written."""
        self.names: list[Node] = []
        """The values that are names."""
        self.parameter: Node | None = None
        """The parameter that the body is, where a caller gives it."""
        self.problem: Node | None = None

    def read(self, node: Node) -> RequestBody | None:
        """The body that an expression is."""
        self._read(node, _MOST_LEVELS)
        if self._inside is None or self.problem is not None:
            return None
        return RequestBody(self._program.document.text, self.entries, self._inside, _style(self._pair))

    def _read(self, node: Node, levels: int) -> None:
        if not levels:
            self.problem = node
        elif node.type in ("parenthesized_expression", "dictionary_splat") and node.named_children:
            self._read(node.named_children[-1], levels - 1)
        elif node.type in ("dictionary", "argument_list"):
            self._literal(node, levels, is_set=self._inside is not None)
        elif node.type == "call":
            self._call(node, levels)
        elif node.type == "identifier":
            self._variable(node, levels)
        else:
            self.problem = self.problem or node

    def _call(self, node: Node, levels: int) -> None:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        name = "" if function is None else self._text(function).rpartition(".")[2]
        if name in _WRAPPERS and arguments is not None and function is not None:
            inner = arguments.named_children[0] if name != "encode" and arguments.named_children else function.named_children[0]
            self._read(inner, levels - 1)
        elif name == "dict" and arguments is not None:
            self._literal(arguments, levels, is_set=self._inside is not None)
        elif name == "copy" and function is not None and function.type == "attribute":
            self._read(function.named_children[0], levels - 1)
        else:
            self.problem = node

    def _literal(self, node: Node, levels: int, *, is_set: bool, is_sure: bool = True) -> None:
        """Reads a dictionary, or the arguments of ``dict(…)`` or ``update(…)``."""
        span = self._span(node)
        self.places.append(span)
        if not is_set:
            self._inside = Span(span.start + 1, span.end - 1)
            self._pair = "{}={}" if node.type == "argument_list" else '"{}": {}'
        for child in node.named_children:
            if child.type in ("pair", "keyword_argument"):
                self._entry(child, is_set=is_set, is_sure=is_sure)
            elif child.type == "dictionary_splat" or (child.type == "dictionary" and node.type == "argument_list"):
                self._read(child, levels - 1)
            elif child.type != "comment" and node.type == "dictionary":
                self.problem = child

    def _entry(self, node: Node, *, is_set: bool, is_sure: bool) -> None:
        key = node.child_by_field_name("key") or node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        name = None if key is None else self._key(key)
        if name is None or value is None:
            self.problem = node
            return
        self._add(name, value, self._span(node), is_set=is_set, is_sure=is_sure)

    def _add(self, name: Span, value: Node, whole: Span, *, is_set: bool, is_sure: bool = True) -> None:
        text = self._program.document.text
        self.names += [value] if value.type == "identifier" else []
        constant, items = self._constant(value)
        argument = ArgumentValue(self._text(value), constant)
        self.entries.append(
            BodyEntry(
                text[name.start : name.end],
                name,
                argument,
                self._span(value),
                whole,
                items,
                is_set,
                is_sure,
                meaning=self._meaning(value),
                is_optional=may_be_none(self._program, value) or may_be_unset(self._program, value),
            )
        )

    def _key(self, node: Node) -> Span | None:
        """The place of a key without its quotes."""
        span = self._span(node)
        if node.type == "identifier" and node.parent is not None and node.parent.type == "keyword_argument":
            return span
        is_plain = node.type == "string" and re.fullmatch(r"([\"'])\w+\1", self._text(node)) is not None
        return Span(span.start + 1, span.end - 1) if is_plain else None

    # Variables

    def _variable(self, node: Node, levels: int) -> None:
        """Reads the dictionary that a variable holds, and the statements that change it."""
        definitions = self._program.reaching(node)
        for definition in definitions:
            if definition.id in self._known:
                continue
            self._known.add(definition.id)
            binder = self._program.binder(definition)
            right = None if binder is None or binder.type != "assignment" else binder.child_by_field_name("right")
            if right is not None:
                self._read(right, levels - 1)
                self._changes(definition, levels)
            elif len(definitions) == 1 and self._program.enclosing(definition, "parameters") is not None:
                self._parameter(definition, node, levels)
                self._changes(definition, levels)
            else:
                self.problem = node
        if not definitions:
            self.problem = node

    def _parameter(self, definition: Node, node: Node, levels: int) -> None:
        """Reads what callers give: for a whole body later, for options that are put into it here."""
        if self._inside is None:
            self.parameter = definition
            return
        given = self._calls.arguments_for(definition)
        if not given:
            self.problem = node
        for argument in given:
            self._read(argument, levels - 1)

    def _changes(self, definition: Node, levels: int) -> None:
        """Reads the statements that change the dictionary which a definition binds."""
        variable = self._program.variable(definition)
        for use in variable.references if variable is not None else ():
            if use.id not in self._known and definition.id in {node.id for node in self._program.reaching(use)}:
                self._known.add(use.id)
                self._change(definition, use, levels)

    def _change(self, definition: Node, use: Node, levels: int) -> None:
        parent = self._program.parent(use)
        around = None if parent is None else self._program.parent(parent)
        if parent is None or around is None:
            return
        is_sure = self._is_sure(definition, use)
        if parent.type == "subscript" and parent.child_by_field_name("value") == use:
            subscript = parent.child_by_field_name("subscript")
            key = None if subscript is None else self._key(subscript)
            right = around.child_by_field_name("right") if around.type == "assignment" else None
            if key is None:
                self.problem = parent if right is not None else self.problem
            elif right is not None and around.child_by_field_name("left") == parent:
                self.places.append(self._span(right))
                self._add(key, right, self._span(around), is_set=True, is_sure=is_sure)
            else:
                self.renamed.append(key)
        elif parent.type == "attribute" and around.type == "call":
            self._method(parent, around, levels, is_sure=is_sure)
        elif parent.type == "comparison_operator" and parent.named_children and parent.named_children[0] != use:
            key = self._key(parent.named_children[0])
            self.renamed += [key] if key is not None else []

    def _method(self, attribute: Node, call: Node, levels: int, *, is_sure: bool) -> None:
        """Reads ``update``, ``setdefault``, ``pop`` and ``get``."""
        name = self._text(attribute).rpartition(".")[2]
        arguments = call.child_by_field_name("arguments")
        if arguments is None or not arguments.named_children:
            return
        first = arguments.named_children[0]
        if name == "update":
            for literal in [arguments, *arguments.named_children]:
                if literal.type == "dictionary" or (literal is arguments and first.type == "keyword_argument"):
                    self._literal(literal, levels, is_set=True, is_sure=is_sure)
                elif literal is not arguments and literal.type != "keyword_argument":
                    self._read(literal, levels - 1)
        elif name in ("setdefault", "pop", "get") and (key := self._key(first)) is not None:
            if name == "setdefault" and len(arguments.named_children) > 1:
                self._add(key, arguments.named_children[1], self._span(call), is_set=True, is_sure=is_sure)
            else:
                self.renamed.append(key)

    def _is_sure(self, definition: Node, use: Node) -> bool:
        """Whether a change always follows a definition."""
        for ancestor in self._program.ancestors(use):
            if ancestor.start_byte <= definition.start_byte:
                return True
            if ancestor.type in _CONDITIONS:
                return False
        return True

    # Values

    def _constant(self, node: Node) -> tuple[object, tuple[Span, ...]]:
        """The constant that a value is, and the places of the texts of a list."""
        if node.type == "identifier":
            return self._bound(node)
        try:
            value: object = ast.literal_eval(self._text(node))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return UNKNOWN, ()
        if isinstance(value, list | tuple):
            texts = [self._key(child) for child in node.named_children if child.type != "comment"]
            items = tuple(span for span in texts if span is not None)
            listed = cast("Sequence[object]", value)
            is_plain = len(items) == len(texts) == len(listed)
            return (tuple(map(str, listed)), items) if is_plain else (UNKNOWN, ())
        return (value if value is None or isinstance(value, str | int | bool) else UNKNOWN), ()

    def _meaning(self, node: Node) -> str:
        """The code of a time where a name stands for it, or for the datetime that is written as text."""
        if node.type == "identifier":
            return self._value_of(node)
        function = node.child_by_field_name("function") if node.type == "call" else None
        written = None if function is None or function.type != "attribute" else function.named_children[0]
        if written is None or written.type != "identifier":
            return ""
        value, span = self._value_of(written), self._span(written)
        return value and f"({value}){self._program.document.text[span.end : self._span(node).end]}"

    def _value_of(self, name: Node) -> str:
        """The code of the value of a name: of its one definition, or of the arguments of callers where they are alike."""
        definitions = self._program.reaching(name)
        binder = self._program.binder(definitions[0]) if len(definitions) == 1 else None
        right = None if binder is None or binder.type != "assignment" else binder.child_by_field_name("right")
        if right is not None or not definitions:
            return "" if right is None else self._text(right)
        given = [self._text(argument) for argument in self._calls.arguments_for(definitions[0])]
        forms = {zoned(code) == code for code in given}
        return given[0] if forms == {True} else ""

    def _bound(self, node: Node) -> tuple[object, tuple[Span, ...]]:
        """The list that only this value uses, where a name stands for it."""
        variable = self._program.variable(node)
        if variable is None or len(variable.definitions) != 1 or len(variable.references) != 1:
            return UNKNOWN, ()
        binder = self._program.binder(variable.definitions[0])
        right = None if binder is None or binder.type != "assignment" else binder.child_by_field_name("right")
        is_list = right is not None and right.type in ("list", "tuple")
        return self._constant(right) if right is not None and is_list else (UNKNOWN, ())

    def _span(self, node: Node) -> Span:
        return self._program.document.span(node)

    def _text(self, node: Node) -> str:
        return self._program.document.text_of(node)


def _style(pair: str) -> BodyStyle:
    return BodyStyle(pair, upper=_upper, zoned=zoned, filled=_filled, instead=_instead, nothing="None")


def _instead(code: str, written: str, instead: str) -> str:
    return f"{written} if {code} is not None else {instead}"


def _upper(code: str) -> str | None:
    """The code of a text in capitals."""
    return f"{code}.upper()" if re.fullmatch(r"[\w.]+(?:\([^()]*\)|\[[^\[\]]*\])*", code) else f"({code}).upper()"


def zoned(code: str) -> str | None:
    """The code of a time with its zone; None where nothing shows whether it has one."""
    if _WITH_ZONE.search(code):
        return code
    is_written = _ISOFORMAT.search(code) is not None or code.endswith(('%S")', "%S')"))
    return f'{code} + "Z"' if is_written and _NAIVE.search(code) else None


def _filled(before: str, code: str, after: str) -> str | None:
    """An f-string in quotes that neither its texts nor its code have."""
    return None if "\n" in code or {"'", '"'} & set(code) else f"f'{before}{{{code}}}{after}'"
