from langsmith import Client

client = Client()
PROJECTS = ["support-bot", "rag-prod"]
rows = {}
for run in client.list_runs(project_name=PROJECTS, is_root=True, error=True):
    rows.setdefault(run.session_id, []).append(run)
names = {p.id: p.name for p in client.list_projects()}
for session_id, runs in sorted(rows.items(), key=lambda kv: str(kv[0])):
    print(names[session_id], len(runs))
ids = [p.id for p in client.list_projects() if p.name.startswith("r")]
print(len(list(client.list_runs(project_id=ids, run_type="prompt"))))
