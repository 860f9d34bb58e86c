"""Moves the addresses of requests for runs from v1 to v2.

Owns the invariant that an address becomes one of v2 only where v2's takes the same kind of body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
import re

from filterlang.findings.diagnostic import Diagnostic
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, Target, to_decide
from filterlang.rules.endings import ENDING_ENDPOINT
from filterlang.schema.end_of_v1 import DETAILS_OF_ENDPOINTS, ENDING_ENDPOINTS, QUERY_OF_RUNS
from filterlang.text.edits import Edit, in_order
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

_VERSION = re.compile(r"/v1(?=/)")
_ENDS_WITH_V1 = re.compile(r"/v1(?=/?\Z)")
_OURS = "the client of filterlang has list_runs for v1 and v2: use it instead of a request"
_NOT_OURS = "filterlang has a client for Python only: move this request to v2"
"""The advice for a request where code moves to the client of filterlang."""
UNWRITTEN = "the request cannot be rewritten where it stands: write it by hand"
UNKNOWN_BASE = "the address before it is not known here: it must not end with /api/v1"
"""The note on a path behind a base that only the program knows."""


@dataclass(frozen=True, slots=True)
class MovedAddress:
    """The address of v2. ``needs_base`` where v1's had no version, so that what stands before it decides."""

    text: str
    needs_base: bool


def moved_address(address: str) -> MovedAddress | None:
    """The address of v2 for v1's query for runs; None for any other address."""
    successor = next((new for path, new in ENDING_ENDPOINTS if re.search(rf"{path}\Z", address)), "")
    if successor != QUERY_OF_RUNS:
        return None
    if _VERSION.search(address):
        return MovedAddress(_VERSION.sub("/v2", address, count=1), needs_base=False)
    return MovedAddress(QUERY_OF_RUNS, needs_base=True)


def moved_base(base: str) -> str | None:
    """The base of v2 for a base that ends with v1's version; None for any other."""
    return _ENDS_WITH_V1.sub("/v2", base) if _ENDS_WITH_V1.search(base) else None


def endings_in(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings about addresses."""
    return [finding for finding in findings if finding.code == ENDING_ENDPOINT.code]


def undecided_address(finding: Diagnostic, address: str, target: Target, *, in_python: bool = False) -> CodeMove | None:
    """The move of an address that nothing can move; None for v1's query for runs, moved to v2."""
    if target == "filterlang":
        return to_decide(finding.span, address, _OURS if in_python else _NOT_OURS)
    if moved_address(address) is not None:
        return None
    successor = next((new for path, new in ENDING_ENDPOINTS if re.search(rf"{path}\Z", address)), "")
    detail = DETAILS_OF_ENDPOINTS.get(successor, "")
    return to_decide(finding.span, address, f"{finding.message}: {finding.help}{detail and f': {detail}'}")


def settled(moved: Callable[[Sequence[Span]], Sequence[CodeMove]], addresses: Sequence[Span]) -> Sequence[CodeMove]:
    """The moves of the requests of a file, of which only those that are moved may change a base that they share.

    ``moved`` gives the moves of all requests, for the places of the addresses that may.
    """
    while True:
        moves = moved(addresses)
        kept = {move.span for move in moves if move.outcome is MoveOutcome.MOVED}
        if kept.issuperset(addresses):
            return moves
        addresses = [span for span in addresses if span in kept]


def sound_moves(
    moves: Sequence[CodeMove], written: Mapping[Span, Sequence[Edit]], stays_sound: Callable[[Sequence[Edit]], bool]
) -> list[CodeMove]:
    """The moves; those after whose edits, ``written``, the program has a syntax error that it had not are to decide.

    The program is parsed with all moves first, so that they are tried one by one only where some of them break it.
    """
    joined = in_order(dict.fromkeys(edit for edits in written.values() for edit in edits))
    if not joined or stays_sound(joined):
        return list(moves)
    return [
        move if move.span not in written or stays_sound(written[move.span]) else to_decide(move.span, move.method, UNWRITTEN)
        for move in moves
    ]
