from datetime import datetime, timezone
from langsmith import Client

client = Client()
end = datetime(2025, 7, 1, tzinfo=timezone.utc)
pages = 0
names = []
while True:
    batch = list(
        client.list_runs(
            project_name="batch-jobs",
            filter=f'lt(start_time, "{end.isoformat()}")',
            limit=30,
        )
    )
    if not batch:
        break
    pages += 1
    names.extend(run.inputs["text"] for run in batch)
    end = batch[-1].start_time
print(pages, len(names), names[0], names[-1])
