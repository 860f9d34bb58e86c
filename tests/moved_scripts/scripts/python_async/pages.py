import asyncio
from langsmith import AsyncClient


async def take(iterator, n):
    items = []
    async for item in iterator:
        items.append(item)
        if len(items) == n:
            break
    return items


async def main():
    client = AsyncClient()
    runs = await take(client.list_runs(project_name="batch-jobs"), 120)
    print(len(runs), runs[0].inputs, runs[-1].status)
    first = await anext(client.list_runs(project_name="support-bot", is_root=True, error=True))
    print(first.error.splitlines()[0])
    print(sum([1 async for _ in client.list_runs(project_name="rag-prod", run_type="embedding")]))


asyncio.run(main())
