import json
import urllib.request

payload = json.dumps({"session": ["u"], "filter": 'eq(status, "error")'}).encode()
req = urllib.request.Request("https://api.smith.langchain.com/api/v1/runs/query", data=payload, headers={"x-api-key": "k"})
raw = '{"session": ["u"], "filter": "eq(run_type, \\"llm\\")"}'
requests_data = urllib.request.Request("https://api.smith.langchain.com/api/v1/runs/query", data=raw.encode())
