from langsmith import Client

client = Client()
names = sorted(project.name for project in client.list_projects())
print(names)
project = client.read_project(project_name="rag-prod")
print(project.id, project.name)
