"""A program with annotations is as sound for mypy after its move as it was before, with the SDK's own types."""

from pathlib import Path

from mypy import api

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import joined_edits
from filterlang.migrate.code.moving import moves_of
from filterlang.text.edits import apply
from filterlang.text.source import Source

PYTHON = HOST_LANGUAGES["python"]
PROGRAM = Path(__file__).with_name("typed_program.txt").read_text("utf-8")
SHARED = """\
from langsmith import Client
from langsmith.schemas import Example, Run

client = Client()

def names(runs: list[Run]) -> list[str]:
    return [run.name for run in runs]

def old(run: Run) -> str:
    return run.name

print(names(list(client.list_runs(project_id="00000001-0000-4000-8000-000000000000"))))
"""


def moved(text: str) -> tuple[str, list[str]]:
    source = Source(text, "script.py")
    moves = moves_of(source, PYTHON, search_file(source, PYTHON).findings, "v2")
    notes = [f"{source.position(note.span.start)[0]}: {note.message}" for move in moves for note in move.notes]
    return apply(text, joined_edits(moves)), notes


def test_types_are_sound_before_and_after(tmp_path: Path) -> None:
    for name, text in {"before": PROGRAM, "after": moved(PROGRAM)[0]}.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    files = [str(tmp_path / f"{name}.py") for name in ("before", "after")]
    out, _, status = api.run(["--config-file=", f"--cache-dir={tmp_path / 'cache'}", "--follow-imports=silent", *files])
    assert status == 0, out


def test_the_import_of_a_run_is_moved_where_all_runs_of_its_name_are() -> None:
    after, notes = moved(PROGRAM)
    assert "from langsmith.types import Run\n" in after
    assert not [note for note in notes if "two types" in note]


def test_a_name_that_also_describes_other_runs_is_noted() -> None:
    after, notes = moved(SHARED)
    assert "from langsmith.schemas import Example, Run\n" in after
    assert [note for note in notes if "two types" in note] == [
        "9: runs of v2 are `langsmith.types.Run`, and this name also describes others: give them two types"
    ]


def test_one_of_several_imported_names_is_moved() -> None:
    text = SHARED.replace("def old(run: Run) -> str:\n    return run.name\n", "")
    assert "from langsmith.schemas import Example\nfrom langsmith.types import Run\n" in moved(text)[0]
