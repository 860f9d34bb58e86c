import json
import os
import urllib.request

BASE = os.environ["LANGSMITH_ENDPOINT"]


def post(path, body):
    request = urllib.request.Request(
        BASE + path,
        data=json.dumps(body).encode(),
        headers={"x-api-key": os.environ["LANGSMITH_API_KEY"], "content-type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


runs = post("/api/v1/runs/query", {"session": ["e6717786-5b1b-5489-9254-6a4946b4940d"], "run_type": "llm", "limit": 3})["runs"]
for run in runs:
    print(run["name"], run["run_type"], run["total_tokens"])
