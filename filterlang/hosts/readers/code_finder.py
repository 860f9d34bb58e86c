"""Candidates in a file of code: the expressions in places for filters, and the values that are assigned to the names in them.

Owns the invariant that a literal is a candidate once, where it stands, on the surest grounds that any use of it gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from heapq import heappop, heappush
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.embedded import Candidate, Decoded, Grounds
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.known_places import Place, in_call, under_key, under_name
from filterlang.hosts.readers.code_expressions import CodeSyntax, alternatives, name_of, text_of_literal, written
from filterlang.schema.places import Kind
from filterlang.semantics.surroundings import CallSite
from filterlang.text.frozen import dataclass, replace

if TYPE_CHECKING:
    from tree_sitter import Node

_CALL = re.compile(r"\w\s*\(")
_DOCUMENT = re.compile(r"""[^"'`]{0,4}["'`]+\s*[\[{]""")
"""A literal whose text begins as a JSON document does."""


@dataclass(frozen=True, slots=True, eq=False)
class FilterSlot:
    """An expression in a place for filters, with the first byte of the function around it, and the call that it stands in."""

    value: Node
    place: Place
    where: str
    function: int | None
    fixable: bool
    fragment: bool = False
    call: CallSite | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """A value that is assigned to a name; an ``added`` value is joined with others later.

    ``function`` is the first byte of the function around it. A returned value is assigned to the name of its function
    ``everywhere``.
    """

    name: str
    value: Node
    function: int | None
    everywhere: bool
    fixable: bool
    added: bool = False


class Reading:
    """A walk over a document, at one node: its ancestors, and the types of the variables that were declared before."""

    def __init__(self, document: HostDocument, syntax: CodeSyntax, functions: frozenset[str]) -> None:
        self.document: HostDocument = document
        self.syntax: CodeSyntax = syntax
        self.ancestors: list[Node] = []
        self.types: dict[str, str] = {}
        self._functions = functions

    def text(self, node: Node | None) -> str:
        """The text of a node; an empty one for none."""
        return "" if node is None else self.document.text_of(node)

    def literal(self, node: Node | None) -> str | None:
        """The text of a literal without holes."""
        return None if node is None else text_of_literal(self.document, self.syntax, node)

    def name(self, node: Node | None) -> str | None:
        """The name of a variable or member: ``filter`` of ``params.filter``."""
        return None if node is None else name_of(self.document, self.syntax, node)

    def argument(self, path: str, name: str, value: Node, where: str, call: CallSite | None = None) -> Iterator[FilterSlot]:
        """Yields the value of an argument or field where that is a place for filters."""
        place = in_call(path, name) or under_key(name)
        if place is not None:
            yield self.slot(value, place, where, call)

    def slot(self, value: Node, place: Place, where: str, call: CallSite | None = None) -> FilterSlot:
        """An expression in a place for filters."""
        return FilterSlot(value, place, where, self._function(), self._is_fixable(), call=call)

    def assignment(
        self, name: str | None, value: Node | None, *, added: bool = False, everywhere: bool = False
    ) -> Iterator[Assignment]:
        """Yields the assignment of a value to a name."""
        if name and value is not None:
            yield Assignment(name, value, self._function(), everywhere, self._is_fixable(), added)

    def returned(self, value: Node, functions: frozenset[str] | None = None) -> Iterator[Assignment]:
        """Yields a returned value, as an assignment to the name of the function around it."""
        types = functions or self._functions
        function = next((ancestor for ancestor in reversed(self.ancestors) if ancestor.type in types), None)
        if function is not None:
            yield from self.assignment(self.text(function.child_by_field_name("name")), value, everywhere=True)

    def _function(self) -> int | None:
        return next((ancestor.start_byte for ancestor in self.ancestors if ancestor.type in self._functions), None)

    def _is_fixable(self) -> bool:
        return all(ancestor.type != "ERROR" for ancestor in self.ancestors)

    def document_from(self, literal: Node) -> FilterSlot | None:
        """The expression that writes a JSON document, where a literal is the beginning of such a document."""
        text = self.document.text_of(literal)
        if _DOCUMENT.match(text) is None:
            return None
        whole = self._whole(literal)
        if whole.start_byte == literal.start_byte:
            text = self.document.text_of(whole)
        return self.slot(whole, (Kind.RUN, Grounds.LIKELY), "JSON") if "filter" in text.lower() else None

    def _whole(self, literal: Node) -> Node:
        """The sum, or the formatted text, that a literal begins."""
        top = literal
        for ancestor in reversed(self.ancestors):
            if ancestor.type in self.syntax.sums:
                top = ancestor
            elif ancestor.type in self.syntax.calls:
                call = self.syntax.call(self.document, ancestor)
                return ancestor if call is not None and self.syntax.format(self.document, call) is not None else top
            elif ancestor.type not in self.syntax.groups | self.syntax.names and "argument" not in ancestor.type:
                break
        return top


Reader = Callable[[Reading, "Node"], Iterator[FilterSlot | Assignment]]
"""Yields the places for filters and the assignments that a node makes."""


def find_in_code(
    document: HostDocument, syntax: CodeSyntax, functions: frozenset[str], readers: Mapping[str, Reader]
) -> Iterator[Candidate]:
    """Yields the candidates of a document. ``readers`` are by the types of nodes, ``functions`` are the nodes of functions."""
    reading = Reading(document, syntax, functions)
    search = _CandidateSearch(document, syntax)
    for node, ancestors in walk(document.root):
        reading.ancestors = ancestors
        reader = readers.get(node.type)
        if reader is not None:
            for fact in reader(reading, node):
                search.add(fact)
        elif node.type in syntax.literals and (slot := reading.document_from(node)) is not None:
            search.documents[slot.value.id] = slot
    yield from search.candidates()


def values_in_code(
    document: HostDocument, name: Node, syntax: CodeSyntax, functions: frozenset[str], readers: Mapping[str, Reader]
) -> Iterator[Node]:
    """Yields the values that are assigned to a name in the function around it, or outside of all functions."""
    reading = Reading(document, syntax, functions)
    text, function, assignments = document.text_of(name), None, list[Assignment]()
    for node, ancestors in walk(document.root):
        reading.ancestors = ancestors
        if node.id == name.id:
            function = next((ancestor.start_byte for ancestor in ancestors if ancestor.type in functions), None)
        if (reader := readers.get(node.type)) is not None:
            assignments += (fact for fact in reader(reading, node) if isinstance(fact, Assignment) and fact.name == text)
    own = [each.value for each in assignments if function is not None and each.function == function]
    yield from own or (each.value for each in assignments if each.function is None or each.everywhere)


class _CandidateSearch:
    """The places and assignments of a document, the expressions that were read, and the names that were followed."""

    def __init__(self, document: HostDocument, syntax: CodeSyntax) -> None:
        self.documents: dict[int, FilterSlot] = {}
        self._document = document
        self._syntax = syntax
        self._assignments: dict[str, list[Assignment]] = defaultdict(list)
        self._waiting: list[tuple[int, bool, int, FilterSlot]] = []
        self._count = 0
        self._read: set[int] = set()
        self._followed: set[tuple[str, int | None]] = set()

    def add(self, fact: FilterSlot | Assignment) -> None:
        """Adds a place or an assignment."""
        if isinstance(fact, FilterSlot):
            self._wait(fact)
            return
        self._assignments[fact.name].append(fact)
        place = under_name(fact.name)
        if place is not None:
            self._wait(FilterSlot(fact.value, place, fact.name, fact.function, fact.fixable, fact.added))

    def candidates(self) -> Iterator[Candidate]:
        """Yields the candidates of the places, the surest first, and of the documents that are written as strings."""
        while self._waiting:
            slot = heappop(self._waiting)[-1]
            for expression in alternatives(self._document, self._syntax, slot.value):
                yield from self._candidate(slot, expression)
        for slot in self.documents.values():
            yield from self._inside(slot)

    def _wait(self, slot: FilterSlot) -> None:
        self._count += 1
        heappush(self._waiting, (-slot.place[1], slot.fragment, self._count, slot))

    def _candidate(self, slot: FilterSlot, expression: Node) -> Iterator[Candidate]:
        if expression.id in self._read:
            return
        name = name_of(self._document, self._syntax, expression)
        if name is not None:
            self._follow(slot, name, fragment=slot.fragment)
            return
        result = written(self._document, self._syntax, expression)
        for item in result.items:
            for value in alternatives(self._document, self._syntax, item):
                self._wait(replace(slot, value=value, fragment=True))
        likely = replace(slot, place=(slot.place[0], Grounds.LIKELY))
        for name in result.names:
            self._follow(likely if result.has_text else slot, name, fragment=result.has_text or slot.fragment)
        if not result.has_text:
            return
        self._read.update(node.id for node in result.read)
        if not slot.fragment or _has_conditions("".join(part.text for part in result.parts if isinstance(part, Decoded))):
            kind, grounds = slot.place
            parts, language = tuple(result.parts), self._document.language.name
            call = None if slot.fragment else slot.call
            yield Candidate(
                self._document.source, language, parts, kind, grounds, slot.where, slot.fragment, slot.fixable, call
            )  # fmt: skip

    def _follow(self, slot: FilterSlot, name: str, *, fragment: bool) -> None:
        """Queues the values that are assigned to a name, in the place that the name stands in."""
        for function in {slot.function, None}:
            if (name, function) not in self._followed:
                self._followed.add((name, function))
                for each in self._assignments.get(name, ()):
                    if function == (None if each.everywhere else each.function):
                        added = fragment or each.added
                        self._wait(FilterSlot(each.value, slot.place, slot.where, each.function, each.fixable, added))

    def _inside(self, slot: FilterSlot) -> Iterator[Candidate]:
        """Yields the candidates of a JSON document that an expression writes."""
        if slot.value.id in self._read:
            return
        parts = written(self._document, self._syntax, slot.value).parts
        yield from self._document.inside_string(parts, HOST_LANGUAGES["json"], fixable=slot.fixable)


def _has_conditions(text: str) -> bool:
    """Whether a fragment is made of whole conditions: not of a value, and not of the beginning of a call."""
    return _CALL.search(text) is not None and text.count("(") == text.count(")")
