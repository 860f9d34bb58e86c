"""Whatever the arguments and the position of a call, its program stays one, and nothing else in it changes."""

import ast

from hypothesis import given
from python_call_strategies import programs
from python_calls import moved, moved_one_by_one, moves_in

from filterlang.migrate.code.code_moves import MoveOutcome

HEAD, BEHIND = "# before\n", "# behind\n"


@given(programs())
def test_a_moved_program_parses_and_has_nothing_left_to_move(program: str) -> None:
    result = moved(program)
    ast.parse(result)
    assert moved(result) == result
    assert moved_one_by_one(program)[-1] == result


@given(programs())
def test_nothing_changes_but_the_statement_its_imports_and_the_client(program: str) -> None:
    result = moved(program)
    assert result.partition(BEHIND)[2] == program.partition(BEHIND)[2]
    before = program.partition(HEAD)[0].splitlines()
    kept = [line for line in before if "import" not in line and not line.startswith(("    ", "made", "FIELDS"))]
    after = iter(result.partition(HEAD)[0].splitlines())
    assert all(line in after for line in kept)


@given(programs())
def test_a_call_is_moved_or_stays_with_the_reason(program: str) -> None:
    (move,) = moves_in(program)
    if move.outcome is MoveOutcome.MOVED:
        assert "list_runs" not in moved(program)
    else:
        assert moved(program) == program
        assert move.notes


def test_many_calls_of_one_client_share_its_client_of_v2() -> None:
    calls = "".join(
        f"    def names_{n}(self):\n        return list(self.client.list_runs(project_name='a'))\n" for n in range(300)
    )
    program = (
        f"from langsmith import Client\n\n\nclass Store:\n    def __init__(self):\n        self.client = Client()\n{calls}"
    )
    result = moved(program)
    assert (result.count("self.client_v2.runs.query("), result.count("Langsmith(")) == (300, 1)
