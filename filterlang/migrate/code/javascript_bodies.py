"""Reads the body of a request from a JavaScript or TypeScript program: its object, and the statements that change it later.

Owns the invariant that a body is given only where each of its keys is known, and that its places are those of the document.
"""

from __future__ import annotations

from collections.abc import Callable
import json
import re
from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import arguments, expressions, literal_text, path, unwrapped
from filterlang.migrate.code.body_entries import BodyEntry, BodyStyle, RequestBody
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_scopes import ScriptVariable
from filterlang.migrate.code.query_plan import ArgumentValue
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_WRAPPERS = ("JSON.stringify", "Object.assign", "structuredClone", "encodeURIComponent", "Buffer.from")
_MERGES = "Object.assign"
_CONDITIONS = frozenset({
    "if_statement", "for_statement", "for_in_statement", "while_statement", "do_statement", "try_statement", "switch_statement",
    "arrow_function", "function_declaration", "ternary_expression",
})  # fmt: skip
_WITH_ZONE = re.compile(r"\.toISOString\(\)\Z|\Anew Date\(|[\"'`]Z[\"'`]\)?\Z")
_MOST_LEVELS = 20
_MOST_ENTRIES = 100
_MOST_USES = 1_000


class ScriptBody:
    """Collects the entries of one body. ``problem`` is the first node that cannot be read as a part of it.

    ``given`` tells the arguments that callers give for a parameter, ``inner`` is what a function does with the body that it
    is given.
    """

    def __init__(
        self, program: JavascriptProgram, given: Callable[[Node], list[Node]], inner: ScriptBody | None = None
    ) -> None:
        self._program, self._given = program, given
        self.entries: list[BodyEntry] = [] if inner is None else [*inner.entries]
        """The entries that are read so far."""
        self._inside: Span | None = None
        self._known: set[int] = set()
        self.renamed: list[Span] = [] if inner is None else [*inner.renamed]
        """The keys that code reads from the body."""
        self.places: list[Span] = [] if inner is None else [*inner.places]
        """Where the values of the body are written."""
        self.names: list[Node] = []
        """The values that are names."""
        self.parameter: Node | None = None
        """The parameter that the body is, where a caller gives it."""
        self.problem: Node | None = None

    def read(self, node: Node) -> RequestBody | None:
        """The body that an expression is."""
        self._read(node, _MOST_LEVELS, is_sure=True)
        if self._inside is None or self.problem is not None:
            return None
        return RequestBody(self._program.document.text, self.entries, self._inside, script_style(self._program.document.text))

    def _read(self, node: Node, levels: int, *, is_sure: bool) -> None:
        node = unwrapped(node)
        if not levels:
            self.problem = node
        elif node.type == "object":
            self._object(node, levels, is_sure=is_sure)
        elif node.type == "call_expression" and path(node.child_by_field_name("function")) in _WRAPPERS:
            given = arguments(node)
            for argument in given if path(node.child_by_field_name("function")) == _MERGES else given[:1]:
                self._read(argument, levels - 1, is_sure=is_sure)
        elif node.type == "binary_expression" and self._inside is not None:
            self._read(node.named_children[-1], levels - 1, is_sure=False)
        elif node.type == "ternary_expression" and self._inside is not None:
            for child in node.named_children[1:]:
                self._read(child, levels - 1, is_sure=False)
        elif node.type == "identifier":
            self._variable(node, levels, is_sure=is_sure)
        else:
            self.problem = self.problem or node

    def _object(self, node: Node, levels: int, *, is_sure: bool) -> None:
        span = self._program.document.span(node)
        self.places.append(span)
        is_set = self._inside is not None
        if not is_set:
            self._inside = Span(span.start + 1, span.end - 1)
        for child in expressions(node):
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                name = None if key is None else self._key(key)
                if name is None or value is None:
                    self.problem = child
                else:
                    self._add(name, value, self._program.document.span(child), is_set=is_set, is_sure=is_sure)
            elif child.type == "shorthand_property_identifier":
                place = self._program.document.span(child)
                self._add(place, child, place, is_set=is_set, is_sure=is_sure, is_short=True)
            elif child.type == "spread_element":
                self._read(child.named_children[0], levels - 1, is_sure=is_sure)
            else:
                self.problem = child

    def _key(self, node: Node) -> Span | None:
        """The place of a key without its quotes."""
        span = self._program.document.span(node)
        if node.type in ("property_identifier", "identifier"):
            return span
        is_plain = node.type == "string" and re.fullmatch(r"([\"'])\w+\1", self._program.text(node)) is not None
        return Span(span.start + 1, span.end - 1) if is_plain else None

    def _add(self, name: Span, value: Node, whole: Span, *, is_set: bool, is_sure: bool = True, is_short: bool = False) -> None:
        text = self._program.document.text
        self.names += [value] if value.type in ("identifier", "shorthand_property_identifier") else []
        constant, items = self._constant(value)
        argument = ArgumentValue(self._program.text(value), constant)
        place = self._program.document.span(value)
        meaning = self._meaning(value)
        key, is_optional = text[name.start : name.end], _is_optional(self._program, value)
        entry = BodyEntry(key, name, argument, place, whole, items, is_set, is_sure, is_short, meaning, is_optional)
        self.entries.append(entry)
        if len(self.entries) > _MOST_ENTRIES:
            self.problem = value

    # Variables

    def _variable(self, node: Node, levels: int, *, is_sure: bool) -> None:
        """Reads the object that a variable holds, and the statements that change it."""
        variable = self._program.variable(node)
        if variable is None or id(variable) in self._known:
            self.problem = self.problem or (node if variable is None else None)
            return
        self._known.add(id(variable))
        value = self._program.value_of(variable)
        if value is not None and value.type not in ("function_declaration", "class_declaration"):
            self._read(value, levels - 1, is_sure=is_sure)
        elif len(variable.definitions) == 1 and self._is_parameter(variable.definitions[0]):
            self._parameter(variable.definitions[0], node, levels)
        else:
            self.problem = node
        self._changes(variable, levels)

    def _is_parameter(self, definition: Node) -> bool:
        function = self._program.enclosing_function(definition)
        patterns = [] if function is None else self._program.parameters(function)
        return any(name.id == definition.id for pattern in patterns for name in self._program.names_in(pattern))

    def _parameter(self, definition: Node, node: Node, levels: int) -> None:
        """Reads what callers give: for a whole body later, for options that are spread into it here."""
        if self._inside is None:
            self.parameter = definition
            return
        given = self._given(definition)
        if not given:
            self.problem = node
        for argument in given:
            self._read(argument, levels - 1, is_sure=False)

    def _changes(self, variable: ScriptVariable, levels: int) -> None:
        start = variable.definitions[0].start_byte if variable.definitions else 0
        for use in variable.references[:_MOST_USES]:
            parent = self._program.parent(use)
            if parent is None or self.problem is not None:
                continue
            is_member = parent.type in ("member_expression", "subscript_expression")
            if is_member and (accessed := parent.child_by_field_name("object")) is not None and accessed.id == use.id:
                self._access(parent, is_sure=self._is_sure(start, use))
            elif parent.type == "arguments":
                call = self._program.parent(parent)
                merged = [] if call is None or path(call.child_by_field_name("function")) != _MERGES else arguments(call)
                if merged and merged[0].id == use.id:
                    for argument in merged[1:]:
                        self._read(argument, levels - 1, is_sure=self._is_sure(start, use))

    def _access(self, member: Node, *, is_sure: bool) -> None:
        """Reads ``body.key = value``; other accesses only name a key."""
        key = member.child_by_field_name("property") or member.child_by_field_name("index")
        name = None if key is None else self._key(key)
        around = self._program.parent(member)
        if around is not None and around.type == "assignment_expression" and self._program.is_assigned(member):
            right = around.child_by_field_name("right")
            if name is None or right is None:
                self.problem = member
            else:
                self.places.append(self._program.document.span(right))
                self._add(name, right, self._program.document.span(around), is_set=True, is_sure=is_sure)
        elif name is not None:
            self.renamed.append(name)

    def _is_sure(self, start: int, use: Node) -> bool:
        """Whether a change always follows a declaration."""
        for ancestor in self._program.ancestors(use):
            if ancestor.start_byte <= start:
                return True
            if ancestor.type in _CONDITIONS:
                return False
        return True

    # Values

    def _meaning(self, node: Node) -> str:
        """The code that a name stands for, where it is known."""
        variable = self._program.variable(node)
        value = None if variable is None else self._program.value_of(variable)
        return self._program.text(value)

    def _constant(self, node: Node) -> tuple[object, tuple[Span, ...]]:
        """The constant that a value is, and the places of the texts of a list."""
        node = unwrapped(node)
        if node.type == "identifier" and (variable := self._program.variable(node)) is not None:
            value = self._program.value_of(variable)
            is_list = value is not None and unwrapped(value).type == "array" and len(variable.references) == 1
            return self._constant(value) if value is not None and is_list else (UNKNOWN, ())
        if node.type == "array":
            spans = [self._key(child) for child in expressions(node)]
            items = tuple(span for span in spans if span is not None)
            text = self._program.document.text
            plain = len(items) == len(spans)
            return (tuple(text[item.start : item.end] for item in items), items) if plain else (UNKNOWN, ())
        literal = literal_text(self._program.document, node)
        if literal is not None:
            return literal, ()
        code = self._program.text(node)
        if code in ("null", "undefined"):
            return None, ()
        is_plain = re.fullmatch(r"true|false|\d+", code) is not None
        return (json.loads(code) if is_plain else UNKNOWN), ()


def script_style(text: str) -> BodyStyle:
    """How JavaScript writes bodies, in the quotes that a program mostly has."""
    quote = "'" if text.count("'") >= text.count('"') else '"'
    return BodyStyle("{}: {}", quote=quote, upper=_upper, zoned=_zoned, filled=_filled, instead=_instead)


def _is_optional(program: JavascriptProgram, value: Node) -> bool:
    """Whether a value is a name of an optional parameter."""
    variable = program.variable(value)
    parents = [] if variable is None else [program.parent(definition) for definition in variable.definitions]
    return any(parent is not None and parent.type == "optional_parameter" for parent in parents)


def _instead(code: str, written: str, instead: str) -> str:
    return f"{written} ?? {instead}"


def _upper(code: str) -> str | None:
    return f"{code}?.toUpperCase()" if re.fullmatch(r"[\w.$?!\[\]\"']+", code) else f"({code})?.toUpperCase()"


def _zoned(code: str) -> str | None:
    """The code of a time, where it shows that it has a zone."""
    return code if _WITH_ZONE.search(code) else None


def _filled(before: str, code: str, after: str) -> str | None:
    return None if "`" in code else f"`{before}${{{code}}}{after}`"
