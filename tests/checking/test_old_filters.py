"""Filters that older documentation shows, and that servers refuse or no longer know: each is reported, in files too."""

import pytest

from filterlang import check
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.embedded_checks import check_embedded
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.source import Source

OLD = {
    "neq(error, null)": "FL203",
    "eq(execution_order, 1)": "FL202",
    "gt(total_tokens, 5000)": "FL202",
    'eq(run_type, "llm") AND gt(latency, 5)': "FL010",
    'eq(status, "error") or eq(run_type, "tool")': "FL010",
}


@pytest.mark.parametrize(("text", "code"), OLD.items())
def test_a_filter_of_older_documentation_is_reported(text: str, code: str) -> None:
    assert code in [finding.code for finding in check(text, "v1")]
    (filter,) = filters_in(Source(f"client.list_runs(filter={text!r})"), HOST_LANGUAGES["python"])
    assert code in [finding.code for finding in check_embedded(filter, "v1")]


def test_v2_knows_total_tokens() -> None:
    assert check("gt(total_tokens, 5000)", "v2") == []
