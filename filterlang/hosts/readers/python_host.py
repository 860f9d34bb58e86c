"""Filters in Python: the expressions in places for filters, followed through names to the literals that they are made of.

Owns the invariant that a literal is yielded once, where it stands, and that no expression is followed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.decoding import LiteralReader, cut
from filterlang.hosts.embedded import Candidate, Decoded, Grounds
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.prose import filters_quoted
from filterlang.hosts.readers.python_calls import call_of
from filterlang.hosts.readers.python_expressions import ExpressionReader, parts_of
from filterlang.hosts.readers.python_flow import Use, sources
from filterlang.hosts.readers.python_names import Relation, Scope
from filterlang.hosts.readers.python_places import PlacesOfPython
from filterlang.hosts.readers.python_safety import safety
from filterlang.hosts.readers.python_survey import Survey, survey
from filterlang.hosts.readers.python_syntax import field, joined_items
from filterlang.hosts.readers.python_templates import CodeHole, Piece, with_quotes_read
from filterlang.schema.places import Kind
from filterlang.semantics.surroundings import CallSite


_CONDITION = re.compile(r"\w\s*\(")

if TYPE_CHECKING:
    from tree_sitter import Node


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a document that may be filters."""
    surveyed = survey(document)
    yield from _Search(surveyed).candidates()
    for node in surveyed.documents:
        yield from _in_json(surveyed, node)
    for node in surveyed.prose:
        yield from _mentions(surveyed, node)


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the values that a name, or an attribute, is given in the document."""
    surveyed = survey(document)
    around, text = name.parent, surveyed.text(name)
    scope = [each for each in surveyed.scopes if each.node.start_byte <= name.start_byte < each.node.end_byte][-1]
    if around is not None and around.type == "keyword_argument" and field(around, "name") == name:
        return
    if around is not None and around.type == "attribute" and field(around, "attribute") == name:
        receiver = field(around, "object")
        is_own = receiver is not None and surveyed.text(receiver) in ("self", "cls")
        bindings = surveyed.names.attribute(text, scope.around_class if is_own else None)
    else:
        bindings = scope.bindings(text)
    yield from (binding.value for binding in bindings if binding.relation is Relation.VALUE)


def _in_json(survey: Survey, node: Node) -> Iterator[Candidate]:
    """Yields the candidates of a JSON document that a string holds."""
    pieces = ExpressionReader(survey.document, lambda node, spec: (False, False)).pieces(node)
    if pieces is not None:
        yield from survey.document.inside_string(
            parts_of(pieces), HOST_LANGUAGES["json"], fixable=not survey.is_broken(node)
        )  # fmt: skip


def _mentions(survey: Survey, node: Node) -> Iterator[Candidate]:
    """Yields the filters that a comment, a docstring or a help text quotes."""
    document = survey.document
    if "(" not in document.text_of(node):
        return
    if node.type == "comment":
        span = document.span(node)
        reader = LiteralReader(document.text)
        reader.exact(span.start, span.end)
        pieces: list[Piece] = [reader.decoded(lambda text: text if text.isprintable() else None)]
    else:
        pieces = ExpressionReader(document, lambda node, spec: (False, False)).pieces(node) or []
    for piece in pieces:
        if isinstance(piece, Decoded):
            where = "a comment" if node.type == "comment" else "a text"
            for part in (part for span in filters_quoted(piece.text) for part in cut(piece, span.start, span.end)):
                yield Candidate(
                    document.source, "python", (part,), Kind.RUN, Grounds.MENTION, where, False, not survey.is_broken(node)
                )


class _Search:
    """The search of one document: the uses that wait to be followed, and the nodes that were followed."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._visited: set[tuple[int, bool]] = set()
        self._yielded: set[int] = set()
        self._waiting: list[Use] = []
        self._clauses: list[Use] = []

    def candidates(self) -> Iterator[Candidate]:
        """Yields the candidates: the surest first, and whole filters before the clauses that are filled into them."""
        places = PlacesOfPython(self._survey, self._reader(self._survey.names.module))
        uses = sorted(places.uses(), key=lambda use: -use.grounds)
        for _, group in groupby(uses, key=lambda use: use.grounds):
            self._waiting = [*group][::-1]
            while self._waiting or self._clauses:
                yield from self._followed((self._waiting or self._clauses).pop())

    def _reader(self, scope: Scope) -> ExpressionReader:
        return ExpressionReader(self._survey.document, partial(safety, self._survey.document, self._survey.names, scope))

    def _followed(self, use: Use) -> Iterator[Candidate]:
        """Yields the candidate that an expression makes, or queues the expressions that it takes its value from."""
        if (use.node.id, use.many) in self._visited:
            return
        self._visited.add((use.node.id, use.many))
        reader = self._reader(use.scope)
        pieces = reader.transformed(use.node, use.transforms)
        if pieces is not None:
            self._follow_holes(use, pieces)
            if pieces and _is_candidate(use, pieces):
                yield from self._candidate(use, pieces)
            return
        core, transforms = reader.peeled(use.node)
        joined = joined_items(core, self._survey.document)
        if (
            joined is not None
            and joined[1].type in ("identifier", "attribute", "call")
            and use.grounds is Grounds.SURE
            and not use.clause
        ):
            yield from self._candidate(use, [reader.hole(core)])
        self._waiting += sources(self._survey, replace(use, node=core, transforms=transforms + use.transforms))

    def _candidate(self, use: Use, pieces: list[Piece]) -> Iterator[Candidate]:
        """Yields the candidate of a use, unless the literal at its beginning was yielded before."""
        start = pieces[0].stretches[0][0] if isinstance(pieces[0], Decoded) else pieces[0].start
        if start not in self._yielded:
            self._yielded.add(start)
            yield Candidate(
                self._survey.document.source, "python", parts_of(pieces), use.kind, use.grounds, use.where, use.fragment,
                not self._survey.is_broken(use.node), self._call(use),
            )  # fmt: skip

    def _call(self, use: Use) -> CallSite | None:
        """The call of a use that is a whole filter."""
        if use.site is None or use.fragment or use.clause:
            return None
        return call_of(self._survey, self._reader(use.scope), use.site)

    def _follow_holes(self, use: Use, pieces: list[Piece]) -> None:
        """Follows the clauses that are filled into a filter outside of its quotes."""
        for piece, is_quoted in with_quotes_read(pieces):
            if isinstance(piece, CodeHole) and piece.node is not None and not is_quoted:
                joined = joined_items(piece.node, self._survey.document)
                node = piece.node if joined is None else joined[1]
                self._clauses.append(
                    replace(use, node=node, fragment=True, many=joined is not None, clause=True, transforms=())
                )  # fmt: skip


def _is_candidate(use: Use, pieces: list[Piece]) -> bool:
    """Whether a text is worth judging: not only a hole, and like a condition where only such a text can be a filter."""
    text = "".join(piece.text for piece in pieces if isinstance(piece, Decoded))
    if use.clause or use.grounds is not Grounds.SURE:
        return _CONDITION.search(text) is not None
    return bool(text.strip()) or all(isinstance(piece, Decoded) for piece in pieces)
