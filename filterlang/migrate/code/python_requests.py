"""Moves the requests for runs of Python programs from v1 to v2: requests, httpx, aiohttp and urllib.

Owns the invariant that address, body and answer of a request move together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import UnparsedError, walk
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HostLanguage
from filterlang.migrate.code.body_entries import RequestBody
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, Target, to_decide
from filterlang.migrate.code.program_requests import NO_BASE, NO_BODY, UNCALLED, ProgramRequest
from filterlang.migrate.code.python_answers import PythonAnswers
from filterlang.migrate.code.python_bases import PythonBases
from filterlang.migrate.code.python_bodies import PythonBody
from filterlang.migrate.code.python_builtin_names import HIDDEN, hidden_builtin
from filterlang.migrate.code.python_file_calls import PythonFileCalls
from filterlang.migrate.code.python_import_edits import TAKEN, imports_of
from filterlang.migrate.code.python_program import PythonProgram, program_in
from filterlang.migrate.code.python_soundness import is_python
from filterlang.migrate.code.request_addresses import endings_in, moved_address, settled, sound_moves, undecided_address
from filterlang.migrate.code.request_answers import AnswerPart
from filterlang.schema.moves_to_v2 import BODY_MOVES
from filterlang.text.edits import Edit, apply
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_ADDRESS = frozenset({
    "string", "string_content", "string_start", "concatenated_string", "binary_operator", "parenthesized_expression",
})  # fmt: skip
_BODY_NAMES = ("json", "data", "content", "body", "payload")
_BUILT = frozenset({"Request", "build_request"})


def moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """Moves the addresses of a Python program, with the bodies and answers of their requests."""
    endings = endings_in(findings)
    if not endings:
        return ()
    program = program_in(source, language)
    try:
        filters = search_file(source, language).found.filters

        def moved(addresses: Sequence[Span]) -> list[CodeMove]:
            requests = _PythonRequests(program, filters, addresses)
            moves = [requests.moved(source, ending, target) for ending in endings]
            return sound_moves(moves, requests.written, lambda edits: _stays_sound(program.document.text, edits))

        return settled(moved, [ending.span for ending in endings])
    except UnparsedError:
        return ()


class _PythonRequests:
    """The requests of a program."""

    def __init__(self, program: PythonProgram, filters: Sequence[EmbeddedFilter], addresses: Sequence[Span]) -> None:
        self._program, self._filters = program, filters
        self.written: dict[Span, Sequence[Edit]] = {}
        """The edits of the program that each move makes, without those of filters, by the place of its address."""
        self._calls = PythonFileCalls(program)
        self._bases = PythonBases(program, self._calls, [program.document.source.from_file(span) for span in addresses])

    def moved(self, source: Source, finding: Diagnostic, target: Target) -> CodeMove:
        """The move of one address."""
        address = source.text[finding.span.start : finding.span.end]
        undecided = undecided_address(finding, address, target, in_python=True)
        if undecided is not None:
            return undecided
        string = self._string(finding.span)
        calls = [] if string is None else list(self._requests(string))
        if string is None or not calls:
            return to_decide(finding.span, address, UNCALLED)
        based = self._address(finding.span, address, string)
        if based is None:
            return to_decide(finding.span, address, NO_BASE)
        bodies = [body for call in calls for body in self._bodies(call)]
        if not bodies or any(body is None for body in bodies):
            return to_decide(finding.span, address, NO_BODY)
        request = ProgramRequest(self._program, finding.span, address)
        request.edits, request.notes = based
        answers = PythonAnswers(self._program, self._calls)
        for call in calls:
            answers.follow(*self._answer(call))
        answers.end(calls[0])
        request.add_answers(answers)
        for found, body in filter(None, bodies):
            request.add_body(found, body, answers.reads, self._named_values(found.names), self._filters)
        code = "\n".join(edit.text for edit in request.edits)
        importing, taken = imports_of(self._program).needed_by(code, answers.imports, calls[0])
        if taken is not None:
            return to_decide(finding.span, address, TAKEN.format(taken))
        request.edits += importing
        move = request.move(self._filters)
        if move.outcome is not MoveOutcome.MOVED:
            return move
        hidden = hidden_builtin(self._program, request.ordered)
        if hidden is not None:
            return to_decide(finding.span, address, HIDDEN.format(hidden))
        self.written[finding.span] = request.ordered
        return move

    # Addresses

    def _string(self, span: Span) -> Node | None:
        """The string that an address stands in."""
        node = self._program.node_at(span)
        while node is not None and node.type != "string":
            node = self._program.parent(node)
        return node

    def _address(self, span: Span, address: str, string: Node) -> tuple[list[Edit], list[CodeNote]] | None:
        moved = moved_address(address)
        path = self._program.document.source.from_file(span)
        if moved is not None and not moved.needs_base:
            return [Edit(path, moved.text)], []
        return self._bases.moved(path, string)

    def _requests(self, string: Node) -> Iterator[Node]:
        """Yields the calls that get an address: directly, or by the name or attribute that it is bound to."""
        pending, seen = [string], set[int]()
        while pending:
            node = pending.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            parent = self._program.parent(node)
            while parent is not None and parent.type in _ADDRESS:
                node, parent = parent, self._program.parent(parent)
            if parent is None:
                continue
            if parent.type in ("argument_list", "keyword_argument"):
                call = self._program.enclosing(node, "call")
                if call is not None and self._calls.name_of(call) in ("urljoin", "URL", "join", "format", "rstrip", "str"):
                    pending.append(call)
                elif call is not None:
                    yield call
            elif parent.type in ("assignment", "default_parameter", "typed_default_parameter"):
                left = parent.child_by_field_name("left") or parent.child_by_field_name("name")
                pending += self._uses(left)
            elif parent.type == "return_statement":
                function = self._program.enclosing(parent, "function_definition")
                pending += self._calls.of(function) if function is not None else ()

    def _uses(self, left: Node | None) -> list[Node]:
        """The expressions that read what an assignment binds."""
        if left is None:
            return []
        variable = self._program.variable(left) if left.type == "identifier" else None
        uses = [] if variable is None else list(variable.references)
        scope = self._program.enclosing(left, "class_definition", "function_definition", "lambda")
        if left.type == "attribute" or (scope is not None and scope.type == "class_definition"):
            name = self._text(left).rpartition(".")[2]
            nodes = (node for node, _ in walk(self._program.document.root) if node.type == "attribute" and node != left)
            uses += (node for node in nodes if self._text(node).rpartition(".")[2] == name)
        return uses

    # Bodies

    def _bodies(self, call: Node) -> Iterator[tuple[PythonBody, RequestBody] | None]:
        """Yields the bodies of a request, or None where one is not found. A body that is a parameter comes from the callers."""
        node = self._body_node(call)
        if node is None:
            yield None
            return
        pending: list[tuple[Node, PythonBody | None]] = [(node, None)]
        seen: set[int] = set()
        while pending:
            node, inner = pending.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            found = PythonBody(self._program, self._calls, inner)
            body = found.read(node)
            if body is not None:
                yield found, body
            elif (
                found.parameter is not None and found.problem is None and (given := self._calls.arguments_for(found.parameter))
            ):
                pending += ((argument, found) for argument in given)
            else:
                yield None

    def _body_node(self, call: Node) -> Node | None:
        """The argument of a request that is its body."""
        arguments = call.child_by_field_name("arguments")
        children = [] if arguments is None else [child for child in arguments.named_children if child.type != "comment"]
        for child in children:
            name = child.child_by_field_name("name") if child.type == "keyword_argument" else child
            if name is not None and name.type == "identifier" and self._text(name) in _BODY_NAMES:
                return child.child_by_field_name("value") or child
        for child in children:
            value = child.child_by_field_name("value") if child.type == "keyword_argument" else child
            body = None if value is None or value.type == "string" else PythonBody(self._program, self._calls).read(value)
            if value is not None and body is not None and any(entry.key in BODY_MOVES for entry in body.entries):
                return value
        return None

    def _named_values(self, names: Sequence[Node]) -> Iterator[Span]:
        """Yields the places of the values that names of a body have: where they are bound, or given by callers."""
        for name in names:
            for definition in self._program.reaching(name):
                binder = self._program.binder(definition)
                right = None if binder is None else binder.child_by_field_name("right") or binder.child_by_field_name("value")
                given = self._calls.arguments_for(definition)
                yield from map(self._program.document.span, [*([right] if right is not None else []), *given])

    # Answers

    def _answer(self, call: Node) -> tuple[Node, AnswerPart]:
        """The value of a request: the response, or its content where a function of the file parses it."""
        if self._calls.name_of(call) in _BUILT:
            return self._opened(call), AnswerPart.RESPONSE
        functions = self._calls.functions(call)
        parses = any(word in self._text(function) for function in functions for word in (".json()", "json.load"))
        return call, AnswerPart.ANSWER if parses else AnswerPart.RESPONSE

    def _opened(self, call: Node) -> Node:
        """The call that sends a request which another one has built: ``urlopen(Request(…))``."""
        parent = self._program.parent(call)
        if parent is not None and parent.type == "argument_list":
            return self._program.enclosing(call, "call") or call
        left = None if parent is None else parent.child_by_field_name("left")
        for reference in self._program.reached(left) if left is not None and left.type == "identifier" else ():
            around = self._program.parent(reference)
            if around is not None and around.type == "argument_list":
                return self._program.enclosing(reference, "call") or call
        return call

    def _text(self, node: Node) -> str:
        return self._program.document.text_of(node)


def _stays_sound(text: str, edits: Sequence[Edit]) -> bool:
    """Whether a program that parses still does with some edits."""
    return is_python(apply(text, edits)) or not is_python(text)
