from functools import partial

from langsmith import Client

client = Client()
roots = partial(client.list_runs, is_root=True)
for run in roots(project_name="rag-prod"):
    print(run.name)
