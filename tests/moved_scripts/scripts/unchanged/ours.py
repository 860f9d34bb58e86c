from filterlang import Client

client = Client()
for run in client.list_runs(project_name="support-bot", is_root=True, limit=3):
    print(run.id, run.name, run.status)
