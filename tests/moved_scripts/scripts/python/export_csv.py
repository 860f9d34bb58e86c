import csv
import os
import sys

from langsmith import Client

PROJECT = os.environ.get("EXPORT_PROJECT", "rag-prod")
FIELDS = ["id", "trace_id", "parent_run_id", "name", "run_type", "status", "start_time", "end_time", "total_tokens", "error"]

client = Client(api_url=os.environ["LANGSMITH_ENDPOINT"], api_key=os.environ["LANGSMITH_API_KEY"])
writer = csv.writer(sys.stdout)
writer.writerow(FIELDS)
runs = client.list_runs(
    project_name=PROJECT,
    select=["id", "trace_id", "parent_run_id", "name", "run_type", "status", "start_time", "end_time", "total_tokens", "error"],
)
n = 0
for run in runs:
    writer.writerow(
        [
            str(run.id),
            str(run.trace_id),
            str(run.parent_run_id) if run.parent_run_id else "",
            run.name,
            run.run_type,
            run.status,
            run.start_time.isoformat(),
            run.end_time.isoformat() if run.end_time else "",
            run.total_tokens,
            (run.error or "").splitlines()[0] if run.error else "",
        ]
    )
    n += 1
print(f"# {n} runs", file=sys.stdout)
