import os

import httpx
import requests

API = os.environ.get("LANGSMITH_ENDPOINT", "https://api.smith.langchain.com")
HEADERS = {"x-api-key": os.environ["LANGSMITH_API_KEY"]}

payload = {
    "session": ["00000000-0000-0000-0000-000000000000"],
    "filter": "and(eq(run_type, 'llm'), contains(name, 'gpt'))",
    "trace_filter": 'eq(status = "error")',
}
runs = requests.post(f"{API}/api/v1/runs/query", headers=HEADERS, json=payload, timeout=30).json()
examples = httpx.get(f"{API}/api/v1/examples", params={"filter": 'has(metadata, \'{"split": "test"}\')'})
projects = httpx.get(f"{API}/api/v1/sessions", params={"filter": 'like(name, "shop%")'})
