from langsmith import Client

client = Client()
USER = "u1"
SLOW_FILTER = 'gt(latency, "5s")'
other_filter = "status = 'error'"

failed = client.list_runs(filter='eq(status, "error")', trace_filter="and(eq(is_root, true), has(tags, \"beta\"))")
named = client.list_runs(
    filter=f'and(eq(metadata_key, "user"), eq(metadata_value, "{USER}"))',
    tree_filter="""
        or(
            eq(name, "retrieve"),
            eq(name, "rerank")
        )
    """,
)
body = {"filter": 'eq(run_type, "llm")', "title": "eq(run_type, 'llm')"}
print("filter", "eq(run_type, 'llm')")
