from langsmith import Client

client = Client()
runs = client.list_runs(project_name="p", filter='eq(status, "error")')

def broken(:
    return client.list_runs(project_name="p", filter='gt(latency, 5)'

more = client.list_runs(project_name="p", filter='eq(is_root, true)')
