"""Filters in HCL: the resources of LangSmith's Terraform providers, and names that filters are kept under.

Owns the invariant that what belongs to another provider's resource is not looked at, and that a literal is found once, where it
stands, however often it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.call_sites import call_site, constant
from filterlang.hosts.decoding import begins_json, joined
from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.embedded import Candidate, Decoded, Grounds, Hole, Part
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.known_places import Place, under_name
from filterlang.hosts.readers.hcl_names import WRAPPERS, HclNames
from filterlang.hosts.readers.hcl_strings import format_parts, heredoc_parts, is_safe, quoted_parts
from filterlang.schema.places import PLACES
from filterlang.semantics.surroundings import Argument, CallSite
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_OF_PROVIDERS = frozenset({"resource", "data", "ephemeral", "provider", "terraform"})
"""Blocks whose attributes have the meaning that their provider gives them."""
_TEMPLATES = frozenset({"string_lit", "quoted_template", "heredoc_template"})
_PASSING = frozenset({"trimspace", "chomp", "coalesce", "try", "nonsensitive", "sensitive", "tostring", "concat", "compact"})
"""Functions whose result is one of their arguments, or made of them."""
_JOIN = re.compile(r"join\b")
_JOINER = re.compile(r'join\(\s*"((?:[^"\\]|\\.)*)"\s*,')


@dataclass(frozen=True, slots=True, eq=False)
class _Scope:
    """The outermost block of an attribute: its type, its first label, and the keys of its resource if it is LangSmith's."""

    block: Node
    type: str
    label: str
    keys: Mapping[str, Place] | None

    @property
    def is_of_other_provider(self) -> bool:
        """Whether the block is of another provider."""
        return self.keys is None and self.type in _OF_PROVIDERS


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of an HCL document that may be filters."""
    yield from _Finder(document).candidates()


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the values that a reference around a name, such as ``local.errors``, is given in the document."""
    finder = _Finder(document)
    for _ in finder.candidates():
        pass
    node: Node | None = name
    while node is not None and node.type != "expression":
        node = node.parent
    if node is not None:
        yield from finder.targets(node)


