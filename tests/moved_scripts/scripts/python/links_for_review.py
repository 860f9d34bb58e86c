import os

from langsmith import Client

client = Client()
project_name = os.environ.get("LANGSMITH_PROJECT", "support-bot")

runs = client.list_runs(
    project_name=project_name,
    filter='and(eq(is_root, true), eq(status, "error"))',
    limit=3,
)
for run in runs:
    print(f"- [{run.name}]({run.url}): {run.error.splitlines()[0]}")
