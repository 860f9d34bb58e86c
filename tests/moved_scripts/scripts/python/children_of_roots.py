from datetime import timezone

from langsmith import Client

client = Client()

# Get the latest agent runs, then their direct children
runs = client.list_runs(project_name="support-bot", is_root=True, filter='eq(status, "success")')
first_run = next(runs)
second_run = next(runs)

for root in (first_run, second_run):
    print(root.name, root.status, (root.end_time - root.start_time) if root.end_time else "running")
    children = list(client.list_runs(project_name="support-bot", parent_run_id=root.id))
    tool_names = [c.name for c in children if c.run_type == "tool"]
    llm = next((c for c in children if c.run_type == "llm"), None)
    print("  tools:", tool_names)
    if llm is not None:
        print("  model:", llm.extra["metadata"]["ls_model_name"], llm.prompt_tokens, "+", llm.completion_tokens)
        ttft = (llm.first_token_time.replace(tzinfo=timezone.utc) - llm.start_time).total_seconds()
        print(f"  first token after {ttft:.2f}s")
