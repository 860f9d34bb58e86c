import os
from datetime import datetime, timedelta, timezone

import requests


class LangSmithApi:
    def __init__(self, url=None, key=None):
        self.url = url or os.environ.get("LANGSMITH_ENDPOINT", "https://api.smith.langchain.com")
        self.session = requests.Session()
        self.session.headers.update({"x-api-key": key or os.environ["LANGSMITH_API_KEY"]})

    def query(self, session_ids, start=None, **params):
        payload = {"session": session_ids, "select": ["id", "name", "start_time", "total_tokens", "run_type"], "limit": 100}
        if start is not None:
            payload["start_time"] = start.isoformat()
        payload.update(params)
        response = self.session.post(self.url + "/api/v1/runs/query", json=payload, timeout=30)
        response.raise_for_status()
        return response.json()["runs"]


api = LangSmithApi()
sessions = {s["name"]: s["id"] for s in api.session.get(api.url + "/api/v1/sessions").json()}
since = datetime.now(timezone.utc) - timedelta(days=800)
for run in api.query([sessions["rag-prod"]], start=since, run_type="llm"):
    print(run["start_time"][:19], run["name"], run["total_tokens"], run["run_type"])
