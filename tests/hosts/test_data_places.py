"""Places of data documents: which keys beside which others hold filters, of which kind."""

import json

import pytest

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.source import Source

F = "eq(is_root, true"
"""A filter with a mistake, so that only its place tells that it is one."""


def found(document: object) -> list[EmbeddedFilter]:
    return filters_in(Source(json.dumps(document)), HOST_LANGUAGES["json"])


SHAPES: list[tuple[object, str]] = [
    ({"session": ["U"], "filter": F, "trace_filter": F, "tree_filter": F, "is_root": True}, "run trace tree"),
    ({"session_id": "U", "group_by": "conversation", "filter": F}, "run"),
    ({"project_ids": ["U"], "filter": F, "selects": ["ID"], "sem_filter": F, "ai_search": F}, "run"),
    ({"project_id": "U", "trace_filter": F}, "trace"),
    ({"project_id": "U", "thread_filter": F, "filter": F}, "thread trace"),
    ({"experiment_ids": ["U"], "filters": {"U": [F, F], "V": [F]}}, "run run run"),
    ({"filter": F, "stats_filter": F}, "sessions run"),
    ({"dataset": "U", "as_of": "latest", "filter": F}, "examples"),
    ({"display_name": "n", "session_id": "U", "sampling_rate": 1, "filter": F}, "run"),
    ({"items": [{"display_name": "n", "sampling_rate": 1, "thread_filter": F, "project_id": "U", "filter": F}]}, "thread run"),
    ({"display_name": "n", "prompt": [["system", "t"]], "questions": {"k": {}}, "filter": F}, "run"),
    ({"display_name": "n", "type": "runs", "filter_string": F, "tree_filter_string": F}, "run tree"),
    ({"title": "t", "chart_type": "line", "common_filters": {"trace_filter": F}, "series": [
        {"name": "s", "metric": "error_rate", "filters": {"session": ["U"], "filter": F}}]}, "trace run"),
    ({"series": [{"name": "s", "filter_definition": {"run_filter": F, "tree_filter": F},
                  "metric_definition": {"numerator": {"filter": F}, "filter": F}}]}, "run tree run run"),
    ({"rule": {"name": "n", "filter": F, "denominator_filter": F}, "actions": [{"config": "{}"}]}, "run run"),
    ({"name": "n", "attribute": "error_count", "aggregation": "sum", "filter": F}, "run"),
    ({"apiVersion": "langsmith.langchain.com/v1", "kind": "Alert", "spec": {"filter": F}}, "run"),
    ({"bulk_export_destination_id": "U", "session_id": "U", "filter": F}, "run"),
    ({"name": "n", "summary_prompt": "t", "last_n_hours": 168, "filter": F}, "run"),
    ({"name": "fetch_runs", "arguments": {"project_name": "p", "filter": F, "trace_filter": F}}, "run trace"),
    ({"type": "tool_use", "name": "mcp__langsmith__list_examples", "input": {"filter": F}}, "examples"),
    ({"searchModel": {"filter": F, "traceFilter": F, "treeFilter": F, "searchFilter": F}}, "run trace tree run"),
    ({"filter": F, "trace_filter": None, "clarification": {"options": []}}, "run"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "kinds"), SHAPES)
def test_a_shape_of_langsmith_is_recognised(document: object, kinds: str) -> None:
    assert " ".join(filter.kind for filter in found(document)) == kinds
    reversed_keys = json.loads(json.dumps(document), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert sorted(filter.kind for filter in found(reversed_keys)) == sorted(kinds.split())


FOREIGN: list[object] = [
    {"$filter": "Status eq 'open'", "filter": "Status eq 'open'"},
    {"experiment_ids": ["1"], "filter": "metrics.rmse < 1 and params.model = 'tree'", "max_results": 100},
    {"experiment_ids": ["1"], "filter_string": "attributes.status = 'FINISHED'"},
    {"query": {"bool": {"filter": [{"term": {"status": "error"}}]}}},
    {"source": ["aws.ec2"], "detail": {"state": ["running"]}, "filter": "{ $.status = \"error\" }"},
    {"filter": "and(eq(status,active),like(name,*x*))", "limit": 10},
    {"filters": ["is:open", "label:bug"]},
    {"metadata": {"filter": F, "trace_filter": F}},
    {"trace_filter": {"type": "string", "description": F}, "properties": {"filter": {"description": F, "title": F}}},
    {"filter": "filter", "trace_filter": "", "tree_filter": "..."},
    {"filterByFormula": "AND({Status}='Done')", "filter": "status = 'Done' && created > '2022'"},
]  # fmt: skip


@pytest.mark.parametrize("document", FOREIGN)
def test_filters_of_other_products_are_left_alone(document: object) -> None:
    assert found(document) == []
