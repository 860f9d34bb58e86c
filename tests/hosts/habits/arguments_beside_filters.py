"""Weekly report: the same scope written as an argument and in the filter."""

from datetime import datetime, timedelta, timezone

from langsmith import Client

client = Client()
since = datetime.now(timezone.utc) - timedelta(days=7)

roots = client.list_runs(
    project_name="assistant",
    is_root=True,
    start_time=since,
    filter='and(eq(is_root, true), gt(latency, "10s"))',
)
failed_tools = client.list_runs(
    project_name="assistant",
    run_type="tool",
    error=False,
    start_time=since,
    filter='and(eq(status, "error"), eq(name, "search"))',
    trace_filter='and(eq(is_root, true), eq(feedback_key, "user_score"))',
)
january = client.list_runs(
    project_name="assistant",
    start_time=datetime(2026, 2, 1, tzinfo=timezone.utc),
    filter='and(gte(start_time, "2026-01-01T00:00:00Z"), lt(start_time, "2026-02-01T00:00:00Z"))',
)
some = client.list_runs(run_ids=["1e14be1e-7b77-4da5-9b5e-6d7d8a3c7c0d"], filter='eq(run_type, "llm")')

options = {"project_name": "assistant", "is_root": True, "filter": 'eq(run_type, "chain")'}
if roots:
    options["is_root"] = False
children = client.list_runs(**options)


async def recent(project: str) -> None:
    async for run in client.runs.query_v2(project_ids=[project], filter='eq(status, "error")', page_size=5000):
        print(run.id)
