from langsmith import Client


def newest(project: str):
    global client
    return [r.name for r in client.list_runs(project_name=project, is_root=True, limit=2)]


def with_default(project, client=Client()):
    return sorted({r.run_type for r in client.list_runs(project_name=project)})


class Holder:
    client = Client()

    @classmethod
    def count(cls, project):
        return len(list(cls.client.list_runs(project_name=project, run_type="llm")))

    @staticmethod
    def static(project):
        return len(list(Client().list_runs(project_name=project, run_type="tool")))


client = Client()
print(newest("support-bot"), with_default("rag-prod"), Holder.count("rag-prod"), Holder.static("support-bot"))
