from langsmith import Client

client = Client()
runs = list(client.list_runs(project_name="support-bot", dataset_id="153a6dfd-36dd-517e-b753-f7046b597eed", limit=10))
print(len(runs))
