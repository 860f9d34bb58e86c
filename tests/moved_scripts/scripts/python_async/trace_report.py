import asyncio
from datetime import datetime, timedelta, timezone

from langsmith import AsyncClient


async def fetch(project: str, days: int, limit: int):
    client = AsyncClient()
    now = datetime.now(timezone.utc)
    start_time = now - timedelta(days=days)
    runs = [
        run
        async for run in client.list_runs(
            project_name=project,
            start_time=start_time,
            limit=limit,
        )
    ]
    error_count = sum(1 for r in runs if r.error)
    total_cost = sum(float(r.total_cost or 0) for r in runs)
    first = min((r.start_time for r in runs), default=now)
    last = max((r.end_time for r in runs if r.end_time), default=now)
    return runs, error_count, total_cost, last - first


async def main():
    runs, errors, cost, span = await fetch("support-bot", days=3, limit=30)
    print(f"{len(runs)} runs, {errors} errors, ${cost:.6f}, {span}")
    for run in runs[:5]:
        print(f"  {run.name} ({run.run_type}): {run.inputs}")


if __name__ == "__main__":
    asyncio.run(main())
