"""Files moved off v1: what changes, what is left to a person, and that nothing is left to change afterwards."""

from collections.abc import Sequence
from pathlib import Path
import re

import pytest

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage, language_of_file
from filterlang.lint.file_texts import FileText, decoded
from filterlang.lint.moving_files import move_text
from filterlang.migrate.code import file_moves
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome
from filterlang.migrate.code.file_moves import FileMoves, PartKind
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit, apply
from filterlang.text.source import Source, Span

PYTHON = HOST_LANGUAGES["python"]
HABITS = sorted(path for path in (Path(__file__).parents[1] / "hosts" / "habits").glob("*") if path.suffix != ".expected")
TWO = "from langsmith import Client\nc = Client()\nc.list_runs(a)\nc.list_runs(b)\n"


def moves_of_text(text: str, language: HostLanguage = PYTHON, name: str = "a.py") -> FileMoves:
    return move_text(FileText(text), name, language, "v2")


def moved_by(monkeypatch: pytest.MonkeyPatch, edits_of: object) -> None:
    """Moves calls as a function says: the edits of a call, by the text of the file and the place of the method's name."""

    def moves(source: Source, _language: object, findings: Sequence[Diagnostic], _target: object) -> list[CodeMove]:
        assert callable(edits_of)
        return [
            CodeMove(finding.span, "list_runs", MoveOutcome.MOVED, tuple(edits_of(source.text, finding.span)))
            for finding in findings
        ]

    monkeypatch.setattr(file_moves, "moves_of", moves)


@pytest.mark.parametrize("path", HABITS, ids=lambda path: path.name)
def test_a_second_run_changes_nothing(path: Path) -> None:
    language = language_of_file(path.name)
    assert language is not None
    file = decoded(path.read_bytes())
    first = move_text(file, path.name, language, "v2")
    after = apply(file.text, first.edits)
    second = move_text(FileText(after, file.encoding, file.mark), path.name, language, "v2")
    assert second.edits == ()
    left = [part for part in first.parts if part.outcome is MoveOutcome.TO_DECIDE]
    assert len([part for part in second.parts if part.outcome is MoveOutcome.TO_DECIDE]) <= len(left)
    if not any(part.outcome is MoveOutcome.MOVED for part in first.parts):
        assert first.edits == ()


def test_an_edit_that_several_calls_need_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    moved_by(monkeypatch, lambda _text, span: [Edit(Span(0, 0), "import x\n"), Edit(span, "moved")])
    moves = moves_of_text(TWO)
    assert apply(TWO, moves.edits) == "import x\n" + TWO.replace("list_runs", "moved")
    assert [part.outcome for part in moves.parts] == [MoveOutcome.MOVED, MoveOutcome.MOVED]


def test_calls_that_touch_each_other_are_moved_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call adds its own name to the same line, as imports do."""

    def edits(text: str, span: Span) -> list[Edit]:
        line = len(text.split("\n", 1)[0])
        return [Edit(Span(0, line), f"{text[:line]}, x{text[span.end + 1]}"), Edit(span, "moved")]

    moved_by(monkeypatch, edits)
    moves = moves_of_text(TWO)
    assert apply(TWO, moves.edits) == TWO.replace("list_runs", "moved").replace("Client\n", "Client, xa, xb\n", 1)
    assert [part.span for part in moves.parts] == [Span(*match.span()) for match in re.finditer("list_runs", TWO)]


def test_a_move_that_breaks_the_file_is_to_decide_and_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    moved_by(monkeypatch, lambda text, span: [Edit(span, "moved" if text[span.end + 1] == "a" else "moved)(")])
    moves = moves_of_text(TWO)
    assert apply(TWO, moves.edits) == TWO.replace("list_runs", "moved", 1)
    assert [part.outcome for part in moves.parts] == [MoveOutcome.MOVED, MoveOutcome.TO_DECIDE]
    assert "would not read back" in moves.parts[1].notes[0].message


def test_a_filter_inside_of_a_moved_call_belongs_to_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "from langsmith import Client\nClient().list_runs(filter='neq(error, null)')\n"
    moved_by(monkeypatch, lambda text, span: [Edit(Span(span.start, len(text) - 2), "moved(1")])
    moves = moves_of_text(text)
    assert [part.kind for part in moves.parts] == [PartKind.CALL]
    assert apply(text, moves.edits) == "from langsmith import Client\nClient().moved(1)\n"


def test_a_call_that_a_comment_ignores_is_left_alone() -> None:
    text = "from langsmith import Client\nClient().get_run_stats()  # filterlang: ignore[FL901]\nClient().list_runs()\n"
    assert [part.text for part in moves_of_text(text).parts] == ["list_runs"]


def test_a_move_that_the_encoding_has_not_is_to_decide() -> None:
    content = "# coding: latin-1\nfrom langsmith import Client\nF = 'neq(error, null)'\nClient().list_runs(filter=F)\n# é\n"
    file = decoded(content.encode("latin-1"))
    assert (file.encoding, move_text(file, "a.py", PYTHON, "v2").edits != ()) == ("iso8859-1", True)


def test_filters_that_the_client_of_filterlang_sends_stay() -> None:
    text = "from langsmith import Client\nF = 'neq(error, null)'\nClient().list_runs(filter=F)\n"
    file = FileText(text)
    assert PartKind.FILTER in {part.kind for part in move_text(file, "a.py", PYTHON, "v2").parts}
    assert PartKind.FILTER not in {part.kind for part in move_text(file, "a.py", PYTHON, "filterlang").parts}
    saved = FileText("neq(error, null)\n")
    assert move_text(saved, "a.filter", HOST_LANGUAGES["filter"], "filterlang").edits


SEARCH = "search('broken pipe')"


@pytest.mark.parametrize(
    ("text", "name", "outcome", "risks"),
    [
        (f'c.list_threads(filter="{SEARCH}", project_id=p)', "a.py", MoveOutcome.UNCHANGED, [Risk.SILENT]),
        (f'c.runs.query(filter="{SEARCH}", project_ids=[p])', "a.py", MoveOutcome.UNCHANGED, []),
        (f'c.runs.query(filter="and(neq(error, null), {SEARCH})", project_ids=[p])', "a.py", MoveOutcome.MOVED, [Risk.SILENT]),
        (SEARCH, "a.filter", MoveOutcome.TO_DECIDE, [Risk.SILENT]),
        (f'kind: Alert\ndenominator_filter: "{SEARCH}"', "a.yaml", MoveOutcome.TO_DECIDE, [Risk.SILENT]),
    ],
)
def test_another_meaning_is_to_decide_for_a_saved_filter_and_a_note_in_a_program(
    text: str, name: str, outcome: MoveOutcome, risks: list[Risk]
) -> None:
    language = language_of_file(name)
    assert language is not None
    text = f"from langsmith import Client\nc = Client()\n{text}\n" if name == "a.py" else f"{text}\n"
    [part] = [part for part in moves_of_text(text, language, name).parts if part.kind is PartKind.FILTER]
    assert (part.outcome, part.risks) == (outcome, risks)
    assert bool(part.edits) == (outcome is MoveOutcome.MOVED)
