import json
import sys

from langsmith import Client

options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {"project_name": "support-bot"}
client = Client()
for run in client.list_runs(**options):
    print(run.id, run.name)
