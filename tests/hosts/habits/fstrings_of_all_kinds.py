import json

from langsmith import Client
from langsmith.run_helpers import traceable

client = Client()


@traceable
def search(term: str, names: list[str], low: float, ids):
    a = client.list_runs(project_name="p", filter=f"search({json.dumps(term)})")
    b = client.list_runs(project_name="p", filter=f"eq(name, {term!r})")
    c = client.list_runs(project_name="p", filter=f'gt(latency, {low:.2f})')
    d = client.list_runs(project_name="p", filter=f'in(name, {json.dumps(names)})')
    e = client.list_runs(project_name="p", filter=f"""and(
        eq(thread_id, "{ids['thread']}"),
        eq(status, "error"),
        gt(total_cost, {max(low, 0.1)})
    )""")
    f = client.list_runs(project_name="p", filter=rf'eq(name, "{term}\d")')
    return a, b, c, d, e, f
