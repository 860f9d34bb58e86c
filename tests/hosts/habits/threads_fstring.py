from langsmith import Client


class Threads:
    """Reads the threads of one project."""

    run_filter: str = 'eq(thread_id, "{thread}")'

    def __init__(self, client: Client, extra: str | None = None):
        self.client = client
        self.extra = extra or 'eq(status, "success")'

    def runs(self, thread: str, limit: int = 10):
        kwargs = {"project_name": "shop", "limit": limit}
        kwargs["filter"] = self.run_filter.format(thread=thread)
        return self.client.list_runs(**kwargs)

    async def page(self, project_id: str, turns: int):
        return await self.client.threads.query(
            project_id=project_id,
            thread_filter=f"gt(turn_count, {turns})",
            filter=self.extra,
        )
