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
    # root-in-trace-filter
    ("langsmith.list_runs(limit=1, trace_filter='and(eq(is_root, true), gt(latency, 5))')", ["1:48 FL617 note"]),
    ("langsmith.list_runs(limit=1, trace_filter='and(eq(is_root, false), gt(latency, 5))')", ["1:48 FL610 warning"]),
    ("langsmith.list_runs(limit=1, is_root=False, trace_filter='gt(latency, 5)')", []),
    ("langsmith.list_runs(limit=1, is_root=True, tree_filter='eq(is_root, true)')", []),
    # run-ids-with-filter
    ("langsmith.list_runs(id=a, filter='eq(status, \"error\")')", ["1:35 FL614 warning"]),
    ("langsmith.list_runs(run_ids=None, limit=9, filter='eq(status, \"error\")')", []),
    ("langsmith.list_runs(run_ids=ids, filter='eq(status, \"error\")', trace_filter='eq(name, \"a\")')",
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
     ["1:74 FL615 note", "1:74 FL619 warning"]),
)  # fmt: skip


BESIDE: tuple[tuple[str, str, list[str]], ...] = (
    # argument-contradiction
    ("is_root=True", "eq(is_root, false)", ["FL610 warning"]),
    ("is_root=False", "and(gt(latency, 5), eq(is_root, true))", ["FL610 warning"]),
    ("is_root=True", 'eq(parent_run_id, "1e14be1e-7b77-4da5-9b5e-6d7d8a3c7c0d")', ["FL610 warning"]),
    ("is_root=flag", "eq(is_root, false)", []),
    ("is_root=True", "or(eq(is_root, false), gt(latency, 5))", []),
    ("run_type='llm'", 'eq(run_type, "chain")', ["FL610 warning"]),
    ("run_type='llm'", 'in(run_type, ["chain", "tool"])', ["FL610 warning"]),
    ("run_type='llm'", 'neq(run_type, "llm")', ["FL610 warning"]),
    ("run_type='agent'", 'eq(run_type, "chain")', []),
    ("error=False", 'eq(status, "error")', ["FL610 warning"]),
    ("error=False", 'like(error, "%Timeout%")', ["FL610 warning"]),
    ("error=True", 'eq(status, "success")', ["FL610 warning"]),
    ("error=True", 'eq(name, "a")', []),
    ("error=None", 'eq(status, "error")', []),
    ("start_time=datetime(2026, 2, 1)", 'lt(start_time, "2026-01-01T00:00:00Z")', ["FL610 warning"]),
    ("start_time=datetime(2026, 2, 1)", 'lt(start_time, "2026-03-01T00:00:00Z")', []),
    ("start_time=datetime(2026, 2, 1)", 'lt(end_time, "2026-01-01T00:00:00Z")', ["FL610 warning"]),
    ("trace_id='1e14be1e-7b77-4da5-9b5e-6d7d8a3c7c0d'", 'eq(trace_id, "2e14be1e-7b77-4da5-9b5e-6d7d8a3c7c0d")',
     ["FL610 warning"]),
    ("trace_id=trace", 'eq(trace_id, "2e14be1e-7b77-4da5-9b5e-6d7d8a3c7c0d")', []),
    ("is_root=True, run_type='llm'", 'and(eq(name, "a"), eq(name, "b"))', []),  # of the filter alone
    # argument-repeated
    ("is_root=True", "eq(is_root, true)", ["FL611 note"]),
    ("is_root=True", "and(eq(is_root, true), gt(latency, 5))", ["FL611 note"]),
    ("run_type='llm'", 'and(neq(run_type, "chain"), gt(latency, 5))', ["FL611 note"]),
    ("error=True", 'and(eq(status, "error"), gt(latency, 5))', ["FL611 note"]),
    ("start_time=datetime(2026, 2, 1)", 'gt(start_time, "2026-01-01T00:00:00Z")', ["FL611 note"]),
    ("start_time=datetime(2026, 2, 1)", 'gt(start_time, "2026-03-01T00:00:00Z")', []),
    # argument-instead
    ("limit=5", 'and(eq(run_type, "llm"), eq(is_root, true))', ["FL612 note", "FL612 note"]),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "filter", "expected"), BESIDE)
def test_arguments_beside_a_filter_have_the_findings_that_are_expected(
    arguments: str, filter: str, expected: list[str]
) -> None:
    bounded = arguments if "start_time" in arguments else f"{arguments}, start_time=start"
    reported = findings(f"langsmith.list_runs({bounded}, filter='{filter}')")
    assert [finding.partition(" ")[2] for finding in reported] == expected


@pytest.mark.parametrize("filter", ['eq(run_type, "{kind}")', 'lt(start_time, "{end}")', "eq(is_root, {flag})"])
def test_a_value_that_is_not_known_contradicts_no_argument(filter: str) -> None:
    assert (
        findings(f"langsmith.list_runs(start_time=datetime(2026, 2, 1), is_root=True, run_type='llm', filter=f'{filter}')")
        == []
    )


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_call_has_the_findings_that_are_expected(text: str, expected: list[str]) -> None:
    assert findings(text) == expected
