"""Programs with calls that end, moved as ``filterlang migrate`` moves them."""

from collections.abc import Sequence

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, joined_edits
from filterlang.migrate.code.moving import moves_of
from filterlang.text.edits import apply, in_order
from filterlang.text.source import Source


def moves_in(text: str) -> Sequence[CodeMove]:
    """The moves of the calls of a program to v2."""
    source, language = Source(text), HOST_LANGUAGES["python"]
    return moves_of(source, language, search_file(source, language).findings, "v2")


def moved(text: str) -> str:
    """A program with all of its calls moved."""
    return apply(text, in_order(joined_edits(moves_in(text))))


def moved_one_by_one(text: str) -> list[str]:
    """A program after each move, as somebody makes them one by one in an editor."""
    steps = [text]
    while True:
        move = next((move for move in moves_in(steps[-1]) if move.edits), None)
        if move is None:
            return steps
        steps.append(apply(steps[-1], in_order(move.edits)))


def described(text: str) -> str:
    """The outcome of each call, and its notes with their code, risk and message."""
    lines: list[str] = []
    for move in moves_in(text):
        lines.append(
            f"{'moved' if move.outcome is MoveOutcome.MOVED else 'TO DECIDE'} {Source(text).position(move.span.start)[0]}"
        )
        for note in move.notes:
            code = " ".join(text[note.span.start : note.span.end].split())
            lines.append(f"    {code[:60]}: {note.message} ({note.risk})")
    return "".join(f"{line}\n" for line in lines)
