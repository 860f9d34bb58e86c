from langsmith import Client

client = Client()
print(f"{len(list(client.list_runs(project_name='support-bot', run_type='retriever')))} searches")
