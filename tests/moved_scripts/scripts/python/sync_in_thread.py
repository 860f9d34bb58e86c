import asyncio
from concurrent.futures import ThreadPoolExecutor
from langsmith import Client

client = Client()


def count(project: str) -> int:
    return sum(1 for _ in client.list_runs(project_name=project, is_root=True))


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=2) as pool:
        counts = await asyncio.gather(*(loop.run_in_executor(pool, count, name) for name in ("support-bot", "rag-prod")))
    print(counts)
    print(await asyncio.to_thread(count, "nightly-evals"))


asyncio.run(main())
