"""Rules about the call around a filter: texts of files, with the findings that are expected of them."""

import pytest

from filterlang.hosts.embedded_checks import check_embedded
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import language_of_file
from filterlang.semantics.surroundings import ProjectFacts
from filterlang.text.source import Source

FIRST = "FL610"
OPTIONAL = ProjectFacts(rules=frozenset({"FL612", "FL613", "FL615"}))


def findings(text: str, name: str = "langsmith.py", project: ProjectFacts = OPTIONAL) -> list[str]:
    """The findings about calls in a file: their codes, severities and places in the file."""
    language = language_of_file(name)
    assert language is not None
    source = Source(text, name)
    rows: list[str] = []
    for filter in filters_in(source, language):
        for finding in check_embedded(filter, "portable", project):
            line, column = source.position(filter.source.in_file(finding.span)[1].start)
            rows += [f"{line}:{column} {finding.code} {finding.severity.value}"] if finding.code >= FIRST else []
    return rows


CASES: tuple[tuple[str, list[str]], ...] = (
    # run-ids-with-filter
    ("langsmith.list_runs(id=a, filter='eq(status, \"error\")')", ["1:35 FL614 warning"]),
    ("langsmith.list_runs(run_ids=None, limit=9, filter='eq(status, \"error\")')", []),
    ("langsmith.list_runs(run_ids=ids, filter='eq(status, \"error\")', trace_filter='eq(is_root, true)')",
     ["1:42 FL614 warning", "1:78 FL614 warning"]),
    ("langsmith.runs.query_v2(ids=ids, filter='eq(status, \"error\")')", []),
    # no-time-bound
    ("langsmith.list_runs(filter='eq(status, \"error\")')", ["1:29 FL615 note"]),
    ("langsmith.list_runs(filter='eq(status, \"error\")', **options)", []),
    ("langsmith.list_runs(filter='gt(end_time, \"2026-11-01T00:00:00Z\")')", []),
    ("langsmith.list_runs(filter='eq(status, \"error\")', trace_filter=other)", []),
    ("langsmith.list_runs(filter='eq(status, \"error\")', limit=101)", ["1:29 FL615 note"]),
    ("langsmith.list_runs(filter='eq(status, \"error\")', limit=count)", ["1:29 FL615 note"]),
    # start-time-in-filter
    ("langsmith.list_runs(filter='and(eq(name, \"a\"), gte(start_time, \"2026-11-01T00:00:00Z\"))')", ["1:48 FL613 note"]),
    ("langsmith.list_runs(filter='lt(start_time, \"2026-11-01T00:00:00Z\")')", []),
    ("langsmith.list_runs(filter='or(eq(status, \"error\"), gte(start_time, \"2026-11-01T00:00:00Z\"))')", []),
    # last-day-only
    ("langsmith.runs.query(filter='eq(status, \"error\")')", ["1:30 FL616 note"]),
    ("langsmith.runs.query(filter='eq(status, \"error\")', trace_filter='eq(name, \"a\")')", ["1:30 FL616 note"]),
    ("langsmith.traces.query(trace_filter='eq(name, \"a\")')", ["1:38 FL616 note"]),
    ("langsmith.runs.query(filter='eq(status, \"error\")', min_start_time=start)", []),
    ("langsmith.runs.query(filter='eq(status, \"error\")', reference_dataset_id=dataset)", []),
    ("langsmith.runs.query(filter='eq(status, \"error\")', **options)", []),
    # feedback-window-without-feedback
    ("langsmith.runs.query(ids=i, filter='eq(status, \"error\")', max_feedback_modified_at=end)", ["1:37 FL618 warning"]),
    ("langsmith.runs.query(ids=i, filter='eq(id, 1)', trace_filter='eq(feedback_key, 1)', max_feedback_modified_at=end)", []),
    ("langsmith.runs.query(ids=i, filter='eq(status, \"error\")', trace_filter=x, max_feedback_modified_at=end)", []),
    # page-size
    ("langsmith.runs.query(ids=i, filter='eq(status, \"error\")', page_size=1001)", ["1:37 FL619 warning"]),
    ("langsmith.traces.query(trace_ids=i, trace_filter='eq(name, \"a\")', page_size=101)", ["1:51 FL619 warning"]),
    ("langsmith.runs.query(ids=i, filter='eq(status, \"error\")', page_size=1000)", []),
    ("langsmith.list_runs(project_name='a', start_time=x, filter='eq(status, \"error\")', limit=1000)", []),
    ("post(url + '/runs/query', json={'session': [i], 'limit': 101, 'filter': 'eq(status, \"error\")'})",
     ["1:74 FL619 warning"]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_call_has_the_findings_that_are_expected(text: str, expected: list[str]) -> None:
    assert findings(text) == expected
