from langsmith import Client

client = Client()

def runs(project:
    return client.list_runs(project_name=project, filter="eq(status, 'error'")

ok = client.list_runs(filter='eq(status, "error")' if failed else r'''like(name, "%\d")''')
