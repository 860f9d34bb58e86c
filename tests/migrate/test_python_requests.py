"""Requests of Python programs: address, body and answer move together, or stay with the reason."""

import ast
from pathlib import Path

import pytest
from request_cases import RequestCase, cases_in, moved

CASES = cases_in(Path(__file__).with_name("python_requests.txt"))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_request_moves_with_what_it_sends_and_what_reads_its_answer(case: RequestCase) -> None:
    result = moved(case.before, "python")
    assert (result.after, result.notes) == (case.after, case.notes)
    ast.parse(result.after)


def test_for_the_client_of_filterlang_requests_stay_with_the_advice_to_use_it() -> None:
    case = CASES["urllib"]
    result = moved(case.before, "python", "filterlang")
    assert result.after == case.before
    assert "list_runs" in result.notes[0]
