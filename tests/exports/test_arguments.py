"""An argument of a wrong type is a ``TypeError`` that names it; results are pickled where a copy can read their runs."""

from collections.abc import Callable
import copy
import pickle
from typing import Any

import pytest

from filterlang import stats, why
from filterlang.exports.results import Results, Runs
from filterlang.opening import open_runs

EXPORT = "docs/examples/support_bot.jsonl"
WHOLE: dict[str, Any] = {"tree_filter": "gt(latency, 1)"}


@pytest.fixture(params=["memory", "lines"])
def runs(request: pytest.FixtureRequest) -> Runs:
    lines = open_runs(EXPORT)
    return lines if request.param == "lines" else open_runs(list(lines.list_runs().records()))


WRONG: dict[str, Callable[[Any], object]] = {
    "by takes a list of names, not 5": lambda runs: stats(runs, by=5),
    "by takes names, not 5": lambda runs: stats(runs, by=["name", 5]),
    "show takes a list of names, not None": lambda runs: stats(runs, show=None),
    "select takes names, not 5": lambda runs: runs.list_runs(select=[5]),
    "select takes a list of names, not 5": lambda runs: runs.list_runs(select=5),
    "select takes a list of field names, not one string: write ['name']": lambda runs: runs.list_runs(select="name"),
    "run_ids takes a list of texts, not 5": lambda runs: runs.list_runs(run_ids=5),
    "trace takes a list of runs, not 5": lambda runs: why(None, next(runs.list_runs().records()), trace=5, **WHOLE),
}


@pytest.mark.parametrize("message", WRONG)
def test_a_message_names_the_argument(runs: Runs, message: str) -> None:
    with pytest.raises(TypeError) as raised:
        WRONG[message](runs)
    assert str(raised.value) == message


def test_runs_in_memory_are_pickled_with_their_results() -> None:
    runs = open_runs(list(open_runs(EXPORT).list_runs().records()))
    for query in (WHOLE, {"with_trace": True, "limit": 2}):
        results = runs.list_runs(**query)
        for copied in (pickle.loads(pickle.dumps(results)), copy.deepcopy(results)):
            assert isinstance(copied, Results)
            assert list(copied.records()) == list(results.records())


@pytest.mark.parametrize("query", [{}, {"with_trace": True}])
def test_runs_of_files_say_that_they_cannot_be_pickled(query: dict[str, Any]) -> None:
    runs = open_runs(EXPORT)
    for each in (runs, runs.list_runs(**query)):
        for copied in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError, match="results of files and tables cannot be pickled or copied: open them again"):
                copied(each)
