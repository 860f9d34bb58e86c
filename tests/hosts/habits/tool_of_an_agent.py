"""Agent tool: queries LangSmith."""
from langchain_core.tools import tool
from langsmith import Client

client = Client()


@tool
def search_runs(filter: str, limit: int = 10) -> list:
    """Search runs. ``filter`` is e.g. ``eq(status, "error")``."""
    return [r.id for r in client.list_runs(project_name="p", filter=filter, limit=limit)]


def build_filter(status=None, min_latency=None, tags=()):
    conditions = []
    if status is not None:
        conditions.append(f'eq(status, "{status}")')
    if min_latency is not None:
        conditions.append(f"gt(latency, {min_latency})")
    for tag in tags:
        conditions.append('has(tags, "' + tag + '")')
    if not conditions:
        return None
    if len(conditions) == 1:
        return conditions[0]
    return f"and({', '.join(conditions)})"


def errors():
    return list(client.list_runs(project_name="p", filter=build_filter(status="error"), error=True))


search_runs.invoke({"filter": 'eq(run_type, "llm")', "limit": 3})
