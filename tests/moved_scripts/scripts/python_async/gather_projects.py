"""Counts runs of several projects at once."""
import asyncio

from langsmith import AsyncClient

PROJECTS = ["support-bot", "rag-prod", "nightly-evals"]


async def count(client: AsyncClient, project: str) -> tuple[str, int, int]:
    total = failed = 0
    async for run in client.list_runs(project_name=project, is_root=True):
        total += 1
        if run.status == "error":
            failed += 1
    return project, total, failed


async def main() -> None:
    async with AsyncClient() as client:
        for project, total, failed in await asyncio.gather(*(count(client, project) for project in PROJECTS)):
            print(f"{project:<15}{total:>4} runs, {failed} failed")


asyncio.run(main())
