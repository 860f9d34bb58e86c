import asyncio
import os

import httpx

BASE = os.environ["LANGSMITH_ENDPOINT"]
KEY = os.environ["LANGSMITH_API_KEY"]


async def query(http: httpx.AsyncClient, body: dict) -> list[dict]:
    response = await http.post("/api/v1/runs/query", json=body)
    response.raise_for_status()
    return response.json()["runs"]


async def main() -> None:
    async with httpx.AsyncClient(base_url=BASE, headers={"x-api-key": KEY}) as http:
        runs = await query(http, {"session": ["1112f0b0-cf07-5974-af7f-0fa575b4a9ba"], "is_root": True, "order": "desc", "select": ["name", "feedback_stats", "status"]})
        for run in runs:
            print(run["name"], run["status"], run["feedback_stats"]["correctness"]["avg"])


asyncio.run(main())
