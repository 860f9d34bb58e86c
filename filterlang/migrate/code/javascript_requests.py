"""Moves the requests for runs of JavaScript and TypeScript programs from v1 to v2: fetch, axios, got and the like.

Owns the invariant that address, body and answer of a request move together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.readers.javascript_syntax import TRANSPARENT, arguments, path, unwrapped
from filterlang.migrate.code.body_entries import RequestBody
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, Target, to_decide
from filterlang.migrate.code.javascript_answer_types import type_edits
from filterlang.migrate.code.javascript_answers import ScriptAnswers, calls_of
from filterlang.migrate.code.javascript_bases import code_base_moved
from filterlang.migrate.code.javascript_bodies import ScriptBody
from filterlang.migrate.code.javascript_program import JavascriptProgram, program_in
from filterlang.migrate.code.program_requests import NO_BASE, NO_BODY, UNCALLED, ProgramRequest
from filterlang.migrate.code.request_addresses import endings_in, moved_address, settled, sound_moves, undecided_address
from filterlang.migrate.code.request_answers import AnswerPart
from filterlang.schema.moves_to_v2 import BODY_MOVES
from filterlang.text.edits import Edit, apply
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_ADDRESS = TRANSPARENT | {"binary_expression", "template_string", "string"}
_BODY_KEYS = ("body", "json", "data")
_WRAPPING = frozenset({"URL", "Request"})
_PARSED = frozenset({"$fetch", "ofetch"})
"""Functions that give the content of an answer."""


def moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """Moves the addresses of a program, with the bodies and answers of their requests."""
    endings = endings_in(findings)
    if not endings:
        return ()
    try:
        program = program_in(source, language)
        filters = search_file(source, language).found.filters
    except UnparsedError:
        return ()

    def moved(addresses: Sequence[Span]) -> list[CodeMove]:
        requests = _ScriptRequests(program, filters, addresses)
        moves = [requests.moved(source, ending, target) for ending in endings]
        return sound_moves(moves, requests.written, requests.stays_sound)

    return settled(moved, [ending.span for ending in endings])


class _ScriptRequests:
    """The requests of a program."""

    def __init__(self, program: JavascriptProgram, filters: Sequence[EmbeddedFilter], addresses: Sequence[Span]) -> None:
        self._program, self._filters = program, filters
        self.written: dict[Span, Sequence[Edit]] = {}
        """The edits of the program that each move makes, without those of filters, by the place of its address."""
        self._paths = [program.document.source.from_file(span) for span in addresses]

    def moved(self, source: Source, finding: Diagnostic, target: Target) -> CodeMove:
        """The move of one address."""
        address = source.text[finding.span.start : finding.span.end]
        undecided = undecided_address(finding, address, target)
        if undecided is not None:
            return undecided
        calls = list(self._requests(self._string(finding.span)))
        if not calls:
            return to_decide(finding.span, address, UNCALLED)
        based = self._address(finding.span, address)
        if based is None:
            return to_decide(finding.span, address, NO_BASE)
        bodies = [body for call in calls for body in self._bodies(call)]
        if not bodies or any(body is None for body in bodies):
            return to_decide(finding.span, address, NO_BODY)
        request = ProgramRequest(self._program, finding.span, address)
        request.edits, request.notes = based
        answers = ScriptAnswers(self._program)
        for call in calls:
            answers.follow(call, self._part(call))
        answers.end(calls[0])
        request.add_answers(answers)
        request.edits += type_edits(self._program)
        for found, body in filter(None, bodies):
            request.add_body(found, body, answers.reads, self._named_values(found.names), self._filters)
        move = request.move(self._filters)
        if move.outcome is MoveOutcome.MOVED:
            self.written[finding.span] = request.ordered
        return move

    def stays_sound(self, edits: Sequence[Edit]) -> bool:
        """Whether a program without syntax errors still has none with some edits."""
        before = self._program.document
        after = HostDocument(Source(apply(before.text, edits)), before.language, lambda _: iter(()))
        return before.root.has_error or not after.root.has_error

    # Addresses

    def _string(self, span: Span) -> Node | None:
        """The string or template that an address stands in."""
        document = self._program.document
        inner = document.source.from_file(span)
        node = document.root.descendant_for_byte_range(document.byte(inner.start), document.byte(inner.end))
        while node is not None and node.type not in ("string", "template_string"):
            node = self._program.parent(node)
        return node

    def _address(self, span: Span, address: str) -> tuple[list[Edit], list[CodeNote]] | None:
        moved = moved_address(address)
        at = self._program.document.source.from_file(span)
        if moved is not None and not moved.needs_base:
            return [Edit(at, moved.text)], []
        return code_base_moved(self._program.document.text, at, self._paths)

    def _requests(self, string: Node | None) -> Iterator[Node]:
        """Yields the calls that get an address: directly, in an object, or by the name that it is bound to."""
        pending, seen = [string] if string is not None else [], set[int]()
        while pending:
            node = pending.pop()
            parent = self._program.parent(node)
            while parent is not None and parent.type in _ADDRESS:
                node, parent = parent, self._program.parent(parent)
            if parent is None or node.id in seen:
                continue
            seen.add(node.id)
            if parent.type == "arguments":
                call = self._program.parent(parent)
                is_wrapping = call is not None and call.type == "new_expression"
                if call is not None and is_wrapping and path(call.child_by_field_name("constructor")) in _WRAPPING:
                    pending.append(call)
                elif call is not None:
                    yield call
            elif parent.type == "variable_declarator":
                name = parent.child_by_field_name("name")
                variable = None if name is None else self._program.variable(name)
                pending += variable.references if variable is not None else ()
            elif parent.type == "pair":
                holder = self._program.parent(parent)
                if holder is not None and self._program.text(parent.child_by_field_name("key")) in ("url", "uri", "path"):
                    pending.append(holder)
                pending += self._accesses(parent)
            elif parent.type in ("public_field_definition", "field_definition", "assignment_expression"):
                key = parent.child_by_field_name("name") or parent.child_by_field_name("property")
                left = parent.child_by_field_name("left")
                word = self._program.text(key) if key is not None else (left and self._program.member_name(left)) or ""
                pending += [member for member in self._program.members.get(word, ()) if left is None or member.id != left.id]

    def _accesses(self, pair: Node) -> list[Node]:
        """The accesses to an entry of an object that a variable holds, as ``config.paths.runs``."""
        names: list[str] = []
        node: Node | None = pair
        while node is not None and node.type in ("pair", "object", *TRANSPARENT):
            names += [self._program.text(node.child_by_field_name("key"))] if node.type == "pair" else []
            node = self._program.parent(node)
        if node is None or node.type != "variable_declarator":
            return []
        whole = ".".join([self._program.text(node.child_by_field_name("name")), *reversed(names)])
        return [member for member in self._program.members.get(names[0], ()) if self._program.text(member) == whole]

    # Bodies

    def _bodies(self, call: Node) -> Iterator[tuple[ScriptBody, RequestBody] | None]:
        """Yields the bodies of a request, or None where one is not found. A body that is a parameter comes from the callers."""
        pending: list[tuple[Node | None, ScriptBody | None]] = [(self._body_node(call), None)]
        seen: set[int] = set()
        while pending:
            node, inner = pending.pop()
            if node is None:
                yield None
                continue
            if node.id in seen:
                continue
            seen.add(node.id)
            found = ScriptBody(self._program, self._given, inner)
            body = found.read(node)
            if body is not None:
                yield found, body
            elif found.parameter is not None and found.problem is None and (given := self._given(found.parameter)):
                pending += ((argument, found) for argument in given)
            else:
                yield None

    def _given(self, parameter: Node) -> list[Node]:
        """The arguments that the calls of the program give for a parameter."""
        function = self._program.enclosing_function(parameter)
        if function is None:
            return []
        patterns = self._program.parameters(function)
        names = [{name.id for name in self._program.names_in(pattern)} for pattern in patterns]
        index = next((index for index, ids in enumerate(names) if parameter.id in ids), len(names))
        calls = calls_of(self._program, function)
        return [arguments(call)[index] for call in calls if len(arguments(call)) > index]

    def _body_node(self, call: Node) -> Node | None:
        """The expression that is the body of a request."""
        for argument in arguments(call):
            value = unwrapped(argument)
            variable = self._program.variable(value) if value.type == "identifier" else None
            held = None if variable is None else self._program.value_of(variable)
            options = unwrapped(held) if held is not None else value
            for pair in options.named_children if options.type == "object" else ():
                if pair.type == "shorthand_property_identifier" and self._program.text(pair) in _BODY_KEYS:
                    return pair
                if self._program.text(pair.child_by_field_name("key")) in _BODY_KEYS:
                    return pair.child_by_field_name("value")
            body = ScriptBody(self._program, self._given).read(argument)
            if body is not None and any(entry.key in BODY_MOVES for entry in body.entries):
                return argument
        last = arguments(call)[-1] if len(arguments(call)) > 1 else None
        return last if last is not None and unwrapped(last).type == "identifier" else None

    def _named_values(self, names: Sequence[Node]) -> Iterator[Span]:
        """Yields the places of the values that names of a body have: where they are bound, or given by callers."""
        for name in names:
            variable = self._program.variable(name)
            value = None if variable is None else self._program.value_of(variable)
            given = [] if variable is None else self._given(variable.definitions[0])
            yield from map(self._program.document.span, [*([value] if value is not None else []), *given])

    def _part(self, call: Node) -> AnswerPart:
        """The value of a request: the response, or its content where a function of the file parses it."""
        name = path(call.child_by_field_name("function"), 1)
        if name in _PARSED:
            return AnswerPart.ANSWER
        target = call.child_by_field_name("function")
        function = None if target is None else self._program.function_of(target)
        functions = [*([function] if function is not None else []), *self._program.methods.get(name, ())]
        parses = any(word in self._program.text(node) for node in functions for word in (".json()", "JSON.parse", ".data"))
        return AnswerPart.ANSWER if parses else AnswerPart.RESPONSE
