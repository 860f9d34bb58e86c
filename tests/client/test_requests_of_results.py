"""What the methods of results send: no more requests, runs and fields than they return, by both APIs."""

import inspect
from typing import Any
import warnings

import pytest
from recorder import KEY, PROJECT, Answer, Asked, Server, items, page, uuid

from filterlang.client import Client, QueryWarning

QUERY: dict[str, Any] = {"project_id": PROJECT, "filter": 'eq(name, "step")'}
OF_TRACES = 'in(trace_id, ["{}"])'
TRACES = 50
"""More traces than one query names."""


def pages(request: Asked) -> Answer:
    """Three pages of two runs."""
    number = int(request.body.get("cursor") or 0)
    make = items if request.path.endswith("v2/runs/query") else page
    return make([2 * number, 2 * number + 1], None if number == 2 else str(number + 1))


def of_traces(request: Asked) -> Answer:
    """A run in each of some traces; and all runs of those that a filter names."""
    is_v2 = request.path.endswith("v2/runs/query")
    asked = request.body["filter"]
    numbers = [number for number in range(TRACES) if uuid(number) in asked] if "trace_id" in asked else range(TRACES)
    project = "project_id" if is_v2 else "session_id"
    records = [{"id": uuid(number), "trace_id": uuid(number), project: PROJECT, "name": "step"} for number in numbers]
    return Answer({"items": records, "next_cursor": None} if is_v2 else {"runs": records, "cursors": {"next": None}})


@pytest.mark.parametrize("api", ["v1", "v2"])
class TestRequests:
    def test_the_first_run_is_one_request_for_one_run(self, server: Server, api: str) -> None:
        server.answer = pages
        with Client(server.url, KEY) as client:
            run = client.list_runs(**QUERY, api=api, windows=4).first()
        assert run is not None
        assert str(run.id) == uuid(0)
        (body,) = server.bodies()
        assert body["limit" if api == "v1" else "page_size"] == 1

    def test_a_count_is_a_request_for_each_page_of_ids(self, server: Server, api: str) -> None:
        server.answer = pages
        with Client(server.url, KEY) as client:
            assert client.list_runs(**QUERY, api=api).count() == 6
        fields = {str(name).lower() for body in server.bodies() for name in body["select" if api == "v1" else "selects"]}
        assert (len(server.asked), fields) == (3, {"id"})

    def test_a_count_to_a_limit_ends_there(self, server: Server, api: str) -> None:
        server.answer = pages
        with Client(server.url, KEY) as client:
            assert client.list_runs(**QUERY, api=api, limit=2).count() == 2
        assert len(server.asked) == 1

    def test_traces_are_one_request_for_the_matches_and_one_for_each_batch(self, server: Server, api: str) -> None:
        server.answer = of_traces
        with Client(server.url, KEY) as client:
            traces = client.list_runs(**QUERY, api=api).traces()
            assert server.asked == []
            first = next(traces)
            assert (first.id, len(server.asked)) == (uuid(0), 2)
            assert [trace.id for trace in traces] == [uuid(number) for number in range(1, TRACES)]
        matches, *batches = server.bodies()
        assert matches["filter"] == QUERY["filter"]
        assert len(batches) == 3
        assert all(body["filter"].startswith("in(trace_id, [") for body in batches)
        assert all(body["session" if api == "v1" else "project_ids"] == [PROJECT] for body in batches)

    def test_the_first_run_of_whole_traces_asks_for_one_trace(self, server: Server, api: str) -> None:
        server.answer = of_traces
        with Client(server.url, KEY) as client:
            run = client.list_runs(**QUERY, api=api, with_trace=True).first()
        assert run is not None
        matches, batch = server.bodies()
        assert matches["limit" if api == "v1" else "page_size"] == 1
        assert batch["filter"] == OF_TRACES.format(uuid(0))


@pytest.mark.parametrize("call", ["first", "count", "traces", "to_arrow", "show", "records"])
def test_a_warning_names_the_line_that_asks(server: Server, call: str) -> None:
    with Client(server.url, KEY) as client, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        runs = client.list_runs(project_id=PROJECT, filter="gt(total_tokens, 1)", api="v1")
        line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
        list(getattr(runs, call)() or ())
    assert {(each.category, each.filename, each.lineno) for each in caught} == {(QueryWarning, __file__, line)}
