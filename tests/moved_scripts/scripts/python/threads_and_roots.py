"""Reads threads, and the roots of a few calls of models."""
from langsmith import Client

client = Client()


def last_starts(thread_id, number=2):
    runs = client.read_thread(
        thread_id=thread_id,
        project_name="support-bot",
        filter='eq(status, "success")',
        order="desc",
        is_root=True,
        limit=number,
    )
    return [run.start_time.isoformat() for run in runs]


for run in client.read_thread(thread_id="thread-support-bot-1", project_name="support-bot"):
    print(run.id, run.name, run.status)
print(last_starts("thread-support-bot-1"))
print([run.name for run in client.read_thread(thread_id="thread-support-bot-2", project_name="support-bot", limit=2)])

for call in client.list_runs(project_name="support-bot", run_type="llm", limit=3):
    root = client.read_run(call.trace_id)
    print(root.name, root.run_type, root.total_tokens, root.trace_id == call.trace_id)
    print(root.latency, root.run_type.upper())
for first in client.list_runs(project_name="support-bot", is_root=True, limit=1):
    print(client.read_run(first.id, project_id=first.session_id).name)
