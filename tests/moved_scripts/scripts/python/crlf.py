from langsmith import Client

client = Client()
runs = client.list_runs(
    project_name="rag-prod",
    is_root=True,
)
for run in runs:
    print(run.name, run.run_type, run.total_tokens)
