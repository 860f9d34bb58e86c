from langsmith import Client

client = Client()
grüße = "👋"; failed = client.list_runs(filter="eq(status, error)")
slow = client.list_runs(filter='and(gt(latency, "500ms"), eq(run_type, ""))')
both = client.list_runs(trace_filter="or(eq(name,\"chat\"),  gt( latency ,5))")
