import os

import requests

API_URL = os.environ.get("LANGSMITH_ENDPOINT", "https://api.smith.langchain.com")
HEADERS = {"x-api-key": os.environ["LANGSMITH_API_KEY"]}


def project_id(name):
    response = requests.get(f"{API_URL}/api/v1/sessions", params={"name": name}, headers=HEADERS)
    response.raise_for_status()
    return response.json()[0]["id"]


def all_runs(session):
    body = {"session": [session], "is_root": True, "limit": 100, "select": ["id", "name", "status", "inputs"]}
    while True:
        response = requests.post(f"{API_URL}/api/v1/runs/query", json=body, headers=HEADERS)
        response.raise_for_status()
        page = response.json()
        yield from page["runs"]
        cursor = page["cursors"].get("next")
        if not cursor:
            break
        body["cursor"] = cursor


count = 0
for run in all_runs(project_id("batch-jobs")):
    if count % 40 == 0:
        print(run["id"], run["name"], run["status"], run["inputs"]["text"])
    count += 1
print("total", count)
