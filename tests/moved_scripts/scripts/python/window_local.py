import datetime as dt
import os

from langsmith import Client

DAYS = int(os.getenv("DAYS", 2))
since = dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=DAYS)
client = Client()
print(len(list(client.list_runs(project_name="support-bot", start_time=since))))
print(len(list(client.list_runs(project_name="support-bot", start_time=dt.datetime(2025, 6, 4)))))
today = dt.datetime.utcnow()
runs = list(client.list_runs(project_name="rag-prod", start_time=today - dt.timedelta(days=DAYS), is_root=True))
print(len(runs))


def since_iso(text: str):
    return client.list_runs(project_name="rag-prod", start_time=dt.datetime.fromisoformat(text), is_root=True)


print(len(list(since_iso("2025-06-02"))), len(list(since_iso("2025-06-02T10:00:00+00:00"))))
