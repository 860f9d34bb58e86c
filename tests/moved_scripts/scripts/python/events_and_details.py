from langsmith import Client

client = Client()
cached = 0
FIELDS = ["id", "name", "run_type", "trace_id", "dotted_order", "parent_run_ids", "events", "first_token_time", "start_time", "status", "session_id", "prompt_token_details"]
for run in client.list_runs(project_name="support-bot", run_type="llm", limit=8, select=FIELDS):
    for event in run.events or []:
        if event["name"] == "new_token":
            print(run.name, event["name"], str(event.get("time"))[:10])
            break
    details = run.prompt_token_details or {}
    cached += details.get("cache_read", 0)
    print(run.dotted_order.count("."), run.first_token_time is not None, run.parent_run_ids[0] == run.trace_id)
print("cached", cached)
