"""Moves requests for runs in shell scripts, Makefiles and request files from v1 to v2: address, body, and what jq reads.

Owns the invariant that a request is moved as a whole: one whose body is not at hand is left for a person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
import re

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import search_filters
from filterlang.hosts.host_languages import HostLanguage
from filterlang.migrate.code.body_entries import BodyNote
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, Target, to_decide
from filterlang.migrate.code.json_bodies import json_body
from filterlang.migrate.code.python_inputs import input_moved
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.request_addresses import endings_in, moved_address, settled, undecided_address
from filterlang.migrate.code.request_bases import base_moved
from filterlang.migrate.code.request_bodies import moved_body
from filterlang.migrate.code.request_filters import filters_moved
from filterlang.migrate.code.run_uses import RunUses
from filterlang.migrate.code.shell_requests import FoundRequest, Program, ShellRequests
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

_HTTP_BODY = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_HTTP_END = re.compile(r"^(?:###|(?:GET|POST|PATCH|PUT|DELETE|HEAD)[ \t])", re.MULTILINE)
_NO_BODY = "the body of the request is not written here: move it to v2 as well, and then the address"
_UNWRITTEN = "the body cannot be rewritten where it stands: write v2's keys by hand"
_UNREAD = "the answer of v2 has `items` and `next_cursor` in the place of `runs` and `cursors`: change what reads it"


def moves(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """Moves the addresses of a shell script, a Makefile or a request file, with their bodies and the programs that read."""
    documents: list[HostDocument] = []
    filters = search_filters(source, language, documents.append).filters
    endings = endings_in(findings)
    programs = _python_in(documents)

    def moved(addresses: Sequence[Span]) -> list[CodeMove]:
        requests = [
            _Requests(source, document, filters, addresses, programs)
            for document in documents
            if document.language.name in ("shell", "http")
        ]
        return [move for finding in endings if (move := _moved(source, finding, requests, target)) is not None]

    return settled(moved, [ending.span for ending in endings])


def _moved(source: Source, finding: Diagnostic, requests: Sequence[_Requests], target: Target) -> CodeMove | None:
    """The move of one address; None for one in a document of another language."""
    address = source.text[finding.span.start : finding.span.end]
    own = next((request for request in requests if request.has(finding.span)), None)
    return undecided_address(finding, address, target) or (None if own is None else own.moved(finding.span, address))


class _Requests:
    """The requests of one document.

    ``addresses`` are those that may change a base, ``programs`` the Python programs that the scripts of the file run.
    """

    def __init__(
        self,
        file: Source,
        document: HostDocument,
        filters: Sequence[EmbeddedFilter],
        addresses: Sequence[Span],
        programs: Sequence[PythonProgram],
    ) -> None:
        self._file, self._document, self._filters, self._addresses = file, document, filters, addresses
        self._programs = programs
        self._in_shell = ShellRequests(document)

    def has(self, span: Span) -> bool:
        """Whether a span of the file stands in the document itself."""
        source = self._document.source
        return source.map is None or source.in_file(source.from_file(span))[1] == span

    def moved(self, span: Span, address: str) -> CodeMove:
        """The move of the request with an address at a span of the file."""
        at = self._document.source.from_file(span).start
        requests = self._in_http(at) if self._document.language.name == "http" else self._in_shell.at(at)
        if not requests:
            return to_decide(span, address, _NO_BODY)
        edits, notes = self._address(span, address)
        for request in requests:
            readers = [
                input_moved(program) for program in self._programs if request.whole.contains(program.file_span(_all(program)))
            ]
            body_edits, body_notes, refusals = self._body(request, readers)
            if refusals:
                return CodeMove(span, address, MoveOutcome.TO_DECIDE, notes=tuple(refusals))
            edits += body_edits
            notes += body_notes
            for source, program in request.programs:
                edits += in_file(source, program.edits) or ()
                notes += _placed(source, program.notes)
            for reader in readers:
                edits += reader.edits
                notes += reader.notes
            notes += [] if request.programs or readers else [CodeNote(span, _UNREAD, Risk.SILENT)]
        return CodeMove(span, address, MoveOutcome.MOVED, tuple(dict.fromkeys(edits)), tuple(dict.fromkeys(notes)))

    def _address(self, span: Span, address: str) -> tuple[list[Edit], list[CodeNote]]:
        """The edits of an address and of the base before it, and what to know."""
        moved = moved_address(address)
        if moved is None or moved.needs_base:
            return base_moved(self._file.text, span, self._addresses)
        return [Edit(span, moved.text)], []

    def _body(self, request: FoundRequest, readers: Sequence[RunUses]) -> tuple[list[Edit], list[CodeNote], list[CodeNote]]:
        """The edits of a body in the file, with its filters; the notes on it, and the reasons to leave it for a person."""
        reads = _reads(request.programs, readers)
        move = moved_body(request.body, reads)
        edits = in_file(request.source, move.edits)
        if edits is None:
            move = moved_body(request.body, reads, single_line=True)
            edits = in_file(request.source, move.edits)
        inside = request.source.in_file(request.body.inside)[1]
        filter_edits, notes, refusals = filters_moved(self._filters, [inside, *request.places])
        refusals += _placed(request.source, move.refusals)
        refusals += [CodeNote(inside, _UNWRITTEN, Risk.ERROR)] if edits is None else []
        return [*(edits or ()), *filter_edits], [*notes, *_placed(request.source, move.notes)], refusals

    def _in_http(self, at: int) -> list[FoundRequest]:
        """The request of a request file with an address at an offset."""
        text = self._document.text
        after = _HTTP_END.search(text, at)
        start = _HTTP_BODY.search(text, at, after.start() if after else len(text))
        body = None if start is None else json_body(text, start.end())
        return [] if body is None else [FoundRequest(self._document.source, body, (), Span(at, at))]


def _placed(source: Source, notes: Sequence[BodyNote]) -> list[CodeNote]:
    """Notes on a text, with their places in the file."""
    return [CodeNote(source.in_file(note.span)[1], note.message, note.risk) for note in notes]


def _reads(programs: Sequence[Program], readers: Sequence[RunUses]) -> Collection[str] | None:
    """The fields that programs read; None where they pass whole runs on, or where there are none."""
    known = [reader.reads for reader in readers if reader.reads is not None]
    reads = frozenset[str]().union(*(program.reads for _, program in programs), *known)
    passes_on = len(known) < len(readers) or (not reads and any(program.reads_all for _, program in programs))
    return None if passes_on or not (programs or readers) else reads


def _python_in(documents: Sequence[HostDocument]) -> list[PythonProgram]:
    """The programs of Python among some documents."""
    return [PythonProgram(document) for document in documents if document.language.name == "python"]


def _all(program: PythonProgram) -> Span:
    return Span(0, len(program.document.text))
