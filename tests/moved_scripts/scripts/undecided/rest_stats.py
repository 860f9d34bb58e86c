import os

import requests

reply = requests.post(
    os.environ["LANGSMITH_ENDPOINT"] + "/api/v1/runs/stats",
    json={"session": ["e6717786-5b1b-5489-9254-6a4946b4940d"]},
    headers={"x-api-key": os.environ["LANGSMITH_API_KEY"]},
)
reply.raise_for_status()
print(reply.json()["run_count"])
