from langsmith import Client

client = Client()
project = client.read_project(project_name="support-bot")
stats = client.get_run_stats(project_ids=[str(project.id)], is_root=True)
print(stats["run_count"], stats["error_rate"])
