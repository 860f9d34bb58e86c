"""Runs of one week of June, by day. Dates are UTC, as LangSmith shows them to us."""
from datetime import datetime, timedelta

from langsmith import Client

client = Client()
start = datetime(2025, 6, 5)
end = start + timedelta(days=7)

per_day = {}
for run in client.list_runs(
    project_name="batch-jobs",
    start_time=start,
    filter=f'lt(start_time, "{end.isoformat()}")',
    is_root=True,
    select=["name", "start_time", "status", "outputs"],
):
    day = run.start_time.date()
    stats = per_day.setdefault(day, {"ok": 0, "failed": 0, "labels": set()})
    if run.status == "success":
        stats["ok"] += 1
        stats["labels"].add(run.outputs["label"])
    else:
        stats["failed"] += 1

for day, stats in sorted(per_day.items()):
    print(day, "ok:", stats["ok"], "failed:", stats["failed"], "labels:", sorted(stats["labels"]))
