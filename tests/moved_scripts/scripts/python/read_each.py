from langsmith import Client

client = Client()
project = client.read_project(project_name="support-bot")
for run in client.list_runs(project_id=project.id, is_root=True, limit=2):
    full = client.read_run(run.id)
    print(full.name, full.run_type, full.status, full.inputs)
