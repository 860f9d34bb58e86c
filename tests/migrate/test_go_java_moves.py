"""Queries of Go and Java move where all that they do is known; the others have a note with the call to write."""

from pathlib import Path

import pytest

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import language_of_file
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, joined_edits
from filterlang.migrate.code.moving import moves_of
from filterlang.text.edits import apply
from filterlang.text.source import Source

FOLDER = Path(__file__).with_name("go_java")
SCRIPTS = sorted(path for path in FOLDER.iterdir() if ".moved" not in path.suffixes and path.suffix != ".txt")


def moved(path: Path, text: str) -> tuple[str, list[CodeMove]]:
    """A file with its moves written, and the moves."""
    source, language = Source(text, path.name), language_of_file(path.name)
    assert language is not None
    moves = list(moves_of(source, language, search_file(source, language).findings, "v2"))
    return apply(text, joined_edits(moves)), moves


def told(source: Source, move: CodeMove) -> str:
    """A move with its notes, a line each."""
    lines = [f"{source.position(move.span.start)[0]}: {move.method} {move.outcome}"]
    lines += [f"  {source.position(note.span.start)[0]}: {note.risk}: {note.message}" for note in move.notes]
    return "\n".join(lines)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_file_moves_as_written(path: Path) -> None:
    """The whole file, and each note."""
    text = path.read_text("utf-8")
    after, moves = moved(path, text)
    assert after == path.with_suffix(f".moved{path.suffix}").read_text("utf-8")
    notes = "".join(f"{told(Source(text), move)}\n" for move in moves)
    assert notes == path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_second_run_changes_nothing(path: Path) -> None:
    """What is left is to decide, and stays so."""
    after, moves = moved(path, path.read_text("utf-8"))
    again, left = moved(path, after)
    assert again == after
    assert {move.outcome for move in left} <= {MoveOutcome.TO_DECIDE}
    assert len(left) == sum(move.outcome is MoveOutcome.TO_DECIDE for move in moves)
