from langsmith import Client

client = Client()
for run in client.list_runs(project_name="support-bot", is_root=True, limit=2):
    print(run.name, run.child_runs, run.execution_order if hasattr(run, "execution_order") else "-")
