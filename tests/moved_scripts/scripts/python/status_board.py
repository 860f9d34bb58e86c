"""A board of the newest runs of every project we have."""
import os
from langsmith import Client

STATUS_COLORS = {"success": "green", "error": "red", "pending": "yellow"}
LIMIT = int(os.environ.get("BOARD_LIMIT", "10"))

ls_client = Client()
for project in sorted(ls_client.list_projects(), key=lambda p: p.name):
    print(f"# {project.name}")
    runs = list(ls_client.list_runs(project_name=project.name, is_root=True, limit=LIMIT))
    if len(runs) == 0:
        print("  (nothing)")
        continue
    for i, run in enumerate(runs, start=1):
        color = STATUS_COLORS[run.status]
        print(f"  {i:2}. {run.name:<16} {run.status:<8} {color:<6} {run.tags}")
    newest = max(runs, key=lambda r: r.start_time)
    oldest = min(runs, key=lambda r: r.start_time)
    print("  span:", newest.start_time - oldest.start_time)
