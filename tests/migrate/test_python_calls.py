"""Calls of ``list_runs`` in Python programs, moved to the SDK's v2.

A case of ``python_calls.txt`` is a program, what it becomes, and the notes, each with the code it is about. ``UPDATE_CASES=1
pytest tests/migrate/test_python_calls.py`` rewrites what they become; read the difference before committing it.
"""

import ast
import os
from pathlib import Path

import pytest
from python_calls import described, moved, moved_one_by_one, moves_in

from filterlang.migrate.code.code_moves import MoveOutcome

CASES = Path(__file__).parent / "python_calls.txt"
_CASE, _MOVED, _NOTES = "######## ", "-------- moved\n", "-------- notes\n"


def cases() -> dict[str, tuple[str, str, str]]:
    """The program, its moved text and the notes of each case, by its title."""
    parsed: dict[str, tuple[str, str, str]] = {}
    for block in CASES.read_text(encoding="utf-8").split(_CASE)[1:]:
        title, _, rest = block.partition("\n")
        program, _, rest = rest.partition(_MOVED)
        text, _, notes = rest.partition(_NOTES)
        parsed[title] = program, text, notes
    return parsed


def test_the_cases_are_as_written() -> None:
    if os.environ.get("UPDATE_CASES"):
        blocks = [
            f"{_CASE}{title}\n{program}{_MOVED}{moved(program)}{_NOTES}{described(program)}"
            for title, (program, _, _) in cases().items()
        ]
        CASES.write_text("".join(blocks), encoding="utf-8")
    assert len(cases()) > 20


@pytest.mark.parametrize("title", cases())
def test_a_program_is_moved(title: str) -> None:
    program, text, notes = cases()[title]
    assert moved(program) == text
    assert described(program) == notes
    assert moved(text) == text


@pytest.mark.parametrize("title", cases())
def test_each_call_can_be_moved_by_itself(title: str) -> None:
    """One quick fix after another gives programs that parse, and moves as many calls."""
    program, text, _ = cases()[title]
    steps = moved_one_by_one(program)
    for step in steps:
        ast.parse(step)
    assert steps[-1].count("list_runs(") == text.count("list_runs(")


@pytest.mark.parametrize("binding", ["str = 'a'\n", "def str(value): return value\n", "from text import str\n"])
def test_a_builtin_that_is_something_else_is_not_called(binding: str) -> None:
    program = (
        "from langsmith import Client\nclient = Client()\n{}for run in client.list_runs(project_name='a'): print(run.name)\n"
    )
    (move,) = moves_in(program.format(binding))
    assert move.outcome is MoveOutcome.TO_DECIDE
    assert "Python's `str`" in move.notes[0].message
    (move,) = moves_in(program.format("class Store:\n    def str(self): pass\n"))
    assert move.outcome is MoveOutcome.MOVED
