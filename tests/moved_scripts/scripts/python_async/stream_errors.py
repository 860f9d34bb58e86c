import asyncio
from langsmith import AsyncClient


async def errors(client, projects):
    for name in projects:
        async for run in client.list_runs(project_name=name, error=True, run_type="llm"):
            yield name, run


async def main():
    client = AsyncClient()
    n = 0
    async for name, run in errors(client, ["support-bot", "rag-prod"]):
        n += 1
        print(f"[{name}] {run.name}: {run.error.splitlines()[0]} ({run.extra['invocation_params']['model']})")
    print(n, "failed model calls")


if __name__ == "__main__":
    asyncio.run(main())
