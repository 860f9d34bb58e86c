#!/usr/bin/env python
import sys
from langsmith import Client


def latest(client: Client, project: str):
    runs = list(client.list_runs(project_name=project, error=True, is_root=True, limit=1))
    if not runs:
        return None
    return runs[0]


def main(argv=None):
    client = Client()
    for project in (argv or ["support-bot", "rag-prod", "nightly-evals"]):
        run = latest(client, project)
        if not run:
            print(f"{project}: no failures")
            continue
        kids = sorted(client.list_runs(project_name=project, trace_id=run.id), key=lambda r: r.start_time)
        print(f"{project}: {run.error.splitlines()[0]} in", " > ".join(f"{k.name}:{k.run_type}" for k in kids))
    return 0


sys.exit(main())
