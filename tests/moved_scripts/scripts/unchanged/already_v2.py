"""Moved by hand some time ago: it used client.list_runs(project_name=...) before."""
import asyncio

from langsmith import AsyncClient


async def main() -> None:
    async with AsyncClient() as client:
        project = await client.read_project(project_name="rag-prod")
        async for run in client.runs.query(
            project_ids=[str(project.id)],
            is_root=True,
            min_start_time="2025-01-01T00:00:00Z",
            selects=["ID", "NAME", "STATUS"],
        ):
            print(run.id, run.name, run.status)


asyncio.run(main())
