from operator import attrgetter
from langsmith import Client

client = Client()
FIELDS = ["name", "run_type", "status"]
for run in client.list_runs(project_name="support-bot", is_root=True, limit=3):
    print({field: getattr(run, field) for field in FIELDS}, getattr(run, "total_tokens", 0))
print(sorted(map(attrgetter("status"), client.list_runs(project_name="rag-prod", is_root=True))))
