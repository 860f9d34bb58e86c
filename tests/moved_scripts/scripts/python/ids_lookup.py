import sys
from langsmith import Client

RUN_IDS = [
    "b41bc234-488a-527a-bd3b-30a44adfd283",
    "0d2efbdc-2050-5e0a-b628-8e0253d52c55",
    "b4618b13-d3ce-5b3c-a814-f973c9981ac5",
]

client = Client()
selected_runs = list(client.list_runs(project_name=["support-bot", "rag-prod"], id=RUN_IDS))
if len(selected_runs) != len(RUN_IDS):
    print("some runs were not found", file=sys.stderr)

by_id = {str(r.id): r for r in selected_runs}
for run_id in RUN_IDS:
    run = by_id[run_id]
    print(run_id, run.name, run.status, run.inputs, run.outputs, sep=" | ")
