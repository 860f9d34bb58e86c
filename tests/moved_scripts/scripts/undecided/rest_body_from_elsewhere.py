import json
import os
import sys

import requests

body = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {"session": ["e6717786-5b1b-5489-9254-6a4946b4940d"]}
reply = requests.post(f"{os.environ['LANGSMITH_ENDPOINT']}/api/v1/runs/query", json=body, headers={"x-api-key": os.environ["LANGSMITH_API_KEY"]})
reply.raise_for_status()
print(len(reply.json()["runs"]))