class _Finder:
    """Collects the candidates of one document by where their literals start, each with the best grounds."""

    def __init__(self, document: HostDocument) -> None:
        self._document = document
        self._candidates: dict[int, Candidate] = {}
        self._names = HclNames(document)
        self._scopes: dict[int, _Scope] = {}
        self._broken_at = float("inf")

    def candidates(self) -> Iterator[Candidate]:
        """Yields the candidates: those of locals and variables once it is known which resources use them."""
        entries: list[tuple[_Scope | None, str, Node, Node]] = []
        inner: list[Candidate] = []
        for node, ancestors in walk(self._document.root):
            if node.is_error or node.is_missing:
                self._broken_at = min(self._broken_at, node.start_byte)
            if node.type in ("attribute", "object_elem"):
                scope = self._scope(ancestors)
                key, value = self._names.entry(node)
                if key in ("command", "inline") and value is not None and self._is_provisioners(ancestors):
                    inner += (candidate for template in self._templates(value) for candidate in self._inside(template, "shell"))
                elif key is not None and value is not None and not (scope is not None and scope.is_of_other_provider):
                    self._define(scope, key, value, is_outermost=node.type == "attribute")
                    entries.append((scope, key, value, node))
        for scope, key, value, node in entries:
            template = _template(value) if scope is not None and scope.keys is not None else None
            place = _place(scope, key)
            if template is not None and scope is not None and self._is_json(template):
                inner += self._json_inside(template, scope)
            elif place is not None:
                self._collect(value, place, _where(scope, key), scope, self._call(key, value, node))
        yield from self._candidates.values()
        yield from inner

    def targets(self, expression: Node) -> Iterator[Node]:
        """Yields the values that an expression refers to by names; they are known when the candidates were."""
        if reference := self._names.reference(expression):
            yield from self._names.targets(reference, None)

    def _scope(self, ancestors: Sequence[Node]) -> _Scope | None:
        """The outermost block around a node."""
        block = next((node for node in ancestors[:4] if node.type == "block"), None)
        if block is None:
            return None
        scope = self._scopes.get(block.id)
        if scope is None:
            names = [self._document.text_of(node).strip('"') for node in block.named_children[:2]]
            label = names[1] if len(names) > 1 else ""
            scope = self._scopes[block.id] = _Scope(block, names[0], label, _keys_of(names[0], label))
        return scope

    def _define(self, scope: _Scope | None, key: str, value: Node, *, is_outermost: bool) -> None:
        """Remembers a local value, and the default of a variable."""
        if scope is not None and is_outermost:
            if scope.type == "locals":
                self._names.define(f"local.{key}", value)
            elif scope.type == "variable" and key == "default":
                self._names.define(f"var.{scope.label}", value)

    def _call(self, key: str, value: Node, node: Node) -> CallSite | None:
        """The attributes of a block, or the entries of an object, beside a filter; None for a filter from elsewhere."""
        if node.parent is None or _template(value) is None:
            return None
        entries = (self._names.entry(child) for child in node.parent.named_children if child.type == node.type)
        return call_site("", key, ((name or "", self._constant(value)) for name, value in entries if value is not None))

    def _constant(self, value: Node) -> Argument:
        template = _template(value)
        parts = [] if template is None else self._parts(template)
        text = parts[0] if len(parts) == 1 else None
        return text.text if isinstance(text, Decoded) else constant(self._document.text_of(value))

    def _collect(self, value: Node, place: Place, where: str, scope: _Scope | None, call: CallSite | None) -> None:
        """Adds the literals that a value can be, with those behind the names in it."""
        seen: set[int] = set()
        stack: list[tuple[Node, bool]] = [(value, False)]
        while stack:
            node, fragment = stack.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.type in _TEMPLATES:
                self._add(node, self._document.source, self._parts(node), place, where, fragment=fragment, call=call)
                stack += ((call, True) for call in self._joins(node))
            elif node.type == "function_call":
                stack += self._of_call(node, place, where, fragment=fragment)
            elif node.type == "expression" and (reference := self._names.reference(node)):
                stack += (
                    (target, fragment) for target in self._names.targets(reference, None if scope is None else scope.block)
                )
            elif node.type == "conditional":
                stack += ((child, fragment) for child in node.named_children[1:])
            elif node.type == "tuple" or node.type in WRAPPERS:
                stack += ((child, fragment) for child in node.named_children)

    def _joins(self, template: Node) -> Iterator[Node]:
        """Yields the calls of ``join`` that are filled into a template."""
        for hole in template.named_children:
            for expression in hole.named_children if hole.type == "template_interpolation" else ():
                call = expression.named_children[0] if expression.type == "expression" and expression.named_children else None
                if call is not None and call.type == "function_call" and _JOIN.match(self._document.text_of(call)):
                    yield call

    def _of_call(self, call: Node, place: Place, where: str, *, fragment: bool) -> Iterator[tuple[Node, bool]]:
        """Yields the arguments that the result of a call is made of, each with whether it is a fragment, as in ``join``."""
        name = self._document.text_of(call.named_children[0])
        arguments = [
            child for node in call.named_children if node.type == "function_arguments" for child in node.named_children
        ]
        if name == "format" and arguments:
            self._add_format(arguments, place, where, fragment=fragment)
        elif name == "join" and len(arguments) > 1:
            yield from ((argument, True) for argument in arguments[1:])
        elif name in _PASSING:
            yield from ((argument, fragment) for argument in arguments)

    def _add_format(self, arguments: Sequence[Node], place: Place, where: str, *, fragment: bool) -> None:
        template = _template(arguments[0])
        if template is not None:
            text, holes = joined(self._document.source, self._parts(template), "format")
            if not holes:
                parts = format_parts(text.text, [self._document.text_of(argument) for argument in arguments[1:]])
                self._add(template, text, parts, place, where, fragment=fragment)

    def _add(
        self, node: Node, host: Source, parts: list[Part], place: Place, where: str, *, fragment: bool,
        call: CallSite | None = None,
    ) -> None:  # fmt: skip
        kind, grounds = place
        known = self._candidates.get(node.start_byte)
        if parts and (known is None or known.grounds < grounds):
            self._candidates[node.start_byte] = Candidate(
                host,
                self._document.language.name,
                tuple(parts),
                kind,
                grounds,
                where,
                fragment,
                node.end_byte <= self._broken_at,
                None if fragment else call,
            )

    def _parts(self, node: Node) -> list[Part]:
        """The decoded parts of a string; none for a string with a syntax error in it."""
        if any(child.is_error or child.is_missing for child in node.children):
            return []
        text, span = self._document.text, self._document.span(node)
        holes = [
            self._hole(child) for child in node.named_children if child.type in ("template_interpolation", "template_directive")
        ]
        if node.type != "heredoc_template":
            return quoted_parts(text, span.start + 1, span.end - 1, holes)
        names = [child for child in node.named_children if child.type == "heredoc_identifier"]
        marker = self._document.text_of(names[0])
        start = text.find("\n", self._document.span(names[0]).end) + 1
        end = text.rfind("\n", start - 1, self._document.span(names[-1]).start) + 1
        return heredoc_parts(text, start, end, holes, marker, flush=text.startswith("<<-", span.start))

    def _hole(self, node: Node) -> Hole:
        span = self._document.span(node)
        expression = self._document.text[span.start + 2 : span.end - 1].strip("~ \t\n")
        joiner = _JOINER.match(expression)
        return Hole(span.start, span.end, expression, is_safe(expression), joiner[1] if joiner else None)

    def _is_provisioners(self, ancestors: Sequence[Node]) -> bool:
        """Whether an attribute is of a block that runs commands."""
        block = ancestors[-2] if len(ancestors) > 1 else None
        return block is not None and block.type == "block" and self._document.text_of(block.named_children[0]) == "provisioner"

    def _templates(self, value: Node) -> Iterator[Node]:
        """Yields the string that a value is, or those of its list."""
        for item in (value, *self._names.items(value)):
            template = _template(item)
            if template is not None:
                yield template

    def _is_json(self, template: Node) -> bool:
        part = next(iter(self._parts(template)), None)
        return isinstance(part, Decoded) and begins_json(part.text)

    def _json_inside(self, template: Node, scope: _Scope) -> Iterator[Candidate]:
        """Yields the candidates in an attribute of a LangSmith resource that is a JSON text."""
        for candidate in self._inside(template, "json"):
            place = (scope.keys or {}).get(re.findall(r"\w+", candidate.where)[-1])
            yield candidate if place is None else replace(candidate, kind=place[0], grounds=place[1])

    def _inside(self, template: Node, language: str) -> Iterator[Candidate]:
        """Yields the candidates in a document that a string is."""
        fixable = template.end_byte <= self._broken_at
        yield from self._document.inside_string(self._parts(template), HOST_LANGUAGES[language], fixable=fixable)


def _template(node: Node) -> Node | None:
    """The string that an expression is."""
    while node.type in WRAPPERS and node.named_child_count == 1:
        node = node.named_children[0]
    return node if node.type in _TEMPLATES else None


def _keys_of(type: str, label: str) -> Mapping[str, Place] | None:
    """The keys of a block's resource that hold filters; None for a block that is no resource of LangSmith's."""
    if type not in _OF_PROVIDERS or not label.startswith("langsmith_"):
        return None
    place = PLACES.get(label)
    if place is None:
        return {}
    return {path.rpartition(".")[2]: (kind, Grounds.SURE) for path, kind in place.keys.items()}


def _place(scope: _Scope | None, key: str) -> Place | None:
    """The place of a value under a key."""
    if scope is None:
        return under_name(key)
    if scope.keys is not None:
        return scope.keys.get(key) or under_name(key)
    if scope.type == "variable":
        return under_name(scope.label) if key == "default" else None
    return under_name(key)


def _where(scope: _Scope | None, key: str) -> str:
    """The name for people of the place of an attribute."""
    if scope is None:
        return key
    if scope.keys is not None:
        return f"{scope.label} {key}"
    return f"var.{scope.label}" if scope.type == "variable" else key
