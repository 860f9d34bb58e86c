from functools import reduce
from itertools import groupby
from langsmith import Client

client = Client()
runs = sorted(client.list_runs(project_name="rag-prod"), key=lambda r: (r.run_type, r.name))
for kind, group in groupby(runs, key=lambda r: r.run_type):
    print(kind, len(list(group)))
expensive = sorted(filter(lambda r: r.total_cost, runs), key=lambda r: r.total_cost, reverse=True)[:3]
for r in expensive:
    print(f"{r.name}: {r.total_cost:.7f}")
print(reduce(lambda total, r: total + r.total_tokens, runs, 0))
print(list(map(lambda r: r.name, runs))[:2])
