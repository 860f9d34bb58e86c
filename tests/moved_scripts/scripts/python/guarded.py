"""Lists what a user of ours typed; a bad filter must not end the loop."""
import sys

from langsmith import Client
from langsmith.utils import LangSmithError, LangSmithNotFoundError

client = Client()
QUESTIONS = [
    ("support-bot", 'eq(name, "search_docs")'),
    ("support-bot", 'eq(nam, "search_docs")'),
    ("no-such-project", 'eq(name, "search_docs")'),
    ("rag-prod", 'gt(latency, "6s")'),
]

for project, question in QUESTIONS:
    try:
        found = list(client.list_runs(project_name=project, filter=question))
    except LangSmithNotFoundError:
        print(f"{project}: no such project")
    except (LangSmithError, ValueError) as e:
        print(f"{project}: refused: {question}")
    else:
        print(f"{project}: {len(found)} runs of {len({r.trace_id for r in found})} traces")
