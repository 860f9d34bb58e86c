"""Requests of JavaScript and TypeScript programs: address, body and answer move together, or stay with the reason."""

from pathlib import Path

import pytest
from request_cases import RequestCase, cases_in, moved

CASES = {
    f"{language}: {name}": (language, case)
    for language in ("javascript", "typescript")
    for name, case in cases_in(Path(__file__).with_name(f"{language}_requests.txt")).items()
}


@pytest.mark.parametrize(("language", "case"), CASES.values(), ids=CASES)
def test_a_request_moves_with_what_it_sends_and_what_reads_its_answer(language: str, case: RequestCase) -> None:
    result = moved(case.before, language)
    assert (result.after, result.notes) == (case.after, case.notes)
