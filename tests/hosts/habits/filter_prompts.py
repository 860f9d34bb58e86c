"""Texts about filters of LangSmith, which are none."""

from langsmith import Client

FILTER_PROMPT = """You write filters for LangSmith. A filter is a call:
and(eq(run_type, "llm"), gt(latency, 5)). Answer with the filter only.
"""
FILTER_HELP = 'for example and(eq(run_type, "llm"), gt(latency, 5))'
LANGSMITH_FILTERS_ENABLED = "true"
LANGSMITH_FILTER_FILE = "runs.json"


def clauses(model: str, query: str | None) -> list[str]:
    filters = [f'search("{model}")']
    if query:
        filters.append(f"search({quoted(query)})")
    return filters


def runs(client: Client, model: str):
    return client.list_runs(filter=" and ".join(clauses(model, None)))
