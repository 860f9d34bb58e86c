import pytest
from langsmith import Client


@pytest.mark.parametrize(
    ("project", "run_filter", "count"),
    [
        ("p", 'eq(run_type, "llm")', 3),
        pytest.param("q", "gt(latency, 2)", 1, id="slow"),
    ],
)
def test_counts(project, run_filter, count):
    assert len(list(Client().list_runs(project_name=project, filter=run_filter))) == count


@pytest.mark.parametrize("trace_filter, expected", [("eq(name, 'agent')", True), (None, False)])
def test_trace(trace_filter, expected):
    runs = Client().list_runs(project_name="p", trace_filter=trace_filter)
    assert bool(list(runs)) is expected


@pytest.fixture(params=['eq(status, "success")'])
def run_filter(request):
    return request.param


CASES = [
    {"name": "errors", "filter": 'eq(status, "error")', "expected": 2},
    dict(name="slow", filter="gt(latency, 60)", expected=1),
]
