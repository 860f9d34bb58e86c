"""Counts labels of all tickets: more runs than a page holds."""
from collections import Counter
from itertools import groupby, islice

from langsmith import Client

client = Client()
labels = Counter()
months = Counter()
total = 0
longest = 0.0
for run in client.list_runs(project_name="batch-jobs", run_type="chain"):
    total += 1
    labels[(run.outputs or {}).get("label", "none")] += 1
    months[run.start_time.strftime("%Y-%m")] += 1
    longest = max(longest, (run.end_time - run.start_time).total_seconds())
print(total, dict(labels), f"{longest:.1f}")
for month, count in sorted(months.items()):
    print(month, count)

last = list(islice(client.list_runs(project_name="batch-jobs"), 150))
print(len(last), last[0].inputs["text"], "…", last[-1].inputs["text"])
for status, group in groupby(sorted(r.status for r in last)):
    print(status, len(list(group)))
