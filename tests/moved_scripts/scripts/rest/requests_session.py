"""Model calls of the last two days, over plain HTTP."""
import os
from datetime import datetime, timedelta, timezone

import requests

session = requests.Session()
session.headers.update({"x-api-key": os.environ["LANGSMITH_API_KEY"], "Content-Type": "application/json"})
base = os.environ["LANGSMITH_ENDPOINT"] + "/api/v1"

projects = session.get(base + "/sessions?name=support-bot").json()
since = (datetime.now(timezone.utc) - timedelta(days=2)).isoformat()
payload = {
    "session": [projects[0]["id"]],
    "run_type": "llm",
    "start_time": since,
    "select": ["id", "name", "run_type", "total_tokens", "total_cost", "parent_run_id"],
}
res = session.post(base + "/runs/query", json=payload)
runs = res.json()["runs"]
print(len(runs), "model calls,", sum(r["total_tokens"] for r in runs), "tokens,", f"${sum(float(r['total_cost']) for r in runs):.6f}")
for r in runs[:3]:
    print(r["id"], r["run_type"] == "llm", r["parent_run_id"])
