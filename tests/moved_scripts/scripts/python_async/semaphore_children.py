"""Loads the model calls of the newest traces, a few at a time."""
import asyncio
from typing import List

from langsmith import AsyncClient
from langsmith.schemas import Run

CONCURRENCY = 3


async def load_models(client: AsyncClient, root: Run, gate: asyncio.Semaphore) -> List[Run]:
    async with gate:
        models: List[Run] = []
        async for run in client.list_runs(project_id=root.session_id, trace_id=root.trace_id, run_type="llm"):
            models.append(run)
        return models


async def main() -> None:
    gate = asyncio.Semaphore(CONCURRENCY)
    async with AsyncClient() as client:
        roots = [run async for run in client.list_runs(project_name="rag-prod", is_root=True, limit=6)]
        loaded = await asyncio.gather(*[load_models(client, root, gate) for root in roots])
    for root, models in zip(roots, loaded):
        tokens = sum(model.completion_tokens for model in models)
        print(root.start_time.isoformat(), root.name, [m.name for m in models], tokens)


asyncio.run(main())
