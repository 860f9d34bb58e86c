"""Cases of requests in programs: text files with a program, what it becomes, and what is said about it."""

from dataclasses import dataclass
from pathlib import Path
import re

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import CodeMove, Target, joined_edits
from filterlang.migrate.code.moving import moves_of
from filterlang.text.edits import apply
from filterlang.text.source import Source

_CASE = re.compile(
    r"^## (?P<name>.+)\n(?P<before>(?:.*\n)*?)→\n(?P<after>(?:.*\n)*?)(?P<notes>(?:! .*\n)*)(?=\n?## |\Z)", re.MULTILINE
)


@dataclass(frozen=True)
class RequestCase:
    """A program before and after its move, and the notes, each with its line."""

    before: str
    after: str
    notes: list[str]


def cases_in(path: Path) -> dict[str, RequestCase]:
    """The cases of a file, by name. An empty program after the arrow is the one before."""
    found = _CASE.finditer(path.read_text(encoding="utf-8"))
    return {
        case["name"]: RequestCase(case["before"], case["after"].strip("\n") + "\n" if case["after"].strip() else case["before"],
                                  case["notes"].splitlines())
        for case in found
    }  # fmt: skip


def moved(text: str, language: str, target: Target = "v2") -> RequestCase:
    """What a program becomes. A second move changes nothing."""
    after, moves = _moved(text, language, target)
    assert _moved(after, language, target)[0] == after
    source = Source(text)
    notes = sorted((source.position(note.span.start), note.message) for move in moves for note in move.notes)
    return RequestCase(text, after, list(dict.fromkeys(f"! {line}: {message}" for (line, _), message in notes)))


def _moved(text: str, language: str, target: Target) -> tuple[str, list[CodeMove]]:
    source = Source(text)
    findings = search_file(source, HOST_LANGUAGES[language]).findings
    moves = list(moves_of(source, HOST_LANGUAGES[language], findings, target))
    return apply(text, joined_edits(moves)), moves
