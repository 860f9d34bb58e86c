import asyncio
import json

from langsmith import AsyncClient


async def find_run(project, user_id):
    """Returns the newest root run of a user."""
    client = AsyncClient()
    query = f'and(eq(metadata_key, "user_id"), eq(metadata_value, "{user_id}"))'
    async for run in client.list_runs(project_name=project, filter=query, is_root=True, limit=1):
        return run
    return None


async def main():
    for user in ["user-1", "user-3", "user-99"]:
        run = await find_run("support-bot", user)
        if run is None:
            print(user, "-> no run")
        else:
            print(user, "->", run.id, run.trace_id == run.id, json.dumps(run.metadata, sort_keys=True))


asyncio.run(main())
