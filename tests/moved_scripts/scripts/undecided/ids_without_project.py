from langsmith import Client

client = Client()
for run in client.list_runs(id=["b41bc234-488a-527a-bd3b-30a44adfd283"]):
    print(run.id, run.name)
