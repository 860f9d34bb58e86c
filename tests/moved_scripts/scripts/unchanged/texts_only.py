# TODO: client.list_runs(project_name="support-bot", limit=500) was too slow
HELP = """
Usage:
    from langsmith import Client
    Client().list_runs(project_name="support-bot", run_type="llm")
"""
ENDPOINT_DOC = "see POST /api/v1/runs/query in the reference"

print(HELP.strip().splitlines()[0], len(ENDPOINT_DOC))
