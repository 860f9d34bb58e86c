import asyncio
import os
from typing import AsyncIterator

from langsmith import AsyncClient
from langsmith.schemas import Run


class Exporter:
    def __init__(self, client: AsyncClient, project: str) -> None:
        self._client = client
        self._project = project

    async def roots(self, limit: int | None = None) -> AsyncIterator[Run]:
        async for run in self._client.list_runs(project_name=self._project, is_root=True, limit=limit):
            yield run

    async def children(self, root: Run) -> list[Run]:
        runs = []
        async for run in self._client.list_runs(project_name=self._project, trace_id=root.id, is_root=False):
            runs.append(run)
        return sorted(runs, key=lambda run: run.dotted_order)


async def main() -> None:
    async with AsyncClient(api_key=os.environ["LANGSMITH_API_KEY"]) as client:
        exporter = Exporter(client, "rag-prod")
        async for root in exporter.roots(limit=3):
            children = await exporter.children(root)
            print(root.id, root.status, [f"{child.name}={child.run_type}" for child in children])
        tasks = [asyncio.create_task(exporter.children(root)) async for root in exporter.roots(limit=2)]
        print([len(await task) for task in tasks])


asyncio.run(main())
