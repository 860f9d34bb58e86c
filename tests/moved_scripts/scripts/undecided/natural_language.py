from langsmith import Client

client = Client()
for run in client.list_runs(project_name="support-bot", query="slow runs of gold customers"):
    print(run.id)
