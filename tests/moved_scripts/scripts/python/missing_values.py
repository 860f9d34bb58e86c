from langsmith import Client

client = Client()
for run in client.list_runs(project_name="support-bot", is_root=True, filter='neq(status, "success")'):
    print(run.outputs, run.end_time, run.error, sorted(run.feedback_stats or {}), run.parent_run_id)
    print(run.total_cost is None, run.outputs or {}, (run.outputs or {}).get("answer"), len(run.tags or []))
    print(run.reference_example_id, len(run.events or []), run.first_token_time)
for run in client.list_runs(project_name="support-bot", run_type="tool", limit=3):
    print(run.total_tokens, run.prompt_tokens, run.total_cost, run.inputs, run.completion_cost or "free")
