import json
from langsmith import Client

client = Client()
for run in client.list_runs(project_name="support-bot", is_root=True, limit=2):
    record = run.dict()
    print(json.dumps({"run_type": record["run_type"], "session": str(record["session_id"])}))
