import os
import httpx

URL = os.environ["LANGSMITH_ENDPOINT"] + "/api/v1/runs/query"
SESSION_ID = "e6717786-5b1b-5489-9254-6a4946b4940d"

with httpx.Client(headers={"x-api-key": os.environ["LANGSMITH_API_KEY"]}, timeout=30) as http:
    reply = http.post(
        URL,
        json={
            "session": [SESSION_ID],
            "error": True,
            "filter": 'eq(run_type, "llm")',
            "limit": 50,
            "select": ["id", "name", "error", "tags"],
        },
    )
    reply.raise_for_status()
    for run in reply.json()["runs"]:
        print(run["id"], run["name"], run["error"].splitlines()[0], run["tags"])
